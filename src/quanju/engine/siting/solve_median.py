"""p-median: swap search, Lagrangian bound, and HiGHS on what the bound leaves open.

The model is the radius form: z[u, k] says that no point stands within the k-th distance of u.
Sources: S. Elloumi, "A tighter formulation of the p-median problem", J. Comb. Optim. 19 (2010);
S. García, M. Labbé, A. Marín, "Solving large p-median problems with a radius formulation",
INFORMS J. Computing 23 (2011).
"""

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from quanju.engine.siting import errors, median
from quanju.engine.siting.parts import Case, Found, step_of
from quanju.engine.siting.problem import Bools, Floats, Ints
from quanju.engine.siting.rows import Outcome, Rows, ones
from quanju.engine.siting.sets import fewest

FIRST_ROUNDS, SEARCH_S = 40, 0.8


@dataclass(frozen=True)
class _Prices:
    bound: float
    price: Floats


def solve_median(case: Case) -> Found:
    """Least weighted time; demand without weight does not count."""
    weight = case.problem.total
    counted = weight > 0
    cost = np.ascontiguousarray((case.times[counted] * weight[counted, None]).T)
    endless = np.isinf(cost)
    step = step_of(cost[~endless])
    far = 4.0 * float(np.where(endless, 0.0, cost).max(axis=0).sum()) + 1.0
    cost[endless] = far
    chosen = _start(cost, case, far)
    value = _search(cost, chosen, case, 0, min(0.2, 0.2 * case.left_s))
    prices = _dual(cost, chosen, value, case, step, None)
    if not _closed(value, prices.bound, step):
        value = _search(cost, chosen, case, 1, min(SEARCH_S, 0.3 * case.left_s))
        prices = _dual(cost, chosen, value, case, step, prices)
    searched, search_s = value, perf_counter() - case.began
    if _closed(value, prices.bound, step):
        return Found(chosen, value, value, searched, search_s)
    chosen, value, bound = _prove(cost, chosen, value, prices, case, step, far)
    return Found(chosen, value, min(value, bound), searched, search_s)


def search_only(case: Case, seconds: float) -> float:
    """The value that swaps alone reach in so many seconds, for measuring."""
    cost = np.ascontiguousarray((case.times * case.problem.total[:, None]).T)
    chosen = _start(cost, case, np.inf)
    return _search(cost, chosen, case, 0, seconds, rounds=10**9)


def _closed(value: float, bound: float, step: float) -> bool:
    return bound > value - step + 1e-6 if step else bound >= value * (1 - 1e-9)


def _start(cost: Floats, case: Case, far: float) -> Ints:
    chosen = np.arange(case.points, dtype=np.int64)
    median.greedy(cost, chosen, case.fixed, case.points)
    if cost[chosen].min(axis=0).max() < far:
        return chosen
    # Greedy left demand unreached: find the fewest points that reach all, and fill up from there.
    least, bound = fewest((cost < far).T, case.fixed, case.left_s / 2)
    if len(least) > case.points:
        if bound > case.points:
            raise errors.TooFewPoints(case.points, bound)
        raise errors.NoPlanInTime(case.ends - case.began)
    others = least[least >= case.fixed]
    chosen[: len(least)] = np.concatenate([np.arange(case.fixed), others])
    median.greedy(cost, chosen, len(least), case.points)
    return chosen


def _search(
    cost: Floats, chosen: Ints, case: Case, leg: int, seconds: float, rounds: int = 0
) -> float:
    """Improve `chosen` in place for at most so long; the first leg has few rounds."""
    ends = perf_counter() + seconds
    demands = cost.shape[1]
    value = median.interchange(
        cost, chosen, case.fixed, np.empty(demands, np.int64), np.empty(demands), np.empty(demands)
    )
    done, most, size = 0, rounds or (400 if leg else FIRST_ROUNDS), 1
    while done < most and perf_counter() < ends:
        seed = (case.seed * 1009 + leg * 100_003 + done) % 2**31
        value, size = median.wander(cost, chosen, value, case.fixed, 5, seed, size)
        done += 5
    return float(value)


def _dual(
    cost: Floats, chosen: Ints, value: float, case: Case, step: float, known: _Prices | None
) -> _Prices:
    if known is None:
        two = np.partition(cost[chosen], min(1, len(chosen) - 1), axis=0)
        price = np.minimum(two[:2].mean(axis=0), 2 * two[0] + 1.0)
        state = np.array([-1e300, 1.5, 0.0])
        best = price.copy()
    else:
        price, best = known.price.copy(), known.price.copy()
        state = np.array([known.bound, 0.3, 0.0])
    ends = perf_counter() + max(0.05, 0.3 * case.left_s)
    while state[1] >= 1e-4 and perf_counter() < ends:
        median.dual(cost, case.fixed, case.points, value, price, best, state, 50, step)
        if _closed(value, state[0], step):
            break
    return _Prices(float(state[0]), best)


