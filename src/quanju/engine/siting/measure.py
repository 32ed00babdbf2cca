"""Measuring the siting engine: OR-Library instances with their known optima, and spopt."""

import csv
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from quanju.engine.siting.errors import SitingError
from quanju.engine.siting.parts import case_of
from quanju.engine.siting.plan import SitingPlan
from quanju.engine.siting.problem import Floats, Model, SitingProblem
from quanju.engine.siting.solve import solve
from quanju.engine.siting.solve_median import search_only


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


def measure_pmed(folder: Path, *, seconds: float, seed: int = 1) -> dict[str, Any]:
    """Every instance of the folder: exact with proof, swaps alone in one second, and p-center."""
    if not (folder / "optima.csv").is_file():
        raise SitingError(f"{folder} 中没有 optima.csv", f"there is no optima.csv in {folder}")
    optima = read_optima(folder)
    names = [name for name in optima if (folder / f"{name}.txt").is_file()]
    warm_up()
    rows = [_instance(folder, name, optima[name], seconds, seed) for name in names]
    return {
        "instances": rows,
        "all_optimal": all(row["gap"] == 0 for row in rows),
        "all_proven": all(row["proven"] for row in rows),
        "swap_worst_gap": max((row["swap_gap"] for row in rows), default=0.0),
        "centers_optimal": all(row["center_gap"] == 0 for row in rows),
    }


def warm_up() -> None:
    """Compile the kernels, so that the first instance does not pay for it."""
    rng = np.random.default_rng(0)
    times = np.round(rng.random((40, 15)) * 100)
    for model in (Model.P_MEDIAN, Model.P_CENTER, Model.MCLP, Model.LSCP):
        points = None if model is Model.LSCP else 4
        limit = 90.0 if model in (Model.MCLP, Model.LSCP) else None
        solve(SitingProblem(model, times, points=points, limit_s=limit), seconds=5)


def _instance(
    folder: Path, name: str, best: tuple[float, float], seconds: float, seed: int
) -> dict[str, Any]:
    times, points = read_pmed(folder / f"{name}.txt")
    problem = SitingProblem(Model.P_MEDIAN, times, points=points)
    plan = solve(problem, seconds=seconds, seed=seed)
    swap, swap_s = _until(problem, best[0], seed)
    center = solve(SitingProblem(Model.P_CENTER, times, points=points), seconds, seed)
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
    for seconds in (0.05, 0.2, 0.9):
        began = perf_counter()
        value = search_only(case_of(problem, 60.0, seed), seconds)
        took = perf_counter() - began
        if value <= best:
            break
    return float(value), took


def city(demands: int, sites: int, seed: int = 7) -> tuple[Floats, Floats]:
    """Seconds (demands, sites) and whole weights 1 to 99 of an invented city of 16 km."""
    rng = np.random.default_rng(seed)
    here, there = rng.random((demands, 2)) * 16_000, rng.random((sites, 2)) * 16_000
    metres = np.abs(here[:, None] - there[None]).sum(axis=-1)
    return np.round(metres / 11), rng.integers(1, 100, demands).astype(float)


def measure_spopt(
    *, demands: int = 2000, sites: int = 300, points: int = 27, seconds: float = 60.0
) -> dict[str, Any]:
    """MCLP and p-median by spopt (build and solve, HiGHS in it if there, else CBC) and by us."""
    import pulp
    from spopt.locate import MCLP, PMedian

    times, weight = city(demands, sites)
    warm_up()
    native = pulp.HiGHS(msg=False, timeLimit=600)
    solver = native if native.available() else pulp.PULP_CBC_CMD(msg=False, timeLimit=600)

    def theirs_mclp() -> float:
        model = MCLP.from_cost_matrix(times, weight, 180.0, points)
        return float(pulp.value(model.solve(solver).problem.objective))

    def theirs_median() -> float:
        model = PMedian.from_cost_matrix(times, weight, points)
        return float(pulp.value(model.solve(solver).problem.objective))

    mclp = SitingProblem(Model.MCLP, times, weight, points=points, limit_s=180.0)
    p_median = SitingProblem(Model.P_MEDIAN, times, weight, points=points)
    return {
        "demands": demands,
        "sites": sites,
        "points": points,
        "mclp": _compared(theirs_mclp, lambda: solve(mclp, seconds)),
        "p_median": _compared(theirs_median, lambda: solve(p_median, seconds)),
    }


def _compared(theirs: Callable[[], float], ours: Callable[[], SitingPlan]) -> dict[str, Any]:
    plan = ours()
    began = perf_counter()
    value = theirs()
    took = perf_counter() - began
    return {
        "value": plan.value,
        "seconds": plan.seconds,
        "proven": plan.is_proven,
        "spopt_value": value,
        "spopt_seconds": took,
        "same_optimum": abs(value - plan.value) <= 1e-6 * plan.value,
        "ratio": took / plan.seconds,
    }
