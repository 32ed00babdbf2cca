"""Against a search through every order on tiny grounds; windows and limits on larger ones."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall
from tests.engine.rounds.grounds import best_by_trying_all, cost_of, replay

from quanju.engine.rounds.plan import propose_rounds
from quanju.engine.rounds.problem import Crew, HotPlace, RoundProblem

SLOW = [HealthCheck.too_slow]


@st.composite
def grounds(draw, most_places, variants=1):
    """One-way streets, places open once, twice or always, one or two crews of limited time."""
    n = draw(st.integers(1, most_places))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    table = rng.integers(30, 900, (n + 2, n + 2)).astype(float)
    table[rng.random(table.shape) < 0.1] = np.inf
    np.fill_diagonal(table, 0)
    table = floyd_warshall(table)
    places = []
    for number in range(n):
        starts = sorted(rng.integers(0, 150, rng.integers(0, 3)).tolist())
        windows = tuple((float(a), float(a + rng.integers(0, 40))) for a in starts)
        worth, stay = float(rng.integers(1, 40)), float(rng.integers(0, 15))
        places.append(HotPlace(number + 2, worth, stay, windows))
    crews = [Crew(0, 0, float(rng.integers(20, 200)))]
    if draw(st.booleans()):
        crews.append(Crew(1, float(rng.integers(0, 60)), float(rng.integers(61, 200)), end=0))
    return RoundProblem(tuple(places), tuple(crews), {"car": table}, variants=variants)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(problem=grounds(most_places=4))
def test_the_plan_equals_the_best_of_all_orders(problem):
    plan = propose_rounds(problem, seed=3)
    assert cost_of(problem, plan) == pytest.approx(best_by_trying_all(problem))


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(problem=grounds(most_places=12, variants=3), seed=st.integers(0, 1000))
def test_every_variant_keeps_windows_shifts_places_and_the_limit(problem, seed):
    plan = propose_rounds(problem, seed=seed)
    out = {left.place for left in plan.left_out}
    limit = plan.best.travel_min * (1 + problem.extra_share) + 1e-9
    for variant in plan.variants:
        visited = [stop.place for one in variant.rounds for stop in one.stops]
        assert sorted([*visited, *out]) == list(range(len(problem.places)))
        assert variant.travel_min <= limit
        for one in variant.rounds:
            order = [stop.place for stop in one.stops]
            assert replay(problem, one.crew, order) == pytest.approx(one.travel_min * 60)
            check_times(problem, one)
    assert all(left.why[0] and left.why[1] for left in plan.left_out)


def check_times(problem, one):
    """What is written at each stop is possible, by the problem's own figures."""
    who = problem.crews[one.crew]
    now, here = one.sets_out_min, who.start
    assert now >= who.from_min
    for stop in one.stops:
        place = problem.places[stop.place]
        assert stop.arrives_min >= now + problem.tables["car"][here, place.location] / 60 - 1e-9
        assert stop.begins_min >= stop.arrives_min
        assert stop.leaves_min == pytest.approx(stop.begins_min + place.stay_min)
        assert not place.windows or any(
            opens <= stop.begins_min and stop.leaves_min <= closes
            for opens, closes in place.windows
        )
        now, here = stop.leaves_min, place.location
    assert one.returns_min <= who.until_min
