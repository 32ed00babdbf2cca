"""Measuring the siting engine: OR-Library instances with their known optima, and spopt."""

import csv
import resource
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from quanju.engine.roads.network import RoadNetwork
from quanju.engine.roads.search import travel_table
from quanju.engine.roads.snapping import Snap, snap_many
from quanju.engine.siting.errors import NoPlanInTime, SitingError
from quanju.engine.siting.parts import case_of
from quanju.engine.siting.plan import SitingPlan
from quanju.engine.siting.problem import Floats, Model, SitingProblem
from quanju.engine.siting.ready import make_ready
from quanju.engine.siting.solve import bytes_needed, solve
from quanju.engine.siting.solve_median import search_only

THEIRS_S = 600
LARGE_POINTS = 100
Size = tuple[int, int]


def read_pmed(file: Path) -> tuple[Floats, int]:
    """All-pairs shortest paths (n, n) and p of one file. A repeated edge: the last cost wins."""
    numbers = [int(word) for word in file.read_text().split()]
    nodes, edges, points = numbers[:3]
    table = np.full((nodes, nodes), np.inf)
    for u, v, cost in np.array(numbers[3 : 3 + 3 * edges]).reshape(-1, 3):
        table[u - 1, v - 1] = table[v - 1, u - 1] = cost
    np.fill_diagonal(table, 0.0)
    for k in range(nodes):
        np.minimum(table, table[:, k, None] + table[None, k], out=table)
    return table, points


def read_optima(folder: Path) -> dict[str, tuple[float, float]]:
    """Known optima by name: p-median, p-center."""
    with (folder / "optima.csv").open() as lines:
        return {
            row["instance"]: (float(row["p_median"]), float(row["p_center"]))
            for row in csv.DictReader(lines)
        }


def measure_pmed(folder: Path, *, time_s: float, seed: int = 1) -> dict[str, Any]:
    """Every instance of the folder: exact with proof, swaps alone in one second, and p-center."""
    if not (folder / "optima.csv").is_file():
        raise SitingError(f"{folder} 中没有 optima.csv", f"there is no optima.csv in {folder}")
    optima = read_optima(folder)
    names = [name for name in optima if (folder / f"{name}.txt").is_file()]
    make_ready()
    rows = [_instance(folder, name, optima[name], time_s, seed) for name in names]
    return {
        "instances": rows,
        "all_optimal": all(row["gap"] == 0 for row in rows),
        "all_proven": all(row["proven"] for row in rows),
        "swap_worst_gap": max((row["swap_gap"] for row in rows), default=0.0),
        "centers_optimal": all(row["center_gap"] == 0 for row in rows),
    }


def _instance(
    folder: Path, name: str, best: tuple[float, float], time_s: float, seed: int
) -> dict[str, Any]:
    times, points = read_pmed(folder / f"{name}.txt")
    problem = SitingProblem(Model.P_MEDIAN, times, points=points)
    plan = solve(problem, time_s=time_s, seed=seed)
    swap, swap_s = _until(problem, best[0], seed)
    center = solve(SitingProblem(Model.P_CENTER, times, points=points), time_s, seed)
    return {
        "name": name,
        "value": plan.value,
        "gap": plan.value / best[0] - 1,
        "bound": plan.bound,
        "seconds": plan.seconds,
        "proven": plan.is_proven,
        "swap_value": swap,
        "swap_gap": swap / best[0] - 1,
        "swap_seconds": swap_s,
        "center_value": center.value,
        "center_gap": center.value / best[1] - 1,
        "center_seconds": center.seconds,
        "center_proven": center.is_proven,
    }


def _until(problem: SitingProblem, best: float, seed: int) -> tuple[float, float]:
    """Swaps alone: value and seconds, with at most one second; less if that is optimal."""
    value, took = np.inf, 0.0
    for time_s in (0.05, 0.2, 0.9):
        began = perf_counter()
        value = search_only(case_of(problem, time_s, seed))
        took = perf_counter() - began
        if value <= best:
            break
    return float(value), took


def measure_random(count: int, *, time_s: float = 10.0, size: Size = (2000, 300)) -> dict[str, Any]:
    """p-median, 27 points, of so many invented cities: value, gap, proof, seconds and processor."""
    make_ready()
    rows = []
    for seed in range(count):
        times, weight = city(*size, seed=seed)
        problem = SitingProblem(Model.P_MEDIAN, times, weight, points=27)
        rows.append({"seed": seed, **_solved(problem, time_s)})
    return {
        "demands": size[0],
        "sites": size[1],
        "time_s": time_s,
        "proven": sum(row["proven"] for row in rows),
        "worst_gap": max(row["gap"] for row in rows),
        "instances": rows,
    }


