"""Pure arithmetic of hours: local moments, stretches of a week, the least number present,
minutes by activity. No database, no clock."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.types import Span, WeekCell

HOUR = timedelta(hours=1)
WEEK_BLOCK_H = 4


class NoSuchLocalTime(Refused):
    """The clocks jump over this time of that day."""

    code = "NO_SUCH_LOCAL_TIME"
    text = Text(
        "{moment} 这一时刻不存在：当天时钟拨快，请改用前后的时刻",
        "{moment} does not exist: the clocks go forward that day; choose a time before or after",
    )
    status = 422


class AmbiguousLocalTime(Refused):
    """The clocks go back, so this time comes twice that day."""

    code = "AMBIGUOUS_LOCAL_TIME"
    text = Text(
        "{moment} 当天出现两次：时钟拨慢，请改用不重复的时刻",
        "{moment} comes twice: the clocks go back that day; choose a time that comes once",
    )
    status = 422


def local_moment(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """The moment that a local day and time mean. Refuses times that do not exist or come twice."""
    wall = datetime.combine(day, hour)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        raise NoSuchLocalTime(moment=f"{wall:%Y-%m-%d %H:%M}")
    if first != second:
        raise AmbiguousLocalTime(moment=f"{wall:%Y-%m-%d %H:%M}")
    return first


def repeated_moment(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """The same for what repeats: a jumped-over time moves on by the jump, of two the first."""
    return datetime.combine(day, hour).replace(tzinfo=zone, fold=0).astimezone(UTC)


def stretches(first: date, days: int, zone: ZoneInfo, *, hours: int) -> tuple[Span, ...]:
    """Stretches of so many local hours, day after day; the last of a day ends at midnight.

    On days when the clocks change a stretch is an hour shorter or longer, or missing.
    """
    found: list[Span] = []
    for number in range(days):
        day = first + timedelta(days=number)
        marks = [repeated_moment(day, time(h), zone) for h in range(0, 24, hours)]
        marks.append(repeated_moment(day + timedelta(days=1), time(0), zone))
        found += [(a, b) for a, b in pairwise(marks) if a < b]
    return tuple(found)


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


PRECEDENCE = ("response", "service", "staging", "patrolling")


def minutes_by_activity(
    spans: Mapping[str, Sequence[Span]], since: datetime, until: datetime
) -> dict[str, float]:
    """Minutes of each of the four activities within a span; where two overlap, the first of
    `PRECEDENCE` counts, so that no minute counts twice."""
    clipped = {
        activity: [(max(a, since), min(b, until)) for a, b in spans.get(activity, ())]
        for activity in PRECEDENCE
    }
    marks = sorted({moment for found in clipped.values() for span in found for moment in span})
    minutes = dict.fromkeys(PRECEDENCE, 0.0)
    for begin, end in pairwise(marks):
        for activity in PRECEDENCE:
            if any(a <= begin and end <= b for a, b in clipped[activity]):
                minutes[activity] += (end - begin).total_seconds() / 60
                break
    return minutes
