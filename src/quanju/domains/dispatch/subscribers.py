"""A session that ended, by itself or by somebody else, leaves no desk manned."""

from datetime import datetime

from quanju.domains.dispatch.actions.gone import free_desk
from quanju.domains.journal.subscribers import reacts_to
from quanju.domains.journal.types import EntryView
from quanju.domains.kernel.types import Text
from quanju.domains.people import events as people


@reacts_to(
    people.SIGNED_OUT,
    name="dispatch.session_ended",
    label=Text("登录结束后让出席位", "free the desk of a session that ended"),
)
def leave_no_empty_desk(entry: EntryView, at: datetime) -> None:
    """Who signed out has left the desk already: then there is nothing to do."""
    kind, _, person = entry.subject.partition(":")
    if kind == "person" and person.isdigit():
        free_desk(person=int(person), at=at)