def measure_large(
    *, time_s: float = 5.0, median_s: float = 60.0, size: Size = (10_000, 1000)
) -> dict[str, Any]:
    """Every model at a size that none proves: seconds kept, memory named and taken, and gaps."""
    make_ready()
    times, weight = city(*size)
    settings: dict[Model, dict[str, Any]] = {
        Model.P_MEDIAN: {"points": LARGE_POINTS},
        Model.P_CENTER: {"points": LARGE_POINTS},
        Model.LSCP: {"limit_s": 180.0},
        Model.MCLP: {"points": LARGE_POINTS, "limit_s": 120.0},
        Model.MEXCLP: {"points": LARGE_POINTS, "limit_s": 120.0},
    }
    figures: dict[str, Any] = {
        "demands": size[0],
        "sites": size[1],
        "bytes_needed": bytes_needed(*size),
    }
    for model, more in settings.items():
        figures[model] = _solved(SitingProblem(model, times, weight, **more), time_s)
    capacity = np.full(size[1], 1.3 * weight.sum() / LARGE_POINTS)
    full = SitingProblem(Model.P_MEDIAN, times, weight, points=LARGE_POINTS, capacity=capacity)
    figures["p_median with capacities"] = _solved(full, time_s)
    p_median = SitingProblem(Model.P_MEDIAN, times, weight, points=LARGE_POINTS)
    figures["p_median, long"] = _solved(p_median, median_s)
    return figures | {"peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def _solved(problem: SitingProblem, time_s: float) -> dict[str, Any]:
    began, cpu = perf_counter(), process_time()
    try:
        plan = solve(problem, time_s)
    except NoPlanInTime as refused:
        told: dict[str, Any] = {"refused": refused.en}
    else:
        told = {
            "value": plan.value,
            "bound": plan.bound,
            "gap": plan.gap,
            "proven": plan.is_proven,
            "found_s": plan.search_s,
        }
    return told | {
        "time_s": time_s,
        "seconds": perf_counter() - began,
        "cpu_seconds": process_time() - cpu,
    }


def city(demands: int, sites: int, seed: int = 7) -> tuple[Floats, Floats]:
    """Seconds (demands, sites) and whole weights 1 to 99 of an invented city of 16 km."""
    rng = np.random.default_rng(seed)
    here, there = rng.random((demands, 2)) * 16_000, rng.random((sites, 2)) * 16_000
    metres = np.abs(here[:, None] - there[None]).sum(axis=-1)
    return np.round(metres / 11), rng.integers(1, 100, demands).astype(float)


def city_on_roads(
    network: RoadNetwork, demands: int, sites: int, seed: int = 7
) -> tuple[Floats, Floats]:
    """The same on a road network: junctions within 8 km of its middle, whole seconds."""
    rng = np.random.default_rng(seed)
    lon, lat = network.node_lon, network.node_lat
    north = (lat - np.median(lat)) * 111_195
    east = (lon - np.median(lon)) * 111_195 * np.cos(np.radians(np.median(lat)))
    near = np.flatnonzero(np.hypot(east, north) < 8000)
    nodes = rng.choice(near, demands + sites, replace=False)
    found = snap_many(network, np.column_stack([lon[nodes], lat[nodes]]))
    snaps = [one for one in found if isinstance(one, Snap)]
    table = travel_table(network, snaps[demands:], snaps[:demands]).T
    return np.round(table).astype(float), rng.integers(1, 100, demands).astype(float)


def measure_spopt(
    times: Floats, weight: Floats, *, points: int = 27, limit_s: float = 180.0, time_s: float = 60
) -> dict[str, Any]:
    """MCLP and p-median by spopt (build and solve) and by us, on one table.

    spopt gets the faster of CBC and HiGHS for MCLP, HiGHS for the p-median (whose 600,000
    variables neither finishes), and `THEIRS_S` to solve in; `is_least` says that it ran out of
    time, so that the ratio is a lower bound.
    """
    import pulp
    from spopt.locate import MCLP, PMedian

    make_ready()
    given = {"msg": False, "timeLimit": THEIRS_S}
    highs, cbc = pulp.HiGHS(**given), pulp.PULP_CBC_CMD(**given)

    def theirs_mclp(solver: Any) -> Any:
        return MCLP.from_cost_matrix(times, weight, limit_s, points).solve(solver).problem

    def theirs_median(solver: Any) -> Any:
        # Only the model of the problem: `solve` would fail where the time runs out.
        problem = PMedian.from_cost_matrix(times, weight, points).problem
        problem.solve(solver)
        return problem

    mclp = SitingProblem(Model.MCLP, times, weight, points=points, limit_s=limit_s)
    p_median = SitingProblem(Model.P_MEDIAN, times, weight, points=points)
    native = [one for one in (highs, cbc) if one.available()]
    return {
        "demands": len(times),
        "sites": times.shape[1],
        "points": points,
        "mclp": _compared(theirs_mclp, native, lambda: solve(mclp, time_s)),
        "p_median": _compared(theirs_median, native[:1], lambda: solve(p_median, time_s)),
    }


def _compared(
    theirs: Callable[[Any], Any], solvers: list[Any], ours: Callable[[], SitingPlan]
) -> dict[str, Any]:
    began, cpu = perf_counter(), process_time()
    plan = ours()
    told = {
        "value": plan.value,
        "seconds": perf_counter() - began,
        "cpu_seconds": process_time() - cpu,
        "bound": plan.bound,
        "proven": plan.is_proven,
    }
    rows = []
    for solver in solvers:
        began = perf_counter()
        problem = theirs(solver)
        is_done = problem.sol_status == 1  # pulp: 1 is optimal, 2 is a plan without proof
        value = problem.objective.value() if problem.sol_status in (1, 2) else None
        rows.append((not is_done, perf_counter() - began, solver.name, value))
    is_least, took, name, best = min(rows, key=lambda row: row[:2])
    return told | {
        "spopt_solver": name,
        "spopt_value": best,
        "spopt_seconds": took,
        "same_optimum": best is not None
        and not is_least
        and abs(best - plan.value) <= 1e-6 * plan.value,
        "ratio": took / told["seconds"],
        "is_least": is_least,
    }
