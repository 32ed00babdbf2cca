"""Which days are worked: weekends, public holidays, and the weekend days worked in their stead.

Source: the State Council's yearly notice. A year whose notice is not here is answered from the
weekends and from the holidays that the law fixes to a date, and the answer says that it is only
provisional.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from quanju.engine.clocks.errors import BadCalendar, BadMoment
from quanju.engine.clocks.lengths import Words

SATURDAY = 6
BEIJING = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
_WEEKDAYS = (
    Words("星期一", "Monday"),
    Words("星期二", "Tuesday"),
    Words("星期三", "Wednesday"),
    Words("星期四", "Thursday"),
    Words("星期五", "Friday"),
    Words("星期六", "Saturday"),
    Words("星期日", "Sunday"),
)


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days off in one stretch, both ends included."""

    name: Words
    first: date
    last: date

    def days(self) -> Iterable[date]:
        """Every day of it."""
        count = (self.last - self.first).days + 1
        return (self.first + timedelta(days=number) for number in range(count))


@dataclass(frozen=True, slots=True)
class Year:
    """The published holidays of a year, and the weekend days that are worked."""

    number: int
    holidays: tuple[Holiday, ...]
    working: tuple[date, ...]
    source: Words

    def __post_init__(self) -> None:
        for holiday in self.holidays:
            if holiday.first > holiday.last:
                raise BadCalendar(
                    f"{holiday.name.zh}：结束早于开始", f"{holiday.name.en} ends before it begins"
                )
        off = [day for holiday in self.holidays for day in holiday.days()]
        for day in (*off, *self.working):
            if day.year != self.number:
                raise BadCalendar(
                    f"{day} 不在 {self.number} 年", f"{day} does not lie in {self.number}"
                )
        twice = sorted(set(off) & set(self.working))
        if len(off) != len(set(off)) or twice:
            day = twice[0] if twice else next(d for d in off if off.count(d) > 1)
            raise BadCalendar(f"{day} 列了两次", f"{day} is listed twice")
        for day in self.working:
            if day.isoweekday() < SATURDAY:
                raise BadCalendar(
                    f"{day} 不是周末，不用列为补班",
                    f"{day} is no weekend day and need not be listed as worked",
                )


@dataclass(frozen=True)
class WorkingCalendar:
    """Years with their published days, holidays fixed to a date, and the zone days are cut in."""

    years: Mapping[int, Year]
    fixed: Mapping[tuple[int, int], Words] = field(default_factory=dict)
    zone: tzinfo = BEIJING
    _off: Mapping[date, Words] = field(init=False, repr=False, compare=False)
    _working: frozenset[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if wrong := [number for number, year in self.years.items() if number != year.number]:
            raise BadCalendar(f"年份放错：{wrong}", f"years under a wrong number: {wrong}")
        off = {d: h.name for y in self.years.values() for h in y.holidays for d in h.days()}
        object.__setattr__(self, "_off", off)
        working = frozenset(day for year in self.years.values() for day in year.working)
        object.__setattr__(self, "_working", working)

    def knows(self, year: int) -> bool:
        """Is that year's notice here? If not, its days are guessed."""
        return year in self.years

    def is_working(self, day: date) -> bool:
        """Is that day worked, as published, or as guessed for a year not published yet?"""
        return self.reason_off(day) is None

    def reason_off(self, day: date) -> Words | None:
        """Why that day is not worked; None if it is."""
        if day.year in self.years:
            if day in self._working:
                return None
            if day in self._off:
                return self._off[day]
        elif holiday := self.fixed.get((day.month, day.day)):
            return holiday
        return _WEEKDAYS[day.weekday()] if day.isoweekday() >= SATURDAY else None

    def day_of(self, moment: date | datetime) -> date:
        """The local day of a moment; `BadMoment` if it has no time zone."""
        if not isinstance(moment, datetime):
            return moment
        return self.local(moment).date()

    def local(self, moment: datetime) -> datetime:
        """The moment by the local clock; `BadMoment` if it has no time zone or no such year."""
        if moment.tzinfo is None:
            raise BadMoment(f"{moment} 没有时区", f"{moment} has no time zone")
        try:
            return moment.astimezone(self.zone)
        except (OverflowError, ValueError) as error:
            raise BadMoment("年份超出日历", "the year is beyond the calendar") from error

    def start_of(self, day: date) -> datetime:
        """The moment at which a local day begins."""
        return datetime.combine(day, time(), self.zone)


def later(day: date, days: int) -> date:
    """`day` and so many days; `BadMoment` beyond the year 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise BadMoment("年份超出日历", "the year is beyond the calendar") from error


def weekday_name(day: date) -> Words:
    """`星期日`, `Sunday`."""
    return _WEEKDAYS[day.weekday()]
