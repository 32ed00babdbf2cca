"""What this room asks of one above it: how long an act waits for its second person.

The limit stands in a rule table, and the rulebook stands on `people`, which proposes by this room.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

Waits = Callable[[str, datetime], timedelta]


class NobodyTells(RuntimeError):
    """The room that keeps the limits has not said so at the start."""


_told_by: list[Waits] = []


def waits_are_told_by(waits: Waits) -> None:
    """For the rulebook: `waits(act, at)` is how long a proposal of that act waits."""
    _told_by[:] = [waits]


def wait_of(act: str, at: datetime) -> timedelta:
    if not _told_by:
        raise NobodyTells("how long an act waits is told by nobody")
    return _told_by[0](act, at)
