"""A small calendar and rules for the tests of clocks."""

from datetime import date, datetime

from quanju.engine.clocks.calendar import Holiday, WorkingCalendar, Year
from quanju.engine.clocks.lengths import Length, Unit, Words
from quanju.engine.clocks.rule import (
    Approver,
    Circumstance,
    Exclusion,
    Extension,
    Roll,
    Rule,
    Source,
    Start,
)

LAW = Source(Words("某法", "Some Law"), "7")
CHIEF = Approver("chief", Words("局长", "chief"), "police", 20)
SERGEANT = Approver("sergeant", Words("所长", "sergeant"), "police", 10)
PROSECUTOR = Approver("prosecutor", Words("检察长", "prosecutor"), "procuratorate", 90)
EXPERT = Exclusion(
    "expert", Words("鉴定", "expert"), Words("委托书", "order"), Words("意见", "opinion")
)

CALENDAR = WorkingCalendar(
    {
        2026: Year(
            2026,
            (
                Holiday(Words("元旦", "New Year"), date(2026, 1, 1), date(2026, 1, 3)),
                Holiday(Words("春节", "Spring Festival"), date(2026, 2, 15), date(2026, 2, 23)),
                Holiday(Words("国庆节", "National Day"), date(2026, 10, 1), date(2026, 10, 7)),
            ),
            (date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28)),
            Words("通知", "notice"),
        )
    },
    {(1, 1): Words("元旦", "New Year")},
)
ZONE = CALENDAR.zone


def at(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    """A moment by the local clock."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def a_rule(count: int = 30, unit: str = "day", **changes: object) -> Rule:
    """A rule of so many units; days count from the next day and roll, hours run on."""
    length = Length(count, Unit(unit))
    has_days = length.unit.has_days
    facts: dict[str, object] = {
        "number": "X1",
        "family": "X1",
        "title": Words("期限", "a limit"),
        "trigger": Words("开始", "it begins"),
        "length": length,
        "start": Start.NEXT_DAY if has_days else Start.MOMENT,
        "roll": Roll.ROLL if has_days else Roll.NEVER,
        "sources": (LAW,),
        "extensions": (Extension(length, CHIEF),) if length.count else (),
        "exclusions": (EXPERT,),
        "circumstances": (Circumstance("hard", Words("疑难", "hard"), length),)
        if length.count
        else (),
    }
    return Rule(**{**facts, **changes})  # type: ignore[arg-type]
