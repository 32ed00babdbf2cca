"""`solve`: from the frozen problem to the frozen plan."""

from time import perf_counter

import numpy as np

from quanju.engine.siting import median
from quanju.engine.siting.errors import BadSettings
from quanju.engine.siting.parts import Case, Found, case_of
from quanju.engine.siting.plan import HourFigures, SitingPlan, gap_of, mean_of, rings_of
from quanju.engine.siting.problem import COVERING, Floats, Ints, Model, SitingProblem
from quanju.engine.siting.solve_capacity import solve_capacitated
from quanju.engine.siting.solve_cover import solve_cover
from quanju.engine.siting.solve_median import solve_median
from quanju.engine.siting.solve_sets import solve_center, solve_lscp


def solve(problem: SitingProblem, seconds: float = 10.0, seed: int = 1) -> SitingPlan:
    """Choose points: swap search first and always, then proof in the time that is left.

    `seconds`: time for all of it; the proof stops there and the plan says how near it is.
    The same seed gives the same plan where the time was not the limit.
    Raises TooFewPoints, NoFeasiblePlan (both proven) and NoPlanInTime (not proven).
    """
    if not 0 < seconds < float("inf"):
        raise BadSettings("计算时间应大于零", "the time must be more than zero seconds")
    case = case_of(problem, seconds, seed)
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
        seconds=perf_counter() - case.began,
    )


def _filled(case: Case, chosen: Ints) -> Ints:
    """A centre may need fewer points; the rest go where they save most driving."""
    short = case.points - len(chosen)
    if short <= 0:
        return chosen
    cost = np.where(np.isfinite(case.times), case.times, 1e9) * case.problem.total[:, None]
    full = np.concatenate([chosen, np.zeros(short, np.int64)])
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
