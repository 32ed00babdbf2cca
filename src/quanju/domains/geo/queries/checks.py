"""Is this a usable place? Every refusal says what to do about it."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.datum import DATUMS, to_wgs84
from quanju.domains.geo.queries.areas import area_shapes
from quanju.domains.geo.queries.limits import place_limits
from quanju.domains.geo.queries.roads import metres_from_road
from quanju.domains.geo.shapes import metres_to, read_geometry
from quanju.domains.geo.types import Point
from quanju.domains.kernel.types import Refused, Text

EARTH_M = 6_371_000.0


class NotACoordinate(Refused):
    """Empty, text, not finite, or off the globe."""

    code = "NOT_A_COORDINATE"
    text = Text(
        "坐标不是有效的经度和纬度：{lon}，{lat}（经度 −180 到 180，纬度 −90 到 90）",
        "Not a longitude and latitude: {lon}, {lat} (−180 to 180 and −90 to 90)",
    )
    status = 422
    field = "lon"


class LooksSwapped(Refused):
    """Latitude first; the other way round it would fit."""

    code = "LOOKS_SWAPPED"
    text = Text(
        "经度和纬度看起来写反了：应为经度 {lon}，纬度 {lat}",
        "Longitude and latitude look swapped: it should be longitude {lon}, latitude {lat}",
    )
    status = 422
    field = "lon"


class OutsideBranch(Refused):
    """Outside the outline by more than the margin; the sea is one such place."""

    code = "OUTSIDE_BRANCH"
    text = Text(
        "位置在辖区外 {kilometres} 公里，请核对坐标；确属外地的警情请移交当地",
        "The place is {kilometres} km outside the branch; check the coordinates, or hand the call "
        "to the police there",
    )
    status = 422
    field = "lon"


class FarFromRoads(Refused):
    """No road within the limit, so no travel time can be told."""

    code = "FAR_FROM_ROADS"
    text = Text(
        "位置离最近的道路 {metres} 米，超过 {limit} 米的限度；请点选最近能到达的路口",
        "The place is {metres} m from the nearest road, more than the limit of {limit} m; choose "
        "the nearest point on a road",
    )
    status = 422
    field = "lon"


class OnlyByFerry(Refused):
    """The roads there are joined to the others by a ferry alone, so no travel time can be told."""

    code = "ONLY_BY_FERRY"
    text = Text(
        "那里的道路只有轮渡可到，车辆开不过去；请点选这一岸的渡口",
        "Only a ferry leads to the roads there, and no car can drive to them; choose the landing "
        "on this side",
    )
    status = 422
    field = "lon"


def off_roads(metres: float, limit_m: float) -> Refused:
    """Why a place `metres` from the roads is none that a unit can be sent to."""
    if math.isinf(metres):
        return OnlyByFerry()
    return FarFromRoads(metres=f"{metres:,.0f}", limit=round(limit_m))


class UnknownDatum(Refused):
    """Neither WGS-84 nor a shifted Chinese datum."""

    code = "UNKNOWN_DATUM"
    text = Text("不认识的坐标系 {datum}；可用：{known}", "Unknown datum {datum}; known: {known}")
    status = 422
    field = "datum"


class NotAPolygon(Refused):
    """No polygon, one that crosses itself, or one with swapped coordinates."""

    code = "NOT_A_POLYGON"
    text = Text("不是有效的多边形：{why}", "Not a valid polygon: {why}")
    status = 422
    field = "geometry"


def read_coordinates(lon: Any, lat: Any) -> Point:
    """Two numbers on the globe. Latitude-first input off the globe is called what it is."""
    try:
        if any(isinstance(one, bool) or "_" in str(one) for one in (lon, lat)):
            raise ValueError("what Python takes for a number, and nobody else")
        east, north = float(lon), float(lat)
    except (TypeError, ValueError, OverflowError) as error:
        raise NotACoordinate(lon=_shown(lon), lat=_shown(lat)) from error
    if not (math.isfinite(east) and math.isfinite(north)):
        raise NotACoordinate(lon=_shown(lon), lat=_shown(lat))
    if abs(north) > 90 >= abs(east) and abs(north) <= 180:
        raise LooksSwapped(lon=_degrees(north), lat=_degrees(east))
    if abs(east) > 180 or abs(north) > 90:
        raise NotACoordinate(lon=_shown(lon), lat=_shown(lat))
    return east, north


def read_position(lon: Any, lat: Any, datum: str = "WGS-84") -> Point:
    """Coordinates in WGS-84, whatever datum came in."""
    if datum not in DATUMS:
        raise UnknownDatum(datum=_shown(datum), known=", ".join(DATUMS))
    east, north = read_coordinates(lon, lat)
    return to_wgs84(east, north, datum)


class NotAFix(Refused):
    """A device that has no fix says 0, 0; nor is a crew half the world away from its branch."""

    code = "NOT_A_FIX"
    text = Text(
        "设备没有定位：坐标 {lon}，{lat} 不在本地区，不采用，保留上一个位置",
        "The device has no fix: {lon}, {lat} is not in this part of the world; the last position "
        "stays",
    )
    status = 422
    field = "lon"


NULL_DEGREES = 0.01


def world_around(at: datetime | None) -> list[tuple[float, float, float, float]]:
    """West, south, east and north of where a device of the branch can be; one query. Without an
    outline the list is empty and every place is taken. Farther than the table says no crew gets
    within a shift, and no receiver that works says so."""
    within_m = place_limits(at).device_within_m
    return [_widened(shape, within_m) for _, _, shape in area_shapes("outline", at)]


def _widened(shape: BaseGeometry, within_m: float) -> tuple[float, float, float, float]:
    west, south, east, north = shape.bounds
    tall = math.degrees(within_m / EARTH_M)
    wide = tall / max(math.cos(math.radians((south + north) / 2)), 0.1)
    return west - wide, south - tall, east + wide, north + tall


def read_fix(
    lon: Any, lat: Any, datum: str, world: list[tuple[float, float, float, float]]
) -> Point:
    """Where a device says it is, in WGS-84; `NotAFix` for 0, 0 and outside the branch's world."""
    x, y = read_position(lon, lat, datum)
    is_null = abs(x) < NULL_DEGREES and abs(y) < NULL_DEGREES
    is_here = any(west <= x <= east and south <= y <= north for west, south, east, north in world)
    if is_null or (world and not is_here):
        raise NotAFix(lon=_degrees(x), lat=_degrees(y))
    return x, y


