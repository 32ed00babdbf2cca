"""Reading a branch folder: basemap.geojson, roads/nodes.csv and roads/edges.csv."""

import csv
import json
import math
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.basemap import areas
from quanju.domains.geo.basemap.types import (
    AREA_LAYERS,
    LAYERS,
    LINE_LAYERS,
    OSM_CREDIT,
    SYNTHETIC_CREDIT,
    Bounds,
    Drawn,
    MapInputError,
    MapSource,
    Traits,
)

NODE_COLUMNS = ("id", "lon", "lat")
EDGE_COLUMNS = ("u", "v", "class")
YES = frozenset({"1", "true", "yes", "t", "y", "是"})


def read_branch(folder: Path) -> MapSource:
    """Everything a branch folder draws; `MapInputError` names the file and row that is wrong."""
    drawn = {name: Drawn() for name in LAYERS}
    _read_features(folder / "basemap.geojson", drawn)
    _read_roads(folder / "roads" / "nodes.csv", folder / "roads" / "edges.csv", drawn)
    every = [shape for layer in drawn.values() for shape in layer.geometry]
    if not every:
        raise MapInputError(
            f"{folder.name} 里没有可画的底图要素和道路",
            f"{folder.name} holds no base map features and no roads",
        )
    name, credit = _credit(folder / "branch.toml")
    frame: Bounds = tuple(float(side) for side in shapely.total_bounds(every))  # type: ignore[assignment]
    return MapSource(name or folder.name, credit, frame, drawn)


def _wrong(file: Path, zh: str, en: str) -> MapInputError:
    return MapInputError(f"{file.name}：{zh}", f"{file.name}: {en}")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(
            file,
            f"不是 UTF-8 文字（第 {error.start} 字节）",
            f"not UTF-8 text (byte {error.start})",
        ) from error
    except OSError as error:
        raise _wrong(file, "没有这个文件或不能读取", "missing or unreadable") from error


def _credit(file: Path) -> tuple[str, str]:
    """The branch's code, and whose data the map is; an unlabelled folder counts as synthetic."""
    if not file.is_file():
        return "", SYNTHETIC_CREDIT
    try:
        facts = tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as error:
        raise _wrong(file, f"不是有效的 TOML：{error}", f"not valid TOML: {error}") from error
    if facts.get("is_synthetic", True):
        return str(facts.get("code", "")), SYNTHETIC_CREDIT
    return str(facts.get("code", "")), str(facts.get("map_credit") or OSM_CREDIT)


def _read_features(file: Path, drawn: dict[str, Drawn]) -> None:
    if not file.is_file():
        return
    try:
        content = json.loads(_text(file))
    except json.JSONDecodeError as error:
        raise _wrong(
            file,
            f"不是有效的 JSON（第 {error.lineno} 行）",
            f"not valid JSON (line {error.lineno})",
        ) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise _wrong(file, "应为 GeoJSON FeatureCollection", "must be a GeoJSON FeatureCollection")
    for number, feature in enumerate(features, 1):
        _read_feature(file, number, feature, drawn)


def _read_feature(file: Path, number: int, feature: Any, drawn: dict[str, Drawn]) -> None:
    given = feature.get("properties") if isinstance(feature, dict) else None
    facts: dict[str, Any] = given if isinstance(given, dict) else {}
    layer = facts.get("layer")
    if layer not in LAYERS:
        raise _wrong(
            file,
            f"第 {number} 个要素的 layer 应为 {'、'.join(LAYERS)} 之一，现为 {layer!r}",
            f"feature {number}: layer must be one of {', '.join(LAYERS)}, not {layer!r}",
        )
    try:
        geometry = shape(feature["geometry"])
        _check_degrees(geometry)
        geometry = _fitting(layer, geometry)
    except (
        KeyError, TypeError, ValueError, AttributeError, IndexError, shapely.errors.ShapelyError
    ) as error:  # fmt: skip
        why = error.args[0] if isinstance(error, _Unfit) else ("几何无效", "its geometry is wrong")
        raise _wrong(
            file, f"第 {number} 个要素：{why[0]}", f"feature {number}: {why[1]}"
        ) from error
    drawn[layer].add(geometry, _traits(facts))


class _Unfit(ValueError):
    """Carries a sentence in both languages."""


def _check_degrees(geometry: BaseGeometry) -> None:
    west, south, east, north = shapely.bounds(geometry)
    if geometry.is_empty:
        raise _Unfit(("几何是空的", "its geometry is empty"))
    if not (math.isfinite(west + south + east + north)):
        raise _Unfit(("坐标不是数", "a coordinate is no number"))
    if west < -180 or east > 180 or south < -85 or north > 85:
        raise _Unfit(
            (
                "坐标超出范围，应为经度在前、纬度在后的度数（WGS-84）",
                "coordinates out of range: longitude first, latitude second, in degrees (WGS-84)",
            )
        )


