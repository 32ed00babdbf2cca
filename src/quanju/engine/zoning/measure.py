"""Zones over the roads of an extract, and the same by gerrychain where it is installed."""

import random
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from quanju.engine.roads.build import build_from_osm
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.zoning.blocks import Blocks, blocks_of, problem_of, roads_around
from quanju.engine.zoning.cells import cells_over, largest_part
from quanju.engine.zoning.draw import draw_zones
from quanju.engine.zoning.figures import look_of
from quanju.engine.zoning.problem import Ints, ZoningPlan, ZoningProblem, describe, parts_of
from quanju.engine.zoning.streets import both_sides, lines_of

TRIES = 200
TOLERANCE = 0.015
HEXAGON_MOVES = 4_000_000


def measure_zoning(
    pbf: Path, *, zones: int, resolution: int, moves: int, seed: int, seconds: float | None = None
) -> dict[str, Any]:
    """Blocks of the drivable network weighted by metres of road, cut into zones; seconds are of the
    processor. Beside them gerrychain's recursive spanning trees over the same blocks, the best of
    as many as it makes in the same time, and hexagons as they were cut before there were blocks.

    Raises RoadInputError, ZoningError.
    """
    drive = build_from_osm(pbf).drive
    lines, rank = lines_of(drive)
    began = time.process_time()
    outline = roads_around(drive.shape_lon, drive.shape_lat)
    lon, lat, weight = both_sides(drive)
    blocks = blocks_of(outline, lines, rank, lon=lon, lat=lat, weight=weight, zones=zones)
    blocks_s = time.process_time() - began
    problem = problem_of(blocks, zones)
    draw_zones(problem, seed=seed, moves=1000)  # compile
    began = time.process_time()
    plan = draw_zones(problem, seed=seed, moves=moves, seconds=seconds)
    took = time.process_time() - began
    return {
        "blocks": len(blocks),
        "blocks_seconds": blocks_s,
        **_figures(problem, blocks, plan.zone, took),
        "hexagons": _by_hexagons(drive, zones, resolution, moves, seed),
        "gerrychain": _by_gerrychain(problem, blocks, took, seed),
    }


def _figures(problem: ZoningProblem, blocks: Blocks, zone: Ints, seconds: float) -> dict[str, Any]:
    plan, look = describe(problem, zone), look_of(blocks, zone, problem.zones)
    return {
        "contiguous": plan.is_contiguous,
        "max_deviation": plan.deviation,
        "on_roads_share": look.on_roads_share,
        "compactness_mean": float(look.compactness.mean()),
        "compactness_min": float(look.compactness.min()),
        "necks": look.necks,
        "cut_edges": plan.cut_edges,
        "seconds": seconds,
    }


def _by_hexagons(
    drive: RoadNetwork, zones: int, resolution: int, moves: int, seed: int
) -> dict[str, Any]:
    """Cells weighted by road nodes, without regard to what lies between them."""
    lon, lat = np.asarray(drive.node_lon), np.asarray(drive.node_lat)
    every = cells_over(lon, lat, weight=np.ones(len(lon)), resolution=resolution)
    cells = largest_part(every, parts_of(every.pairs, len(every.names))[1])
    if len(cells.names) < zones:
        return {"cells": len(cells.names)}
    problem = ZoningProblem(cells.x_m, cells.y_m, cells.weight, cells.pairs, zones)
    draw_zones(problem, seed=seed, moves=1000)  # compile
    began = time.process_time()
    plan = draw_zones(problem, seed=seed, moves=min(moves, HEXAGON_MOVES))
    return {
        "cells": len(cells.names),
        "contiguous": plan.is_contiguous,
        "max_deviation": plan.deviation,
        "cut_edges": plan.cut_edges,
        "seconds": time.process_time() - began,
    }


def _by_gerrychain(
    problem: ZoningProblem, blocks: Blocks, seconds: float, seed: int
) -> dict[str, Any] | str:
    """The division with the fewest cut edges of those it makes; at least one."""
    if find_spec("gerrychain") is None:
        return "not installed"
    import networkx
    from gerrychain import Graph
    from gerrychain.partition import recursive_tree_part

    plain = networkx.Graph()
    for cell, weight in enumerate(problem.weight.tolist()):
        plain.add_node(cell, weight=weight)
    plain.add_edges_from(problem.pairs.tolist())
    graph = Graph.from_networkx(plain)
    target = float(problem.weight.sum() / problem.zones)
    random.seed(seed)
    best: ZoningPlan | None = None
    began, tries = time.process_time(), 0
    while tries < TRIES and (best is None or time.process_time() - began < seconds):
        tries += 1
        try:
            made = recursive_tree_part(graph, range(problem.zones), target, "weight", TOLERANCE)
        except RuntimeError as error:  # its word for coarse blocks that no tree divides so evenly
            if best is None:
                return str(error)
            break
        zone = np.array([made[cell] for cell in range(len(problem.weight))], np.int32)
        plan = describe(problem, zone)
        if best is None or plan.cut_edges < best.cut_edges:
            best = plan
    assert best is not None
    took = time.process_time() - began
    return {**_figures(problem, blocks, best.zone, took), "tries": tries}
