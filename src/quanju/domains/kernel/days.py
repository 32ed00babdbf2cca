"""The local day: what a day and an hour on the wall mean as a moment."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.conf import settings

from quanju.domains.kernel.types import Refused, Text


def branch_zone() -> ZoneInfo:
    """Where the branch is: its days begin at midnight there."""
    return ZoneInfo(settings.TIME_ZONE)


def local_time(at: datetime) -> datetime:
    """The same moment as the wall shows it."""
    return at.astimezone(branch_zone())


def local_day(at: datetime) -> date:
    """The day of the branch that a moment falls on."""
    return local_time(at).date()


def midnight(at: datetime) -> datetime:
    """When the branch's day of this moment began, on the wall's clock."""
    return local_time(at).replace(hour=0, minute=0, second=0, microsecond=0)


def typed_after(typed: datetime, earliest: datetime) -> datetime:
    """A form knows minutes, the record knows more: typed in the minute of `earliest`, it is that
    moment. Any other stays as it is."""
    is_same_minute = earliest.replace(second=0, microsecond=0) <= typed < earliest
    return earliest if is_same_minute else typed


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


def start_of_day(day: date) -> datetime:
    """The midnight with which a day of the branch begins."""
    return repeated_moment(day, time(0), branch_zone())


def end_of_day(day: date) -> datetime:
    """The midnight with which it ends."""
    return start_of_day(day + timedelta(days=1))


def stretches(
    first: date, days: int, zone: ZoneInfo, *, hours: int
) -> tuple[tuple[datetime, datetime], ...]:
    """Stretches of so many local hours, day after day; the last of a day ends at midnight.

    On days when the clocks change a stretch is an hour shorter or longer, or missing.
    """
    found: list[tuple[datetime, datetime]] = []
    for number in range(days):
        day = first + timedelta(days=number)
        marks = [repeated_moment(day, time(h), zone) for h in range(0, 24, hours)]
        marks.append(repeated_moment(day + timedelta(days=1), time(0), zone))
        found += [(a, b) for a, b in pairwise(marks) if a < b]
    return tuple(found)
