"""Days small enough to work out by hand."""

import numpy as np
from tests.engine.simulation.towns import a_town, calls

from quanju.engine.simulation.model import CallKind, Crew, Duration, Need
from quanju.engine.simulation.run import record

FIXED = Duration("fixed", 600.0)


def told(model):
    return [(at, what, unit) for at, what, _, unit in record(model, seed=1).lines]


def test_the_nearest_goes_stays_and_drives_home():
    crews = [Crew(name="a", home=0), Crew(name="b", home=9)]
    model = a_town(crews, calls((1000, 2)), turnout=Duration("fixed", 30))
    assert told(model)[2:] == [
        (1000, "call", -1),
        (1000, "sent", 0),
        (1230, "arrived", 0),
        (1830, "cleared", 0),
        (1830, "moves", 0),
    ]


def test_on_the_way_home_the_time_is_that_from_where_it_is():
    # Free at node 4 at 1800, home at 0 by 2200; at 2000 it passes node 2.
    model = a_town([Crew(name="a", home=0)], calls((800, 4), (2000, 2)))
    course = record(model, seed=1).course
    assert course.response_s.tolist() == [400.0, 0.0]


def test_first_come_first_served_within_a_priority():
    kinds = (CallKind(priority=2, service=FIXED), CallKind(priority=1, service=FIXED))
    given = calls((0, 0), (10, 0), (20, 0), (30, 0), kinds=kinds, kind=[0, 0, 0, 1])
    course = record(a_town([Crew(name="a", home=0)], given), seed=1).course
    assert course.wait_s.tolist() == [0, 1190, 1780, 570]


def test_joint_call_takes_the_nearest_of_both_forces():
    kinds = (CallKind(needs=(Need(("car",)), Need(("foot",))), service=FIXED),)
    crews = [
        Crew(name="far car", home=8, force="car"),
        Crew(name="car", home=1, force="car"),
        Crew(name="foot", home=5, force="foot"),
    ]
    course = record(a_town(crews, calls((0, 0), kinds=kinds)), seed=1).course
    assert course.unit.tolist() == [[1, 2]]
    assert course.response_s.tolist() == [100]
    assert course.complete_s.tolist() == [500]


def test_a_crew_too_small_is_not_sent():
    kinds = (CallKind(needs=(Need(("patrol",), least_crew=2),), service=FIXED),)
    crews = [Crew(name="one", home=0, size=1), Crew(name="two", home=5, size=2)]
    assert record(a_town(crews, calls((0, 0), kinds=kinds)), seed=1).course.unit.tolist() == [[1]]


def test_zero_line_loses_what_nobody_is_free_for():
    model = a_town([Crew(name="a", home=0)], calls((0, 0), (10, 0)), has_line=False)
    course = record(model, seed=1).course
    assert course.response_s.tolist() == [0, np.inf]


def test_redispatch_turns_a_unit_round_to_the_more_urgent():
    kinds = (CallKind(priority=2, service=FIXED), CallKind(priority=1, service=FIXED))
    given = calls((0, 8), (100, 1), kinds=kinds, kind=[0, 1])
    stays = record(a_town([Crew(name="a", home=0)], given), seed=1).course
    turns = record(a_town([Crew(name="a", home=0)], given, redispatch=True), seed=1).course
    # It is at node 1 at 100 when turned round; then 600 s there and 700 s to node 8.
    assert turns.response_s.tolist() == [1400, 0]
    assert stays.response_s.tolist() == [800, 800 + 600 + 700 - 100]


def test_a_break_due_during_a_job_is_taken_after_it():
    crew = Crew(name="a", home=0, breaks=((300.0, 900.0),))
    assert (600, "break", 0) in told(a_town([crew], calls((0, 0))))
    course = record(a_town([crew], calls((0, 0), (700, 0))), seed=1).course
    assert course.wait_s.tolist() == [0, 800]
    assert course.break_s.tolist() == [900]


def test_a_job_begun_on_duty_is_ended_after_it():
    crew = Crew(name="a", home=0, shifts=((0.0, 500.0),))
    course = record(a_town([crew], calls((0, 0), (550, 0))), seed=1).course
    assert course.overtime_s.tolist() == [100]
    assert course.on_s.tolist() == [600]
    assert course.response_s.tolist() == [0, np.inf]


def test_rounds_move_the_unit_to_where_the_timetable_says():
    crew = Crew(name="a", home=0, rounds=((1000.0, 6),))
    course = record(a_town([crew], calls((1600, 6))), seed=1).course
    assert course.response_s.tolist() == [0]


def test_move_up_covers_the_first_posts_with_the_nearest():
    crews = [Crew(name="a", home=0, moves_up=True), Crew(name="b", home=9, moves_up=True)]
    model = a_town(crews, calls((5000, 0), (8000, 5)), move_up=(2, 7))
    # While a is away b covers post 2; a, free again, takes post 7.
    course = record(model, seed=1).course
    assert course.response_s.tolist() == [200, 200]
    assert course.unit.ravel().tolist() == [0, 0]


def test_a_kind_may_have_a_turnout_of_its_own():
    kinds = (CallKind(service=FIXED), CallKind(service=FIXED, turnout=Duration("fixed", 90)))
    given = calls((0, 0), (5000, 0), kinds=kinds, kind=[0, 1])
    model = a_town([Crew(name="a", home=0)], given, turnout=Duration("fixed", 30))
    assert record(model, seed=1).course.response_s.tolist() == [30, 90]


def test_whoever_goes_without_a_siren_is_slower_and_turned_round_on_the_way():
    slow = CallKind(service=FIXED, priority=2, pace=2.0)
    given = calls(
        (0, 4), (5000, 4), (5400, 0), kinds=(CallKind(service=FIXED), slow), kind=[0, 1, 0]
    )
    model = a_town([Crew(name="a", home=0)], given, redispatch=True)
    # 400 s with a siren. Without one half of the way is behind it after 400 s: 200 s back.
    course = record(model, seed=1).course
    assert course.response_s.tolist()[::2] == [400, 200]
    assert course.response_s[1] == 5400 - 5000 + 200 + 600 + 800


def test_units_turning_out_together_leave_at_one_moment():
    kinds = (CallKind(needs=(Need(("patrol",)), Need(("patrol",))), service=FIXED),)
    given = calls(*((5000 * k, 0) for k in range(40)), kinds=kinds)
    crews = [Crew(name="a", home=0), Crew(name="b", home=0)]
    drawn = Duration("exponential", 60)
    model = a_town(crews, given, turnout=drawn, turnout_together=True, horizon_s=250_000.0)
    there = record(model, seed=1).course.there_s
    assert (there[:, 0] == there[:, 1]).all()
    apart = a_town(crews, given, turnout=drawn, horizon_s=250_000.0)
    there = record(apart, seed=1).course.there_s
    assert (there[:, 0] != there[:, 1]).all()
