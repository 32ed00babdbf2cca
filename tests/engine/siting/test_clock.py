"""The seconds that were given are kept at any size: every search and every proof asks the clock."""

import numpy as np
import pytest

from quanju.engine.siting.errors import TooLarge, TooLittleTime
from quanju.engine.siting.measure import city
from quanju.engine.siting.problem import Model, SitingProblem
from quanju.engine.siting.solve import bytes_needed, solve


class Clock:
    """Goes on by `step_s` whenever it is asked, as if each piece of work took so long."""

    def __init__(self, step_s):
        self.now_s, self.step_s = 0.0, step_s

    def __call__(self):
        self.now_s += self.step_s
        return self.now_s


SETTINGS = {
    Model.P_MEDIAN: {"points": 12},
    Model.P_CENTER: {"points": 12},
    Model.MCLP: {"points": 12, "limit_s": 120.0},
    Model.MEXCLP: {"points": 12, "limit_s": 120.0},
    Model.BACKUP: {"points": 12, "limit_s": 120.0},
    Model.LSCP: {"limit_s": 300.0},
}


@pytest.mark.parametrize("model", SETTINGS)
def test_a_plan_comes_soon_after_the_time_is_over(model):
    times, weight = city(300, 80)
    clock = Clock(step_s=1.0)
    plan = solve(SitingProblem(model, times, weight, **SETTINGS[model]), 40.0, clock=clock)
    # A stage that is under way ends with the next look; each of the last ones looks once or twice.
    assert clock.now_s < 40 + 25
    assert plan.bound >= plan.value if model in RISING else plan.bound <= plan.value
    assert len(plan.sites) == SETTINGS[model].get("points", len(plan.sites))


RISING = (Model.MCLP, Model.MEXCLP, Model.BACKUP)


def test_a_clock_that_runs_out_at_once_still_leaves_a_plan():
    times, weight = city(200, 50)
    problem = SitingProblem(Model.P_MEDIAN, times, weight, points=7)
    plan = solve(problem, 1.0, clock=Clock(step_s=10.0))
    assert len(plan.sites) == 7
    assert plan.value == pytest.approx((weight * times[:, plan.sites].min(axis=1)).sum())
    assert not plan.is_proven


def test_more_time_never_gives_a_worse_plan_or_bound():
    times, weight = city(250, 60, seed=3)
    problem = SitingProblem(Model.P_MEDIAN, times, weight, points=9)
    short, longer = (solve(problem, time_s, clock=Clock(0.01)) for time_s in (0.5, 5.0))
    assert longer.value <= short.value
    assert longer.bound >= short.bound


def test_what_is_too_large_is_told_before_it_begins():
    times, weight = city(60, 20)
    problem = SitingProblem(Model.P_MEDIAN, times, weight, points=4)
    least = bytes_needed(60, 20)
    with pytest.raises(TooLarge, match="60 demands and 20 sites take 419 MB") as refused:
        solve(problem, most_bytes=400_000_000, clock=Clock(1.0))
    assert refused.value.needed == least
    assert "60 个需求点" in refused.value.zh
    assert solve(problem, most_bytes=least).is_proven


def test_less_time_than_reading_takes_is_told_before_it_begins():
    problem = SitingProblem(Model.P_MEDIAN, np.ones((500, 100)), points=4)
    with pytest.raises(TooLittleTime, match=r"500 × 100 needs 0\.004 s at least, not 0\.001 s"):
        solve(problem, time_s=0.001)
