"""Patrol zones of road blocks: they end at roads that a crew names, and tile the urban area.

Whether a bridge joins two banks is not asked here; the draft's cautions say where it matters.
"""

from typing import Any

import numpy as np
import scipy
import shapely
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.shapes import METRES_PER_DEGREE
from quanju.domains.kernel.types import Text
from quanju.domains.planning.studies import wishes
from quanju.domains.planning.studies.ground import cells_table
from quanju.domains.planning.studies.points import NoAnswer
from quanju.domains.planning.types import Inputs
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.zoning.blocks import Blocks, blocks_of, problem_of
from quanju.engine.zoning.cells import Cells
from quanju.engine.zoning.draw import draw_zones
from quanju.engine.zoning.drawn import spots_of
from quanju.engine.zoning.faces import locate
from quanju.engine.zoning.figures import look_of
from quanju.engine.zoning.problem import Floats, Ints, ZoningPlan
from quanju.engine.zoning.streets import both_sides, lines_of

MOVES = 20_000_000
SECONDS = 60.0


def blocks_in(
    inputs: Inputs, urban: BaseGeometry, network: RoadNetwork, farthest_m: float
) -> tuple[Blocks, Cells, Floats]:
    """The blocks of the urban area weighted as wished, the same as cells at a place in each, and
    float64[n, 2] metres of road and calls of each."""
    lon, lat, metres = both_sides(network)
    inside = shapely.intersects_xy(urban, lon, lat)
    if not inside.any():
        raise NoAnswer(why=Text("城区内没有道路", "there are no roads in the urban area"))
    lon, lat, road = lon[inside], lat[inside], metres[inside]
    calls = _calls_at(inputs, lon, lat, farthest_m)
    wish = inputs["options"]["calls_share"] if calls.sum() else 0.0
    weight = (1 - wish) * road / road.sum() + wish * calls / max(calls.sum(), 1.0)
    lines, rank = lines_of(network)
    zones = inputs["options"]["count"]
    blocks = blocks_of(urban, lines, rank, lon=lon, lat=lat, weight=weight, zones=zones)
    face = locate(blocks.faces, lon, lat)
    of, held = blocks.block[face[face >= 0]], face >= 0
    share = np.stack(
        [np.bincount(of, one[held], len(blocks)) for one in (road, calls)], axis=1
    ).astype(np.float64)
    return blocks, _as_cells(blocks), share


def _calls_at(inputs: Inputs, lon: Floats, lat: Floats, farthest_m: float) -> Floats:
    """Calls of the nearest place beside a road; those farther off count for none."""
    places, count = cells_table(inputs)
    calls = np.zeros(len(lon))
    if places:
        flat = np.cos(np.radians(lat.mean()))
        tree = scipy.spatial.cKDTree(np.stack([lon * flat, lat], axis=1))
        away, nearest = tree.query(np.array(places) * [flat, 1.0])
        near = away * METRES_PER_DEGREE <= farthest_m
        np.add.at(calls, nearest[near], count[near])
    return calls


def _as_cells(blocks: Blocks) -> Cells:
    """A spot in the largest face of each block stands for it."""
    lon, lat = spots_of(blocks)
    return Cells(
        names=tuple(str(n) for n in range(len(blocks))),
        lon=lon,
        lat=lat,
        x_m=blocks.x_m,
        y_m=blocks.y_m,
        weight=blocks.weight,
        pairs=blocks.borders.pairs,
    )


def drawn(blocks: Blocks, inputs: Inputs, today: Ints | None, station: Ints | None) -> ZoningPlan:
    """The blocks dealt out to zones. Raises ZoningError."""
    options, pairs = inputs["options"], blocks.borders.pairs
    problem = problem_of(
        blocks,
        options["count"],
        today=today,
        moving=options["moving"] if today is not None else 0.0,
    )
    if station is not None:
        assert problem.price is not None
        problem.price[station[pairs[:, 0]] != station[pairs[:, 1]]] *= wishes.STATION
    return draw_zones(problem, seed=options["seed"], moves=MOVES, seconds=SECONDS)


def figures(blocks: Blocks, zone: Ints, before: Ints | None, zones: int) -> dict[str, Any]:
    """Borders on named roads, today's beside them, roundness and necks."""
    look = look_of(blocks, zone, zones)
    then = None
    if before is not None and (before >= 0).all():
        then = look_of(blocks, before, int(before.max()) + 1).on_roads_share
    return {
        "along_roads": _rounded(look.on_roads_share),
        "along_roads_before": _rounded(then),
        "compactness_mean": round(float(look.compactness.mean()), 3),
        "compactness_min": round(float(look.compactness.min()), 3),
        "necks": look.necks,
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
