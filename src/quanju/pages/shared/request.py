"""The request as our views get it: who acts and at which moment."""

from datetime import datetime

from django.http import HttpRequest

from quanju.domains.people.types import Actor, Standing


class Request(HttpRequest):
    """A request after the sign-in middleware: `actor` is a stranger when nobody is signed in."""

    actor: Actor
    moment: datetime
    standing: Standing | None
    is_reached: bool
    """A verb is about to decide: sign-in and the token of the form have been looked at."""
