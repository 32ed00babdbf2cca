"""The rule tables of clocks and working days, read into the engine's rules and calendar."""

from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PlainValidator, model_validator

from quanju.domains.deadlines.types import ClockBook, WorklistLimits
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.reading import read_shipped
from quanju.domains.rulebook.types import Lines, RuleKind, Table, in_both_languages, worded, wrong
from quanju.engine.clocks.calendar import Holiday, WorkingCalendar, Year
from quanju.engine.clocks.errors import ClockError
from quanju.engine.clocks.lengths import Length, Unit, Words
from quanju.engine.clocks.rule import (
    Approver,
    Circumstance,
    Exclusion,
    Extension,
    Roll,
    Rule,
    Sense,
    Source,
    Start,
    check_versions,
)


def _length(value: Any) -> Length:
    """`30 day`, `at_once`, `open`."""
    count, _, unit = str(value).rpartition(" ")
    is_count = count.isascii() and count.isdecimal() and len(count) < 10
    if unit not in set(Unit) or (count and not is_count):
        listed = ", ".join(Unit)
        raise wrong(f"应写成“30 day”或“at_once”：{listed}", f"reads “30 day”, “at_once”: {listed}")
    try:
        return Length(int(count or 0), Unit(unit))
    except ClockError as error:
        raise wrong(error.zh, error.en) from error


def _words(value: Any) -> Words:
    text = in_both_languages(value)
    return Words(text.zh, text.en)


Pair = Annotated[Words, PlainValidator(_words)]
Stretch = Annotated[Length, PlainValidator(_length)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
Number = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,29}$")]


STARTS = {
    "moment": Text("从当时", "from the moment"),
    "next_hour": Text("从下一小时", "from the next hour"),
    "same_day": Text("从当日", "from the same day"),
    "next_day": Text("从次日", "from the next day"),
}
ROLLS = {
    "roll": Text("顺延到下一工作日", "moves to the next working day"),
    "never": Text("不顺延", "does not move"),
}
SENSES = {
    "due": Text("到期应办完", "to be done by then"),
    "keep": Text("到期前不得删除", "to be kept until then"),
}
CHECKED = {
    "VT": Text("已核对原文", "read in the text itself"),
    "VN": Text("见于引文", "read in a quotation"),
    "FM": Text("凭记忆，须核对", "from memory, to be checked"),
}


class ApproverRow(Lines):
    code: Code = worded("代码", "Code")
    name: Pair = worded("名称", "Name")
    line: Code = worded("系列", "Line of command")
    level: int = worded("级别", "Level", ge=1, le=100)


class ExclusionRow(Lines):
    code: Code = worded("代码", "Code")
    name: Pair = worded("名称", "Name")
    opened_by: Pair = worded("由何开始", "Begins with")
    closed_by: Pair = worded("由何结束", "Ends with")


class ExtensionRow(Lines):
    length: Stretch = worded("延长", "Length")
    approver: Code | None = worded("批准人", "Approver", refers="approver", default=None)
    total: bool = worded("为总长而非增加", "The whole length, not added to it", default=False)
    renewable: bool = worded("可再次延长", "May be given again", default=False)


class CircumstanceRow(Lines):
    code: Code = worded("代码", "Code")
    name: Pair = worded("情形", "Circumstance")
    length: Stretch = worded("期限", "Length")
    approver: Code | None = worded("批准人", "Approver", refers="approver", default=None)


class RuleRow(Lines):
    """One clock, as it is written."""

    number: Number = worded("编号", "Number")
    family: Number | None = worded("所属", "Family", default=None)
    title: Pair = worded("名称", "Title")
    trigger: Pair = worded("由何起算", "Begins with")
    length: Stretch = worded("期限", "Length")
    start: Start | None = worded("起算", "Counted from", names=STARTS, default=None)
    roll: Roll | None = worded("末日逢休", "Where the last day is off", names=ROLLS, default=None)
    sense: Sense = worded("到期的含义", "Its end means", names=SENSES, default=Sense.DUE)
    sources: tuple[str, ...] = worded("条文", "Articles", min_length=1)
    counting: str | None = worded("计算依据", "Counted by", default=None)
    valid_from: date | None = worded("自", "Valid from", default=None)
    valid_until: date | None = worded("至", "Valid until", default=None)
    extensions: tuple[ExtensionRow, ...] = worded("延长", "Extensions", default=())
    circumstances: tuple[CircumstanceRow, ...] = worded("特殊情形", "Circumstances", default=())
    exclusions: tuple[Code, ...] = worded(
        "不计入的期间", "Spans that do not count", refers="exclusion", default=()
    )
    document: Pair | None = worded("文书", "Paper", default=None)
    remedy: Pair | None = worded("救济", "Remedy", default=None)
    note: Pair | None = worded("说明", "Note", default=None)
    status: Literal["VT", "VN", "FM"] = worded("核对状态", "How it was checked", names=CHECKED)


