"""Levels that move and patterns that stay: what is remembered, and how sure one may be."""

import numpy as np
import pytest
from tests.engine.demand.towns import a_mixed_town, a_problem, a_product_town

from quanju.engine.demand.learn import learn_demand
from quanju.engine.demand.levels import NEVER, drift_of, levels, levels_day_by_day, weights

SEEDS = 4


def held(truth, factors, days):
    """Share of the true rates of the week to come that lie within the 90 % intervals."""
    shares, found = [], []
    for seed in range(SEEDS):
        rates = learn_demand(a_problem(truth, days=days, seed=seed, factors=factors[:days]))
        coming = truth * factors[days:].mean(axis=0)[:, None]
        shares.append(((rates.low <= coming) & (coming <= rates.high)).mean())
        found.append(rates)
    return float(np.mean(shares)), found


def test_a_day_one_half_life_ago_counts_half_and_the_weights_tell_what_they_are_worth():
    age = np.arange(100.0)
    share = weights(age, 10)
    assert share[10] / share[0] == pytest.approx(0.5)
    assert share.sum() == pytest.approx(share.sum() ** 2 / (share**2).sum())
    assert weights(age, NEVER).tolist() == [1.0] * 100


def test_levels_are_calls_over_foreseen_and_places_follow_as_far_as_they_differ():
    foreseen = np.full((60, 2), 100.0)
    alike = levels(foreseen * 1.5, foreseen, np.arange(60.0)[::-1], 7)
    assert alike.factor == pytest.approx([1.5, 1.5])
    apart = levels(foreseen * [2, 1], foreseen, np.arange(60.0)[::-1], 7)
    assert apart.factor == pytest.approx([2, 1], rel=0.02)
    assert (apart.variance > alike.variance).all()
    never = levels(foreseen * 1.5, foreseen, np.arange(60.0)[::-1], NEVER)
    assert (never.factor.tolist(), never.variance.tolist()) == ([1, 1], [0, 0])


def test_a_day_is_taken_in_once_it_is_over_and_not_before():
    foreseen = np.full((30, 1), 50.0)
    ahead = np.array([[500.0], [50.0], [50.0]])
    before, after, two_days_on = levels_day_by_day(
        (foreseen, foreseen, np.arange(30.0)[::-1]),
        (ahead, foreseen[:3], np.array([0, 1, 3])),
        7,
    )
    assert before.factor == pytest.approx([1.0])
    assert after.factor[0] > 1.5
    assert 1 < two_days_on.factor[0] < after.factor[0]
    # The same as all at once: what was taken in day by day is nothing else.
    calls, due = np.vstack([foreseen, ahead[:1]]), np.vstack([foreseen, foreseen[:1]])
    assert after.factor == pytest.approx(levels(calls, due, np.arange(31.0)[::-1], 7).factor)


def test_a_place_without_anything_foreseen_follows_the_others():
    foreseen = np.full((30, 3), [40.0, 40.0, 0.0])
    now = levels(foreseen * 2, foreseen, np.arange(30.0)[::-1], 14)
    assert now.factor == pytest.approx([2, 2, 2])
    nothing = levels(foreseen * 0, foreseen, np.arange(30.0)[::-1], 14)
    assert nothing.factor.tolist() == [1, 1, 1]


def test_one_week_in_which_all_changed_is_not_how_weeks_differ():
    steady = [(np.full(6, 100.0), np.full(6, 100.0))] * 7
    assert drift_of([*steady, (np.full(6, 300.0), np.full(6, 100.0))]) < 0.01
    wild = [(np.full(6, 100.0 * f), np.full(6, 100.0)) for f in (0.7, 1.3, 0.8, 1.2, 0.7, 1.3, 1.2)]
    assert 0.05 < drift_of(wild) < 0.3


@pytest.mark.parametrize("ago", [21, pytest.param(56, marks=pytest.mark.long)])
def test_after_a_jump_of_the_level_the_intervals_hold_what_is_true_now(ago):
    factors = np.ones((189, 17))
    factors[182 - ago :] = 1.8
    share, found = held(a_product_town(17, a_day=4), factors, 182)
    assert share >= 0.85
    for rates in found:
        assert rates.scores.level_half_life_days <= 7
        assert "只算一半" in rates.why[0]
        assert "count half" in rates.why[1]


def test_a_place_that_doubled_is_followed_and_the_others_are_not():
    truth, factors = a_product_town(8, a_day=20), np.ones((182, 8))
    factors[154:, 5] = 2
    rates = learn_demand(a_problem(truth, days=182, factors=factors))
    by_place = rates.rates.sum(axis=1) / truth.sum(axis=1)
    assert by_place[5] == pytest.approx(2, rel=0.12)
    assert np.delete(by_place, 5) == pytest.approx(np.ones(7), rel=0.25)


@pytest.mark.long
def test_in_a_town_that_wanders_the_intervals_hold():
    walk = np.random.default_rng(5).normal(0, 0.03, (189, 1)).cumsum(axis=0)
    share, _ = held(a_product_town(17, a_day=4), np.exp(walk) * np.ones(17), 182)
    assert share >= 0.8


@pytest.mark.long
def test_a_steady_town_forgets_nothing():
    share, found = held(a_product_town(8, a_day=6), np.ones((371, 8)), 364)
    assert share >= 0.85
    assert [r.scores.level_half_life_days for r in found].count(NEVER) >= SEEDS - 1


@pytest.mark.parametrize("a_town", [a_mixed_town, a_product_town])
def test_a_cold_start_knows_that_it_knows_little(a_town):
    """Places may keep hours of their own, which the baseline cannot say: wider intervals."""
    truth, shares = a_town(17, a_day=4), []
    for seed in range(3):
        rates = learn_demand(a_problem(truth, days=14, seed=seed))
        assert rates.model == "baseline"
        shares.append(((rates.low <= truth) & (truth <= rates.high)).mean())
    assert 0.82 <= np.mean(shares) <= 0.97


def test_twenty_days_are_enough_to_find_that_places_keep_hours_of_their_own():
    truth = a_mixed_town(17, a_day=4)
    better = [
        learn_demand(a_problem(truth, days=20, seed=seed)).model == "poisson"
        for seed in range(SEEDS)
    ]
    assert sum(better) >= SEEDS - 1
