"""Shifts across midnight and the new year."""

from datetime import datetime

import pytest
from tests.engine.simulation.towns import a_town, calls

from quanju.engine.simulation.calendar import hour_of_week, moments_between, shifts_between
from quanju.engine.simulation.errors import SimulationInputError
from quanju.engine.simulation.model import Crew
from quanju.engine.simulation.run import record

HOUR, DAY = 3600.0, 86_400.0
NEW_YEARS_EVE = datetime(2026, 12, 31)


def test_a_night_shift_runs_over_midnight_into_the_new_year():
    spans = shifts_between(NEW_YEARS_EVE, DAY, ["20:00-08:00"])
    # The one of 30 December is on duty from the start; that of the 31st ends on 1 January.
    assert spans[:2] == ((0.0, 8 * HOUR), (20 * HOUR, 32 * HOUR))


def test_the_night_crew_is_there_at_midnight_and_the_day_crew_is_not():
    night = Crew(name="n", home=5, shifts=shifts_between(NEW_YEARS_EVE, 2 * DAY, ["20:00-08:00"]))
    day = Crew(name="d", home=0, shifts=shifts_between(NEW_YEARS_EVE, 2 * DAY, ["08:00-20:00"]))
    given = calls((DAY - 1, 0), (DAY + 12 * HOUR, 0), (DAY + 23 * HOUR, 0), service_s=60)
    course = record(a_town([night, day], given, horizon_s=2 * DAY), seed=1).course
    assert course.unit.ravel().tolist() == [0, 1, 0]


def test_shifts_that_follow_one_another_are_one():
    joined = shifts_between(NEW_YEARS_EVE, DAY, ["08:00-20:00", "20:00-08:00"])
    assert len(joined) == 1
    assert joined[0][0] == 0.0


def test_weekdays_belong_to_the_day_on_which_a_shift_begins():
    # 31 December 2026 is a Thursday; a Thursday night ends on Friday.
    assert shifts_between(NEW_YEARS_EVE, DAY, ["22:00-06:00"], [4])[0] == (22 * HOUR, 30 * HOUR)
    assert shifts_between(NEW_YEARS_EVE, DAY, ["22:00-06:00"], [3])[0] == (0.0, 6 * HOUR)


def test_the_same_time_every_day_of_the_horizon():
    assert moments_between(NEW_YEARS_EVE, 2 * DAY, "12:30") == (12.5 * HOUR, 36.5 * HOUR)
    assert moments_between(NEW_YEARS_EVE, 2 * DAY, "00:00") == (0.0, DAY)


def test_hour_of_the_week():
    assert hour_of_week(datetime(2026, 11, 23)) == 0.0
    assert hour_of_week(datetime(2026, 11, 29, 23, 30)) == 167.5


@pytest.mark.parametrize("text", ["20:00", "20-08", "25:00-26:00", "08:60-09:00", "", "x-y"])
def test_what_is_no_shift(text):
    with pytest.raises(SimulationInputError):
        shifts_between(NEW_YEARS_EVE, DAY, [text])
