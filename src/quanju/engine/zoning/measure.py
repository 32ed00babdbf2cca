"""Zones over the roads of an extract, and the same by gerrychain where it is installed."""

import random
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from quanju.engine.roads.build import build_from_osm
from quanju.engine.zoning.cells import cells_over, largest_part
from quanju.engine.zoning.draw import draw_zones
from quanju.engine.zoning.problem import ZoningPlan, ZoningProblem, describe, parts_of

TRIES = 200
TOLERANCE = 0.015


def measure_zoning(
    pbf: Path, *, zones: int, resolution: int, moves: int, seed: int
) -> dict[str, Any]:
    """Cells weighted by road nodes of the drivable network, cut into zones.

    gerrychain draws by recursive spanning trees, keeping the best of 200 or of as many as it
    makes in the same time. Raises RoadInputError, ZoningError.
    """
    drive = build_from_osm(pbf).drive
    lon, lat = np.asarray(drive.node_lon), np.asarray(drive.node_lat)
    every = cells_over(lon, lat, weight=np.ones(len(lon)), resolution=resolution)
    cells = largest_part(every, parts_of(every.pairs, len(every.names))[1])
    problem = ZoningProblem(cells.x_m, cells.y_m, cells.weight, cells.pairs, zones)
    draw_zones(problem, seed=seed, moves=1000)  # compile
    began = time.perf_counter()
    plan = draw_zones(problem, seed=seed, moves=moves)
    seconds = time.perf_counter() - began
    return {
        "cells": len(cells.names),
        "cells_left_out": len(every.names) - len(cells.names),
        **_figures(plan, seconds),
        "gerrychain": _by_gerrychain(problem, seconds, seed),
    }


def _figures(plan: ZoningPlan, seconds: float) -> dict[str, Any]:
    return {
        "contiguous": plan.is_contiguous,
        "max_deviation": plan.deviation,
        "cut_edges": plan.cut_edges,
        "seconds": seconds,
    }


def _by_gerrychain(problem: ZoningProblem, seconds: float, seed: int) -> dict[str, Any] | str:
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
    began, tries = time.perf_counter(), 0
    while tries < TRIES and (best is None or time.perf_counter() - began < seconds):
        tries += 1
        made = recursive_tree_part(graph, range(problem.zones), target, "weight", TOLERANCE)
        zone = np.array([made[cell] for cell in range(len(problem.weight))], np.int32)
        plan = describe(problem, zone)
        if best is None or plan.cut_edges < best.cut_edges:
            best = plan
    assert best is not None
    return {**_figures(best, time.perf_counter() - began), "tries": tries}
