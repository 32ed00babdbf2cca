"""The request as the machine face gets it from the sign-in middleware."""

from datetime import datetime

from django.http import HttpRequest

from quanju.domains.people.types import Actor


class Request(HttpRequest):
    """A signed-in request: who acts, and at which moment."""

    actor: Actor
    moment: datetime
