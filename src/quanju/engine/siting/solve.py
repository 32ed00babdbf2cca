"""`solve`: from the frozen problem to the frozen plan."""

from collections.abc import Callable
from time import perf_counter

import numpy as np

from quanju.engine.siting import median
from quanju.engine.siting.errors import BadSettings, TooLarge, TooLittleTime
from quanju.engine.siting.parts import Case, Found, case_of
from quanju.engine.siting.plan import HourFigures, SitingPlan, gap_of, mean_of, rings_of
from quanju.engine.siting.problem import COVERING, Floats, Ints, Model, SitingProblem
from quanju.engine.siting.ready import make_ready
from quanju.engine.siting.solve_capacity import solve_capacitated
from quanju.engine.siting.solve_cover import solve_cover
from quanju.engine.siting.solve_median import solve_median
from quanju.engine.siting.solve_sets import solve_center, solve_lscp
from quanju.engine.sizes import MOST_BYTES

SHARE_TO_SEARCH = 0.96
"""Of the time; the rest is for describing the plan."""
BYTES_A_CELL, BYTES_AT_ALL = 44, 400 * 2**20
"""Of the table of times: its copies and lists; and what trees and HiGHS take at any size."""
LEAST_NS_A_CELL = 80
"""Reading, ordering and describing a table takes so long before anything is searched."""


def bytes_needed(demands: int, sites: int) -> int:
    """Memory that a problem of this size takes beside its own table, at most."""
    return BYTES_AT_ALL + BYTES_A_CELL * demands * sites


def solve(
    problem: SitingProblem,
    time_s: float = 10.0,
    seed: int = 1,
    *,
    most_bytes: int = MOST_BYTES,
    clock: Callable[[], float] = perf_counter,
) -> SitingPlan:
    """Choose points: swap search first and always, then proof in the time that is left.

    `time_s`: seconds for all of it, kept within a tenth; the proof stops there and the plan says
    how near it is. What is not compiled yet is compiled before. The same seed gives the same plan
    where the time was not the limit. `clock` gives seconds that only rise. Raises TooLarge and
    TooLittleTime before it begins; TooFewPoints, NoFeasiblePlan (both proven) and NoPlanInTime
    (not proven).
    """
    if not 0 < time_s < float("inf"):
        raise BadSettings("计算时间应大于零", "the time must be more than zero seconds")
    demands, sites = problem.demand_count, problem.site_count
    needed = bytes_needed(demands, sites)
    if needed > most_bytes:
        raise TooLarge(demands, sites, needed, most_bytes)
    least_s = demands * sites * LEAST_NS_A_CELL / 1e9
    if time_s < least_s:
        raise TooLittleTime(demands, sites, time_s, least_s)
    make_ready()
    case = case_of(problem, time_s * SHARE_TO_SEARCH, seed, clock)
    return describe(case, _found(case))


def _found(case: Case) -> Found:
    model = case.problem.model
    if case.problem.is_capacitated:
        return solve_capacitated(case)
    if model in COVERING:
        return solve_cover(case)
    if model is Model.LSCP:
        return solve_lscp(case)
    return solve_median(case) if model is Model.P_MEDIAN else solve_center(case)


def describe(case: Case, found: Found) -> SitingPlan:
    """Fill up to the number of points asked for, and look at every demand and hour."""
    problem = case.problem
    chosen = _filled(case, found.chosen)
    serves, driving_s = _served(case, chosen, found.assigned)
    limit = problem.limit_s if problem.limit_s is not None else max(problem.limits_s, default=0.0)
    covers = (case.times[:, chosen] <= limit).sum(axis=1)
    gap = gap_of(found.value, found.bound)
    weight = problem.total
    return SitingPlan(
        model=problem.model,
        sites=tuple(sorted(case.order[chosen].tolist())),
        value=found.value,
        bound=found.bound,
        gap=gap,
        is_proven=gap == 0.0,
        serves=np.where(serves >= 0, case.order[serves], -1),
        driving_s=driving_s,
        covers=covers,
        covered=driving_s <= limit if found.assigned is not None else covers > 0,
        rings=rings_of(weight, driving_s, problem.limits_s),
        mean_s=mean_of(weight, driving_s),
        longest_s=float(driving_s.max()),
        hours=_hours(problem, driving_s),
        search_value=found.search_value,
        search_s=found.search_s,
        seconds=case.spent_s,
    )


def _filled(case: Case, chosen: Ints) -> Ints:
    """A centre may need fewer points; the rest go where they save most driving."""
    short = case.points - len(chosen)
    if short <= 0:
        return chosen
    full = np.concatenate([chosen, np.zeros(short, np.int64)])
    if case.left_s <= 0:
        others = np.setdiff1d(np.arange(len(case.order)), chosen)
        full[len(chosen) :] = others[:short]
        return full
    cost = np.where(np.isfinite(case.times), case.times, 1e9) * case.problem.total[:, None]
    median.greedy(np.ascontiguousarray(cost.T), full, len(chosen), case.points)
    return full


def _served(case: Case, chosen: Ints, assigned: Ints | None) -> tuple[Ints, Floats]:
    demands = np.arange(len(case.times))
    if assigned is None:
        assigned = chosen[case.times[:, chosen].argmin(axis=1)]
    driving_s = np.where(assigned >= 0, case.times[demands, assigned], np.inf)
    return np.where(np.isfinite(driving_s), assigned, -1), driving_s


def _hours(problem: SitingProblem, driving_s: Floats) -> tuple[HourFigures, ...]:
    return tuple(
        HourFigures(
            hour,
            float(weight.sum()),
            rings_of(weight, driving_s, problem.limits_s),
            mean_of(weight, driving_s),
        )
        for hour, weight in enumerate(problem.hourly)
    )
