"""How a past shift went, drawn: in time, late, not at all, without a check-out; and its light."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MISSED, EXCUSED, LATE, NEVER_OUT = 0.03, 0.02, 0.09, 0.015
LIT, EARLY_HOME = 0.8, 0.05
DUSK_H, DAWN_H = 17, 7
MINUTE = timedelta(minutes=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Went:
    """What became of a shift; moments that nobody recorded are None."""

    status: str
    came_at: datetime | None = None
    is_late: bool = False
    left_at: datetime | None = None


ZONE_DUTY = Went("confirmed")
"""Duty in a zone has no point to check in at."""


def stood(span: Span, draw: random.Random) -> Went:
    """Status, check-in, whether late, and check-out, which some forget."""
    begins, ends = span
    luck = draw.random()
    if luck < MISSED:
        return Went("missed", is_late=True)
    if luck < MISSED + EXCUSED:
        return Went("excused")
    is_late = draw.random() < LATE
    came = begins + MINUTE * (draw.randint(11, 35) if is_late else draw.randint(-9, 8))
    if draw.random() < NEVER_OUT:
        return Went("checked_in", came, is_late)
    early = draw.randint(20, 90) if draw.random() < EARLY_HOME else draw.randint(-4, 3)
    return Went("checked_out", came, is_late, ends - MINUTE * early)


def lit(went: Went, ends: datetime, draw: random.Random, zone: ZoneInfo) -> Iterator[Span]:
    """From dusk to dawn, in stretches that a crew remembers to tell."""
    moment, last = went.came_at, min(went.left_at or ends, ends)
    while moment is not None and moment < last:
        until = min(moment + timedelta(minutes=draw.randint(50, 130)), last)
        hour = moment.astimezone(zone).hour
        if (hour >= DUSK_H or hour < DAWN_H) and draw.random() < LIT:
            yield moment, until
        moment = until
