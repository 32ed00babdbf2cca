"""Real calls of two counties, where the files lie beside the project."""

import pytest

from quanju.engine.demand import measure

pytestmark = pytest.mark.long


def test_eight_days_of_san_francisco_are_refused(shared_data):
    figures = measure.san_francisco(shared_data / "calls" / measure.SAN_FRANCISCO)
    assert figures["calls"] == 3210
    assert "14" in figures["refused"][0]
    assert "14" in figures["refused"][1]
    trial = figures["trial_of_one_day"]
    assert trial["gain_an_hour"] * 24 == pytest.approx(
        trial["baseline_deviance"] - trial["poisson_deviance"]
    )


def test_lincoln_county_keeps_the_baseline_unless_the_other_foresees_better(shared_data):
    figures = measure.lincoln_county(shared_data / "calls" / measure.LINCOLN)
    whole = figures["whole"]
    assert whole["days"] == 4018
    assert whole["calls"] > 17_000
    assert whole["model"] == "baseline" or whole["gain"] > 0
    assert whole["held_out_days"] == 56
    assert whole["baseline_deviance"] == pytest.approx(17.5, rel=0.1)


def test_the_invented_town_is_learnt_within_its_intervals():
    figures = measure.invented_town(seed=7)
    assert figures["model"] == "poisson"
    factor, low, high = figures["effects"]["snow"]
    assert low < 4 / 3 < high or abs(factor - 4 / 3) < 0.07
    assert figures["true_rates_held_by_90_percent_intervals"] > 0.8


def test_without_files_only_the_invented_town_is_measured():
    figures = measure.measure_demand(None)
    assert set(figures) == {"invented_town", "moving_towns"}
    for town in figures["moving_towns"].values():
        assert town["true_rates_held_by_90_percent_intervals"] > 0.75
        assert town["foreseen_by"]["quanju"]["deviance_a_day"] > 0
