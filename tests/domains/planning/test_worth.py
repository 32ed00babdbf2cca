"""Whether moving points is worth it, beside how last year's weeks differ."""

import numpy as np
import pytest
from tests.builders.people import NOON
from tests.builders.plans import past_calls

from quanju.domains.planning.actions.studies import ask_study
from quanju.domains.planning.models import Study
from quanju.domains.planning.rules import cells_of
from quanju.domains.planning.studies.worth import LEAST_A_WEEK, LEAST_WEEKS, worth_of

TODAY = np.array([100.0, 200.0])
NEAR, FAR = [0] * 10, [1] * 10
STEADY, SWINGING = [NEAR[:5] + FAR[:5]] * 6, [NEAR, FAR] * 3


@pytest.mark.parametrize(
    ("weeks", "is_hardly"),
    [(SWINGING, True), (STEADY, False)],
    ids=["weeks differ by more than is gained", "weeks are alike"],
)
def test_a_gain_is_held_against_the_spread_of_the_weeks(weeks, is_hardly):
    found = worth_of(TODAY, TODAY - 5, weeks, "p_median", 180)
    assert (found["gain"], found["is_hardly"]) == (5.0, is_hardly)
    assert found["noise"] == pytest.approx(np.std([np.mean(TODAY[w]) for w in weeks], ddof=1))
    assert (found["weeks"], found["better_weeks"]) == (6, 6)


def test_cover_models_are_judged_by_the_share_in_time_and_a_loss_is_hardly_worth_it():
    better = worth_of(TODAY, np.array([100.0, 150.0]), STEADY, "mclp", 180)
    assert (better["of"], better["gain"], better["is_hardly"]) == ("share", 0.5, False)
    assert worth_of(TODAY, TODAY + 100, STEADY, "mclp", 180)["is_hardly"]


def test_what_no_road_reaches_counts_for_no_drive_and_few_weeks_say_nothing():
    cut_off = np.array([90.0, np.inf])
    assert worth_of(TODAY, cut_off, [NEAR + FAR] * 5, "p_median", 180)["gain"] == 10
    assert worth_of(TODAY, TODAY - 5, STEADY[: LEAST_WEEKS - 1], "p_median", 180) is None
    thin = [NEAR[: LEAST_A_WEEK - 1]] * 9
    assert worth_of(TODAY, TODAY - 5, thin, "p_median", 180) is None


def test_each_call_knows_its_cell_and_those_left_out_have_none():
    lon = np.array([119.7] * 6 + [119.8] * 2)
    cells = cells_of(lon, np.full(8, 49.2), np.zeros(8, np.int64))
    assert cells.of.tolist() == [0] * 6 + [-1] * 2
    assert cells.left_out == 2


@pytest.mark.django_db
def test_only_a_study_of_points_keeps_weeks_and_only_of_cells_of_five(planner):
    past_calls(100, where=[(2, 2), (7, 1)])
    asked = ask_study(kind="points", title="", options={"count": 2}, by=planner, at=NOON)
    calls = Study.objects.get(pk=asked.pk).inputs["calls"]
    assert len(calls["weeks"]) == calls["days"] // 7
    told = np.bincount(np.concatenate(calls["weeks"]).astype(int), minlength=len(calls["cells"]))
    assert (told <= [n for *_, n in calls["cells"]]).all()
    assert told.sum() <= calls["n"]
