"""Plane geometry over small areas: metres, polygons, GeoJSON. No database."""

import json
import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from quanju.domains.geo.types import Geometry, Point
from quanju.engine.files.geojson import KINDS, are_numbers

METRES_PER_DEGREE = 111_194.93
"""One degree of a meridian on a sphere of 6,371,008.8 m, the mean radius of the Earth."""


def metres_between(a: Point, b: Point) -> float:
    """Distance on the plane that touches the Earth between both; good to 0.1 % below 100 km."""
    east = (b[0] - a[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return METRES_PER_DEGREE * math.hypot(east, b[1] - a[1])


def in_metres(geometry: BaseGeometry, centre: Point | None = None) -> BaseGeometry:
    """The geometry on a plane in metres around `centre` (its own by default)."""
    lon, lat = centre or (geometry.centroid.x, geometry.centroid.y)
    scale = np.array([METRES_PER_DEGREE * math.cos(math.radians(lat)), METRES_PER_DEGREE])
    return shapely.transform(geometry, lambda xy: (xy - np.array([lon, lat])) * scale)


def metres_to(geometry: BaseGeometry, place: Point) -> float:
    """Distance from a place to a geometry in degrees; 0 inside of it."""
    around = in_metres(geometry, place)
    return float(around.distance(shapely.Point(0, 0)))


def circle(centre: Point, radius_m: float) -> BaseGeometry:
    """A circle in degrees around a place."""
    east = METRES_PER_DEGREE * math.cos(math.radians(centre[1]))
    plain = shapely.Point(0, 0).buffer(radius_m, quad_segs=16)
    return shapely.transform(
        plain, lambda xy: xy / np.array([east, METRES_PER_DEGREE]) + np.array(centre)
    )


def square_metres(geometry: BaseGeometry) -> float:
    """Area of a geometry in degrees."""
    return 0.0 if geometry.is_empty else float(in_metres(geometry).area)


def read_geometry(geometry: Mapping[str, Any] | str) -> BaseGeometry:
    """Shapely's object of a GeoJSON geometry (or its text); `ValueError` if it is none."""
    try:
        given = json.loads(geometry) if isinstance(geometry, str) else geometry
        if given["type"] not in KINDS or not are_numbers(given):
            raise ValueError("no geometry of GeoJSON, or a coordinate is no number")
        found = shape(given)
    except (KeyError, TypeError, AttributeError, IndexError, shapely.errors.ShapelyError) as error:
        raise ValueError(f"not a GeoJSON geometry: {error}") from error
    if found.is_empty:
        raise ValueError("an empty geometry")
    return found


@lru_cache(maxsize=512)
def prepared(geometry_text: str) -> BaseGeometry:
    """A geometry ready for many point tests; its text is the key, so it is never stale."""
    geometry = read_geometry(geometry_text)
    shapely.prepare(geometry)
    return geometry


def geojson(geometry: BaseGeometry, digits: int = 6) -> Geometry:
    """GeoJSON with outer rings counter-clockwise (the right-hand rule), 0.1 m precise."""
    if geometry.geom_type == "Polygon":
        geometry = orient(geometry, sign=1.0)
    elif geometry.geom_type == "MultiPolygon":
        geometry = shapely.MultiPolygon([orient(part, sign=1.0) for part in geometry.geoms])
    written = mapping(geometry)
    return {"type": written["type"], "coordinates": _rounded(written["coordinates"], digits)}


def _rounded(coordinates: Any, digits: int) -> Any:
    if isinstance(coordinates, float | int):
        return round(float(coordinates), digits)
    return [_rounded(part, digits) for part in coordinates]


def feature(geometry: Geometry, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(features: Iterable[dict[str, Any]], **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **members, "features": list(features)}
