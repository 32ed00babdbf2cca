"""MCLP, MEXCLP and backup: swap search, Lagrangian bound, HiGHS on what the bound leaves open."""

from dataclasses import dataclass

import numpy as np

from quanju.engine.siting import cover
from quanju.engine.siting.parts import Case, Found, step_of
from quanju.engine.siting.problem import Bools, Floats, Ints, Model, SitingProblem
from quanju.engine.siting.rows import Outcome, Rows, ones
from quanju.engine.siting.sets import Lists, descend, jumped, lists_of

SMALLEST_GAIN = 1e-12


@dataclass(frozen=True)
class _Covering:
    """Demands with the same candidates are one: `table` (demands, columns), weights added."""

    table: Bools
    lists: Lists
    weight: Floats
    gain: Floats
    step: float


def gains(problem: SitingProblem) -> Floats:
    """What the first, second … cover of a demand counts; never rising."""
    if problem.model is Model.MCLP:
        return np.ones(1)
    if problem.model is Model.BACKUP:
        share = problem.first_share
        return np.array([share, 1 - share])
    q = problem.busy
    steps = (1 - q) * q ** np.arange(problem.points or 1)
    return np.asarray(steps[: max(1, int((steps > SMALLEST_GAIN).sum()))])


def solve_cover(case: Case) -> Found:
    """Most covered weight; the value is the weight, as the model counts it."""
    covering = _covering(case)
    chosen = np.arange(case.points, dtype=np.int64)
    lists, weight, gain = covering.lists, covering.weight, covering.gain
    for count in range(case.fixed, case.points):
        if case.left_s <= 0:
            # The rest as they come: an answer in time is asked for.
            others = np.setdiff1d(np.arange(covering.table.shape[1]), chosen[:count])
            chosen[count:] = others[: case.points - count]
            break
        cover.greedy(lists.first, lists.reached, weight, gain, chosen, count, count + 1)
    value = descend(lists, weight, gain, chosen, case.fixed, case)
    value = _wander(covering, chosen, value, case, 0, 20)
    bound, price = _dual(covering, value, case)
    if not _closed(value, bound, covering.step):
        value = _wander(covering, chosen, value, case, 1, 100)
    searched, search_s = value, case.spent_s
    if _closed(value, bound, covering.step):
        return Found(chosen, value, value, searched, search_s)
    chosen, value, bound = _prove(covering, chosen, value, bound, price, case)
    return Found(chosen, value, max(value, bound), searched, search_s)


def _covering(case: Case) -> _Covering:
    table = case.times <= case.limit_s
    weight = case.problem.total
    counted = (weight > 0) & table.any(axis=1)
    rows, place = np.unique(table[counted], axis=0, return_inverse=True)
    merged = np.zeros(len(rows))
    np.add.at(merged, place.ravel(), weight[counted])
    gain = gains(case.problem)
    return _Covering(rows, lists_of(rows), merged, gain, step_of(weight, gain))


def _closed(value: float, bound: float, step: float) -> bool:
    return bound < value + step - 1e-6 if step else bound <= value * (1 + 1e-9)


def _wander(
    covering: _Covering, chosen: Ints, value: float, case: Case, leg: int, rounds: int
) -> float:
    """Jumps of growing size from `chosen`, which is changed in place when one gains."""
    sites, lists = covering.table.shape[1], covering.lists
    widest = min(case.points - case.fixed, sites - case.points, 12)
    ends_s, size = 0.75 * case.left_s, 1
    for done in range(rounds):
        if widest < 1 or case.left_s <= ends_s:
            break
        seed = case.seed * 1009 + leg * 100_003 + done
        trial = jumped(chosen, sites, case.fixed, size, seed)
        worth = descend(lists, covering.weight, covering.gain, trial, case.fixed, case)
        is_better = worth > value * (1 + 1e-12) + 1e-12
        if is_better:
            chosen[:], value = trial, worth
        size = 1 if is_better or size >= widest else size + 1
    return value


