"""LSCP (fewest points) and p-center (least longest time), both by covering sets."""

from time import perf_counter

import numpy as np

from quanju.engine.siting import errors
from quanju.engine.siting.parts import Case, Found
from quanju.engine.siting.problem import Floats, Ints
from quanju.engine.siting.rows import Outcome
from quanju.engine.siting.sets import cover_with, covers_exactly, fewest, quick_fewest


def solve_lscp(case: Case) -> Found:
    """The fewest points with every demand within the limit."""
    table = case.times <= case.limit_s
    quick = quick_fewest(table, case.fixed, case.seed)
    search_s = perf_counter() - case.began
    best, bound = fewest(table, case.fixed, max(0.01, case.left_s), case.seed)
    return Found(best, len(best), bound, len(quick), search_s)


def longest(times: Floats, chosen: Ints) -> float:
    """Seconds from the place that is served worst: times float64[demands, sites] seconds, chosen
    int64[points] columns.
    """
    return float(times[:, chosen].min(axis=1).max())


def solve_center(case: Case) -> Found:
    """Swaps find a radius by bisection; HiGHS then proves that the next smaller one fails.

    A covering problem that runs out of time proves nothing: the bound then stays where the
    last proof stood.
    """
    radii = np.unique(case.times[np.isfinite(case.times)])
    floor = float(case.times.min(axis=1).max())
    if case.points == case.fixed:
        value = longest(case.times, np.arange(case.fixed))
        _require_finite(value, case)
        return Found(np.arange(case.fixed), value, value, value, 0.0)
    low = int(np.searchsorted(radii, floor))
    chosen, high = _search(case, radii, low)
    value = np.inf if chosen is None else longest(case.times, chosen)
    searched, search_s = value, perf_counter() - case.began
    high, tries = min(high, len(radii) - 1), [high - 1 if chosen is not None else len(radii) - 1]
    while low < high or chosen is None:
        index = tries.pop() if tries else (low + high) // 2
        if index < low:
            break
        outcome, found = covers_exactly(
            case.times <= radii[index], case.fixed, case.points, max(0.01, case.left_s / 2)
        )
        if outcome is Outcome.OPTIMAL:
            chosen, value = found, longest(case.times, found)
            high = int(np.searchsorted(radii, value))
            tries = [high - 1]
        elif outcome is Outcome.INFEASIBLE:
            low = index + 1
            if low >= len(radii):
                least, bound = fewest(np.isfinite(case.times), case.fixed, max(1.0, case.left_s))
                raise errors.TooFewPoints(case.points, bound or len(least))
        elif case.left_s < 0.02 or index <= low:
            break
        elif chosen is None:
            raise errors.NoPlanInTime(case.ends - case.began)
        else:
            tries = [(low + index) // 2]
    if chosen is None:
        raise errors.NoPlanInTime(case.ends - case.began)
    return Found(chosen, value, min(value, float(radii[low])), searched, search_s)


def _search(case: Case, radii: Floats, low: int) -> tuple[Ints | None, int]:
    """The smallest radius for which swaps find a cover."""
    high, best = len(radii), None
    while low < high:
        index = (low + high) // 2
        found = cover_with(case.times <= radii[index], case.fixed, case.points, case.seed)
        if found is None:
            low = index + 1
        else:
            best = found
            high = int(np.searchsorted(radii, longest(case.times, found)))
    return best, high


def _require_finite(value: float, case: Case) -> None:
    if np.isinf(value):
        _, bound = fewest(np.isfinite(case.times), case.fixed, max(1.0, case.left_s))
        raise errors.TooFewPoints(case.points, bound)
