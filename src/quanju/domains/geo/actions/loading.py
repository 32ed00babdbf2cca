"""Verbs that load the branch's map: roads and tiles, places, areas."""

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

from django.conf import settings

from quanju.domains.geo import events, network
from quanju.domains.geo.gazetteer import crossings, named_arcs, streets
from quanju.domains.geo.models import Area, MapRelease, Place
from quanju.domains.geo.permissions import may_load_map
from quanju.domains.geo.queries.checks import read_coordinates, read_polygon
from quanju.domains.geo.rules import search_text
from quanju.domains.geo.shapes import geojson
from quanju.domains.geo.types import AREA_KINDS, PLACE_KINDS, SOURCES, MapInfo, PlaceRow
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.queries.organisations import organisations_by_code
from quanju.domains.people.types import Actor
from quanju.engine.roads import network as network_roads
from quanju.engine.roads.errors import RoadInputError
from quanju.engine.roads.network import RoadFile


class MapFileNotUsable(Refused):
    """The road or tile file is missing or damaged."""

    code = "MAP_FILE_NOT_USABLE"
    text = Text("地图文件 {file} 不能使用：{why}", "The map file {file} cannot be used: {why}")
    status = 422


class PlaceNotUsable(Refused):
    """A row of the list of places is wrong; nothing of the list was stored."""

    code = "PLACE_NOT_USABLE"
    text = Text(
        "地名表第 {row} 行“{name}”不能使用：{why}",
        "Row {row} of the list of places, “{name}”, cannot be used: {why}",
    )
    status = 422


class AreaNotUsable(Refused):
    """A feature of the areas is wrong; nothing of the layer was stored."""

    code = "AREA_NOT_USABLE"
    text = Text(
        "图层“{kind}”第 {row} 个要素不能使用：{why}",
        "Feature {row} of the layer “{kind}” cannot be used: {why}",
    )
    status = 422


def load_map_release(
    *,
    road_file: Path,
    by: Actor,
    at: datetime,
    tile_file: Path | None = None,
    attribution: str = "",
    is_synthetic: bool = False,
    centre: tuple[float, float] | None = None,
) -> MapInfo:
    """Take a road file and its tiles into use, with its streets and crossings as places.

    Files are copied into the home folder under the name of their content. Refuses files that
    cannot be read.
    """
    may_load_map(by).or_refuse()
    what = Text("数据来源署名", "the attribution")
    credit = words.line(attribution, what, longest=200, needed=False, field="attribution")
    fingerprint = _fingerprint(road_file)
    kept = _kept(road_file, fingerprint)
    kept_tiles = _kept(tile_file, _fingerprint(tile_file)) if tile_file else None
    loaded = _loaded(kept, road_file.name)
    west, south, east, north = loaded.drive.bounds
    lon, lat = centre or ((west + east) / 2, (south + north) / 2)
    arcs = named_arcs(loaded.drive)
    found = [*streets(arcs), *crossings(arcs)]
    with write():
        release = MapRelease.objects.create(
            road_file=kept.name,
            tile_file=kept_tiles.name if kept_tiles else "",
            fingerprint=fingerprint,
            attribution=credit,
            is_synthetic=is_synthetic,
            centre_lon=lon,
            centre_lat=lat,
            loaded_at=at,
        )
        _replace_places(found, "roads")
        facts = {"fingerprint": fingerprint, "is_synthetic": is_synthetic, "places": len(found)}
        record(
            events.MAP_LOADED,
            subject=release.subject,
            by=by,
            at=at,
            facts=facts,
            purpose="administer",
        )
    return network.info(release)


def load_places(
    rows: Sequence[PlaceRow | Mapping[str, Any]],
    *,
    by: Actor,
    at: datetime,
    source: str = "branch",
) -> int:
    """Replace the places of one source by these. Refuses the first row that is wrong."""
    may_load_map(by).or_refuse()
    return put_places(rows, source=source, by=by, at=at)


def put_places(
    rows: Sequence[PlaceRow | Mapping[str, Any]], *, source: str, by: Actor, at: datetime
) -> int:
    """The same for a room that has asked its own permission, such as patrol for its points."""
    if source not in SOURCES:
        raise NotFound(subject=f"source {source!r}")
    # A row of a file knows its own line.
    read = [_read_place(getattr(row, "line", n), row) for n, row in enumerate(rows, 1)]
    with write():
        _replace_places(read, source)
        facts = {"source": source, "places": len(read)}
        record(
            events.PLACES_LOADED,
            subject=f"places:{source}",
            by=by,
            at=at,
            facts=facts,
            purpose="administer",
        )
    return len(read)


