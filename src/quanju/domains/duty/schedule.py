"""Pure arithmetic of hours: the least number present, the spans of an occasion."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from quanju.domains.duty.types import WeekCell
from quanju.domains.kernel.days import repeated_moment
from quanju.domains.patrol.types.standing import Span

HOUR = timedelta(hours=1)
WEEK_BLOCK_H = 4


@dataclass(frozen=True, slots=True)
class Presence:
    """So many people of a force are in a zone for a span."""

    zone: int
    force_type: str
    people: int
    begins: datetime
    ends: datetime


def cell(zone: int, span: Span, presences: Iterable[Presence]) -> WeekCell:
    """The least number of people in the zone at any moment of the span, and their forces."""
    begins, ends = span
    here = [p for p in presences if p.begins < ends and p.ends > begins]
    marks = sorted({begins, *(p.begins for p in here), *(p.ends for p in here)})
    inner = [mark for mark in marks if begins <= mark < ends]
    least = min(sum(p.people for p in here if p.begins <= m < p.ends) for m in inner)
    return WeekCell(zone, begins, ends, least, frozenset(p.force_type for p in here))


def occurrences(
    *,
    weekdays: int,
    starts_on: date,
    ends_on: date,
    begins: time,
    ends: time,
    since: date,
    until: date,
    zone: ZoneInfo,
) -> Iterator[Span]:
    """The spans of an occasion that begin on days from `since` up to but not including `until`.

    An end at or before the beginning lies on the next day, across midnight and the new year.
    """
    day, last = max(starts_on, since), min(ends_on, until - timedelta(days=1))
    while day <= last:
        if weekdays >> day.weekday() & 1:
            end_day = day if ends > begins else day + timedelta(days=1)
            span = repeated_moment(day, begins, zone), repeated_moment(end_day, ends, zone)
            if span[0] < span[1]:
                yield span
        day += timedelta(days=1)
