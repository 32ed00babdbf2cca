"""Reading the layers of a plan: GeoJSON of zones and of points, whoever sends it."""

from collections.abc import Mapping, Sequence
from typing import Any

from quanju.domains.geo.shapes import geojson, read_geometry
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.planning.rules import line
from quanju.domains.planning.types import Feature

ZONE_FACTS = ("number", "name_zh", "name_en")
POINT_FACTS = (*ZONE_FACTS, "place_kind", "capacity", "equipment", "hours")
MOST_FEATURES = 200


class PlanNotReadable(Refused):
    """Not a GeoJSON collection of zones or of points."""

    code = "PLAN_NOT_READABLE"
    text = Text("文件读不懂：{why}", "The file cannot be read: {why}")
    status = 422


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
    return [kept(one, facts) for one in given]


def kept(one: Mapping[str, Any], facts: tuple[str, ...]) -> Feature:
    """Geometry and the facts of the layer; whatever else a file holds is left behind."""
    properties = one.get("properties") or {}
    known = {name: properties[name] for name in facts if properties.get(name) is not None}
    known = {k: line(v, 200) if isinstance(v, str) else v for k, v in known.items()}
    try:
        geometry = geojson(read_geometry(one["geometry"]), digits=9)
    except ValueError as error:
        why = Text("有的要素没有可用的图形", "a feature has no usable geometry")
        raise PlanNotReadable(why=why) from error
    return {"type": "Feature", "geometry": geometry, "properties": known}
