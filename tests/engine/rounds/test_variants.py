"""The same places, not the same order."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from tests.engine.rounds.grounds import a_line, a_place, a_problem

from quanju.engine.rounds.plan import propose_rounds
from quanju.engine.rounds.problem import Crew


def a_town(places=15, crews=2, variants=4, extra_share=0.25, seed=4):
    rng = np.random.default_rng(seed)
    spots = rng.random((places + 1, 2)) * 4000
    table = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) / 10
    return a_problem(
        [a_place(i + 1) for i in range(places)],
        table,
        crews=[Crew(0, 0, 240)] * crews,
        variants=variants,
        extra_share=extra_share,
    )


def successions(problem, variant):
    """Pairs of what follows what, counted apart from the engine."""
    pairs = []
    for one in variant.rounds:
        if one.stops:
            who = problem.crews[one.crew]
            way = [("s", who.start), *(s.place for s in one.stops), ("e", who.last)]
            pairs += list(pairwise(way))
    return set(pairs)


def test_variants_visit_the_same_places_in_other_orders():
    problem = a_town()
    plan = propose_rounds(problem, seed=7)
    assert len(plan.variants) == 4
    visits = [{s.place for one in v.rounds for s in one.stops} for v in plan.variants]
    assert all(v == visits[0] for v in visits)
    assert plan.unpredictability > 0.5


def test_the_measure_is_the_share_of_different_successions():
    problem = a_town()
    plan = propose_rounds(problem, seed=7)
    first, *others = [successions(problem, v) for v in plan.variants]
    for variant, mine in zip(plan.variants[1:], others, strict=True):
        assert variant.difference == pytest.approx(len(mine - first) / len(mine))
    k = len(plan.variants)
    assert plan.unpredictability == pytest.approx(plan.differences[~np.eye(k, dtype=bool)].mean())


def test_a_round_trip_on_a_street_can_only_be_turned_around():
    problem = a_problem([a_place(1), a_place(2)], a_line(0, 600, 1800), variants=2)
    plan = propose_rounds(problem, seed=1)
    forth, back = ([s.place for s in v.rounds[0].stops] for v in plan.variants)
    assert forth == back[::-1]
    assert [v.difference for v in plan.variants] == [0, 1]


def test_one_place_has_one_order():
    plan = propose_rounds(a_problem([a_place(1)], a_line(0, 600), variants=5), seed=1)
    assert len(plan.variants) == 1
    assert plan.unpredictability == 0


@pytest.mark.parametrize("extra_share", [0.0, 0.05, 0.5])
def test_a_variant_is_no_longer_than_the_limit(extra_share):
    plan = propose_rounds(a_town(extra_share=extra_share), seed=2)
    longest = max(v.travel_min for v in plan.variants)
    assert longest <= plan.best.travel_min * (1 + extra_share) + 1e-9


def test_the_same_seed_gives_the_same_plan_and_another_seed_other_variants():
    problem = a_town()
    one, same, other = (propose_rounds(problem, seed=s) for s in (5, 5, 6))
    assert not one.is_cut_short
    assert [v.rounds for v in one.variants] == [v.rounds for v in same.variants]
    assert [v.rounds for v in one.variants[1:]] != [v.rounds for v in other.variants[1:]]


def test_when_seconds_run_out_the_plan_says_so_and_stands():
    problem = dataclasses.replace(a_town(places=40, crews=4))
    plan = propose_rounds(problem, seed=1, seconds=0.01)
    assert plan.is_cut_short
    assert plan.worth > 0
