"""A street of five crossings, 60 seconds apart, worked out on paper."""

from dataclasses import replace

import numpy as np
import pytest

from quanju.engine.siting.plan import gap_of
from quanju.engine.siting.problem import Direction, Model, SitingProblem
from quanju.engine.siting.solve import solve

STREET = 60.0 * np.abs(np.arange(5)[:, None] - np.arange(5)[None])
WEIGHTS = np.array([10.0, 1, 1, 1, 10])


def plan(model, **settings):
    return solve(SitingProblem(model, STREET, **({"weights": WEIGHTS} | settings)))


def test_two_median_points_stand_at_the_heavy_ends():
    found = plan(Model.P_MEDIAN, points=2)
    assert found.sites == (0, 4)
    assert found.value == 60 + 120 + 60
    assert found.serves[0] == 0
    assert found.driving_s.tolist() == [0, 60, 120, 60, 0]
    assert found.mean_s == pytest.approx(240 / 23)
    assert [ring.weight for ring in found.rings] == [22, 23, 23]


def test_one_centre_stands_in_the_middle():
    assert plan(Model.P_CENTER, points=1).sites == (2,)
    assert plan(Model.P_CENTER, points=1).value == 120


def test_one_minute_needs_two_points():
    assert plan(Model.LSCP, limit_s=60).value == 2


def test_one_point_covers_an_end():
    found = plan(Model.MCLP, points=1, limit_s=60)
    assert found.value == 12
    assert found.covered.sum() == 3


def test_expected_cover_counts_the_second_point_less():
    found = plan(Model.MEXCLP, points=2, limit_s=60, busy=0.5)
    assert found.sites == (1, 3)
    assert found.covers.tolist() == [1, 1, 2, 1, 1]
    assert found.value == pytest.approx(0.5 * 22 + 0.75 * 1)


def test_backup_prefers_the_second_cover_of_a_heavy_end():
    found = plan(Model.BACKUP, points=2, limit_s=0, first_share=0.6)
    assert found.sites == (0, 4)
    assert found.value == pytest.approx(12)


def test_existing_and_closed_points_are_honoured():
    assert plan(Model.P_MEDIAN, points=2, fixed=(2,)).sites in ((0, 2), (2, 4))
    assert plan(Model.P_MEDIAN, points=2, closed=(0,)).sites == (1, 4)


def test_full_points_send_demand_on():
    found = plan(Model.P_MEDIAN, points=2, fixed=(0, 4), capacity=np.array([10, 9, 9, 9, 13.0]))
    assert found.serves.tolist() == [0, 4, 4, 4, 4]
    assert found.value == 60 + 120 + 180


def test_hours_add_up_and_are_told_apart():
    hourly = np.array([[8.0, 0, 0, 0, 0], [0, 0, 0, 0, 4]])
    found = plan(Model.P_MEDIAN, points=1, weights=hourly)
    assert found.sites == (0,)
    assert [hour.mean_s for hour in found.hours] == [0, 240]
    assert [hour.rings[-1].share for hour in found.hours] == [1, 1]
    assert [hour.rings[0].share for hour in found.hours] == [1, 0]


@pytest.mark.parametrize(
    ("direction", "value"),
    [(Direction.OUT, 10), (Direction.BACK, 25), (Direction.ROUND, 35), (Direction.WORSE, 25)],
)
def test_the_way_that_is_driven_counts(direction, value):
    out, back = np.array([[10.0]]), np.array([[25.0]])
    problem = SitingProblem(Model.P_MEDIAN, out, points=1, back_s=back, direction=direction)
    assert solve(problem).value == value


def test_the_same_seed_gives_the_same_plan():
    rng = np.random.default_rng(3)
    problem = SitingProblem(Model.P_MEDIAN, np.round(rng.random((60, 20)) * 300), points=5)
    assert solve(problem, seed=4).sites == solve(problem, seed=4).sites


def test_a_plan_out_of_time_says_how_near_it_is():
    rng = np.random.default_rng(3)
    problem = SitingProblem(Model.P_CENTER, rng.random((300, 80)) * 900, points=9)
    found = solve(problem, time_s=0.01)
    assert found.bound <= found.value
    assert found.status == "proven" if found.is_proven else found.status.startswith("within ")


@pytest.mark.parametrize(
    ("value", "bound", "gap", "status"),
    [
        (200.0, 200.0, 0.0, "proven"),
        (200.0, 199.0, 0.005, "within 0.50 %"),
        (200.0, 198.99, 0.00505, "within 0.51 %"),
        (200.0, 202.0, 0.01, "within 1.00 %"),
    ],
)
def test_how_near_it_is_rounds_up(value, bound, gap, status):
    plan = solve(SitingProblem(Model.P_MEDIAN, np.array([[10.0]]), points=1))
    near = gap_of(value, bound)
    told = replace(plan, value=value, bound=bound, gap=near, is_proven=near == 0.0)
    assert near == pytest.approx(gap)
    assert told.status == status
    assert told.status_zh.startswith("已证明" if status == "proven" else "与最优相差不超过")
