"""LSCP (fewest points) and p-center (least longest time), both by covering sets."""

import numpy as np

from quanju.engine.siting import errors
from quanju.engine.siting.parts import Case, Found
from quanju.engine.siting.problem import Floats, Ints
from quanju.engine.siting.rows import Outcome
from quanju.engine.siting.sets import (
    bound_of,
    cover_with,
    covers_exactly,
    fewest,
    fewest_and_quick,
    reduce,
)

SEARCH_SHARE, BOUND_SHARE = 0.4, 0.5
"""Of the time: swaps look for radii so long, then linear bounds for half of what is left."""
DEMANDS_AT_ONCE = 1000
LEAST_NS_A_CELL = 80
"""To shorten a table and hand it over takes so long."""


def solve_lscp(case: Case) -> Found:
    """The fewest points with every demand within the limit."""
    table = case.times <= case.limit_s
    best, bound, quick = fewest_and_quick(table, case, max(0.01, case.left_s))
    return Found(best, len(best), bound, quick, case.spent_s)


def longest(times: Floats, chosen: Ints) -> float:
    """Seconds from the place that is served worst: times float64[demands, sites] seconds, chosen
    int64[points] columns.
    """
    return float(times[:, chosen].min(axis=1).max())


def solve_center(case: Case) -> Found:
    """Swaps find a radius by bisection; bounds, and then HiGHS, prove that the next smaller fails.

    A covering problem that runs out of time proves nothing: the bound then stays where the
    last proof stood.
    """
    floor = float(case.times.min(axis=1).max())
    if case.points == case.fixed:
        value = longest(case.times, np.arange(case.fixed))
        _require_finite(value, case)
        return Found(np.arange(case.fixed), value, value, value, 0.0)
    spread = _spread(case)
    ceiling = longest(case.times, spread)
    radii = _radii(case, floor, ceiling)
    chosen, high = _search(case, radii, spread if np.isfinite(ceiling) else None)
    value = np.inf if chosen is None else longest(case.times, chosen)
    searched, search_s = value, case.spent_s
    low = _bounded(case, radii, 0, min(high, len(radii) - 1))
    chosen, low = _prove(case, radii, low, high, chosen)
    value = longest(case.times, chosen)
    return Found(chosen, value, min(value, float(radii[low])), searched, search_s)


def _spread(case: Case) -> Ints:
    """Each point as near as can be to the demand that is served worst so far."""
    near = np.full(len(case.times), np.inf)
    chosen = list(range(case.fixed))
    for site in chosen:
        np.minimum(near, case.times[:, site], out=near)
    while len(chosen) < case.points:
        wish = case.times[near.argmax()].copy()
        wish[chosen] = np.inf
        site = int(wish.argmin())
        if not np.isfinite(wish[site]):
            site = int(np.setdiff1d(np.arange(len(wish)), chosen)[0])
        chosen.append(site)
        np.minimum(near, case.times[:, site], out=near)
    return np.array(chosen, np.int64)


def _radii(case: Case, floor: float, ceiling: float) -> Floats:
    """The times that may be the longest one, rising: between what any plan and one plan has."""
    parts = []
    for at in range(0, len(case.times), DEMANDS_AT_ONCE):
        part = case.times[at : at + DEMANDS_AT_ONCE]
        parts.append(np.unique(part[(part >= floor) & (part <= ceiling) & np.isfinite(part)]))
    return np.unique(np.concatenate(parts))


def _search(case: Case, radii: Floats, known: Ints | None) -> tuple[Ints | None, int]:
    """The smallest radius for which swaps find a cover, and that cover."""
    best = known
    high = len(radii) if known is None else int(np.searchsorted(radii, longest(case.times, known)))
    low, ends_s, step_s = 0, case.left_s * (1 - SEARCH_SHARE), 0.0
    while low < high and case.left_s - step_s > ends_s:
        index, before_s = (low + high) // 2, case.left_s
        found = cover_with(case.times <= radii[index], case.points, case)
        if found is None:
            low = index + 1
        else:
            best = found
            high = int(np.searchsorted(radii, longest(case.times, found)))
        step_s = before_s - case.left_s
    return best, high


def _bounded(case: Case, radii: Floats, low: int, high: int) -> int:
    """The first radius whose linear bound does not forbid so few points."""
    ends_s, step_s = case.left_s * (1 - BOUND_SHARE), 0.0
    while low < high and case.left_s - step_s > ends_s:
        index, before_s = (low + high) // 2, case.left_s
        rows, _ = reduce(case.times <= radii[index], case.fixed)
        room = case.points - case.fixed
        is_cut = len(rows) > 0 and not rows.any(axis=1).all()
        if is_cut or (len(rows) > 0 and bound_of(rows, room + 1, case)[0] > room + 1e-6):
            low = index + 1
        else:
            high = index
        step_s = before_s - case.left_s
    return low


def _prove(case: Case, radii: Floats, low: int, high: int, chosen: Ints | None) -> tuple[Ints, int]:
    """The best plan and the first radius that is not proven too small."""
    high = min(high, len(radii) - 1)
    tries = [high - 1 if chosen is not None else len(radii) - 1]
    step_s = case.times.size * LEAST_NS_A_CELL / 1e9
    while low < high or chosen is None:
        index = tries.pop() if tries else (low + high) // 2
        if index < low or (chosen is not None and case.left_s < step_s):
            break
        before_s = case.left_s
        outcome, found = covers_exactly(
            case.times <= radii[index], case.points, case, max(0.01, case.left_s / 2)
        )
        step_s = min(step_s, before_s - case.left_s)
        if outcome is Outcome.OPTIMAL:
            chosen = found
            high = int(np.searchsorted(radii, longest(case.times, found)))
            tries = [high - 1]
        elif outcome is Outcome.INFEASIBLE:
            low = index + 1
            if low >= len(radii):
                _refuse(case)
        elif case.left_s < 0.02 or index <= low:
            break
        elif chosen is None:
            raise errors.NoPlanInTime(case.given_s)
        else:
            tries = [(low + index) // 2]
    if chosen is None:
        raise errors.NoPlanInTime(case.given_s)
    return chosen, low


def _require_finite(value: float, case: Case) -> None:
    if np.isinf(value):
        _refuse(case)


def _refuse(case: Case) -> None:
    least, bound = fewest(np.isfinite(case.times), case, max(1.0, case.left_s))
    raise errors.TooFewPoints(case.points, bound or len(least))
