"""The rule tables of clocks and working days, read into the engine's rules and calendar."""

from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PlainValidator, model_validator

from quanju.domains.deadlines.types import ClockBook, WorklistLimits
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.reading import read_shipped
from quanju.domains.rulebook.types import Lines, RuleKind, Table, in_both_languages, wrong
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


class ApproverRow(Lines):
    code: Code
    name: Pair
    line: Code
    level: int = Field(ge=1, le=100)


class ExclusionRow(Lines):
    code: Code
    name: Pair
    opened_by: Pair
    closed_by: Pair


class ExtensionRow(Lines):
    length: Stretch
    approver: Code | None = None
    total: bool = False
    renewable: bool = False


class CircumstanceRow(Lines):
    code: Code
    name: Pair
    length: Stretch
    approver: Code | None = None


class RuleRow(Lines):
    """One clock, as it is written."""

    number: Number
    family: Number | None = None
    title: Pair
    trigger: Pair
    length: Stretch
    start: Start | None = None
    roll: Roll | None = None
    sense: Sense = Sense.DUE
    sources: tuple[str, ...] = Field(min_length=1)
    counting: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    extensions: tuple[ExtensionRow, ...] = ()
    circumstances: tuple[CircumstanceRow, ...] = ()
    exclusions: tuple[Code, ...] = ()
    document: Pair | None = None
    remedy: Pair | None = None
    note: Pair | None = None
    status: Literal["VT", "VN", "FM"]


class ClockTable(Table):
    """All clocks of a branch, with the words they share."""

    amber_share: float = Field(gt=0, lt=1)
    instruments: dict[Code, Pair]
    approver: tuple[ApproverRow, ...] = ()
    exclusion: tuple[ExclusionRow, ...] = ()
    rule: tuple[RuleRow, ...] = Field(min_length=1)

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
    month: int = Field(ge=1, le=12)
    days: tuple[int, ...]
    name: Pair


class OffRow(Lines):
    name: Pair
    first: date
    last: date


class YearRow(Lines):
    number: int = Field(ge=1990, le=2200)
    source: Pair
    off: tuple[OffRow, ...]
    working: tuple[date, ...] = ()


class DayTable(Table):
    """Days off and weekend days worked, year by year."""

    fixed: tuple[FixedRow, ...] = ()
    year: tuple[YearRow, ...] = Field(min_length=1)

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
