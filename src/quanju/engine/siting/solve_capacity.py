"""Models with capacities: each demand is served by one point, and no point beyond its capacity.

Search: points of the model without capacities and the largest ones, improved by swaps over a
greedy assignment. Proof: the assignment model by HiGHS. Source: M. Daskin, Network and Discrete
Location (1995), chapters 4 to 6.
"""

from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from quanju.engine.siting import errors
from quanju.engine.siting.assign import assign, improve
from quanju.engine.siting.parts import Case, Found, step_of
from quanju.engine.siting.problem import Floats, Ints, Model
from quanju.engine.siting.rows import Answer, Outcome, Rows, is_beyond, ones

ROUNDS = 400
SLICE_CELLS = 8_000_000
FACTORS_A_PAIR = 4


@dataclass(frozen=True)
class _Task:
    """`cost`: (columns, demands), inf where not allowed; `penalty` for a demand left out."""

    case: Case
    cost: Floats
    penalty: Floats
    loads: Floats
    capacity: Floats
    is_full: bool  # every demand must be served
    step: float


@dataclass(frozen=True)
class _Plan:
    chosen: Ints
    serves: Ints
    cost: float


def solve_capacitated(case: Case) -> Found:
    """LSCP, MCLP, p-median and p-center with capacities."""
    model = case.problem.model
    if model is Model.P_CENTER:
        return _center(case)
    if model is Model.LSCP:
        return _fewest(case)
    return _covered(case) if model is Model.MCLP else _median(case)


def _task(case: Case, cost: Floats, penalty: Floats, *, is_full: bool, step: float = 0.0) -> _Task:
    given = case.problem.capacity
    assert given is not None
    capacity = np.ascontiguousarray(given[case.order])
    loads = np.ascontiguousarray(case.problem.hourly)
    return _Task(case, np.ascontiguousarray(cost.T), penalty, loads, capacity, is_full, step)


def _median(case: Case) -> Found:
    weight = case.problem.total
    allowed = np.isfinite(case.times)
    cost = np.where(allowed, np.where(allowed, case.times, 0) * weight[:, None], np.inf)
    dearest = float(np.where(allowed, cost, 0).max(axis=1).sum())
    task = _task(
        case,
        cost,
        np.full(len(weight), dearest + 1.0),
        is_full=True,
        step=step_of(cost[allowed]),
    )
    plan = _search(task, case.points)
    searched = plan.cost if (plan.serves >= 0).all() else np.inf
    search_s = case.spent_s
    answer, better = _exact(task, case.points, plan, task.cost)
    if better is None:
        _give_up(answer, case)
    floor = max(answer.bound, float(cost.min(axis=1).sum()))
    return _found(better, better.cost, min(floor, better.cost), searched, search_s)


def _covered(case: Case) -> Found:
    weight = case.problem.total
    within = case.times <= case.limit_s
    task = _task(case, np.where(within, 0.0, np.inf), weight, is_full=False, step=step_of(weight))
    plan = _search(task, case.points)
    total, searched = float(weight.sum()), float(weight.sum()) - plan.cost
    search_s = case.spent_s
    costs = np.where(within.T, -weight[None, :], np.inf)
    answer, better = _exact(task, case.points, plan, costs)
    assert better is not None
    value = total - better.cost
    ceiling = min(-answer.bound, float(weight[within.any(axis=1)].sum()))
    return _found(better, value, max(ceiling, value), searched, search_s)


