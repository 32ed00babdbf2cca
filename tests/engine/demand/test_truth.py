"""Invented towns with known rates: the better model is chosen, and intervals hold the truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.demand.towns import a_flag, a_mixed_town, a_problem, a_product_town

from quanju.engine.demand import scoring
from quanju.engine.demand.counts import count
from quanju.engine.demand.learn import learn_demand
from quanju.engine.demand.problem import DemandProblem

pytestmark = pytest.mark.long


def test_places_with_hours_of_their_own_call_for_the_poisson_model():
    rates = learn_demand(a_problem(a_mixed_town()))
    assert rates.model == "poisson"
    assert rates.scores.gain_low > 0
    assert "泊松" in rates.why[0]
    assert "Poisson" in rates.why[1]


def test_in_the_baselines_own_world_the_baseline_stays():
    # A year: the pooled shape is known as well as anything, there is nothing more to learn.
    rates = learn_demand(a_problem(a_product_town(), days=364))
    assert rates.model == "baseline"
    assert rates.scores.gain_low <= 0
    assert rates.effects == ()
    assert "基线" in rates.why[0]
    assert rates.table({}) is rates.rates


def test_the_poisson_model_comes_closer_to_the_truth_than_the_baseline():
    truth = a_mixed_town()
    problem = a_problem(truth, days=182)
    counts = count(problem.calls_by_hour(), problem.weekday, problem.values)
    level = counts.calls.sum(axis=(0, 1)) / (182 * 24)
    shape = truth.sum(axis=0) / truth.sum() * 168
    rates = learn_demand(problem)
    assert np.abs(rates.rates - truth).mean() < 0.5 * np.abs(level[:, None] * shape - truth).mean()


@pytest.mark.parametrize("days", [28, 84, 364])
def test_nine_in_ten_intervals_hold_the_true_rate_in_a_product_town(days):
    truth = a_product_town(cells=10, a_day=6)
    held = []
    for seed in range(3):
        rates = learn_demand(a_problem(truth, days=days, seed=seed))
        held.append(((rates.low <= truth) & (truth <= rates.high)).mean())
    assert np.mean(held) > 0.8


def test_the_range_of_calls_holds_nine_weeks_in_ten():
    truth = a_mixed_town(6, a_day=6)
    rates = learn_demand(a_problem(truth, days=182))
    expected = rates.expect(np.arange(6), np.arange(120, 144))
    weeks = np.random.default_rng(5).poisson(truth[:, 120:144].sum(), 2000)
    assert ((expected.low <= weeks) & (weeks <= expected.high)).mean() > 0.85


def a_snowy_year(seed):
    snow = np.zeros(364)
    snow[::9] = 1
    return a_problem(
        a_product_town(8, a_day=8),
        days=364,
        seed=seed,
        factors=np.where(snow > 0, 1.5, 1.0)[:, None] * np.ones(8),
        covariates=[a_flag("snow", snow)],
    )


def test_a_snow_effect_is_found_with_its_interval():
    held = 0
    for seed in range(8):
        rates = learn_demand(a_snowy_year(seed))
        (effect,) = rates.effects
        assert rates.model == "poisson"
        assert effect.factor == pytest.approx(1.5, rel=0.08)
        assert effect.high / effect.low < 1.2
        assert effect.days_seen == 41
        held += effect.low < 1.5 < effect.high
    assert held >= 5
    ratio = rates.table({"snow": 1.0}) / rates.table({"snow": 0.0})
    assert ratio == pytest.approx(np.full((8, 168), effect.factor))


def test_places_that_are_too_few_are_marked_and_share_a_rate():
    truth = np.vstack([a_mixed_town(4), np.full((5, 168), 0.3 / 1000)])
    rates = learn_demand(a_problem(truth, days=56))
    assert rates.too_few.tolist() == [False] * 4 + [True] * 5
    assert rates.rates[4:] == pytest.approx(np.repeat(rates.rates[4:5], 5, axis=0))
    assert (rates.rates > 0).all()
    assert "合并" in rates.why[0]


def test_each_held_out_week_is_foreseen_from_the_days_before_it_alone(monkeypatch):
    problem = a_problem(a_mixed_town(3), days=42)
    seen = []

    def noted(calls, weekday, values, weights):
        seen.append((calls.shape[0], calls.sum()))
        return count(calls, weekday, values, weights)

    monkeypatch.setattr(scoring, "count", noted)
    scores = scoring.score(problem)
    by_day = problem.calls_by_hour().sum(axis=(1, 2))
    past = [(days, by_day[:days].sum()) for days in (14, 21, 28, 35)]
    # Twice to choose how quickly to forget, once to compare the models.
    assert seen == [*sorted(past * 2), *past]
    assert (scores.held_out_weeks, scores.held_out_days) == (4, 28)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 1000),
    days=st.integers(28, 60),
    first=st.integers(0, 6),
    a_day=st.floats(0.05, 20),
    cells=st.integers(1, 8),
)
def test_any_town_gives_finite_ordered_rates(seed, days, first, a_day, cells):
    truth = a_product_town(cells, a_day=a_day, seed=seed) + 0.01
    problem = a_problem(truth, days=days, seed=seed, first_weekday=first)
    rates = learn_demand(problem)
    assert rates.rates.shape == (cells, 168)
    assert (rates.low <= rates.rates).all()
    assert (rates.rates <= rates.high).all()
    assert np.isfinite(rates.high).all()
    assert (rates.rates > 0).all()
    assert rates.calls.sum() == problem.cell.size


def test_the_same_problem_gives_the_same_rates():
    problem = a_problem(a_mixed_town(3), days=42)
    assert np.array_equal(learn_demand(problem).rates, learn_demand(problem).rates)


def test_when_all_calls_came_late_nothing_can_be_judged_and_the_baseline_stays():
    hour = np.full(30, 27 * 24 + 3)
    problem = DemandProblem(np.zeros(30, int), hour, 2, 28, 0)
    rates = learn_demand(problem)
    assert rates.model == "baseline"
    assert rates.scores.held_out_days == 0
    assert "无法比较" in rates.why[0]
    assert "held out" in rates.why[1]
