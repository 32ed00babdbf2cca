"""Measuring the round engine: against plain greedy rounds, and how unlike its variants are."""

from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from quanju.engine.roads.build import build_from_osm
from quanju.engine.roads.network import load
from quanju.engine.roads.search import travel_table
from quanju.engine.roads.snapping import Snap, snap_many
from quanju.engine.rounds.left_out import added
from quanju.engine.rounds.plan import RoundPlan, propose_rounds
from quanju.engine.rounds.problem import F64, Crew, HotPlace, RoundProblem

METRES_A_SECOND = 8.3
SIDE_M = 8_000.0


def measure_rounds(
    roads: Path | None, *, places: int, crews: int, shift_s: float, time_s: float, seed: int = 5
) -> dict[str, Any]:
    """Figures of one evening: places on a square, or on the roads of an extract or road file."""
    rng = np.random.default_rng(seed)
    table = _on_roads(roads, places + 1, rng) if roads else _on_a_square(places + 1, rng)
    problem = an_evening(table, crews, shift_s, rng)
    started = perf_counter()
    plan = propose_rounds(problem, seed=seed, time_s=time_s)
    took = perf_counter() - started
    single = replace(problem, variants=1)
    started = perf_counter()
    propose_rounds(single, seed=seed, time_s=time_s)
    first = perf_counter() - started
    again = propose_rounds(problem, seed=seed, time_s=time_s)
    return _figures(problem, plan) | {
        "seconds": took,
        "seconds_without_variants": first,
        "same_again": [v.rounds for v in again.variants] == [v.rounds for v in plan.variants],
    }


def an_evening(table: F64, crews: int, shift_s: float, rng: np.random.Generator) -> RoundProblem:
    """Every third place open in the first or the last part of the evening only."""
    count, minutes = table.shape[0], shift_s / 60
    early, late = (0.0, minutes / 2), (minutes * 0.7, minutes)
    places = tuple(
        HotPlace(
            location=number,
            worth=float(rng.integers(5, 60)),
            stay_min=5.0,
            windows=((early, late) if number % 6 == 0 else (late,)) if number % 3 == 0 else (),
        )
        for number in range(1, count)
    )
    return RoundProblem(places, (Crew(0, 0.0, minutes),) * crews, {"car": table}, variants=5)


def _figures(problem: RoundProblem, plan: RoundPlan) -> dict[str, Any]:
    greedy = added(problem, tuple(() for _ in problem.crews), list(range(len(problem.places))))
    reasons = [left.code for left in plan.left_out]
    others = plan.variants[1:]
    return {
        "places": len(problem.places),
        "crews": len(problem.crews),
        "worth": plan.worth,
        "worth_offered": sum(place.worth for place in problem.places),
        "worth_greedy": sum(problem.places[p].worth for order in greedy for p in order),
        "travel_min": plan.best.travel_min,
        "left_out": {code: reasons.count(code) for code in sorted(set(reasons))},
        "variants": len(plan.variants),
        "unpredictability": plan.unpredictability,
        "extra_travel": [v.travel_min / plan.best.travel_min - 1 for v in others],
        "shift_min": [v.shift_min for v in others],
        "is_cut_short": plan.is_cut_short,
    }


def _on_a_square(count: int, rng: np.random.Generator) -> F64:
    spots = rng.random((count, 2)) * SIDE_M
    table: F64 = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) / METRES_A_SECOND
    return table


def _on_roads(file: Path, count: int, rng: np.random.Generator) -> F64:
    """Driving seconds between random junctions."""
    network = (build_from_osm(file) if file.name.endswith(".pbf") else load(file)).drive
    nodes = rng.integers(0, network.node_count, count)
    spots = np.column_stack([network.node_lon[nodes], network.node_lat[nodes]])
    snaps = [s for s in snap_many(network, spots, limit_m=5000) if isinstance(s, Snap)]
    return travel_table(network, snaps, snaps).astype(np.float64)
