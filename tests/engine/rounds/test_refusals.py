"""Each bad input has its own sentence in both languages."""

import numpy as np
import pytest
from tests.engine.rounds.grounds import NO_WAY, a_line, a_place, a_problem

from quanju.engine.rounds.errors import (
    NegativeMinutes,
    NoCrews,
    PlacesDoNotFit,
    PlaceUnreachable,
    RoundInputError,
    ShiftTooShort,
    WindowClosed,
)
from quanju.engine.rounds.plan import propose_rounds
from quanju.engine.rounds.problem import Crew, RoundProblem

STREET = a_line(0, 600, 1800)


def refused(make, kind=RoundInputError):
    with pytest.raises(kind) as caught:
        make()
    assert any("\u4e00" <= c <= "\u9fff" for c in caught.value.zh)
    assert caught.value.en.isascii()
    return caught.value


def test_no_crews():
    refused(lambda: RoundProblem((a_place(1),), (), {"car": STREET}), NoCrews)


@pytest.mark.parametrize("minutes", [-1, float("nan")])
def test_negative_minutes(minutes):
    problem = lambda: a_problem([a_place(1, stay_min=minutes)], STREET)  # noqa: E731
    refused(problem, NegativeMinutes)


def test_a_window_or_shift_before_the_count_begins():
    refused(lambda: a_problem([a_place(1, windows=[(-5, 10)])], STREET), NegativeMinutes)
    refused(lambda: a_problem([a_place(1)], STREET, crews=[Crew(0, -5, 10)]), NegativeMinutes)


@pytest.mark.parametrize(
    "make",
    [
        lambda: a_problem([a_place(1, windows=[(20, 10)])], STREET),
        lambda: a_problem([a_place(1)], STREET, crews=[Crew(0, 60, 60)]),
        lambda: a_problem([a_place(1)], STREET, crews=[Crew(0, 0, 60, mode="boat")]),
        lambda: a_problem([a_place(3)], STREET),
        lambda: a_problem([a_place(-1)], STREET),
        lambda: a_problem([a_place(1)], STREET, crews=[Crew(0, 0, 60, end=9)]),
        lambda: a_problem([a_place(1, worth=0)], STREET),
        lambda: a_problem([a_place(1)], STREET, variants=0),
        lambda: a_problem([a_place(1)], STREET, extra_share=-0.1),
        lambda: a_problem([a_place(1)], STREET[:2]),
        lambda: a_problem([a_place(1)], np.full((3, 3), -1.0)),
        lambda: a_problem([a_place(1)], np.full((3, 3), np.nan)),
        lambda: a_problem([a_place(1)], STREET * 1e6),
        lambda: RoundProblem((), (Crew(0, 0, 60),), {}),
        lambda: propose_rounds(a_problem([a_place(1)], STREET), seed=1, time_s=0),
    ],
)
def test_input_that_makes_no_sense(make):
    refused(make)


def test_a_required_place_that_cannot_be_reached_is_named():
    table = STREET.copy()
    table[:, 1] = NO_WAY
    market = a_place(1, is_required=True, name=("夜市", "night market"))
    error = refused(lambda: propose_rounds(a_problem([market], table), seed=1), PlaceUnreachable)
    assert "夜市" in error.zh
    assert "night market" in error.en
    assert error.place == 0


def test_a_required_place_shut_before_arrival():
    late = a_place(1, windows=[(0, 30)], is_required=True)
    problem = a_problem([late], STREET, crews=[Crew(0, 60, 120)])
    refused(lambda: propose_rounds(problem, seed=1), WindowClosed)


def test_a_required_place_too_far_for_the_shift():
    problem = a_problem([a_place(2, is_required=True)], STREET, crews=[Crew(0, 0, 10)])
    refused(lambda: propose_rounds(problem, seed=1), ShiftTooShort)


def test_required_places_that_exclude_each_other():
    both = [
        a_place(1, windows=[(0, 6)], is_required=True),
        a_place(2, windows=[(0, 8)], is_required=True),
    ]
    error = refused(lambda: propose_rounds(a_problem(both, STREET), seed=1), PlacesDoNotFit)
    assert "地点 1、地点 2" in error.zh


def test_a_required_place_is_visited_though_not_worth_it():
    problem = a_problem([a_place(2, worth=1, is_required=True)], STREET)
    assert propose_rounds(problem, seed=1).best.travel_min == 6
