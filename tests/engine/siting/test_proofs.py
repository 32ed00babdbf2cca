"""The proofs by themselves: nothing was searched before, and no bound closed the question."""

import numpy as np
import pytest
from tests.engine.siting.test_against_brute_force import LIMIT, best_of, worth

from quanju.engine.siting import solve_cover, solve_median
from quanju.engine.siting.problem import Model, SitingProblem
from quanju.engine.siting.solve import solve

SEEDS = range(8)


def a_problem(model: Model, seed: int, fixed: tuple[int, ...]) -> SitingProblem:
    rng = np.random.default_rng(seed)
    times = np.round(rng.random((14, 9)) * 90)
    times[0, 0] = 1.0
    weights = rng.integers(1, 9, (1, 14)).astype(float)
    return SitingProblem(model, times, weights, points=3, limit_s=LIMIT, fixed=fixed, busy=0.4)


@pytest.fixture
def nothing_is_searched(monkeypatch):
    """Covers begin with the first sites and know no bound; the median makes no jump."""
    monkeypatch.setattr(solve_cover, "descend", lambda *_: 0.0)
    monkeypatch.setattr(solve_cover, "_wander", lambda _covering, _chosen, value, *_: value)
    monkeypatch.setattr(solve_cover, "_dual", lambda covering, *_: (np.inf, 0.5 * covering.weight))
    monkeypatch.setattr(solve_median, "_wander", lambda *_: None)


@pytest.mark.parametrize("fixed", [(), (2,)])
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("model", [Model.MCLP, Model.MEXCLP, Model.BACKUP, Model.P_MEDIAN])
def test_the_proof_alone_finds_the_best_plan_and_its_bound(model, seed, fixed, nothing_is_searched):
    problem = a_problem(model, seed, fixed)
    plan = solve(problem)
    assert plan.value == pytest.approx(best_of(problem, worth))
    assert worth(problem, list(plan.sites)) == pytest.approx(plan.value)
    assert plan.bound == pytest.approx(plan.value)
    assert plan.is_proven
    assert set(fixed) <= set(plan.sites)
