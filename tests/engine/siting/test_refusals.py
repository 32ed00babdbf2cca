"""Wrong input: each has its own error, with a sentence in both languages."""

import numpy as np
import pytest

from quanju.engine.siting.errors import (
    BadSettings,
    BadTimes,
    BadWeights,
    CapacityTooSmall,
    TooFewPoints,
    TooManyPoints,
    UnreachableDemand,
    UselessCandidate,
)
from quanju.engine.siting.problem import Direction, Model, SitingProblem
from quanju.engine.siting.solve import solve

TIMES = np.array([[10.0, 50.0, 90.0], [50.0, 10.0, 50.0], [90.0, 50.0, 10.0]])
INF = np.inf


def changed(row, column, value):
    times = TIMES.copy()
    times[row, column] = value
    return times


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"out_s": changed(1, 2, np.nan)}, BadTimes, "demand 1 and site 2"),
        ({"out_s": changed(0, 1, -1)}, BadTimes, "is negative"),
        ({"out_s": np.ones(3)}, BadTimes, "demands × sites"),
        ({"out_s": np.ones((0, 3))}, BadTimes, "demands × sites"),
        ({"direction": Direction.ROUND}, BadTimes, "needs back_s"),
        (
            {"direction": Direction.WORSE, "back_s": np.ones((2, 3))},
            BadTimes,
            "differ in size",
        ),
        ({"weights": np.array([1.0, -2, 1])}, BadWeights, "demand 1 (hour 0)"),
        ({"weights": np.array([1.0, np.nan, 1])}, BadWeights, "not a number"),
        ({"weights": np.ones(4)}, BadWeights, "3 demands"),
        ({"weights": np.zeros(3)}, BadWeights, "all weights are zero"),
        ({"points": 4}, TooManyPoints, "4 points"),
        ({"points": 3, "closed": (0,)}, TooManyPoints, "only 2"),
        ({"points": 0}, BadSettings, "at least 1"),
        ({"points": 1, "fixed": (0, 1)}, BadSettings, "at least 2"),
        ({"fixed": (3,)}, BadSettings, "no site 3"),
        ({"fixed": (1,), "closed": (1,)}, BadSettings, "both fixed and closed"),
        ({"model": Model.MCLP}, BadSettings, "needs limit_s"),
        ({"model": Model.MEXCLP, "limit_s": 60, "busy": 1.0}, BadSettings, "busy"),
        ({"model": Model.BACKUP, "limit_s": 60, "first_share": 0.4}, BadSettings, "0.5"),
        ({"model": Model.LSCP, "limit_s": 60}, BadSettings, "itself"),
        ({"capacity": np.ones(2)}, BadSettings, "capacity"),
        (
            {"model": Model.MEXCLP, "limit_s": 60, "capacity": np.ones(3)},
            BadSettings,
            "no capacity",
        ),
        ({"capacity": np.ones(3)}, CapacityTooSmall, "up to 2"),
        ({"out_s": changed(1, slice(None), INF)}, UnreachableDemand, "demand 1"),
        ({"out_s": changed(slice(None), 2, INF)}, UselessCandidate, "candidates 2"),
        (
            {"model": Model.LSCP, "limit_s": 5.0, "points": None},
            UnreachableDemand,
            "within 5 s",
        ),
    ],
)
def test_a_wrong_problem_is_refused_by_name(settings, error, words):
    with pytest.raises(error) as refusal:
        SitingProblem(**({"model": Model.P_MEDIAN, "out_s": TIMES, "points": 2} | settings))
    assert words in refusal.value.en
    assert any("\u4e00" <= letter <= "\u9fff" for letter in refusal.value.zh)


def test_two_islands_need_two_points():
    times = np.array([[1.0, INF], [INF, 1.0]])
    for model in (Model.P_MEDIAN, Model.P_CENTER):
        with pytest.raises(TooFewPoints) as refusal:
            solve(SitingProblem(model, times, points=1))
        assert refusal.value.needed == 2


def test_no_time_is_no_search():
    with pytest.raises(BadSettings):
        solve(SitingProblem(Model.P_MEDIAN, TIMES, points=1), time_s=0)


def test_a_closed_candidate_may_stand_in_the_river():
    times = changed(slice(None), 2, INF)
    assert solve(SitingProblem(Model.P_MEDIAN, times, points=2, closed=(2,))).sites == (0, 1)
