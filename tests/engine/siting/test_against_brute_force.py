"""Every model against every choice there is, on tiny inputs, with fixed and closed sites."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quanju.engine.siting.errors import (
    CapacityTooSmall,
    NoFeasiblePlan,
    TooFewPoints,
    UnreachableDemand,
    UselessCandidate,
)
from quanju.engine.siting.problem import Model, SitingProblem
from quanju.engine.siting.solve import solve

LIMIT = 40.0


@st.composite
def problems(draw, models, *, with_capacity=False):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    demands = int(rng.integers(2, 6 if with_capacity else 9))
    sites = int(rng.integers(3, 5 if with_capacity else 8))
    times = np.round(rng.random((demands, sites)) * 90)
    times[rng.random(times.shape) < draw(st.sampled_from([0.0, 0.3]))] = np.inf
    model = draw(st.sampled_from(models))
    fixed = (0,) if rng.random() < 0.4 else ()
    closed = (sites - 1,) if rng.random() < 0.4 else ()
    weights = rng.integers(0, 9, (2 if rng.random() < 0.5 else 1, demands)).astype(float)
    weights[0, 0] = 1.0
    if draw(st.booleans()):
        weights = weights + 0.25 * rng.random(weights.shape)
    capacity = None
    if with_capacity:
        capacity = np.round(rng.random(sites) * weights.sum(axis=1).max() * 1.2)
    try:
        return SitingProblem(
            model,
            times,
            weights,
            points=None if model is Model.LSCP else int(rng.integers(1, sites - 1)),
            limit_s=LIMIT,
            fixed=fixed,
            closed=closed,
            capacity=capacity,
            busy=0.4,
        )
    except (UnreachableDemand, UselessCandidate, CapacityTooSmall):
        return None


def choices(problem):
    """All sets of sites that the problem allows."""
    sites = problem.candidates.tolist()
    sizes = [problem.points] if problem.points else range(1, len(sites) + 1)
    for size in sizes:
        for chosen in combinations(sites, size):
            if set(problem.fixed) <= set(chosen):
                yield list(chosen)


def worth(problem, chosen):
    """The value of a set as the definition says it; None where it is no plan."""
    times, weight = problem.times[:, chosen], problem.total
    near, count = times.min(axis=1), (times <= LIMIT).sum(axis=1)
    if problem.model is Model.LSCP:
        return len(chosen) if (near <= LIMIT).all() else None
    if problem.model is Model.MCLP:
        return float(weight[count > 0].sum())
    if problem.model is Model.MEXCLP:
        return float((weight * (1 - 0.4**count)).sum())
    if problem.model is Model.BACKUP:
        return float((weight * (0.6 * (count > 0) + 0.4 * (count > 1))).sum())
    if problem.model is Model.P_CENTER:
        return float(near.max()) if np.isfinite(near).all() else None
    counted = weight > 0
    return (
        float((weight[counted] * near[counted]).sum()) if np.isfinite(near[counted]).all() else None
    )


def worth_assigned(problem, chosen):
    """The same with capacities: every way to give each demand to one point, or to none."""
    best = None
    left_out = [-1] if problem.model is Model.MCLP else []
    for serves in product([*chosen, *left_out], repeat=problem.demand_count):
        value = _assignment_worth(problem, chosen, np.array(serves))
        if value is None:
            continue
        if best is None or (value > best if problem.model is Model.MCLP else value < best):
            best = value
    return best


def _assignment_worth(problem, chosen, serves):
    served = np.flatnonzero(serves >= 0)
    times = problem.times[served, serves[served]]
    if not np.isfinite(times).all() or any(
        (problem.hourly[:, serves == site].sum(axis=1) > problem.capacity[site] + 1e-9).any()
        for site in chosen
    ):
        return None
    if problem.model in (Model.LSCP, Model.MCLP) and (times > LIMIT).any():
        return None
    if problem.model is Model.LSCP:
        return len(chosen)
    if problem.model is Model.MCLP:
        return float(problem.total[served].sum())
    if problem.model is Model.P_CENTER:
        return float(times.max())
    return float((problem.total * times).sum())


def best_of(problem, judge):
    values = [value for c in choices(problem) if (value := judge(problem, c)) is not None]
    rising = problem.model in (Model.MCLP, Model.MEXCLP, Model.BACKUP)
    return (max if rising else min)(values, default=None)


@settings(max_examples=150, deadline=None)
@given(problems(list(Model)))
def test_every_model_finds_and_proves_what_trying_all_finds(problem):
    if problem is None:
        return
    expected = best_of(problem, worth)
    if expected is None:
        with pytest.raises(TooFewPoints) as refusal:
            solve(problem)
        assert refusal.value.needed > problem.points
        return
    plan = solve(problem)
    assert plan.value == pytest.approx(expected)
    assert plan.is_proven
    assert plan.status == "proven"
    assert worth(problem, list(plan.sites)) == pytest.approx(expected)
    assert set(problem.fixed) <= set(plan.sites)
    assert not set(problem.closed) & set(plan.sites)
    assert problem.points in (None, len(plan.sites))


CAPACITATED = [Model.LSCP, Model.MCLP, Model.P_MEDIAN, Model.P_CENTER]


@settings(max_examples=60, deadline=None)
@given(problems(CAPACITATED, with_capacity=True))
def test_capacities_are_honoured_and_the_best_is_found(problem):
    if problem is None:
        return
    expected = best_of(problem, worth_assigned)
    if expected is None:
        with pytest.raises(NoFeasiblePlan):
            solve(problem)
        return
    plan = solve(problem)
    assert plan.value == pytest.approx(expected)
    assert plan.is_proven
    for site in plan.sites:
        load = problem.hourly[:, plan.serves == site].sum(axis=1)
        assert (load <= problem.capacity[site] + 1e-6).all()
