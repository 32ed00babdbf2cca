"""Reading a branch folder: every file checked before anything is stored.

The files and their columns are described in docs/rooms/demo.md, "The branch folder".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from quanju.domains.geo.datum import UNSHIFTED
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.rulebook import queries as rulebook
from quanju.domains.rulebook.types import RuleError, kinds
from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.geojson import read_features
from quanju.engine.files.keys import Keys
from quanju.engine.files.tables import Row, open_table
from quanju.engine.files.text import read_text
from quanju.engine.files.toml import read_toml


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


# What must be there, and what may.
COLUMNS = {
    "organisations.csv": (("code", "kind", "name_zh", "name_en", "parent_code"), ("lon", "lat")),
    "posts.csv": (
        ("code", "organisation_code", "role", "title_zh", "title_en", "requires_second_factor"),
        (),
    ),
    "accounts.csv": (
        ("username", "display_name", "badge_no", "post_code"),
        ("valid_from", "valid_until", "demo_entry"),
    ),
    "units.csv": (
        ("call_sign", "force_type", "organisation_code"),
        ("crew_size", "vehicle", "home_staging_point", "home_zone"),
    ),
    "crew.csv": (("call_sign", "username"), ()),
    "places.csv": (("name_zh", "kind", "lon", "lat"), ("name_en", "aliases", "subdistrict")),
}
WORDS = {
    "code": ("代号", "its code"),
    "kind": ("种类", "its kind"),
    "name_zh": ("中文名", "name in Chinese"),
    "name_en": ("英文名", "name in English"),
    "parent_code": ("上级单位代号", "code of what it belongs to"),
    "lon": ("经度", "longitude"),
    "lat": ("纬度", "latitude"),
    "organisation_code": ("单位代号", "code of the organisation"),
    "role": ("角色", "role"),
    "title_zh": ("岗位中文名", "title in Chinese"),
    "title_en": ("岗位英文名", "title in English"),
    "requires_second_factor": ("登录要第二重验证", "whether sign-in asks a second factor"),
    "username": ("登录名", "name to sign in with"),
    "display_name": ("姓名", "name that is shown"),
    "badge_no": ("警号", "badge number"),
    "post_code": ("岗位代号", "code of the post"),
    "valid_from": ("任职自", "held from"),
    "valid_until": ("任职至", "held until"),
    "demo_entry": ("演示入口次序", "place among the demo's entries"),
    "call_sign": ("呼号", "call sign"),
    "force_type": ("警力种类", "kind of force"),
    "crew_size": ("人数", "size of the crew"),
    "vehicle": ("车辆", "vehicle"),
    "home_staging_point": ("所属屯警点", "its staging point"),
    "home_zone": ("所属巡区", "its zone"),
    "aliases": ("别名", "other names"),
    "subdistrict": ("街道", "sub-district"),
}
"""What each column holds, for refusals: the heading alone says nothing to who filled the table."""
AREAS = {
    "outline": "outline.geojson",
    "urban": "urban.geojson",
    "subdistrict": "subdistricts.geojson",
    "station_area": "station_areas.geojson",
}
# `mark` labels invented data for whoever opens the file; `maker` says how they were made.
FACTS = (
    "code", "name_zh", "name_en", "is_synthetic", "centre_lon", "centre_lat",
    "attribution", "map_credit", "timezone", "datum", "mark", "maker",
)  # fmt: skip
NAMES = ("name_zh", "name_en")
AREA_FACTS = ("code", *NAMES)
ZONE_FACTS = ("number", *NAMES)
POINT_FACTS = (*ZONE_FACTS, "place_kind", "capacity", "equipment", "hours")
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
POLYGONS = ("Polygon", "MultiPolygon")


def read_folder(path: Path) -> BranchFolder:
    """Read a branch folder; `FolderNotUsable` names the first file and place that is wrong."""
    try:
        return _read(path)
    except FileNotUsable as error:
        raise FolderNotUsable(file=error.file, why=Text(*error.why)) from error


def _read(path: Path) -> BranchFolder:
    facts = _facts(read_toml(path / "branch.toml"))
    tables = {name: _rows(path / name) for name in COLUMNS}
    zones = _features(path / "zones.geojson", POLYGONS, ZONE_FACTS)
    points = _features(path / "staging_points.geojson", ("Point",), POINT_FACTS)
    _check_homes(tables["units.csv"], "home_zone", zones)
    _check_homes(tables["units.csv"], "home_staging_point", points)
    return BranchFolder(
        path=path,
        facts=facts,
        organisations=tables["organisations.csv"],
        posts=tables["posts.csv"],
        accounts=tables["accounts.csv"],
        units=tables["units.csv"],
        crew=tables["crew.csv"],
        places=tables["places.csv"],
        areas={kind: _features(path / name, POLYGONS, AREA_FACTS) for kind, name in AREAS.items()},
        zones=zones,
        staging_points=points,
        rules=rule_texts(path),
    )


def _check_homes(units: Sequence[Row], column: str, layer: Sequence[Mapping[str, Any]]) -> None:
    """A unit is at home in a zone and at a point that the folder has."""
    numbers = {str((one.get("properties") or {}).get("number")) for one in layer}
    for row in units:
        if (home := row.get(column, "").lstrip("0")) and home not in numbers:
            zh, en = WORDS[column]
            raise row.wrong(
                f"{column}（{zh}）：没有 {home[:20]}", f"{column} ({en}): there is no {home[:20]}"
            )


def rule_texts(path: Path) -> Mapping[str, str]:
    """The texts of a folder's rule tables by their kind, each checked; also under former names."""
    called = {kind.formerly: kind.name for kind in kinds() if kind.formerly}
    texts: dict[str, str] = {}
    for file in sorted((path / "rules").glob("*.toml")):
        kind, text = called.get(file.stem, file.stem), read_text(file)
        if kind in texts:
            raise FileNotUsable(file, f"规则表 {kind} 有两个文件", f"{kind} has two files")
        try:
            rulebook.read(kind, text)
        except RuleError as error:
            raise FolderNotUsable(file=file.name, why=error.placed) from error
        texts[kind] = text
    return texts