class ClockTable(Table):
    """All clocks of a branch, with the words they share."""

    amber_share: float = worded("过了多大份额提醒", "Amber after this share", gt=0, lt=1)
    instruments: dict[Code, Pair] = worded("法规依据", "Instruments")
    approver: tuple[ApproverRow, ...] = worded("批准人", "Approvers", default=())
    exclusion: tuple[ExclusionRow, ...] = worded(
        "不计入的期间", "Spans that do not count", default=()
    )
    rule: tuple[RuleRow, ...] = worded("时限", "Clocks", min_length=1)

    @cached_property
    def book(self) -> ClockBook:
        """What the engine reckons with."""
        approvers = {a.code: Approver(a.code, a.name, a.line, a.level) for a in self.approver}
        exclusions = {
            e.code: Exclusion(e.code, e.name, e.opened_by, e.closed_by) for e in self.exclusion
        }
        rules = [_read(row, self.instruments, approvers, exclusions) for row in self.rule]
        check_versions(rules)
        return ClockBook({rule.number: rule for rule in rules}, approvers, self.amber_share)

    @model_validator(mode="after")
    def _can_be_reckoned_with(self) -> Self:
        try:
            self.book  # noqa: B018 - asked once here, so that it never fails later
        except ClockError as error:
            raise wrong(error.zh, error.en) from error
        return self


def _read(
    row: RuleRow,
    instruments: Mapping[str, Words],
    approvers: Mapping[str, Approver],
    exclusions: Mapping[str, Exclusion],
) -> Rule:
    try:
        return _rule(row, instruments, approvers, exclusions)
    except KeyError as error:
        raise wrong(
            f"规则 {row.number}：没有定义 {error}",
            f"rule {row.number}: {error} is not defined",
            line="rule",
        ) from error


def _rule(
    row: RuleRow,
    instruments: Mapping[str, Words],
    approvers: Mapping[str, Approver],
    exclusions: Mapping[str, Exclusion],
) -> Rule:
    has_days = row.length.unit.has_days
    return Rule(
        number=row.number,
        family=row.family or row.number,
        title=row.title,
        trigger=row.trigger,
        length=row.length,
        start=row.start or (Start.NEXT_DAY if has_days else Start.MOMENT),
        roll=row.roll or (Roll.ROLL if has_days else Roll.NEVER),
        sources=tuple(_source(text, instruments) for text in row.sources),
        counting=_source(row.counting, instruments) if row.counting else None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        extensions=tuple(
            Extension(e.length, approvers[e.approver] if e.approver else None, e.total, e.renewable)
            for e in row.extensions
        ),
        circumstances=tuple(
            Circumstance(c.code, c.name, c.length, approvers[c.approver] if c.approver else None)
            for c in row.circumstances
        ),
        exclusions=tuple(exclusions[code] for code in row.exclusions),
        document=row.document,
        remedy=row.remedy,
        note=row.note,
        status=row.status,
        sense=row.sense,
    )


def _source(text: str, instruments: Mapping[str, Words]) -> Source:
    """`order 118` names an instrument of the table and its article."""
    instrument, _, article = text.partition(" ")
    return Source(instruments[instrument], article.strip())


class FixedRow(Lines):
    month: int = worded("月", "Month", ge=1, le=12)
    days: tuple[int, ...] = worded("日", "Days of the month")
    name: Pair = worded("名称", "Name")


class OffRow(Lines):
    name: Pair = worded("假日", "Holiday")
    first: date = worded("第一天", "First day")
    last: date = worded("最后一天", "Last day")


class YearRow(Lines):
    number: int = worded("年份", "Year", ge=1990, le=2200)
    source: Pair = worded("依据", "Source")
    off: tuple[OffRow, ...] = worded("放假", "Days off")
    working: tuple[date, ...] = worded("调休上班", "Weekend days worked", default=())


class DayTable(Table):
    """Days off and weekend days worked, year by year."""

    fixed: tuple[FixedRow, ...] = worded("固定假日", "Fixed days off", default=())
    year: tuple[YearRow, ...] = worded("年度", "Years", min_length=1)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """What the engine counts by."""
        fixed = {(row.month, day): row.name for row in self.fixed for day in row.days}
        years = {
            row.number: Year(
                row.number,
                tuple(Holiday(off.name, off.first, off.last) for off in row.off),
                row.working,
                row.source,
            )
            for row in self.year
        }
        return WorkingCalendar(years, fixed)

    @model_validator(mode="after")
    def _can_be_counted_by(self) -> Self:
        try:
            self.calendar  # noqa: B018 - asked once here, so that it never fails later
        except ClockError as error:
            raise wrong(error.zh, error.en) from error
        return self


STATUTORY_CLOCKS = RuleKind(
    "deadlines.statutory_clocks", Text("法定时限", "Statutory clocks"), ClockTable
)
WORKING_DAYS = RuleKind("deadlines.working_days", Text("工作日历", "Working days"), DayTable)
WORKLIST = RuleKind(
    "deadlines.worklist", Text("我的待办", "Worklist"), WorklistLimits, later=("put_off_min",)
)


@cache
def shipped_tables() -> tuple[ClockBook, WorkingCalendar]:
    """The clocks and the working days that come with the room; no database is asked."""
    return read_shipped(STATUTORY_CLOCKS).book, read_shipped(WORKING_DAYS).calendar
