"""Reading another city's records: a mapping names the columns, every row is used or reported."""

import csv
import gzip
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from quanju.domains.kernel.types import Refused, Text

NEEDED = ("call", "unit", "lon", "lat", "received_at", "ordered_at")
MOMENTS = ("received_at", "created_at", "ordered_at", "departed_at", "arrived_at", "cleared_at")
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
    """Read a mapping file; `RecordsNotUsable` says what is wrong in it."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        columns = dict(content["columns"])
        zone = ZoneInfo(content["timezone"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _unusable(path, f"读不出：{error}", f"cannot be read: {error}") from error
    except (ZoneInfoNotFoundError, ValueError, TypeError) as error:
        raise _unusable(path, "timezone 不是时区名", "timezone is not a zone's name") from error
    except KeyError as error:
        raise _unusable(path, f"缺少 {error}", f"missing {error}") from error
    if missing := [name for name in NEEDED if name not in columns]:
        raise _unusable(path, f"[columns] 缺少 {missing}", f"[columns] lacks {missing}")
    return ColumnMapping(
        name=str(content.get("name", path.stem)),
        zone=zone,
        moment_format=str(content.get("moment_format", "%Y-%m-%dT%H:%M:%S")),
        datum=str(content.get("datum", "WGS-84")),
        columns=columns,
        grades={str(k): int(v) for k, v in content.get("grades", {}).items()},
        forces={str(k): str(v) for k, v in content.get("forces", {}).items()},
        in_shifts=tuple(str(kind) for kind in content.get("in_shifts", ())),
    )


def read_records(path: Path, mapping: ColumnMapping) -> Records:
    """Read a CSV (or .csv.gz); a row that cannot be used is a problem with its line number."""
    records = Records()
    calls: dict[str, list[UnitRow]] = defaultdict(list)
    for line, raw in _lines(path, mapping):
        records.rows += 1
        found = _row(line, raw, mapping)
        if isinstance(found, Problem):
            records.problems.append(found)
        else:
            calls[found.call].append(found)
    for rows in calls.values():
        rows.sort(key=lambda row: (row.ordered_at, row.line))
    records.calls = dict(sorted(calls.items(), key=lambda pair: pair[1][0].received_at))
    return records


def _unusable(path: Path, zh: str, en: str) -> RecordsNotUsable:
    return RecordsNotUsable(file=path.name, why=Text(zh, en))


def _lines(path: Path, mapping: ColumnMapping) -> Iterator[tuple[int, dict[str, str | None]]]:
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            names = reader.fieldnames or []
            if missing := [c for c in mapping.columns.values() if c not in names]:
                raise _unusable(path, f"缺少列 {missing}", f"columns missing: {missing}")
            for raw in reader:
                yield reader.line_num, raw
    except UnicodeDecodeError as error:
        raise _unusable(path, "不是 UTF-8 文字", f"not UTF-8 text: {error.reason}") from error
    except (OSError, EOFError, csv.Error) as error:
        raise _unusable(path, f"读不出：{error}", f"cannot be read: {error}") from error


def _row(line: int, raw: Mapping[str, str | None], mapping: ColumnMapping) -> UnitRow | Problem:
    values = {name: (raw.get(column) or "").strip() for name, column in mapping.columns.items()}
    if empty := [name for name in NEEDED if not values[name]]:
        return Problem(line, "EMPTY", Text(f"空栏 {empty}", f"empty: {empty}"))
    if long := [name for name, value in values.items() if len(value) > LONGEST_FIELD]:
        return Problem(line, "TOO_LONG", Text(f"过长 {long}", f"too long: {long}"))
    try:
        lon, lat = float(values["lon"]), float(values["lat"])
    except ValueError:
        return Problem(line, "NO_NUMBER", Text("坐标不是数", "a coordinate is not a number"))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return Problem(line, "NO_PLACE", Text("坐标不在地球上", "the coordinates are not on Earth"))
    moments = {name: _moment(values.get(name, ""), mapping) for name in MOMENTS}
    if wrong := [name for name, moment in moments.items() if moment == "wrong"]:
        return Problem(line, "NO_MOMENT", Text(f"时间读不出 {wrong}", f"not a time: {wrong}"))
    return _ordered(line, values, moments, lon, lat)


def _moment(text: str, mapping: ColumnMapping) -> datetime | str | None:
    if not text:
        return None
    try:
        moment = datetime.strptime(text, mapping.moment_format)
    except ValueError:
        return "wrong"
    return moment if moment.tzinfo else moment.replace(tzinfo=mapping.zone)


def _ordered(
    line: int, values: Mapping[str, str], moments: Mapping[str, object], lon: float, lat: float
) -> UnitRow | Problem:
    known = [(name, m) for name in MOMENTS if isinstance(m := moments[name], datetime)]
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            return Problem(
                line,
                "OUT_OF_ORDER",
                Text(f"{later} 早于 {earlier}", f"{later} is before {earlier}"),
            )
    texts = ("call", "unit", "unit_kind", "station", "kind", "priority", "address", "outcome")
    return UnitRow(
        line=line,
        lon=lon,
        lat=lat,
        **cast(Any, {name: values.get(name, "") for name in texts}),
        **cast(Any, moments),
    )
