"""Our own least squares against scipy's minimiser and statsmodels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.sparse import csr_array
from tests.engine.demand.towns import a_flag, a_mixed_town, a_problem, a_product_town

from quanju.engine.demand.counts import count
from quanju.engine.demand.learn import learn_demand
from quanju.engine.demand.poisson import fit_poisson, irls


def drawn(seed, rows=40, columns=4):
    rng = np.random.default_rng(seed)
    matrix = np.column_stack([np.ones(rows), rng.normal(0, 0.7, (rows, columns - 1))])
    offset = np.log(rng.uniform(0.5, 5, rows))
    truth = rng.normal(0, 0.5, columns)
    calls = rng.poisson(np.exp(matrix @ truth + offset)).astype(float)
    return matrix, calls, offset


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), strength=st.floats(0.01, 50))
def test_effects_equal_those_of_a_general_minimiser(seed, strength):
    matrix, calls, offset = drawn(seed)
    penalty = np.array([0, strength, strength, strength])

    def loss(b):
        log = matrix @ b + offset
        return np.exp(log).sum() - calls @ log + 0.5 * penalty @ b**2

    def slope(b):
        return matrix.T @ (np.exp(matrix @ b + offset) - calls) + penalty * b

    if not calls.any():
        return
    oracle = minimize(loss, np.zeros(4), jac=slope, method="BFGS", options={"gtol": 1e-9}).x
    ours = irls(csr_array(matrix), calls, offset, penalty, np.zeros(4))
    assert ours == pytest.approx(oracle, abs=1e-4)


# statsmodels 0.15, GLM(calls, matrix, family=Poisson(), offset=offset).fit(tol=1e-13).params of
# `drawn(seed)`. Written down, for it brings a dozen packages that nothing else asks for.
STATSMODELS = {
    3: [-0.069732563, 0.059443689, -0.478212947, -0.085670271],
    4: [-0.100614428, -0.472495301, 0.146813682, -0.033779725],
    5: [-0.044767659, 0.211145670, 0.237178558, -0.391273538],
}


@pytest.mark.parametrize("seed", STATSMODELS)
def test_effects_equal_those_of_statsmodels(seed):
    matrix, calls, offset = drawn(seed)
    ours = irls(csr_array(matrix), calls, offset, np.zeros(4), np.zeros(4))
    assert ours == pytest.approx(STATSMODELS[seed], abs=1e-7)


def test_the_fit_is_where_the_penalised_likelihood_is_flat():
    problem = a_problem(a_mixed_town(4), days=56)
    counts = count(problem.calls_by_hour(), problem.weekday, problem.values)
    model = fit_poisson(counts)
    rates = model.rates(counts.weekday, counts.values)
    means = rates * counts.exposure[:, None, :]
    # The intercept is not drawn in: all calls are accounted for.
    assert means.sum() == pytest.approx(counts.calls.sum())
    assert np.isfinite(rates).all()
    assert (rates > 0).all()


def test_in_a_town_without_places_of_their_own_hours_the_places_stay_alike():
    problem = a_problem(a_product_town(6, a_day=30), days=364)
    counts = count(problem.calls_by_hour(), problem.weekday, problem.values)
    model = fit_poisson(counts)
    bounds = model.families.starts
    own_hours = model.effects[bounds[5] : bounds[8]]
    assert np.abs(own_hours).max() < 0.15


def test_the_sorts_of_days_make_no_difference():
    """A covariate that never changes splits nothing and leaves the rates as they were."""
    truth = a_mixed_town(4)
    plain = a_problem(truth, days=56)
    flagged = a_problem(truth, days=56, covariates=[a_flag("never", np.zeros(56))])
    assert learn_demand(flagged).rates == pytest.approx(learn_demand(plain).rates, rel=1e-3)
