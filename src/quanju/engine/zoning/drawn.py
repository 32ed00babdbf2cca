"""The same figures of zones that somebody drew: shapes that need not follow the blocks."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from quanju.engine.zoning.blocks import Blocks
from quanju.engine.zoning.faces import GRID, Shapes, joined, locate
from quanju.engine.zoning.figures import Look, necks_of
from quanju.engine.zoning.problem import Floats

A_PIECE_M = 25.0
"""Borders are looked at piece by piece, none longer than this."""
BESIDE_M = 12.0
"""A border this near to the middle of a road runs along it: half of a wide street. Who draws by
hand does not meet the line of the road file to the centimetre."""
AT_THE_EDGE = 1e-7
"""A border this near to the edge of all zones, in degrees, is that edge."""


@dataclass(frozen=True, eq=False)
class Streets:
    """What drawn zones are held against: the blocks, a spot in each (degrees), and the roads that a
    crew names as lines."""

    blocks: Blocks
    lon: Floats
    lat: Floats
    named: Shapes


def streets(blocks: Blocks, named: Shapes) -> Streets:
    """The blocks with their spots."""
    return Streets(blocks, *spots_of(blocks), named)


def spots_of(blocks: Blocks) -> tuple[Floats, Floats]:
    """Longitude and latitude of a spot in the largest face of each block."""
    largest = np.zeros(len(blocks), np.int64)
    order = np.argsort(shapely.area(blocks.faces), kind="stable")
    largest[blocks.block[order]] = order  # the last one written is the largest
    spots = shapely.get_coordinates(shapely.point_on_surface(blocks.faces[largest]))
    return spots[:, 0].copy(), spots[:, 1].copy()


def blocks_at(blocks: Blocks, lon: float, lat: float) -> list[BaseGeometry]:
    """The block that a place (degrees) lies in, and after it those around; none outside of all."""
    face = int(locate(blocks.faces, np.array([lon]), np.array([lat]))[0])
    if face < 0:
        return []
    one, pairs = int(blocks.block[face]), blocks.borders.pairs
    around = np.unique(pairs[(pairs == one).any(axis=1)])
    order = [one, *(other for other in around.tolist() if other != one)]
    return [joined(blocks.faces[blocks.block == number]) for number in order]


def look_of_drawn(zones: Shapes, on: Streets) -> Look:
    """Borders on roads, roundness and necks of zones in degrees; necks by the blocks, each in the
    zone that its spot lies in."""
    plane = on.blocks.plane
    flat = shapely.transform(zones, lambda xy: xy * plane)
    zone = locate(zones, on.lon, on.lat)
    return Look(
        on_roads_share=_on_roads(zones, on.named, plane),
        compactness=4 * np.pi * shapely.area(flat) / np.maximum(shapely.length(flat), 1e-9) ** 2,
        necks=necks_of(on.blocks, zone, len(zones)),
    )


def deviations_of(zones: Shapes, lon: Floats, lat: Floats, weight: Floats) -> Floats | None:
    """float64[zones]: how far the work of each zone is from the mean, as a share of it; None where
    there is none. Work (places in degrees) in no zone counts for nothing."""
    held = np.array([weight[_inside(one, lon, lat)].sum() for one in zones])
    mean = held.mean() if len(held) else 0.0
    return np.asarray(held / mean - 1, np.float64) if mean else None


def _inside(zone: BaseGeometry, lon: Floats, lat: Floats) -> NDArray[np.int64]:
    """The places inside; those outside its box are not looked at: a hundred thousand are asked."""
    west, south, east, north = zone.bounds
    near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    shapely.prepare(zone)
    return np.asarray(near[shapely.contains_xy(zone, lon[near], lat[near])], np.int64)


def _on_roads(zones: Shapes, named: Shapes, plane: Floats) -> float | None:
    """Of the metres between zones those beside a road; None where no zone borders another."""
    edge = shapely.union_all(zones, grid_size=GRID).boundary
    borders = shapely.union_all(shapely.boundary(zones), grid_size=GRID)
    pieces = shapely.segmentize(shapely.transform(borders, lambda xy: xy * plane), A_PIECE_M)
    spots, line = shapely.get_coordinates(shapely.get_parts(pieces), return_index=True)
    goes_on = line[1:] == line[:-1]
    begin, end = spots[:-1][goes_on], spots[1:][goes_on]
    metres = np.hypot(*(end - begin).T)
    middles = shapely.points((begin + end) / 2 / plane)
    shapely.prepare(edge)
    inner = ~shapely.dwithin(edge, middles, AT_THE_EDGE)
    if not metres[inner].sum() > 0:
        return None
    beside = np.zeros(len(metres), bool)
    if len(named):
        near = shapely.STRtree(shapely.transform(named, lambda xy: xy * plane))
        flat = shapely.points((begin + end) / 2)
        beside[np.unique(near.query(flat, predicate="dwithin", distance=BESIDE_M)[0])] = True
    return float(metres[inner & beside].sum() / metres[inner].sum())
