"""Where a recording of a matter is written into the index, for who may do so."""

from urllib.parse import urlencode

from django.urls import reverse

from quanju.domains.people.types import Actor
from quanju.domains.supervision.permissions import may_index_recordings


def index_at(actor: Actor, subject: str, *, is_over: bool = False) -> str:
    """The form with the matter filled in; "" for who may not, and for a matter that is sealed."""
    if is_over or not may_index_recordings(actor):
        return ""
    kind, _, number = subject.partition(":")
    query = urlencode({"about": kind, "number": number})
    return f"{reverse('supervision_desk:index_recording')}?{query}"
