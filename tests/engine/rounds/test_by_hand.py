"""Rounds that can be worked out on paper."""

import numpy as np
import pytest
from tests.engine.rounds.grounds import NO_WAY, a_line, a_place, a_problem, cost_of

from quanju.engine.rounds.exact import is_small
from quanju.engine.rounds.plan import propose_rounds
from quanju.engine.rounds.problem import Crew


def orders(variant):
    return [[stop.place for stop in one.stops] for one in variant.rounds]


def test_two_places_on_a_street_are_visited_on_the_way_out_and_back():
    # 600 m and 1,800 m from the station: 1 and 3 minutes; out, on, back: 1 + 2 + 3.
    problem = a_problem([a_place(1), a_place(2)], a_line(0, 600, 1800))
    one = propose_rounds(problem, seed=1).best.rounds[0]
    assert one.travel_min == 6
    assert one.returns_min == 16
    assert sorted(stop.place for stop in one.stops) == [0, 1]


def test_times_at_each_stop_when_a_window_sets_the_order():
    table = a_line(0, 600, 1800)
    problem = a_problem([a_place(1, windows=[(30, 40)]), a_place(2, windows=[(0, 10)])], table)
    far, near = propose_rounds(problem, seed=1).best.rounds[0].stops
    assert (far.place, far.arrives_min, far.begins_min, far.leaves_min) == (1, 3, 3, 8)
    assert (near.place, near.arrives_min, near.begins_min, near.leaves_min) == (0, 10, 30, 35)


def test_a_crew_waits_at_the_start_rather_than_at_the_first_place():
    problem = a_problem([a_place(1, windows=[(30, 40)])], a_line(0, 600))
    one = propose_rounds(problem, seed=1).best.rounds[0]
    assert one.sets_out_min == 29
    assert one.stops[0].arrives_min == one.stops[0].begins_min == 30


@pytest.mark.parametrize(("closes", "visited"), [(6, True), (5.99, False)])
def test_the_whole_stay_lies_in_the_window(closes, visited):
    problem = a_problem([a_place(1, stay_min=5, windows=[(0, closes)])], a_line(0, 600))
    plan = propose_rounds(problem, seed=1)
    assert bool(plan.best.rounds[0].stops) is visited
    assert [o.code for o in plan.left_out] == ([] if visited else ["window"])


def test_a_place_open_twice_is_visited_once_in_the_hours_that_fit():
    problem = a_problem(
        [a_place(1, windows=[(0, 5), (60, 70)]), a_place(1, windows=[(0, 3), (20, 30)])],
        a_line(0, 600),
    )
    stops = propose_rounds(problem, seed=1).best.rounds[0].stops
    assert [(s.place, s.begins_min) for s in stops] == [(1, 20), (0, 60)]


@pytest.mark.parametrize(("worth", "visited"), [(6.1, True), (5.9, False)])
def test_a_place_is_visited_when_it_is_worth_its_detour(worth, visited):
    problem = a_problem([a_place(1, worth=worth)], a_line(0, 1800))
    plan = propose_rounds(problem, seed=1)
    assert plan.worth == (worth if visited else 0)
    if not visited:
        (out,) = plan.left_out
        assert out.code == "not_worth"
        assert "6.0" in out.why[0]
        assert "6.0" in out.why[1]


def test_a_place_without_a_way_back_is_unreachable():
    table = a_line(0, 600)
    table[1, 0] = NO_WAY
    (out,) = propose_rounds(a_problem([a_place(1)], table), seed=1).left_out
    assert out.code == "unreachable"
    assert all(out.why)


@pytest.mark.parametrize(("until", "code"), [(7, None), (6.9, "shift")])
def test_a_crew_is_back_before_its_shift_ends(until, code):
    problem = a_problem([a_place(1)], a_line(0, 600), crews=[Crew(0, 0, until)])
    plan = propose_rounds(problem, seed=1)
    assert [o.code for o in plan.left_out] == ([code] if code else [])


def test_when_time_is_short_the_worthier_place_wins_and_the_other_is_told_why():
    problem = a_problem(
        [a_place(1, worth=20), a_place(2, worth=50)],
        np.array([[0, 300, 300], [300, 0, 600], [300, 600, 0]], float),
        crews=[Crew(0, 0, 16)],
    )
    plan = propose_rounds(problem, seed=1)
    assert orders(plan.best) == [[1]]
    assert [(o.place, o.code) for o in plan.left_out] == [(0, "no_time")]


def test_a_foot_crew_takes_the_lane_that_a_car_cannot():
    car = np.array([[0, 60, NO_WAY], [60, 0, NO_WAY], [NO_WAY, NO_WAY, 0]])
    foot = np.array([[0, 600, 300], [600, 0, 300], [300, 300, 0]], float)
    problem = a_problem([a_place(1), a_place(2)], car)
    walked = type(problem)(
        problem.places,
        (Crew(0, 0, 120, "car"), Crew(0, 0, 120, "foot")),
        {"car": car, "foot": foot},
        variants=1,
    )
    assert orders(propose_rounds(walked, seed=1).best) == [[0], [1]]
    assert [o.code for o in propose_rounds(problem, seed=1).left_out] == ["unreachable"]


def test_a_round_may_end_elsewhere():
    problem = a_problem([a_place(1)], a_line(0, 600, 1200), crews=[Crew(0, 0, 60, end=2)])
    one = propose_rounds(problem, seed=1).best.rounds[0]
    assert (one.travel_min, one.returns_min) == (2, 7)


def test_without_places_crews_stay():
    plan = propose_rounds(a_problem([], a_line(0, 600)), seed=1)
    assert orders(plan.best) == [[]]
    assert (plan.worth, plan.unpredictability, plan.left_out) == (0, 0, ())


def test_a_shift_across_midnight_counts_on():
    problem = a_problem(
        [a_place(1, windows=[(1470, 1480)])], a_line(0, 600), crews=[Crew(0, 1320, 1560)]
    )
    assert propose_rounds(problem, seed=1).best.rounds[0].stops[0].begins_min == 1470


def test_two_windows_that_overlap_do_not_hide_the_best_plan():
    """A search by moves ended at 1,127 seconds here, from five of six starts."""
    table = np.array(
        [
            [0, 580, 351, 750, 363],
            [358, 0, 266, 876, 387],
            [98, 460, 0, 619, 121],
            [180, 484, 168, 0, 145],
            [381, 339, 605, 498, 0],
        ],
        float,
    )
    places = (
        a_place(2, worth=22, stay_min=13, windows=((91, 119), (114, 131))),
        a_place(3, worth=11, stay_min=6),
        a_place(4, worth=2, stay_min=7),
    )
    problem = a_problem(places, table, crews=(Crew(0, 0, 115), Crew(1, 19, 169, end=0)))
    for seed in range(6):
        assert cost_of(problem, propose_rounds(problem, seed=seed)) == 1065


def test_seven_places_are_tried_in_every_order_and_eight_are_searched():
    table = a_line(*range(0, 900, 100))
    seven, eight = (
        a_problem([a_place(k + 1) for k in range(n)], table, crews=(Crew(0, 0, 600),))
        for n in (7, 8)
    )
    assert is_small(seven, tuple(range(7)))
    assert not is_small(eight, tuple(range(8)))
    for problem, far in ((seven, 700), (eight, 800)):
        assert propose_rounds(problem, seed=1).best.travel_min == pytest.approx(2 * far / 600)
