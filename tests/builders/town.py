"""A small invented town for tests: a grid of streets, a river, two bridges.

Nine streets run north (columns 0–8) and seven run east (rows 0–6), 500 m apart, driven at
36 km/h: every block takes exactly 50 s. A river flows between rows 3 and 4; only columns 2 and 6
cross it. Places are told in blocks: `spot(2, 3)` is the southern end of the western bridge.
"""

import csv
import math
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.again import again

from quanju.domains.geo.actions import loading as loading_actions
from quanju.domains.geo.actions.loading import load_map_release
from quanju.domains.patrol.actions import loading
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook.actions import take_over_shipped
from quanju.engine.roads import network
from quanju.engine.roads.build import build_from_tables

WEST, SOUTH, BLOCK_M, BLOCK_S = 119.70, 49.19, 500.0, 50.0
COLUMNS, ROWS, BRIDGES = range(9), range(7), (2, 6)
METRES_PER_DEGREE = 111_194.93
NORTHWARD = [
    "一道街",
    "二道街",
    "中央大街",
    "四道街",
    "五道街",
    "六道街",
    "新桥街",
    "八道街",
    "九道街",
]
EASTWARD = ["滨河路", "站前街", "胜利街", "河南路", "河北路", "健康街", "阿里河路"]
ENGLISH = {"中央大街": "Central Street", "胜利街": "Victory Street", "新桥街": "New Bridge Street"}

_SEEN: dict[str, Path] = {}


def spot(column: float, row: float) -> tuple[float, float]:
    """Longitude and latitude of a place told in blocks."""
    north = SOUTH + row * BLOCK_M / METRES_PER_DEGREE
    wide = METRES_PER_DEGREE * math.cos(math.radians(SOUTH))
    return WEST + column * BLOCK_M / wide, north


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A GeoJSON rectangle told in blocks."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return {"type": "Polygon", "coordinates": [[list(spot(*corner)) for corner in corners]]}


def a_feature(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def road_file(folder: Path) -> Path:
    """The town's road file, made once a test run."""
    if "roads" not in _SEEN or not _SEEN["roads"].exists():
        nodes, edges = folder / "nodes.csv", folder / "edges.csv"
        _write(nodes, ["id", "lon", "lat"], _nodes())
        heads = ["u", "v", "class", "name_zh", "name_en", "oneway", "maxspeed_kmh", "length_m"]
        _write(edges, heads, _edges())
        _SEEN["roads"] = folder / "town.roads"
        network.save(build_from_tables(nodes, edges), _SEEN["roads"])
    return _SEEN["roads"]


def _write(path: Path, heads: list[str], rows: list[list[Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([heads, *rows])


def _nodes() -> list[list[Any]]:
    return [[_node(c, r), *spot(c, r)] for c in COLUMNS for r in ROWS]


def _node(column: int, row: int) -> int:
    return 100 * column + row


def _edges() -> list[list[Any]]:
    rows: list[list[Any]] = []

    def road(a: int, b: int, name: str) -> None:
        english = ENGLISH.get(name, "")
        rows.append([a, b, "residential", name, english, "no", 36, BLOCK_M])

    for c in COLUMNS:
        for r in ROWS:
            if c + 1 in COLUMNS:
                road(_node(c, r), _node(c + 1, r), EASTWARD[r])
            if r + 1 in ROWS and (r != 3 or c in BRIDGES):
                road(_node(c, r), _node(c, r + 1), NORTHWARD[c])
    return rows


def load_roads(folder: Path, *, at: datetime) -> None:
    """Put the town's roads into use."""
    load_map_release(
        road_file=road_file(folder),
        attribution="演示路网 / invented roads",
        is_synthetic=True,
        by=SERVICE,
        at=at,
    )


def load_areas(*, at: datetime, west: str = "", east: str = "") -> None:
    """Outline and urban area; the areas of two stations if their codes are given."""
    outline = a_feature(box(-2, -2, 10, 8), code="town", name_zh="演示镇", name_en="Town")
    urban = a_feature(box(-0.5, -0.5, 8.5, 6.5), code="urban", name_zh="城区", name_en="Urban")
    loading_actions.load_areas(kind="outline", features=[outline], by=SERVICE, at=at)
    loading_actions.load_areas(kind="urban", features=[urban], by=SERVICE, at=at)
    if west and east:
        halves = [
            a_feature(box(-2, -2, 4, 8), code=west, name_zh="西区", name_en="West"),
            a_feature(box(4, -2, 10, 8), code=east, name_zh="东区", name_en="East"),
        ]
        loading_actions.load_areas(kind="station_area", features=halves, by=SERVICE, at=at)


ZONES = {
    1: (-0.5, -0.5, 4, 3.5),
    2: (4, -0.5, 8.5, 3.5),
    3: (-0.5, 3.5, 4, 6.5),
    4: (4, 3.5, 8.5, 6.5),
}
STAGING_POINTS = {1: (2, 2), 2: (6, 5)}


def load_zones(*, at: datetime) -> None:
    """Four zones that tile the urban area: south-west, south-east, north-west, north-east."""
    zones = [
        a_feature(box(*corners), number=n, name_zh=f"{n} 号巡区", name_en=f"Zone {n}")
        for n, corners in ZONES.items()
    ]
    loading.load_zones(zones, by=SERVICE, at=at)


def load_staging_points(*, at: datetime) -> None:
    """Two points: at Central Street and Victory Street, and north of the river in the east."""
    points = [
        a_feature(
            {"type": "Point", "coordinates": list(spot(*where))},
            number=n,
            name_zh=f"{n} 号屯警点",
            name_en=f"Point {n}",
            place_kind="square",
            capacity=2,
        )
        for n, where in STAGING_POINTS.items()
    ]
    loading.load_staging_points(points, by=SERVICE, at=at)


def load_layers(folder: Path, *, at: datetime) -> None:
    """Roads, areas, zones and staging points."""

    def load() -> None:
        load_roads(folder, at=at)
        load_areas(at=at)
        load_zones(at=at)
        load_staging_points(at=at)

    again(("layers", at), load)


def load_all(folder: Path, *, at: datetime) -> None:
    """The layers and the shipped rules."""

    def load() -> None:
        load_layers(folder, at=at)
        take_over_shipped(by=SERVICE, at=at)

    again(("all", at), load)
