"""Reading another city's records: a mapping names the columns, every row is used or reported."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from quanju.domains.geo.datum import DATUMS, to_wgs84
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.types.standing import FORCE_TYPES
from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.keys import Keys
from quanju.engine.files.tables import Row, open_table
from quanju.engine.files.toml import read_toml

V = TypeVar("V")
NEEDED = ("call", "unit", "lon", "lat", "received_at", "ordered_at")
MOMENTS = ("received_at", "created_at", "ordered_at", "departed_at", "arrived_at", "cleared_at")
TEXTS = ("call", "unit", "unit_kind", "station", "kind", "priority", "address", "outcome")
FIELDS = (*TEXTS, "lon", "lat", *MOMENTS)
KEYS = (
    "name", "timezone", "moment_format", "datum", "in_shifts", "columns", "grades", "forces",
)  # fmt: skip
GRADES = range(1, 5)
LONGEST_FIELD = 4000


class RecordsNotUsable(Refused):
    """The file or its mapping cannot be read at all."""

    code = "RECORDS_NOT_USABLE"
    text = Text("{file}：{why}", "{file}: {why}")
    status = 422


@dataclass(frozen=True)
class ColumnMapping:
    """Which column says what, and how its values read."""

    name: str
    zone: ZoneInfo
    moment_format: str
    datum: str
    columns: Mapping[str, str]
    grades: Mapping[str, int]
    forces: Mapping[str, str]
    in_shifts: tuple[str, ...] = ()

    def grade(self, priority: str) -> int:
        return self.grades.get(priority, self.grades.get("other", 3))

    def force(self, kind: str) -> str:
        return self.forces.get(kind, self.forces.get("other", "special_police"))


@dataclass(frozen=True)
class Problem:
    """A row, or a step of one, that could not be used, and why."""

    line: int
    code: str
    why: Text


@dataclass(frozen=True)
class UnitRow:
    """One unit sent to one call, with its moments; those not recorded are None."""

    line: int
    call: str
    unit: str
    unit_kind: str
    station: str
    kind: str
    priority: str
    address: str
    outcome: str
    lon: float
    lat: float
    received_at: datetime
    created_at: datetime | None
    ordered_at: datetime
    departed_at: datetime | None
    arrived_at: datetime | None
    cleared_at: datetime | None


@dataclass
class Records:
    """All usable rows by call in order of their reception, and the problems of the others."""

    rows: int = 0
    calls: dict[str, list[UnitRow]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file; `RecordsNotUsable` says what is wrong in it, and on which line."""
    with _as_records():
        keys = read_toml(path)
        keys.only(KEYS)
        columns = keys.section("columns")
        if not columns.content:
            raise FileNotUsable(path, "缺少 [columns]", "missing 'columns'")
        columns.only(FIELDS)
        if missing := [name for name in NEEDED if name not in columns.content]:
            raise FileNotUsable(path, f"[columns] 缺少 {missing}", f"[columns] lacks {missing}")
        return ColumnMapping(
            name=keys.get("name", str, path.stem),
            zone=_zone(keys),
            moment_format=_moment_format(keys),
            datum=_datum(keys),
            columns=_values(columns, str),
            grades=_grades(keys.section("grades")),
            forces=_forces(keys.section("forces")),
            in_shifts=tuple(keys.listed("in_shifts", str)),
        )


@contextmanager
def _as_records() -> Iterator[None]:
    try:
        yield
    except FileNotUsable as error:
        raise RecordsNotUsable(file=error.file, why=Text(*error.why)) from error


def _zone(keys: Keys) -> ZoneInfo:
    name = keys.get("timezone", str)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise keys.wrong(
            "timezone", f"timezone 不是时区名：{name[:40]!r}", f"timezone is no zone: {name[:40]!r}"
        ) from error


def _datum(keys: Keys) -> str:
    datum = keys.get("datum", str, "WGS-84")
    if datum not in DATUMS:
        known = ", ".join(DATUMS)
        raise keys.wrong(
            "datum",
            f"不认识的坐标系 {datum[:40]!r}；可用：{known}",
            f"unknown datum {datum[:40]!r}; known: {known}",
        )
    return datum


def _moment_format(keys: Keys) -> str:
    """A format by which a moment that was written comes back; refuses one that loses the minute."""
    told = keys.get("moment_format", str, "%Y-%m-%dT%H:%M:%S")
    one = datetime(2026, 11, 23, 13, 45, tzinfo=UTC)
    try:
        came_back = datetime.strptime(one.strftime(told), told)
    except ValueError:
        came_back = None
    if came_back is None or came_back.replace(tzinfo=UTC) != one:
        raise keys.wrong(
            "moment_format",
            f"moment_format 应写出年月日时分，如 %Y-%m-%d %H:%M：{told!r:.40}",
            f"moment_format must tell day, hour and minute, as %Y-%m-%d %H:%M, not {told!r:.40}",
        )
    return told


