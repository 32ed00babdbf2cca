"""The same places, not the same order."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from tests.engine.rounds.grounds import a_line, a_place, a_problem

from quanju.engine.rounds.errors import TooManyPlaces
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
    plan = propose_rounds(problem, seed=1, time_s=0.01)
    assert plan.is_cut_short
    assert plan.worth > 0


class Clock:
    """Goes on by `step_s` whenever it is asked."""

    def __init__(self, step_s):
        self.now_s, self.step_s = 0.0, step_s

    def __call__(self):
        self.now_s += self.step_s
        return self.now_s


def test_sixty_places_come_back_when_the_time_is_over():
    clock = Clock(step_s=1.0)
    plan = propose_rounds(a_town(places=60), seed=1, time_s=30.0, clock=clock)
    # Afterwards each place that was not tried asks once, and each search of a variant at most once.
    assert clock.now_s < 30 + 60 + 3 * 3
    assert plan.is_cut_short


def test_more_than_memory_or_time_holds_is_told_before_it_begins():
    problem = a_problem([a_place(1)], a_line(0, 600))
    with pytest.raises(TooManyPlaces, match="tables of 2 places take 105 MB") as refused:
        propose_rounds(problem, seed=1, most_bytes=10**8, clock=Clock(1.0))
    assert "2 个地点" in refused.value.zh
    large = a_problem([a_place(1)], np.ones((300, 300)))
    with pytest.raises(TooManyPlaces, match=r"tables of 300 places need 0\.054 s at least"):
        propose_rounds(large, seed=1, time_s=0.05)
