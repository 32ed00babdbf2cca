"""A small invented river town for the gallery and the map's own tests: tiles and signs.

It stands alone, so that the map can be judged without a database or a road network.
"""

import json
import math
import random
from collections.abc import Sequence
from functools import cache
from typing import Any

import mapbox_vector_tile
import shapely
from shapely import LineString, MultiPoint, Point, Polygon, STRtree
from shapely.geometry import box, mapping
from shapely.ops import transform

LON, LAT = 119.74, 49.21
EARTH_M = 6378137.0
HALF = math.pi * EARTH_M
M_PER_LAT = 111_200.0
M_PER_LON = M_PER_LAT * math.cos(math.radians(LAT))
SIZE_M = 5200.0
Feature = tuple[shapely.Geometry, dict[str, Any]]


def lonlat(x: float, y: float) -> tuple[float, float]:
    """Metres east and north of the town's middle, as WGS-84."""
    return round(LON + x / M_PER_LON, 6), round(LAT + y / M_PER_LAT, 6)


def _mercator(x: Any, y: Any, z: Any = None) -> tuple[Any, Any]:
    lon, lat = LON + x / M_PER_LON, LAT + y / M_PER_LAT
    turned = [math.log(math.tan(math.pi / 4 + math.radians(one) / 2)) for one in lat]
    return [math.radians(one) * EARTH_M for one in lon], [one * EARTH_M for one in turned]


def _to_mercator(shape: shapely.Geometry) -> shapely.Geometry:
    import numpy as np

    return transform(lambda x, y: _mercator(np.asarray(x), np.asarray(y)), shape)


def _river_x(y: float) -> float:
    return -480 + 300 * math.sin(y / 1500) + 90 * math.sin(y / 610)


def _river() -> LineString:
    return LineString([(_river_x(y), y) for y in range(-6500, 6501, 100)])


def _wavy(line: Sequence[tuple[float, float]], chance: random.Random, by: float) -> LineString:
    return LineString([(x + chance.uniform(-by, by), y + chance.uniform(-by, by)) for x, y in line])