def _forces(keys: Keys) -> dict[str, str]:
    forces = _values(keys, str)
    for name, force in forces.items():
        if force not in FORCE_TYPES:
            known = ", ".join(FORCE_TYPES)
            raise keys.wrong(
                name,
                f"没有这种警力 {force!r:.40}；可用：{known}",
                f"no such force {force!r:.40}; known: {known}",
            )
    return forces


def _values(keys: Keys, kind: type[V]) -> dict[str, V]:
    return {name: keys.get(name, kind) for name in keys.content}


def _grades(keys: Keys) -> dict[str, int]:
    grades = _values(keys, int)
    for name, grade in grades.items():
        if grade not in GRADES:
            raise keys.wrong(
                name, f"等级应为 1 到 4，现为 {grade}", f"a grade is 1 to 4, not {grade}"
            )
    return grades


def read_records(path: Path, mapping: ColumnMapping) -> Records:
    """Read a CSV (or .csv.gz); a row that cannot be used is a problem with its line number.

    `RecordsNotUsable` if the file cannot be read, or none of its rows can be used.
    """
    records = Records()
    calls: dict[str, list[UnitRow]] = defaultdict(list)
    with _as_records(), open_table(path, list(mapping.columns.values())) as table:
        for raw in table.rows(is_ragged=True):
            records.rows += 1
            found = _row(raw, mapping)
            if isinstance(found, Problem):
                records.problems.append(found)
            else:
                calls[found.call].append(found)
        if not calls:
            first = records.problems[0] if records.problems else None
            zh, en = (
                (
                    f"；第一个：第 {first.line} 行 {first.why.zh}",
                    f"; the first, line {first.line}: {first.why.en}",
                )
                if first
                else ("", "")
            )
            raise FileNotUsable(path, f"没有一行可用{zh}", f"no row can be used{en}")
    for rows in calls.values():
        rows.sort(key=lambda row: (row.ordered_at, row.line))
    records.calls = dict(sorted(calls.items(), key=lambda pair: pair[1][0].received_at))
    return records


def _row(raw: Row, mapping: ColumnMapping) -> UnitRow | Problem:
    line = raw.line
    values = {name: raw[column] for name, column in mapping.columns.items()}
    if empty := [name for name in NEEDED if not values[name]]:
        return Problem(line, "EMPTY", Text(f"空栏 {empty}", f"empty: {empty}"))
    if long := [name for name, value in values.items() if len(value) > LONGEST_FIELD]:
        return Problem(line, "TOO_LONG", Text(f"过长 {long}", f"too long: {long}"))
    place = Row(raw.path, line, values)
    try:
        lon, lat = place.number("lon"), place.number("lat")
    except FileNotUsable:
        return Problem(line, "NO_NUMBER", Text("坐标不是数", "a coordinate is not a number"))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return Problem(line, "NO_PLACE", Text("坐标不在地球上", "the coordinates are not on Earth"))
    moments = {name: _moment(values.get(name, ""), mapping) for name in MOMENTS}
    if wrong := [name for name, moment in moments.items() if moment == "wrong"]:
        return Problem(line, "NO_MOMENT", Text(f"时间读不出 {wrong}", f"not a time: {wrong}"))
    return _ordered(line, values, moments, *to_wgs84(lon, lat, mapping.datum))


def _moment(text: str, mapping: ColumnMapping) -> datetime | str | None:
    if not text:
        return None
    try:
        moment = datetime.strptime(text, mapping.moment_format)
        return moment if moment.tzinfo else moment.replace(tzinfo=mapping.zone)
    except (ValueError, OverflowError):
        return "wrong"


def _in_order(moments: Mapping[str, object]) -> dict[str, datetime]:
    """The known moments in UTC: a span across a change of the clocks is as long as it was.

    An hour that the clocks show twice is its second time where the first would be too early.
    """
    found: dict[str, datetime] = {}
    before: datetime | None = None
    for name in MOMENTS:
        moment = moments[name]
        if isinstance(moment, datetime):
            first, second = (moment.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
            is_early = before is not None and first < before <= second
            before = found[name] = second if is_early and first < second else first
    return found


def _ordered(
    line: int, values: Mapping[str, str], moments: Mapping[str, object], lon: float, lat: float
) -> UnitRow | Problem:
    known = _in_order(moments)
    for (earlier, first), (later, second) in pairwise(known.items()):
        if second < first:
            return Problem(
                line,
                "OUT_OF_ORDER",
                Text(f"{later} 早于 {earlier}", f"{later} is before {earlier}"),
            )
    return UnitRow(
        line=line,
        lon=lon,
        lat=lat,
        **cast(Any, {name: values.get(name, "") for name in TEXTS}),
        **cast(Any, {name: known.get(name) for name in MOMENTS}),
    )