def _prove(
    cost: Floats,
    chosen: Ints,
    value: float,
    prices: _Prices,
    case: Case,
    step: float,
    far: float,
) -> tuple[Ints, float, float]:
    keep, opened = fixable(cost, chosen, value, prices, case, step)
    base, rows = _radius_rows(cost, chosen, value, prices, keep, opened, case, step, far)
    left = case.left_s
    if left <= 0:
        return chosen, value, prices.bound
    answer = rows.solve(seconds=left)
    bound = max(prices.bound, answer.bound + base)
    if answer.outcome is Outcome.INFEASIBLE:
        return chosen, value, value
    if answer.values is not None:
        better = keep[answer.values[: len(keep)] > 0.5]
        total = float(cost[better].min(axis=0).sum())
        if abs(total - answer.value - base) > 1e-6 * value:
            # The points do not cost what the solver says they do: its proof counts for nothing.
            return chosen, value, prices.bound
        if total < value and len(better) == case.points:
            chosen, value = better, total
    if _closed(value, bound, step):
        bound = value
    return chosen, value, bound


def fixable(
    cost: Floats, chosen: Ints, value: float, prices: _Prices, case: Case, step: float
) -> tuple[Ints, Bools]:
    """Columns that a better plan may use, and which of them it must use."""
    worth = np.empty(cost.shape[0])
    median.reduced(cost, prices.price, worth)
    free = np.arange(case.fixed, len(worth))
    order = free[np.argsort(worth[free], kind="stable")]
    room = case.points - case.fixed
    best = prices.bound
    cut = value - step + 1e-6 if step else value * (1 - 1e-9)
    inside, outside = order[:room], order[room:]
    must = np.zeros(len(worth), bool)
    must[: case.fixed] = True
    out = np.zeros(len(worth), bool)
    if len(inside) and len(outside):
        out[outside] = best + worth[outside] - worth[inside[-1]] > cut
        must[inside] = best - worth[inside] + worth[outside[0]] > cut
    out[chosen] = False
    must &= np.isin(np.arange(len(worth)), chosen)
    keep = np.flatnonzero(~out)
    return keep, must[keep]


def _radius_rows(
    cost: Floats,
    chosen: Ints,
    value: float,
    prices: _Prices,
    keep: Ints,
    opened: Bools,
    case: Case,
    step: float,
    far: float,
) -> tuple[float, Rows]:
    """The model and its constant."""
    near = cost[chosen].min(axis=0)
    cut = value - step + 1e-6 if step else value * (1 - 1e-9)
    # A demand served dearer than this costs more than the known plan, whatever the rest does.
    most = np.maximum(near, np.minimum(prices.price + (cut - prices.bound), far / 2))
    if opened.any():
        most = np.minimum(most, cost[keep[opened]].min(axis=0))
    base, costs = 0.0, [np.zeros(len(keep))]
    lengths, index, factor, low = [], [], [], []
    column = len(keep)
    for u in range(cost.shape[1]):
        mine = cost[keep, u]
        inside = np.flatnonzero(mine <= most[u])
        steps, place = np.unique(mine[inside], return_inverse=True)
        base += float(steps[0])
        costs.append(np.diff(steps))
        for k in range(len(steps)):
            sites = inside[place == k]
            extra = [column + k] * (k < len(steps) - 1) + [column + k - 1] * (k > 0)
            index.append(np.concatenate([sites, np.array(extra, np.int64)]))
            signs = [1.0] * (k < len(steps) - 1) + [-1.0] * (k > 0)
            factor.append(np.concatenate([np.ones(len(sites)), signs]))
            lengths.append(len(sites) + len(extra))
            low.append(1.0 if k == 0 else 0.0)
        column += len(steps) - 1
    lower = np.zeros(column)
    lower[: len(keep)] = opened
    rows = Rows(np.concatenate(costs), len(keep), lower)
    low_side = np.array(low)
    rows.add(
        np.array(lengths),
        np.concatenate(index),
        np.concatenate(factor),
        low_side,
        np.full(len(low), np.inf),
    )
    rows.add_row(np.arange(len(keep)), ones(len(keep)), case.points, case.points)
    return base, rows
