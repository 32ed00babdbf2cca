"""How often one address may ask at an open door: a guesser is slowed, and nobody else."""

from allauth.core.internal.ratelimit import consume_or_429
from django.http import HttpResponse

from quanju.pages.shared.request import Request


def too_often(request: Request, door: str) -> HttpResponse | None:
    """The answer that says to wait, once an address has asked as often as the settings allow.

    It counts who asks, never what is asked for: so a stranger locks no owner out.
    """
    answer: HttpResponse | None = consume_or_429(
        request, app="allauth.account", action=door, limit_get=True
    )
    return answer
