"""Rates that can be worked out on paper."""

from datetime import date

import numpy as np
import pytest
from tests.engine.demand.towns import EVENINGS, a_flag, a_problem, a_product_town

from quanju.engine.demand.baseline import fit_baseline
from quanju.engine.demand.counts import count
from quanju.engine.demand.learn import learn_demand
from quanju.engine.demand.problem import DemandProblem, problem_from_moments
from quanju.engine.demand.scoring import compare, deviance

ONE_WEEKDAY_EACH = np.arange(7)


def counted(calls, weekday=ONE_WEEKDAY_EACH, values=None):
    values = np.zeros((weekday.size, 1, 0)) if values is None else values
    return count(calls, weekday, values)


def test_the_baseline_is_level_times_shape():
    # One week, two places: 14 calls at noon and 7 at midnight; place 1 has a third of place 0's.
    calls = np.zeros((7, 24, 2))
    calls[:, 12, 0], calls[:, 0, 0] = 2, 0
    calls[:, 0, 1] = 1
    fit = fit_baseline(counted(calls))
    assert fit.level == pytest.approx([14 / 168, 7 / 168])
    # Pooled: of 21 calls two thirds at noon. Hours without calls count half a call each.
    total = 21 + 0.5 * (168 - 14)
    assert fit.shape[3, 12] == pytest.approx(2 / total * 168)
    assert fit.shape[3, 0] == pytest.approx(1 / total * 168)
    assert fit.shape.mean() == pytest.approx(1)
    rates = fit.rates(np.array([3]), np.zeros((1, 2, 0)))
    assert rates[0, 12, 1] == pytest.approx(7 / 168 * 2 / total * 168)


@pytest.mark.parametrize(("calls", "is_few"), [(4, True), (5, False)])
def test_places_with_fewer_than_five_calls_share_one_rate(calls, is_few):
    drawn = np.zeros((7, 24, 3))
    drawn[:, :, 0] = 1
    drawn[0, :calls, 1] = 1
    counts = counted(drawn)
    assert counts.too_few.tolist() == [False, is_few, True]
    assert counts.calls.sum() == drawn.sum()
    if is_few:
        level = fit_baseline(counts).level[counts.group]
        assert level[1] == level[2] == pytest.approx(4 / 2 / 168)


def test_a_weekday_recorded_twice_is_divided_by_two():
    weekday = np.array([0, 1, 2, 3, 4, 5, 6, 0])
    calls = np.full((8, 24, 1), 1.0)
    calls[0] = 3  # Mondays: 3 and 1, mean 2
    fit = fit_baseline(counted(calls, weekday))
    assert fit.shape[0, 5] / fit.shape[1, 5] == pytest.approx(2)


def test_days_alike_are_added_up_and_nothing_is_lost():
    rng = np.random.default_rng(1)
    weekday = np.arange(60) % 7
    calls = rng.poisson(1, (60, 24, 4)).astype(float)
    snow = (rng.random((60, 1, 1)) < 0.3).astype(float)
    counts = counted(calls, weekday, snow)
    assert counts.calls.shape[0] <= 14
    assert counts.calls.sum() == calls.sum()
    assert counts.days.sum() == 60
    snowy_mondays = (weekday == 0) & (snow[:, 0, 0] == 1)
    kind = (counts.weekday == 0) & (counts.values[:, 0, 0] == 1)
    assert counts.calls[kind].sum() == calls[snowy_mondays].sum()


def test_deviance_of_a_count():
    assert deviance(np.array([0.0]), np.array([1.5])) == pytest.approx([3.0])
    assert deviance(np.array([2.0]), np.array([1.0])) == pytest.approx([2 * (2 * np.log(2) - 1)])
    assert deviance(np.array([2.0]), np.array([2.0])) == pytest.approx([0.0])


