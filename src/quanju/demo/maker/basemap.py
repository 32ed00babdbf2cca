"""What the base map draws besides roads: land, water, railway, buildings, names, borders."""

from collections.abc import Iterator
from typing import Any

import shapely
import shapely.ops

from quanju.demo.maker.build import Board
from quanju.demo.maker.buildings import raise_buildings
from quanju.demo.maker.ground import station_square
from quanju.demo.maker.plane import dice, in_degrees
from quanju.demo.maker.points import StagingPoint
from quanju.demo.maker.stations import SUBDISTRICTS
from quanju.demo.maker.writing import feature

LAND = {
    "estate": "residential", "cottage": "residential", "old": "residential",
    "village": "residential", "centre": "commercial", "works": "industrial",
    "campus": "education", "open": "park", "park": "park", "bank": "park", "rail": "railway",
    "field": "farmland",
}  # fmt: skip

Feature = dict[str, Any]


def draw_basemap(board: Board, points: list[StagingPoint]) -> Iterator[Feature]:
    """Features with `layer` and `class`, lowest first."""
    yield from _land(board)
    yield from _water(board)
    yield from _railway(board)
    rng = dice(board.seed, "buildings")
    ways = [s.line for s in board.streets]
    for house in raise_buildings(board.blocks, ways, rng):
        yield feature(in_degrees(house), layer="building")
    yield from _names(board, points)
    yield feature(board.ground_outline, layer="boundary", **{"class": "admin_6"})
    for code, area in board.divisions.subdistricts.items():
        zh, en = SUBDISTRICTS[code]
        yield feature(area, layer="boundary", name_zh=zh, name_en=en, **{"class": "admin_8"})


def _land(board: Board) -> Iterator[Feature]:
    yield _ground(board.ground_outline, "grassland")
    for block in sorted(board.blocks, key=lambda b: b.kind != "field"):
        yield _ground(in_degrees(block.shape), LAND[block.kind])
    yield _ground(in_degrees(board.ground.hill.difference(board.plan.ring)), "forest")


def _ground(shape: shapely.Geometry, kind: str) -> Feature:
    return feature(shape, layer="landuse", **{"class": kind})


def _water(board: Board) -> Iterator[Feature]:
    ground = board.ground
    inside = ground.outline.buffer(1500)
    for part in shapely.get_parts(ground.rivers.intersection(inside)):
        yield feature(in_degrees(part), layer="water", **{"class": "river"})
    for island in ground.islands:
        yield _ground(in_degrees(island), "park")
    for lake in (*ground.lakes, board.town.lake):
        yield feature(in_degrees(lake), layer="water", **{"class": "lake"})
    for line, zh, en in (
        (ground.yimin, "伊敏河", "Yimin River"),
        (ground.hailar, "海拉尔河", "Hailar River"),
    ):
        for part in shapely.get_parts(line.intersection(inside)):
            yield feature(
                in_degrees(part), layer="waterway", name_zh=zh, name_en=en, **{"class": "river"}
            )


def _railway(board: Board) -> Iterator[Feature]:
    inside = board.ground.outline.buffer(1500)
    line = board.ground.railway.intersection(inside)
    for part in shapely.get_parts(line):
        yield feature(
            in_degrees(part),
            layer="railway",
            name_zh="铁路线",
            name_en="Railway",
            **{"class": "rail"},
        )
    yield feature(in_degrees(board.ground.spur), layer="railway", **{"class": "spur"})
    yard = shapely.ops.substring(
        board.ground.railway,
        board.ground.railway.project(station_square()) - 700,
        board.ground.railway.project(station_square()) + 700,
    )
    for offset in (-22, -11, 11, 22):
        yield feature(in_degrees(yard.offset_curve(offset)), layer="railway", **{"class": "yard"})


def _names(board: Board, points: list[StagingPoint]) -> Iterator[Feature]:
    def named(at: shapely.Point, kind: str, zh: str, en: str) -> Feature:
        return feature(at, layer="place", name_zh=zh, name_en=en, **{"class": kind})

    yield named(in_degrees(shapely.Point(150, 350)), "city", "海拉尔", "Hailar")
    for code, area in board.divisions.subdistricts.items():
        zh, en = SUBDISTRICTS[code]
        if code not in ("hake", "fendou"):
            town = area.intersection(board.divisions.urban)
            yield named(town.representative_point(), "suburb", zh, en)
    for one, land in board.country.settlements:
        yield named(in_degrees(land.representative_point()), one.kind, *one.name)
    station = board.ground.railway.interpolate(board.ground.railway.project(station_square()))
    yield named(in_degrees(station), "station", "海拉尔站", "Hailar Railway Station")
    for point in points:
        if point.kind in ("square", "transport_station"):
            yield named(shapely.Point(point.lon, point.lat), "square", *point.place)
    yield named(in_degrees(board.town.lake.centroid), "quarter", "镜湖公园", "Mirror Lake Park")
