"""Reading a branch folder: basemap.geojson, roads/nodes.csv and roads/edges.csv."""

import json
import math
import tomllib
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.basemap import areas
from quanju.domains.geo.basemap.folder import text_of, traits_of, wrong
from quanju.domains.geo.basemap.road_tables import read_roads
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
)


def read_branch(folder: Path) -> MapSource:
    """Everything a branch folder draws; `MapInputError` names the file and row that is wrong."""
    drawn = {name: Drawn() for name in LAYERS}
    _read_features(folder / "basemap.geojson", drawn)
    read_roads(folder / "roads" / "nodes.csv", folder / "roads" / "edges.csv", drawn)
    every = [shape for layer in drawn.values() for shape in layer.geometry]
    if not every:
        raise MapInputError(
            f"{folder.name} 里没有可画的底图要素和道路",
            f"{folder.name} holds no base map features and no roads",
        )
    name, credit = _credit(folder / "branch.toml")
    frame: Bounds = tuple(float(side) for side in shapely.total_bounds(every))  # type: ignore[assignment]
    return MapSource(name or folder.name, credit, frame, drawn)


def _credit(file: Path) -> tuple[str, str]:
    """The branch's code, and whose data the map is; an unlabelled folder counts as synthetic."""
    if not file.is_file():
        return "", SYNTHETIC_CREDIT
    try:
        facts = tomllib.loads(text_of(file))
    except tomllib.TOMLDecodeError as error:
        raise wrong(file, f"不是有效的 TOML：{error}", f"not valid TOML: {error}") from error
    if facts.get("is_synthetic", True):
        return str(facts.get("code", "")), SYNTHETIC_CREDIT
    return str(facts.get("code", "")), str(facts.get("map_credit") or OSM_CREDIT)


def _read_features(file: Path, drawn: dict[str, Drawn]) -> None:
    if not file.is_file():
        return
    try:
        content = json.loads(text_of(file))
    except (ValueError, RecursionError) as error:
        if isinstance(error, MapInputError):
            raise
        line = getattr(error, "lineno", 1)
        raise wrong(
            file, f"不是有效的 JSON（第 {line} 行）", f"not valid JSON (line {line})"
        ) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise wrong(file, "应为 GeoJSON FeatureCollection", "must be a GeoJSON FeatureCollection")
    for number, feature in enumerate(features, 1):
        _read_feature(file, number, feature, drawn)


def _read_feature(file: Path, number: int, feature: Any, drawn: dict[str, Drawn]) -> None:
    given = feature.get("properties") if isinstance(feature, dict) else None
    facts: dict[str, Any] = given if isinstance(given, dict) else {}
    layer = facts.get("layer")
    if not isinstance(layer, str) or layer not in LAYERS:
        raise wrong(
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
        raise wrong(file, f"第 {number} 个要素：{why[0]}", f"feature {number}: {why[1]}") from error
    drawn[layer].add(geometry, traits_of(facts))


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
