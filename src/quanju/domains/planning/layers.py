"""Reading the layers of a plan: GeoJSON of zones and of points, whoever sends it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from quanju.domains.geo.shapes import geojson, read_geometry
from quanju.domains.kernel import words
from quanju.domains.kernel.types import Text
from quanju.domains.planning.types import Feature, PlanNotReadable

ZONE_FACTS = ("number", "name_zh", "name_en")
POINT_FACTS = (*ZONE_FACTS, "place_kind", "capacity", "equipment", "hours")
MOST_FEATURES = 200
MOST_CORNERS = 20_000
"""Of a layer; seventeen zones along the roads have three thousand."""
OF_OUR_LAYERS = ("id", "subject", "load", "version", "valid_from", "valid_to")
"""What our own layers carry besides (specification 5.5): taken out and put back, they are no
mistake, and nothing is read from them."""
SHAPES = {ZONE_FACTS: ("Polygon", "MultiPolygon"), POINT_FACTS: ("Point",)}


def read_layer(given: Sequence[Mapping[str, Any]], facts: tuple[str, ...]) -> list[Feature]:
    """Features with the facts of their layer and nothing else; `PlanNotReadable` says why not."""
    if not isinstance(given, list | tuple) or not given:
        why = Text(
            "应为 GeoJSON 要素集合，至少一个要素", "a GeoJSON collection of features is needed"
        )
        raise PlanNotReadable(why=why)
    if len(given) > MOST_FEATURES:
        why = Text(f"最多 {MOST_FEATURES} 个要素", f"at most {MOST_FEATURES} features")
        raise PlanNotReadable(why=why)
    wrong = [one for one in given if not isinstance(one, Mapping) or "geometry" not in one]
    if wrong:
        why = Text("有的条目不是 GeoJSON 要素", "an entry is no GeoJSON feature")
        raise PlanNotReadable(why=why)
    features = [kept(one, facts) for one in given]
    _check_shapes(features, SHAPES[facts])
    return features


def kept(one: Mapping[str, Any], facts: tuple[str, ...]) -> Feature:
    """Geometry and the facts of the layer; whatever else a file holds is left behind."""
    properties = one.get("properties") or {}
    if not isinstance(properties, Mapping):
        why = Text("要素的 properties 应为对象", "the “properties” of a feature must be an object")
        raise PlanNotReadable(why=why)
    known = {name: properties[name] for name in facts if properties.get(name) is not None}
    for name, value in known.items():
        if not isinstance(value, str | int | float):
            why = Text(f"{name} 应为文字或数", f"“{name}” must be text or a number")
            raise PlanNotReadable(why=why)
    known = {k: _line(k, v) if isinstance(v, str) else v for k, v in known.items()}
    try:
        geometry = geojson(read_geometry(one["geometry"]), digits=9)
    except (ValueError, KeyError, shapely.errors.ShapelyError) as error:
        why = Text("有的要素没有可用的图形", "a feature has no usable geometry")
        raise PlanNotReadable(why=why) from error
    return {"type": "Feature", "geometry": geometry, "properties": known}


def _line(name: str, value: str) -> str:
    try:
        return words.line(value, Text(name, f"“{name}”"), longest=200, needed=False)
    except words.TextTooLong as refused:
        raise PlanNotReadable(why=refused.text) from refused


def _check_shapes(features: Sequence[Feature], kinds: tuple[str, ...]) -> None:
    """The layer's kind of shape, corners on Earth and no more of them than can be cut at once."""
    shapes = [read_geometry(one["geometry"]) for one in features]
    if any(shape.geom_type not in kinds for shape in shapes):
        why = (
            Text("屯警点应为点", "staging points must be points")
            if "Point" in kinds
            else Text("巡区应为多边形", "zones must be polygons")
        )
        raise PlanNotReadable(why=why)
    corners = shapely.get_coordinates(shapes)
    if len(corners) > MOST_CORNERS:
        why = Text(
            f"共有 {len(corners)} 个坐标，最多 {MOST_CORNERS} 个，请先简化边界",
            f"{len(corners)} corners, at most {MOST_CORNERS} are read; simplify the borders first",
        )
        raise PlanNotReadable(why=why)
    if not (np.abs(corners) <= (180, 90)).all():  # infinite ones as well
        why = Text(
            "坐标应为经纬度（度），经度在前，纬度在后",
            "corners must be longitude and latitude in degrees, longitude first",
        )
        raise PlanNotReadable(why=why)
