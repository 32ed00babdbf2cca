"""Reading a branch folder: every file checked before anything is stored.

The files and their columns are described in docs/rooms/demo.md, "The branch folder".
"""

import csv
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import shape

from quanju.domains.kernel.types import Refused, Text
from quanju.domains.rulebook import queries as rulebook
from quanju.domains.rulebook.types import RuleError, kinds

Row = Mapping[str, str]


class FolderNotUsable(Refused):
    """A file of the folder is missing or wrong; says which, where, and what would be right."""

    code = "FOLDER_NOT_USABLE"
    text = Text("{file}：{why}", "{file}: {why}")
    status = 422


@dataclass(frozen=True)
class BranchFolder:
    """The content of a branch folder, read and checked."""

    path: Path
    facts: Mapping[str, Any]
    organisations: Sequence[Row]
    posts: Sequence[Row]
    accounts: Sequence[Row]
    units: Sequence[Row]
    crew: Sequence[Row]
    places: Sequence[Row]
    areas: Mapping[str, Sequence[Mapping[str, Any]]]
    zones: Sequence[Mapping[str, Any]]
    staging_points: Sequence[Mapping[str, Any]]
    rules: Mapping[str, str]
    """The text of each rule table by its kind."""

    @property
    def extract(self) -> Path | None:
        """The OSM extract of a branch on real ground; without one the roads come from tables."""
        file = self.path / "roads.osm.pbf"
        return file if file.is_file() else None

    @property
    def nodes(self) -> Path:
        return self.path / "roads" / "nodes.csv"

    @property
    def edges(self) -> Path:
        return self.path / "roads" / "edges.csv"

    @property
    def name(self) -> Text:
        return Text(self.facts["name_zh"], self.facts["name_en"])


COLUMNS = {
    "organisations.csv": ("code", "kind", "name_zh", "name_en", "parent_code"),
    "posts.csv": (
        "code",
        "organisation_code",
        "role",
        "title_zh",
        "title_en",
        "requires_second_factor",
    ),
    "accounts.csv": ("username", "display_name", "badge_no", "post_code"),
    "units.csv": ("call_sign", "force_type", "organisation_code"),
    "crew.csv": ("call_sign", "username"),
    "places.csv": ("name_zh", "kind", "lon", "lat"),
}
AREAS = {
    "outline": "outline.geojson",
    "urban": "urban.geojson",
    "subdistrict": "subdistricts.geojson",
    "station_area": "station_areas.geojson",
}
FACTS = ("code", "name_zh", "name_en", "is_synthetic", "centre_lon", "centre_lat")
MOST_BYTES = 200 * 1024 * 1024


def read_folder(path: Path) -> BranchFolder:
    """Read a branch folder; `FolderNotUsable` names the first file and place that is wrong."""
    facts = _toml(path / "branch.toml")
    if missing := [name for name in FACTS if name not in facts]:
        raise _wrong(path / "branch.toml", f"缺少 {missing}", f"missing {missing}")
    tables = {name: _csv(path / name, columns) for name, columns in COLUMNS.items()}
    return BranchFolder(
        path=path,
        facts=facts,
        organisations=tables["organisations.csv"],
        posts=tables["posts.csv"],
        accounts=tables["accounts.csv"],
        units=tables["units.csv"],
        crew=tables["crew.csv"],
        places=tables["places.csv"],
        areas={kind: _features(path / name) for kind, name in AREAS.items()},
        zones=_features(path / "zones.geojson"),
        staging_points=_features(path / "staging_points.geojson"),
        rules=rule_texts(path),
    )


def rule_texts(path: Path) -> Mapping[str, str]:
    """The texts of a folder's rule tables by their kind, each checked; also under former names."""
    called = {kind.formerly: kind.name for kind in kinds() if kind.formerly}
    texts: dict[str, str] = {}
    for file in sorted((path / "rules").glob("*.toml")):
        kind, text = called.get(file.stem, file.stem), _text(file)
        if kind in texts:
            raise _wrong(file, f"规则表 {kind} 有两个文件", f"{kind} has two files")
        try:
            rulebook.read(kind, text)
        except RuleError as error:
            raise FolderNotUsable(file=file.name, why=error.placed) from error
        texts[kind] = text
    return texts


def _wrong(file: Path, zh: str, en: str) -> FolderNotUsable:
    return FolderNotUsable(file=file.name, why=Text(zh, en))


def _text(file: Path) -> str:
    if not file.is_file():
        raise _wrong(file, "没有这个文件", "there is no such file")
    if file.stat().st_size > MOST_BYTES:
        raise _wrong(file, "文件超过 200 MB", "the file is larger than 200 MB")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(
            file,
            f"不是 UTF-8 文字（第 {error.start} 字节）",
            f"not UTF-8 text (byte {error.start})",
        ) from error


def _toml(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as error:
        raise _wrong(file, f"不是有效的 TOML：{error}", f"not valid TOML: {error}") from error


def _csv(file: Path, columns: Sequence[str]) -> Sequence[Row]:
    reader = csv.DictReader(_text(file).splitlines(), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        line = reader.line_num
        raise _wrong(file, f"第 {line} 行：{error}", f"line {line}: {error}") from error
    if missing := [c for c in columns if c not in (reader.fieldnames or [])]:
        raise _wrong(file, f"缺少列 {missing}", f"missing columns {missing}")
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise _wrong(
                file,
                f"第 {number} 行的列数不对",
                f"line {number} has the wrong number of columns",
            )
    return rows


def _features(file: Path) -> Sequence[Mapping[str, Any]]:
    try:
        content = json.loads(_text(file))
        features = content["features"]
        for feature in features:
            feature["geometry"]["coordinates"], feature["properties"].items
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _wrong(
            file,
            f"不是 GeoJSON FeatureCollection（{error}）",
            f"not a GeoJSON FeatureCollection ({error})",
        ) from error
    wanted = ("Point",) if file.name == "staging_points.geojson" else ("Polygon", "MultiPolygon")
    for number, feature in enumerate(features, 1):
        _check_geometry(file, number, feature["geometry"], wanted)
    return list(features)


def _check_geometry(
    file: Path, number: int, geometry: Mapping[str, Any], wanted: tuple[str, ...]
) -> None:
    kind = str(geometry.get("type"))[:30]
    if kind not in wanted:
        listed = ", ".join(wanted)
        raise _wrong(
            file,
            f"第 {number} 个要素是 {kind}，应为 {listed}",
            f"feature {number} is a {kind}, not one of {listed}",
        )
    try:
        found = shape(geometry)
    except (ValueError, TypeError, IndexError, ShapelyError) as error:
        raise _wrong(
            file, f"第 {number} 个要素的坐标不对", f"feature {number} has wrong coordinates"
        ) from error
    if found.is_empty or not found.is_valid:
        raise _wrong(
            file,
            f"第 {number} 个要素的边界自相交或为空",
            f"feature {number} crosses itself or is empty",
        )
