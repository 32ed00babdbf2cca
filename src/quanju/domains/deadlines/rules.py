"""The rule tables of clocks and working days, read into the engine's rules and calendar."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from quanju.domains.deadlines.types import ClockBook
from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import RuleError, RuleKind
from quanju.engine.clocks import (
    Approver,
    Circumstance,
    ClockError,
    Exclusion,
    Extension,
    Holiday,
    Length,
    Roll,
    Rule,
    Sense,
    Source,
    Start,
    Unit,
    Words,
    WorkingCalendar,
    Year,
    check_versions,
)

SHIPPED = Path(__file__).parent / "tables"


def _pair(value: Any) -> Words:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(w, str) for w in value):
        zh, en = (word.strip() for word in value)
        if zh and en:
            return Words(zh, en)
    raise ValueError('["中文", "English"]')


def _length(value: Any) -> Length:
    """`30 day`, `at_once`, `open`."""
    count, _, unit = str(value).rpartition(" ")
    if unit not in set(Unit) or (count and not count.isdecimal()):
        raise ValueError(f"“30 day”, “at_once”: {', '.join(Unit)}")
    try:
        return Length(int(count or 0), Unit(unit))
    except ClockError as error:
        raise ValueError(f"{error.zh} / {error.en}") from error


Pair = Annotated[Words, PlainValidator(_pair)]
Stretch = Annotated[Length, PlainValidator(_length)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
Number = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,29}$")]


class _Lines(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ApproverRow(_Lines):
    code: Code
    name: Pair
    line: Code
    level: int = Field(ge=1, le=100)


class ExclusionRow(_Lines):
    code: Code
    name: Pair
    opened_by: Pair
    closed_by: Pair


class ExtensionRow(_Lines):
    length: Stretch
    approver: Code | None = None
    total: bool = False
    renewable: bool = False


class CircumstanceRow(_Lines):
    code: Code
    name: Pair
    length: Stretch
    approver: Code | None = None


class RuleRow(_Lines):
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


class ClockTable(_Lines):
    """All clocks of a branch, with the words they share."""

    version: int | None = None
    source: str = ""
    author: str = ""
    amber_share: float = Field(gt=0, lt=1)
    instruments: dict[Code, Pair]
    approver: tuple[ApproverRow, ...] = ()
    exclusion: tuple[ExclusionRow, ...] = ()
    rule: tuple[RuleRow, ...] = Field(min_length=1)


def parse_clocks(content: Mapping[str, Any]) -> ClockBook:
    """Read a table of clocks; `RuleError` names the row that cannot be used."""
    table = _read(ClockTable, content)
    approvers = {a.code: Approver(a.code, a.name, a.line, a.level) for a in table.approver}
    exclusions = {
        e.code: Exclusion(e.code, e.name, e.opened_by, e.closed_by) for e in table.exclusion
    }
    rules = []
    for row in table.rule:
        try:
            rules.append(_rule(row, table.instruments, approvers, exclusions))
        except KeyError as error:
            raise RuleError(
                Text(
                    f"规则 {row.number}：没有定义 {error}",
                    f"rule {row.number}: {error} is not defined",
                )
            ) from error
        except ClockError as error:
            raise RuleError(Text(error.zh, error.en)) from error
    try:
        check_versions(rules)
    except ClockError as error:
        raise RuleError(Text(error.zh, error.en)) from error
    return ClockBook({rule.number: rule for rule in rules}, approvers, table.amber_share)


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


class FixedRow(_Lines):
    month: int = Field(ge=1, le=12)
    days: tuple[int, ...]
    name: Pair


class OffRow(_Lines):
    name: Pair
    first: date
    last: date


class YearRow(_Lines):
    number: int = Field(ge=1990, le=2200)
    source: Pair
    off: tuple[OffRow, ...]
    working: tuple[date, ...] = ()


class DayTable(_Lines):
    """Days off and weekend days worked, year by year."""

    version: int | None = None
    source: str = ""
    author: str = ""
    fixed: tuple[FixedRow, ...] = ()
    year: tuple[YearRow, ...] = Field(min_length=1)


def parse_calendar(content: Mapping[str, Any]) -> WorkingCalendar:
    """Read the table of working days; `RuleError` names the day that cannot be used."""
    table = _read(DayTable, content)
    fixed = {(row.month, day): row.name for row in table.fixed for day in row.days}
    try:
        years = {
            row.number: Year(
                row.number,
                tuple(Holiday(off.name, off.first, off.last) for off in row.off),
                row.working,
                row.source,
            )
            for row in table.year
        }
        return WorkingCalendar(years, fixed)
    except ClockError as error:
        raise RuleError(Text(error.zh, error.en)) from error


def _read(model: type[Any], content: Mapping[str, Any]) -> Any:
    try:
        return model.model_validate_json(json.dumps(content, default=str))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise RuleError(Text(f"{place}：{first['msg']}", f"{place}: {first['msg']}")) from error


STATUTORY_CLOCKS = RuleKind("statutory_clocks", Text("法定时限", "Statutory clocks"), parse_clocks)
WORKING_DAYS = RuleKind("working_days", Text("工作日历", "Working days"), parse_calendar)
KINDS: Sequence[RuleKind[Any]] = (STATUTORY_CLOCKS, WORKING_DAYS)


def shipped(kind: RuleKind[Any]) -> Mapping[str, Any]:
    """The table of that kind that comes with the room."""
    return tomllib.loads((SHIPPED / f"{kind.name}.toml").read_text("utf-8"))