def _facts(keys: Keys) -> Mapping[str, Any]:
    """The facts of the branch, of the right kind, every one of them read by somebody."""
    keys.only(FACTS)
    code = keys.get("code", str)
    if not CODE.fullmatch(code):
        raise keys.wrong(
            "code",
            f"code 只用小写字母、数字和连字符，最长 60：{code!r:.40}",
            f"code: small letters, digits and hyphens only, at most 60, not {code!r:.40}",
        )
    datum = keys.get("datum", str, "WGS-84")
    if datum not in UNSHIFTED:
        raise keys.wrong(
            "datum",
            f"分局文件夹的坐标应为 WGS-84，现为 {datum!r:.40}；请先转换",
            f"a branch folder holds WGS-84, not {datum!r:.40}; convert it first",
        )
    for name in ("name_zh", "name_en"):
        keys.get(name, str)
    for name in ("attribution", "map_credit", "mark"):
        keys.get(name, str, "")
    if (zone := keys.get("timezone", str, settings.TIME_ZONE)) != settings.TIME_ZONE:
        raise keys.wrong(
            "timezone",
            f"时间一律按 {settings.TIME_ZONE}，现为 {zone!r:.40}",
            f"all times are those of {settings.TIME_ZONE}, not of {zone!r:.40}",
        )
    keys.get("is_synthetic", bool)
    for name, most in (("centre_lon", 180.0), ("centre_lat", 90.0)):
        if not abs(keys.get(name, float)) <= most:
            raise keys.wrong(
                name, f"{name} 应在 ±{most:g} 之内", f"{name} must lie within ±{most:g}"
            )
    return keys.content


def _rows(file: Path) -> Sequence[Row]:
    needed, more = COLUMNS[file.name]
    with open_table(file, needed, WORDS) as table:
        table.only((*needed, *more))
        return list(table.rows())


def _features(
    file: Path, kinds: tuple[str, ...], known: tuple[str, ...]
) -> Sequence[Mapping[str, Any]]:
    found = read_features(file, kinds, known)
    for feature in found:
        if not feature.geometry.is_valid:
            raise feature.wrong("边界自相交", "its border crosses itself")
    return [feature.content for feature in found]
