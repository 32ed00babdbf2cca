"""Lengths of time as laws write them: 48 hours, 30 days, 5 working days, 2 months, at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from quanju.engine.clocks.errors import BadLength

MOST = {"second": 10**8, "minute": 10**7, "hour": 10**6, "day": 40_000, "working_day": 4_000}
"""Longest count of a unit: about a century, ten years of working days; more is a typing error."""
MOST_MONTHS = 1_200


class Words(NamedTuple):
    """The same in Chinese and English."""

    zh: str
    en: str


class Unit(StrEnum):
    """What is counted. `AT_ONCE` counts nothing; `OPEN` is a duty without a length in the law."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"
    AT_ONCE = "at_once"
    OPEN = "open"

    @property
    def runs(self) -> bool:
        """Does it run on through nights and holidays, to the second?"""
        return self in SECONDS

    @property
    def has_days(self) -> bool:
        """Does it end with a day rather than at a moment?"""
        return self in (Unit.DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.YEAR)


SECONDS = {Unit.SECOND: 1, Unit.MINUTE: 60, Unit.HOUR: 3600}
_NAMES = {
    Unit.SECOND: Words("秒", "second"),
    Unit.MINUTE: Words("分钟", "minute"),
    Unit.HOUR: Words("小时", "hour"),
    Unit.DAY: Words("日", "day"),
    Unit.WORKING_DAY: Words("个工作日", "working day"),
    Unit.MONTH: Words("个月", "month"),
    Unit.YEAR: Words("年", "year"),
}


@dataclass(frozen=True, slots=True)
class Length:
    """A count of one unit; `BadLength` if it is none. At once and open have the count 0."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in set(Unit):
            raise BadLength(f"不认识的单位：{self.unit!r}", f"unknown unit {self.unit!r}")
        least, most = _bounds(Unit(self.unit))
        whole = isinstance(self.count, int) and not isinstance(self.count, bool)
        if not whole or not least <= self.count <= most:
            raise BadLength(
                f"长度应为 {least} 到 {most} 的整数（{self.unit}），现在是 {self.count!r}",
                f"a length in {self.unit} is a whole number from {least} to {most}, "
                f"not {self.count!r}",
            )

    @property
    def words(self) -> Words:
        """`30日`, `30 days`."""
        if self.unit is Unit.AT_ONCE:
            return Words("立即", "at once")
        if self.unit is Unit.OPEN:
            return Words("未规定时长", "no length laid down")
        name = _NAMES[self.unit]
        plural = "" if self.count == 1 else "s"
        return Words(f"{self.count}{name.zh}", f"{self.count} {name.en}{plural}")


def _bounds(unit: Unit) -> tuple[int, int]:
    if unit in (Unit.AT_ONCE, Unit.OPEN):
        return 0, 0
    if unit is Unit.MONTH:
        return 1, MOST_MONTHS
    if unit is Unit.YEAR:
        return 1, MOST_MONTHS // 12
    return 1, MOST[unit]


def fit_together(lengths: Iterable[Length]) -> bool:
    """Can these be added up? Moments with moments, months with days, working days alone."""
    units = {length.unit for length in lengths} - {Unit.AT_ONCE}
    return (
        units <= set(SECONDS)
        or units <= {Unit.DAY, Unit.MONTH, Unit.YEAR}
        or units <= {Unit.WORKING_DAY}
        or units <= {Unit.OPEN}
    )


@dataclass(frozen=True, slots=True)
class Total:
    """Lengths added up, unit by unit: months are stepped first, then days."""

    seconds: int = 0
    days: int = 0
    working_days: int = 0
    months: int = 0

    def plus(self, length: Length) -> "Total":
        """The total with that length added."""
        count, unit = length.count, length.unit
        return Total(
            self.seconds + count * SECONDS.get(unit, 0),
            self.days + (count if unit is Unit.DAY else 0),
            self.working_days + (count if unit is Unit.WORKING_DAY else 0),
            self.months + {Unit.MONTH: count, Unit.YEAR: 12 * count}.get(unit, 0),
        )