def _dual(covering: _Covering, value: float, case: Case) -> tuple[float, Floats]:
    price = covering.weight * covering.gain[0] * 0.5
    best, state = price.copy(), np.array([1e300, 1.5, 0.0])
    ends_s = 0.7 * case.left_s
    rounds = min(50, covering.lists.rounds_at_once())
    while state[1] >= 1e-4 and not _closed(value, state[0], covering.step):
        cover.dual(
            covering.lists.first,
            covering.lists.reached,
            covering.weight,
            covering.gain,
            price,
            best,
            case.fixed,
            case.points,
            value,
            state,
            rounds,
            covering.step,
        )
        if case.left_s <= ends_s:
            break
    return float(state[0]), best


def _fixable(
    covering: _Covering, chosen: Ints, value: float, price: Floats, case: Case
) -> tuple[Ints, Bools]:
    """Columns that a better plan may use, and which of them it must use."""
    sites = covering.table.shape[1]
    worth, slack = np.empty(sites), np.empty(len(price))
    bound = cover.relaxed(
        covering.lists.first,
        covering.lists.reached,
        covering.weight,
        covering.gain,
        price,
        case.fixed,
        case.points,
        worth,
        slack,
    )
    free = np.arange(case.fixed, sites)
    order = free[np.argsort(-worth[free], kind="stable")]
    inside, outside = np.split(order, [case.points - case.fixed])
    cut = value + covering.step - 1e-6 if covering.step else value * (1 + 1e-9)
    out, must = np.zeros(sites, bool), np.zeros(sites, bool)
    must[: case.fixed] = True
    if len(inside) and len(outside):
        out[outside] = bound + worth[outside] - worth[inside[-1]] < cut
        must[inside] = bound - worth[inside] + worth[outside[0]] < cut
    out[chosen] = False
    must &= np.isin(np.arange(sites), chosen)
    keep = np.flatnonzero(~out)
    return keep, must[keep]


def _prove(
    covering: _Covering, chosen: Ints, value: float, bound: float, price: Floats, case: Case
) -> tuple[Ints, float, float]:
    keep, opened = _fixable(covering, chosen, value, price, case)
    left = case.left_s
    if left <= 0:
        return chosen, value, bound
    answer = _cover_rows(covering, keep, opened, case.points).solve(time_s=left)
    if answer.outcome is Outcome.INFEASIBLE:
        return chosen, value, value
    if answer.values is not None:
        better = keep[answer.values[: len(keep)] > 0.5]
        total = _worth(covering, better)
        if total > value and len(better) == case.points:
            chosen, value = better, total
    bound = min(bound, -answer.bound)
    if _closed(value, bound, covering.step):
        bound = value
    return chosen, value, bound


def _worth(covering: _Covering, chosen: Ints) -> float:
    times = covering.table[:, chosen].sum(axis=1)
    earned = np.concatenate([[0.0], np.cumsum(covering.gain)])
    return float((covering.weight * earned[np.minimum(times, len(covering.gain))]).sum())


def _cover_rows(covering: _Covering, keep: Ints, opened: Bools, points: int) -> Rows:
    """Covers counted (u) are at most covers given: sum of y - sum of u ≥ 0 for every demand."""
    table = covering.table[:, keep]
    most = np.minimum(np.count_nonzero(table, axis=1), min(len(covering.gain), points))
    count = np.count_nonzero(table, axis=1)
    after = len(keep) + np.concatenate([[0], np.cumsum(most)]).astype(np.int64)
    demand = np.repeat(np.arange(len(table)), most)
    cover_of = np.arange(len(demand)) - (after[demand] - len(keep))
    costs = -covering.weight[demand] * covering.gain[cover_of]
    # The sites of a demand first, then its covers.
    row = np.concatenate([np.repeat(np.arange(len(table)), count), demand])
    column = np.concatenate([np.nonzero(table)[1], len(keep) + np.arange(len(demand))])
    order = np.argsort(row, kind="stable")
    factor = np.concatenate([ones(int(count.sum())), -ones(len(demand))])
    lower = np.zeros(len(keep) + len(demand))
    lower[: len(keep)] = opened
    rows = Rows(np.concatenate([np.zeros(len(keep)), costs]), len(keep), lower)
    rows.add(
        count + most,
        column[order],
        factor[order],
        np.zeros(len(table)),
        np.full(len(table), np.inf),
    )
    rows.add_row(np.arange(len(keep)), ones(len(keep)), points, points)
    return rows