def check_coordinates(
    lon: Any, lat: Any, datum: str = "WGS-84", *, at: datetime | None = None
) -> Point:
    """Coordinates in or near the branch, in WGS-84; nothing is asked of the roads."""
    east, north = read_position(lon, lat, datum)
    outlines = [shape for _, _, shape in area_shapes("outline", at)]
    if not outlines or any(shapely.intersects_xy(shape, east, north) for shape in outlines):
        return east, north
    margin = place_limits(at).outline_margin_m
    metres = min(metres_to(shape, (east, north)) for shape in outlines)
    if metres <= margin:
        return east, north
    if _fits_swapped(outlines, east, north, margin):
        raise LooksSwapped(lon=_degrees(north), lat=_degrees(east))
    raise OutsideBranch(kilometres=f"{metres / 1000:,.1f}")


def check_place(lon: Any, lat: Any, datum: str = "WGS-84", *, at: datetime | None = None) -> Point:
    """A place a unit can be sent to, in WGS-84.

    Refuses what is no number, looks swapped, lies outside the branch by more than the margin
    (the sea, another town) or farther from any road than the limit.
    """
    place = check_coordinates(lon, lat, datum, at=at)
    limit = place_limits(at).road_limit_m
    metres = metres_from_road(place, at)
    if metres is not None and metres > limit:
        raise off_roads(metres, limit)
    return place


def read_polygon(geometry: Mapping[str, Any]) -> BaseGeometry:
    """A valid polygon or multipolygon in degrees, longitude first."""
    try:
        shape = read_geometry(geometry)
    except ValueError as error:
        raise NotAPolygon(why=str(error)) from error
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        raise NotAPolygon(why=shape.geom_type)
    west, south, east, north = shape.bounds
    read_coordinates(west, south)
    read_coordinates(east, north)
    if not shape.is_valid:
        raise NotAPolygon(why=shapely.is_valid_reason(shape))
    return shape


def _fits_swapped(outlines: list[BaseGeometry], lon: float, lat: float, margin: float) -> bool:
    return abs(lon) <= 90 and any(metres_to(shape, (lat, lon)) <= margin for shape in outlines)


def _degrees(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".")


def _shown(value: Any) -> str:
    return str(value)[:40] or "—"