def load_areas(*, kind: str, features: Sequence[Mapping[str, Any]], by: Actor, at: datetime) -> int:
    """Put a new version of a layer in force; the version before it ends now.

    `features` are GeoJSON features with `code`, `name_zh`, `name_en`; a station area's code is
    its station's. Refuses shapes that cross themselves, swapped coordinates and codes used twice.
    """
    may_load_map(by).or_refuse()
    if kind not in AREA_KINDS:
        raise NotFound(subject=f"area kind {kind!r}")
    rows = [_read_area(kind, number, feature, at) for number, feature in enumerate(features, 1)]
    _check_codes(kind, rows)
    with write():
        before = Area.objects.filter(kind=kind)
        version = max(before.values_list("version", flat=True), default=0) + 1
        before.filter(valid_until__isnull=True).update(valid_until=at)
        for row in rows:
            row.version = version
        Area.objects.bulk_create(rows)
        record(
            events.AREAS_LOADED,
            subject=f"areas:{kind}",
            by=by,
            at=at,
            facts={"kind": kind, "version": version, "areas": len(rows)},
            purpose="administer",
        )
    return len(rows)


def _fingerprint(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise MapFileNotUsable(file=file.name, why=error.strerror or "?") from error


def _kept(file: Path, fingerprint: str) -> Path:
    """The file's copy in the home folder; written aside first, so nobody reads half a file."""
    folder: Path = settings.HOME / network.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{fingerprint[:16]}{''.join(file.suffixes)}"
    if not kept.exists():
        aside = kept.with_name(f"{kept.name}.{os.getpid()}.part")
        shutil.copyfile(file, aside)
        aside.replace(kept)
    return kept


def _loaded(kept: Path, name: str) -> RoadFile:
    try:
        if not is_zipfile(kept):
            raise RoadInputError("文件损坏或不是道路文件", "it is damaged or no road file")
        return network_roads.load(kept)
    except RoadInputError as error:
        kept.unlink()
        raise MapFileNotUsable(file=name, why=Text(error.zh, error.en)) from error


def _replace_places(rows: Sequence[PlaceRow], source: str) -> None:
    Place.objects.filter(source=source).delete()
    Place.objects.bulk_create(
        (
            Place(
                name_zh=row.name_zh,
                name_en=row.name_en,
                kind=row.kind,
                aliases=row.aliases,
                search_text=search_text(row.name_zh, row.name_en, *row.aliases.split(";")),
                subdistrict=row.subdistrict,
                source=source,
                lon=row.lon,
                lat=row.lat,
            )
            for row in rows
        ),
        batch_size=500,
    )


_PLACE_TEXTS = {"name_zh": 120, "name_en": 200, "kind": 30, "aliases": 300, "subdistrict": 60}


def _read_place(number: int, row: PlaceRow | Mapping[str, Any]) -> PlaceRow:
    given = row if isinstance(row, Mapping) else asdict(row)
    texts = {name: words.cleaned(str(given.get(name) or "")) for name in _PLACE_TEXTS}
    label = texts["name_zh"] or texts["name_en"] or "?"
    texts["name_zh"], texts["kind"] = label, texts["kind"] or "place"

    def wrong(zh: str, en: str) -> PlaceNotUsable:
        return PlaceNotUsable(row=number, name=label[:40], why=Text(zh, en))

    if label == "?":
        raise wrong("没有名称", "it has no name")
    for name, most in _PLACE_TEXTS.items():
        if len(texts[name]) > most:
            raise wrong(f"{name} 超过 {most} 字", f"{name} has more than {most} characters")
    if texts["kind"] not in PLACE_KINDS:
        kinds = ", ".join(PLACE_KINDS)
        raise wrong(f"类型应为：{kinds}", f"its kind must be one of: {kinds}")
    try:
        lon, lat = read_coordinates(given.get("lon"), given.get("lat"))
    except Refused as refused:
        raise wrong(refused.text.zh, refused.text.en) from refused
    return PlaceRow(lon=lon, lat=lat, **texts)


def _read_area(kind: str, number: int, feature: Mapping[str, Any], at: datetime) -> Area:
    def wrong(zh: str, en: str) -> AreaNotUsable:
        return AreaNotUsable(kind=AREA_KINDS[kind], row=number, why=Text(zh, en))

    properties = feature.get("properties") or {}
    given = {name: str(properties.get(name) or "") for name in ("code", "name_zh", "name_en")}
    try:
        code = words.line(given["code"], Text("code", "its code"), longest=60)
        name_zh = words.line(given["name_zh"], Text("name_zh", "its name_zh"), longest=100)
        name_en = words.line(
            given["name_en"], Text("name_en", "its name_en"), longest=160, needed=False
        )
        geometry = read_polygon(feature.get("geometry") or {})
    except Refused as refused:
        raise wrong(refused.text.zh, refused.text.en) from refused
    organisation = None
    if kind == "station_area" and (organisation := organisations_by_code().get(code)) is None:
        raise wrong(f"没有代码为 {code} 的派出所", f"there is no station with the code {code}")
    return Area(
        kind=kind,
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        geometry=geojson(geometry, digits=9),
        organisation_id=organisation,
        valid_from=at,
    )


def _check_codes(kind: str, rows: Sequence[Area]) -> None:
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        if row.code in seen:
            why = Text(f"代码 {row.code} 重复", f"the code {row.code} is used twice")
            raise AreaNotUsable(kind=AREA_KINDS[kind], row=number, why=why)
        seen.add(row.code)