def _fewest(case: Case) -> Found:
    within = case.times <= case.limit_s
    task = _task(case, np.where(within, 0.0, np.inf), np.ones(len(within)), is_full=True, step=1.0)
    heaviest = float(task.loads.sum(axis=1).max())
    needed = int(np.ceil(heaviest / max(float(task.capacity.max()), 1e-12) - 1e-9))
    plan, points = None, max(1, case.fixed, needed)
    while plan is None and points <= len(case.order) and case.left_s > 0:
        trial = _search(task, points)
        plan, points = (trial if trial.cost == 0 else None), points + 1
    search_s = case.spent_s
    searched = np.inf if plan is None else float(len(plan.chosen))
    answer, better = _exact(task, 0, plan, np.where(within.T, 0.0, np.inf))
    if better is None:
        _give_up(answer, case)
    value = float(len(better.chosen))
    bound = max(1.0, float(np.ceil(answer.bound - 1e-6)) if np.isfinite(answer.bound) else 1.0)
    return _found(better, value, min(bound, value), searched, search_s)


def _center(case: Case) -> Found:
    """Bisection over the radii: first by search, then by proof."""
    radii = np.unique(case.times[np.isfinite(case.times)])
    low = int(np.searchsorted(radii, case.times.min(axis=1).max()))
    best, high, floor = None, len(radii), low
    while floor < high:
        index = (floor + high) // 2
        plan = _search(_within(case, radii[index]), case.points)
        if plan.cost == 0:
            best, high = plan, int(np.searchsorted(radii, _longest(case, plan)))
        else:
            floor = index + 1
    searched = np.inf if best is None else float(radii[high])
    search_s = case.spent_s
    best, low = _prove_center(case, radii, low, min(high, len(radii) - 1), best)
    value = _longest(case, best)
    return _found(best, value, min(value, float(radii[low])), searched, search_s)


def _prove_center(
    case: Case, radii: Floats, low: int, high: int, best: _Plan | None
) -> tuple[_Plan, int]:
    """The best plan and the first radius that is not proven too small."""
    index = high - 1 if best else high
    while low < high or best is None:
        task = _within(case, radii[index])
        answer, plan = _exact(task, case.points, None, task.cost, time_s=case.left_s / 2)
        if plan is not None:
            best, high = plan, int(np.searchsorted(radii, _longest(case, plan)))
            index = high - 1
        elif answer.outcome is Outcome.INFEASIBLE:
            if best is None:
                raise errors.NoFeasiblePlan
            low = index + 1
            index = (low + high) // 2
        elif best is None:
            raise errors.NoPlanInTime(case.given_s)
        elif case.left_s < 0.02 or index <= low:
            break
        else:
            index = (low + index) // 2
    return best, low


def _within(case: Case, radius: float) -> _Task:
    cost = np.where(case.times <= radius, 0.0, np.inf)
    return _task(case, cost, np.ones(len(cost)), is_full=True)


def _longest(case: Case, plan: _Plan) -> float:
    return float(case.times[np.arange(len(plan.serves)), plan.serves].max())


