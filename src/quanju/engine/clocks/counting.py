"""Counting on over days and moments that do not count. Nothing here knows a rule or a word."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from quanju.engine.clocks.calendar import later
from quanju.engine.clocks.errors import BadMoment

Point = TypeVar("Point", date, datetime)
DayGap = tuple[date, date]
"""Days that do not count: from the first, up to but not with the second."""
Gap = tuple[datetime, datetime]
"""The same between moments."""


def merged(gaps: Iterable[tuple[Point, Point]]) -> tuple[tuple[Point, Point], ...]:
    """The same days or moments as gaps in order, none touching another; empty ones go."""
    joined: list[tuple[Point, Point]] = []
    for low, high in sorted(gap for gap in gaps if gap[0] < gap[1]):
        if joined and low <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], high)
        else:
            joined.append((low, high))
    return tuple(joined)


def nth_day(first: date, count: int, gaps: Sequence[DayGap]) -> date:
    """The `count`-th day from `first` on (which is the 1st) that lies in no gap; gaps merged."""
    due = later(first, count - 1)
    for low, high in gaps:
        if low > due:
            break
        due = later(due, max(0, (high - max(low, first)).days))
    return due


def nth_working_day(
    first: date, count: int, gaps: Sequence[DayGap], is_working: Callable[[date], bool]
) -> date:
    """The `count`-th worked day from `first` on that lies in no gap."""
    day = first
    while True:
        if is_working(day) and not lies_in(day, gaps):
            count -= 1
            if count == 0:
                return day
        day = later(day, 1)


def lies_in(day: date, gaps: Sequence[DayGap]) -> bool:
    """Does the day lie in a gap?"""
    return any(low <= day < high for low, high in gaps)


def months_later(day: date, count: int) -> date:
    """The same day of a later month, or its last day where that month is shorter.

    Source: Civil Code Art. 202. It is the stricter reading also where a month began on its last
    day: from 28 February one month ends on 28 March. `BadMoment` beyond the year 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if year > date.max.year:
        raise BadMoment("年份超出日历", "the year is beyond the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def seconds_later(start: datetime, seconds: int, gaps: Sequence[Gap]) -> datetime:
    """The moment at which so many seconds have run outside the gaps; gaps merged."""
    try:
        due = start + timedelta(seconds=seconds)
        for low, high in gaps:
            if low >= due:
                break
            due += max(timedelta(0), high - max(low, start))
    except OverflowError as error:
        raise BadMoment("年份超出日历", "the year is beyond the calendar") from error
    return due


def first_working_day(
    day: date, gaps: Sequence[DayGap], is_working: Callable[[date], bool]
) -> date:
    """The day itself, or the first after it that is worked and lies in no gap."""
    while not is_working(day) or lies_in(day, gaps):
        day = later(day, 1)
    return day