def test_a_gain_is_paired_by_day_and_by_week():
    # Differences 1, 3 a day: mean 2, standard error 1, t(0.95, 1) = 6.314.
    scores = compare(np.array([5.0, 9.0]), np.array([4.0, 6.0]), np.array([1, 1]))
    assert (scores.baseline, scores.poisson, scores.gain) == (7, 5, 2)
    assert scores.gain_high - scores.gain == pytest.approx(6.3138, abs=1e-3)
    # Four to one is t(0.8, 1) = 1.376 standard errors: 2 of 1 speaks for it, 2 of 1.5 does not.
    assert scores.is_poisson_better
    assert not compare(
        np.array([5.0, 9.0]), np.array([4.5, 5.5]), np.array([1, 1])
    ).is_poisson_better
    # Four weeks that each agree within, and differ between: the error is that of the weeks.
    week = np.repeat([4, 3, 2, 1], 7)
    by_week = compare(np.repeat([1.0, 2, 3, 4], 7), np.zeros(28), week)
    error = np.std([1, 2, 3, 4], ddof=1) / 2
    assert by_week.gain_high - by_week.gain == pytest.approx(2.3534 * error, abs=1e-3)


def test_moments_become_hours_since_the_first_midnight():
    moments = np.array(["2026-01-05T00:00:00", "2026-01-05T00:59:59", "2026-02-02T23:10:00"])
    problem = problem_from_moments(
        np.array([0, 0, 1]),
        moments.astype("datetime64[s]"),
        first_on=date(2026, 1, 5),
        days=29,
        cells=2,
    )
    assert problem.hour.tolist() == [0, 0, 28 * 24 + 23]
    assert problem.first_weekday == 0
    assert problem.calls_by_hour()[28, 23, 1] == 1


def test_days_without_a_record_say_nothing():
    truth = a_product_town(3, a_day=20)
    whole = a_problem(truth, days=70)
    kept = np.ones(70, bool)
    kept[20:30] = False
    inside = kept[whole.hour // 24]
    gap = DemandProblem(whole.cell[inside], whole.hour[inside], 3, 70, 0, recorded=kept)
    rates = learn_demand(gap)
    assert rates.days == 60
    assert rates.rates.sum() == pytest.approx(truth.sum(), rel=0.05)


def test_rates_of_a_period_add_up_to_its_calls():
    problem = a_problem(a_product_town(6, a_day=5), days=56)
    rates = learn_demand(problem)
    assert rates.rates.sum() * 8 == pytest.approx(problem.cell.size, rel=0.02)
    assert rates.calls.sum() == problem.cell.size


def test_expected_calls_of_an_evening():
    problem = a_problem(a_product_town(2, a_day=40, shape=EVENINGS), days=84)
    rates = learn_demand(problem)
    evening = np.arange(18, 24)
    expected = rates.expect(np.array([0, 1]), evening)
    assert expected.mean == pytest.approx(rates.rates[:, 18:24].sum())
    assert expected.low < expected.mean < expected.high
    assert isinstance(expected.low, int)


def test_a_market_of_one_place_moves_only_that_place():
    days = 112
    market = np.zeros((days, 4))
    market[5::7, 2] = 1  # Saturdays at place 2
    market[5::14, 2] = 0  # every second one
    truth = np.full((4, 168), 0.5)
    problem = a_problem(
        truth, days=days, factors=np.where(market > 0, 3.0, 1.0), covariates=[a_flag("m", market)]
    )
    rates = learn_demand(problem)
    assert rates.model == "poisson"
    (effect,) = rates.effects
    assert effect.days_seen == 8
    assert effect.low < 3 < effect.high
    usual, with_it, without = rates.rates, rates.table({"m": 1.0}), rates.table({"m": 0.0})
    saturday = slice(120, 144)
    assert (with_it[2, saturday] / without[2, saturday]).mean() == pytest.approx(effect.factor)
    assert usual[2, saturday].mean() == pytest.approx(
        (with_it[2, saturday].mean() + without[2, saturday].mean()) / 2, rel=0.02
    )
    assert usual[2, :120] == pytest.approx(without[2, :120])
    only_saturday = np.zeros((4, 168))
    only_saturday[2, saturday] = 1
    chosen = rates.table({"m": only_saturday})
    assert chosen[2, saturday] == pytest.approx(with_it[2, saturday])
    assert chosen[0] == pytest.approx(without[0])
