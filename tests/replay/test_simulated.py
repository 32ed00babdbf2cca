"""What the records give is passed through; what they do not is simulated and told as an error."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.replay.test_duty import NOON, a_job

from quanju.engine.simulation.errors import SimulationInputError
from quanju.engine.simulation.measure import invented_roads
from quanju.replay.records import Records, UnitRow
from quanju.replay.simulated import simulated_against_recorded


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return invented_roads(tmp_path_factory.mktemp("roads")).drive


def a_call(number: int, drive_s: float, priority: str = "3") -> UnitRow:
    """Received every two hours, ordered 60 s later, on the way after 30 s more."""
    at = NOON + timedelta(hours=2 * number)
    return replace(
        a_job(0),
        call=str(number),
        priority=priority,
        lon=10.04,
        lat=0.04,
        received_at=at,
        ordered_at=at + timedelta(seconds=60),
        departed_at=at + timedelta(seconds=90),
        arrived_at=at + timedelta(seconds=90 + drive_s),
        cleared_at=at + timedelta(seconds=1200),
    )


def compared(network, rows, **more):
    records = Records(rows=len(rows), calls={row.call: [row] for row in rows})
    return simulated_against_recorded(records, network, seed=1, replications=2, **more)


def test_a_unit_that_waits_where_it_is_called_is_there_as_recorded(network):
    found = compared(network, [a_call(n, 0.0) for n in range(8)])["as_posted"]
    assert found["all"]["simulated_p50_s"] == found["all"]["recorded_p50_s"] == 90
    assert found["urgent"]["error_p90"] == 0
    assert "other" not in found


def test_drives_that_were_slower_are_an_error_of_their_urgency(network):
    rows = [a_call(n, 90.0 * (n % 2), "32"[n % 2]) for n in range(8)]
    found = compared(network, rows)["as_posted"]
    assert found["urgent"]["error_p50"] == 0
    assert found["other"]["error_p50"] == pytest.approx(-0.5)


def test_each_urgency_has_a_pace_of_its_own(network):
    rows = [a_call(n, 60.0 + 90.0 * (n % 2), "32"[n % 2]) for n in range(8)]
    moved = [replace(row, lon=10.04 + 0.002 * (k // 2 % 2)) for k, row in enumerate(rows)]
    found = compared(network, moved)["held_out"]
    assert found["pace_other"] == pytest.approx(2.5 * found["pace_urgent"], rel=0.05)


def test_off_duty_a_unit_is_not_sent(network):
    first = [a_call(n, 0.0) for n in range(2)]
    day_after = [replace(a_call(n, 0.0), unit="M2") for n in (20, 21)]
    day_after[1] = replace(day_after[1], lon=10.08)
    all_there = compared(network, first + day_after)["as_posted"]["all"]
    as_worked = compared(network, first + day_after, in_shifts=["MEDIC"])
    assert as_worked["units_in_shifts"] == 2
    # M1 stands where the third call comes from, but it went home the day before.
    assert all_there["simulated_p50_s"] == 90
    assert as_worked["as_posted"]["all"]["simulated_p90_s"] > 90
    assert as_worked["as_posted"]["all"]["simulated_p50_s"] == 90


def test_no_calls_is_a_sentence(network):
    with pytest.raises(SimulationInputError, match="no calls"):
        compared(network, [])