def _search(task: _Task, points: int) -> _Plan:
    """Best of the largest points and of random starts, each improved by swaps."""
    case = task.case
    rng = np.random.default_rng(case.seed)
    free = np.arange(case.fixed, len(case.order))
    room = points - case.fixed
    heavy = np.argsort(-task.loads.sum(axis=0), kind="stable")
    few = np.argsort(np.isfinite(task.cost).sum(axis=0), kind="stable")
    orders = np.array([heavy, few, rng.permutation(len(heavy))])
    starts = [free[np.argsort(-task.capacity[free], kind="stable")][:room]]
    starts += [rng.permutation(free)[:room] for _ in range(3)]
    ends_s = case.left_s - 0.05 * max(0.2, case.left_s)
    at_once = max(1, SLICE_CELLS // (task.loads.size * max(1, points) * len(orders)))
    best: _Plan | None = None
    for number, start in enumerate(starts):
        chosen = np.concatenate([np.arange(case.fixed), start])
        for done in range(0, ROUNDS, at_once):
            improve(
                task.cost,
                task.penalty,
                task.loads,
                task.capacity,
                chosen,
                case.fixed,
                orders,
                min(at_once, ROUNDS - done),
                case.seed + number + 1000 * done,
            )
            if case.left_s < ends_s:
                break
        plan = min((_assigned(task, chosen, order) for order in orders), key=lambda p: p.cost)
        if best is None or plan.cost < best.cost:
            best = plan
        if case.left_s < ends_s or best.cost == 0:
            break
    assert best is not None
    return best


def _assigned(task: _Task, chosen: Ints, order: Ints) -> _Plan:
    serves = np.full(task.cost.shape[1], -1, np.int64)
    cost = assign(task.cost, task.penalty, task.loads, task.capacity, chosen, order, serves)
    return _Plan(chosen.copy(), serves, float(cost))


def _exact(
    task: _Task, points: int, known: _Plan | None, costs: Floats, *, time_s: float | None = None
) -> tuple[Answer, _Plan | None]:
    """HiGHS on y (columns) and x (allowed pairs); `points` 0 = as few as possible."""
    case = task.case
    complete = known is not None and (not task.is_full or bool((known.serves >= 0).all()))
    best = known if complete else None
    left = max(0.02, case.left_s if time_s is None else time_s)
    allowed = np.isfinite(task.cost)
    if is_beyond(FACTORS_A_PAIR * int(np.count_nonzero(allowed)), left):
        return Answer(Outcome.TIME, None, np.inf, -np.inf), best
    site, demand = np.nonzero(allowed)
    rows = _assignment_rows(task, site, demand, costs, points)
    answer = rows.solve(time_s=left)
    if answer.values is not None:
        plan = _read_plan(task, answer.values, site, demand)
        fewer = points == 0 and best is not None and len(plan.chosen) < len(best.chosen)
        if best is None or fewer or (points > 0 and plan.cost < best.cost):
            best = plan
    return answer, best


def _read_plan(task: _Task, values: Floats, site: Ints, demand: Ints) -> _Plan:
    columns, demands = task.cost.shape
    chosen = np.flatnonzero(values[:columns] > 0.5)
    serves = np.full(demands, -1, np.int64)
    used = values[columns:] > 0.5
    serves[demand[used]] = site[used]
    served = np.flatnonzero(serves >= 0)
    cost = float(task.cost[serves[served], served].sum() + task.penalty[serves < 0].sum())
    return _Plan(chosen, serves, cost)


def _assignment_rows(task: _Task, site: Ints, demand: Ints, costs: Floats, points: int) -> Rows:
    columns, demands = task.cost.shape
    pairs = columns + np.arange(len(site))
    objective = np.concatenate([np.full(columns, 0.0 if points else 1.0), costs[site, demand]])
    lower = np.zeros(len(objective))
    lower[: task.case.fixed] = 1.0
    rows = Rows(objective, len(objective), lower)
    by_demand = np.argsort(demand, kind="stable")
    count = np.bincount(demand, minlength=demands)
    least = np.full(demands, 1.0 if task.is_full else 0.0)
    rows.add(count, pairs[by_demand], ones(len(site)), least, ones(demands))
    linked = np.stack([pairs, site], axis=1).ravel()
    signs = np.tile([1.0, -1.0], len(site))
    rows.add(np.full(len(site), 2), linked, signs, np.full(len(site), -np.inf), 0 * ones(len(site)))
    starts = np.searchsorted(site, np.arange(columns + 1))  # pairs come site by site
    for j in np.flatnonzero(np.isfinite(task.capacity)):
        mine = np.arange(starts[j], starts[j + 1])
        index = np.append(pairs[mine], j)
        for load in task.loads:
            factors = np.append(load[demand[mine]], -task.capacity[j])
            rows.add_row(index, factors, -np.inf, 0.0)
    if points:
        rows.add_row(np.arange(columns), ones(columns), points, points)
    return rows


def _found(plan: _Plan, value: float, bound: float, searched: float, search_s: float) -> Found:
    return Found(plan.chosen, value, bound, searched, search_s, assigned=plan.serves)


def _give_up(answer: Answer, case: Case) -> NoReturn:
    if answer.outcome is Outcome.INFEASIBLE:
        raise errors.NoFeasiblePlan
    raise errors.NoPlanInTime(case.given_s)