def _fitting(layer: str, geometry: BaseGeometry) -> BaseGeometry:
    """The geometry as the layer needs it; outlines may draw a boundary, areas may name a place."""
    kind = geometry.geom_type
    if layer in AREA_LAYERS and kind in ("Polygon", "MultiPolygon"):
        area = areas.valid_area(shapely.force_2d(geometry))
        if area is not None:
            return area
    elif layer in LINE_LAYERS and kind in ("LineString", "MultiLineString"):
        return shapely.force_2d(geometry)
    elif layer in LINE_LAYERS and kind in ("Polygon", "MultiPolygon"):
        return shapely.force_2d(shapely.boundary(geometry))
    elif layer == "place":
        return shapely.force_2d(geometry if kind == "Point" else shapely.point_on_surface(geometry))
    raise _Unfit(
        (f"图层 {layer} 不能用 {kind}", f"the layer {layer} cannot be drawn from a {kind}")
    )


def _traits(facts: dict[str, Any]) -> Traits:
    return Traits(
        kind=_word(facts, "class"),
        name=_word(facts, "name_zh") or _word(facts, "name_en"),
        name_en=_word(facts, "name_en"),
        bridge=_word(facts, "bridge").lower() in YES,
        oneway=_word(facts, "oneway").lower() in YES,
    )


def _word(facts: dict[str, Any], key: str) -> str:
    value = facts.get(key)
    return "" if value is None or value is False else " ".join(str(value).split())[:120]


def _rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(_text(file).splitlines())
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise _wrong(file, f"缺少列 {'、'.join(missing)}", f"columns missing: {', '.join(missing)}")
    try:
        for row in reader:
            yield reader.line_num, {k: v or "" for k, v in row.items() if isinstance(k, str)}
    except csv.Error as error:
        line = reader.line_num
        raise _wrong(
            file, f"第 {line} 行不是有效的 CSV", f"line {line} is not valid CSV"
        ) from error


def _read_roads(nodes_file: Path, edges_file: Path, drawn: dict[str, Drawn]) -> None:
    if not nodes_file.is_file() and not edges_file.is_file():
        return
    nodes: dict[str, tuple[float, float]] = {}
    for line, row in _rows(nodes_file, NODE_COLUMNS):
        nodes[row["id"]] = _place(nodes_file, line, row["lon"], row["lat"])
    seen: set[tuple[Traits, bytes]] = set()
    for line, row in _rows(edges_file, EDGE_COLUMNS):
        geometry = _edge(edges_file, line, row, nodes)
        if geometry is None:
            continue
        traits = _traits(row)
        # Tables with one row a direction hold every two-way street twice.
        form = geometry if traits.oneway else shapely.normalize(geometry)
        key = (traits, shapely.to_wkb(form))
        if key not in seen:
            seen.add(key)
            drawn["road"].add(geometry, traits)


def _edge(
    file: Path, line: int, row: dict[str, str], nodes: dict[str, tuple[float, float]]
) -> BaseGeometry | None:
    if row.get("geometry"):
        try:
            pairs = [pair.split() for pair in row["geometry"].split(";") if pair.strip()]
            points = [_place(file, line, lon, lat) for lon, lat in pairs]
        except ValueError as error:
            if isinstance(error, MapInputError):
                raise
            raise _wrong(
                file,
                f"第 {line} 行的 geometry 应为“经度 纬度;经度 纬度”",
                f"line {line}: geometry must read 'lon lat;lon lat'",
            ) from error
    else:
        unknown = [row[end] for end in ("u", "v") if row[end] not in nodes]
        if unknown:
            raise _wrong(
                file,
                f"第 {line} 行：没有节点 {unknown[0]!r}",
                f"line {line}: there is no node {unknown[0]!r}",
            )
        points = [nodes[row["u"]], nodes[row["v"]]]
    if len(np.unique(points, axis=0)) < 2:
        return None
    return shapely.LineString(points)


def _place(file: Path, line: int, lon: str, lat: str) -> tuple[float, float]:
    try:
        east, north = float(lon), float(lat)
        if not (math.isfinite(east) and math.isfinite(north)):
            raise ValueError
    except ValueError as error:
        raise _wrong(
            file,
            f"第 {line} 行的坐标不是数：{lon!r} {lat!r}",
            f"line {line}: coordinates are no numbers: {lon!r} {lat!r}",
        ) from error
    if abs(east) > 180 or abs(north) > 85:
        raise _wrong(
            file,
            f"第 {line} 行的坐标超出范围（经度、纬度是否颠倒？）：{lon} {lat}",
            f"line {line}: coordinates out of range (longitude and latitude swapped?): {lon} {lat}",
        )
    return east, north
