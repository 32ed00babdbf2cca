"""Which request is being answered, for the log: a number of its own and who asks, no words."""

import secrets
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Asked:
    """A request; `actor` is the subject of whoever asks, `person:7`."""

    ref: str = ""
    actor: str = ""


_NONE = Asked()
_asked: ContextVar[Asked] = ContextVar("asked", default=_NONE)


def of_this_request() -> Asked:
    """The request that this thread answers; an empty one in jobs and commands."""
    return _asked.get()


def begin() -> Asked:
    """A request has come: give it its number."""
    asked = Asked(secrets.token_hex(8))
    _asked.set(asked)
    return asked