def _streets(chance: random.Random, water: shapely.Geometry) -> list[Feature]:
    """A grid that the river cuts; every fifth street is an arterial, three of them are bridges."""
    names_we = ["健康路", "正阳街", "胜利大街", "学府路", "巴彦街"]
    names_ns = ["中央大街", "成吉思汗大街", "站前街", "河西路", "新区大道"]
    found: list[Feature] = []
    for index, at in enumerate(range(-5000, 5001, 240)):
        is_main = index % 5 == 2
        for is_ns in (False, True):
            if not is_main and chance.random() < 0.12:
                continue
            tilt = chance.uniform(-60, 60)
            ends = (
                sorted(chance.uniform(1800, 5200) for _ in range(2)) if not is_main else [5400] * 2
            )
            along = range(int(-ends[0]), int(ends[1]) + 1, 300)
            points = [
                (at + tilt * s / 5000, s) if is_ns else (s, at + tilt * s / 5000) for s in along
            ]
            line = _wavy(points, chance, 9)
            kind = ("primary" if index % 10 == 2 else "secondary") if is_main else "residential"
            name = (names_ns if is_ns else names_we)[(index // 5) % 5] if is_main else ""
            facts = {"class": kind, "name": name, "name_en": name and f"Street {index}"}
            wet = line.intersection(water.buffer(25))
            if is_ns and not wet.is_empty:
                line = line.difference(water.buffer(70))
            elif not wet.is_empty and not is_main:
                line = line.difference(water.buffer(40))
            elif not wet.is_empty:
                found.append((wet, {**facts, "name": "", "bridge": True}))
                line = line.difference(water.buffer(25))
            found.append((line, facts))
    ring = Point(150, 100).buffer(4300, quad_segs=24).exterior
    found.append((ring, {"class": "trunk", "name": "环城路", "name_en": "Ring Road"}))
    return found


def _alleys(chance: random.Random, water: shapely.Geometry) -> list[Feature]:
    found: list[Feature] = []
    for _ in range(900):
        x, y = chance.gauss(200, 1900), chance.gauss(0, 1800)
        length, is_ns = chance.uniform(70, 210), chance.random() < 0.5
        line = LineString([(x, y), (x, y + length) if is_ns else (x + length, y + 8)])
        if not line.intersects(water.buffer(60)):
            found.append((line, {"class": "service" if length < 120 else "residential"}))
    return found


def _buildings(chance: random.Random, water: shapely.Geometry) -> list[Feature]:
    found: list[Feature] = []
    for _ in range(2600):
        x, y = chance.gauss(300, 1500), chance.gauss(0, 1500)
        shape = box(x, y, x + chance.uniform(18, 60), y + chance.uniform(12, 30))
        if not shape.intersects(water.buffer(50)):
            found.append((shape, {"class": "house"}))
    return found


PLACES = [
    ("中央大街夜市", "Night market", "square", 560, 120),
    ("成吉思汗广场", "Genghis Khan Square", "square", 320, -420),
    ("海拉尔站", "Railway station", "station", -1200, 1500),
    ("正阳街道", "Zhengyang", "suburb", 1300, 900),
    ("健康街道", "Jiankang", "suburb", -1700, -700),
    ("靠山街道", "Kaoshan", "suburb", 1500, -1500),
    ("奋斗镇", "Fendou", "village", -2600, -2300),
]


@cache
def base_layers() -> dict[str, list[Feature]]:
    """The base map in metres."""
    chance = random.Random(20261123)
    river = _river()
    water = river.buffer(85)
    rail = _wavy([(x, 1900 - x * 0.14) for x in range(-6000, 6001, 400)], chance, 30)
    parks = [
        Point(x, y).buffer(r, quad_segs=3)
        for x, y, r in [(900, -900, 240), (-1400, 400, 180), (420, -480, 130), (2100, 600, 300)]
    ]
    built = Point(200, 0).buffer(3300, quad_segs=6)
    return {
        "landuse": [(built, {"class": "residential"}), *[(p, {"class": "park"}) for p in parks]],
        "water": [(water, {"class": "river"})],
        "waterway": [(river, {"class": "river", "name": "伊敏河", "name_en": "Yimin River"})],
        "building": _buildings(chance, water),
        "railway": [(rail, {"class": "rail", "name": "滨洲线", "name_en": "Binzhou line"})],
        "road": _streets(chance, water) + _alleys(chance, water),
        "place": [(Point(x, y), {"class": k, "name": n, "name_en": e}) for n, e, k, x, y in PLACES],
    }


@cache
def _trees() -> dict[str, tuple[STRtree, list[Feature]]]:
    found = {}
    for name, features in base_layers().items():
        moved = [(_to_mercator(shape), facts) for shape, facts in features if not shape.is_empty]
        found[name] = (STRtree([shape for shape, _ in moved]), moved)
    return found


def tile(z: int, x: int, y: int) -> bytes:
    """One vector tile in Web Mercator; empty outside of the town."""
    side = 2 * HALF / 2**z
    west, north = -HALF + x * side, HALF - y * side
    bounds = (west, north - side, west + side, north)
    frame = box(*bounds).buffer(side / 32)
    layers = []
    for name, (tree, features) in _trees().items():
        if (name == "building" and z < 13) or (name == "road" and z < 10):
            continue
        inside = []
        for index in tree.query(frame):
            shape, facts = features[int(index)]
            cut = shape.intersection(frame)
            if not cut.is_empty:
                inside.append(
                    {"geometry": cut, "properties": {k: v for k, v in facts.items() if v}}
                )
        if inside:
            layers.append({"name": name, "features": inside})
    encoded: bytes = mapbox_vector_tile.encode(layers, default_options={"quantize_bounds": bounds})
    return encoded


# --- signs -----------------------------------------------------------------------------------


def _collection(features: list[Feature]) -> str:
    """GeoJSON in WGS-84."""

    def turn(x: Any, y: Any, z: Any = None) -> tuple[Any, Any]:
        pairs = [lonlat(a, b) for a, b in zip(x, y, strict=True)]
        return [p[0] for p in pairs], [p[1] for p in pairs]

    listed = [
        {"type": "Feature", "properties": facts, "geometry": mapping(transform(turn, shape))}
        for shape, facts in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": listed}, ensure_ascii=False)


def _zones() -> list[Feature]:
    chance = random.Random(17)
    seeds = [(chance.uniform(-3000, 3000), chance.uniform(-3000, 3000)) for _ in range(17)]
    town = Point(0, 0).buffer(4200, quad_segs=6)
    cells = shapely.voronoi_polygons(MultiPoint(seeds), extend_to=town)
    cut = [cell.intersection(town) for cell in cells.geoms]
    return [
        (cell, {"number": f"{i + 1:02}", "subject": f"zone:{i + 1}"}) for i, cell in enumerate(cut)
    ]


def _ring(minutes: int, reach: float) -> Feature:
    points = []
    for step in range(72):
        angle = step * math.tau / 72
        grown = reach * (
            1
            + 0.16 * math.sin(3 * angle + minutes)
            + 0.1 * math.sin(7 * angle)
            + 0.05 * math.sin(17 * angle + 2)
        )
        grown *= 0.8 if math.cos(angle) < -0.5 and minutes > 1 else 1.0
        points.append((560 + grown * math.cos(angle), 60 + grown * math.sin(angle)))
    return Polygon(points), {"minutes": minutes}


UNITS = [
    ("P1", -2100, 1050, "patrolling", 6),
    ("P2", -1350, 1700, "patrolling", 4),
    ("P3", 20, 260, "en_route", 4),
    ("P4", -1280, 250, "on_duty_available", 12),
    ("P5", -900, -1650, "patrolling", 8),
    ("P6", 2150, 1500, "staging", 5),
    ("P7", -330, -260, "assigned", 9),
    ("P8", 480, -1100, "out_of_service", 15),
    ("P9", -1700, -830, "on_scene", 3),
    ("P10", 1500, -1280, "patrolling", 7),
    ("P12", -2450, -1900, "on_duty_available", 11),
    ("F4", 720, 420, "staging", 6),
    ("S5", 950, -200, "on_duty_available", 31),
    ("T3", 2150, -230, "patrolling", 6),
    ("V2", 1280, -2250, "patrolling", 9),
    ("P14", 1900, 420, "patrolling", 240),
]


def signs(kind: str) -> str:
    """One overlay layer as GeoJSON: zones, points, rings, incidents, units, routes, closures."""
    match kind:
        case "zones":
            return _collection(_zones())
        case "rings":
            return _collection([_ring(m, r) for m, r in ((5, 1750), (3, 1000), (1, 420))])
        case "points":
            chance = random.Random(27)
            spots = [(chance.gauss(300, 1500), chance.gauss(0, 1500)) for _ in range(27)]
            return _collection(
                [
                    (Point(*xy), {"number": i + 1, "subject": f"staging_point:{i + 1}"})
                    for i, xy in enumerate(spots)
                ]
            )
        case "incidents":
            listed = [(1, 560, 60), (2, -1700, -790), (3, 1320, -1850), (4, 2600, 1350)]
            return _collection(
                [
                    (Point(x, y), {"grade": g, "subject": f"incident:20261123-042{8 - g}"})
                    for g, x, y in listed
                ]
            )
        case "units":
            return _collection(
                [
                    (
                        Point(x, y),
                        {"call_sign": s, "subject": f"unit:{s}", "state": state, "stale": age > 60},
                    )
                    for s, x, y, state, age in UNITS
                ]
            )
        case "routes":
            main = LineString([(20, 260), (230, 240), (340, 190), (560, 60)])
            other = LineString([(-330, -260), (-60, -300), (240, -170), (560, 60)])
            return _collection([(main, {"kind": "main"}), (other, {"kind": "alternative"})])
        case "closures":
            return _collection(
                [(LineString([(-700, -1250), (-300, -1240)]), {"kind": "closed", "title": "桥"})]
            )
        case _:
            return _collection([])
