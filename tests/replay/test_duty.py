from datetime import UTC, datetime, timedelta

import pytest

from quanju.replay.duty import spans_on_duty
from quanju.replay.records import UnitRow

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def a_job(hours: float, *, unit="M1", kind="MEDIC", stays_h: float = 1.0) -> UnitRow:
    at = NOON + timedelta(hours=hours)
    return UnitRow(
        **dict.fromkeys(("call", "station", "kind", "priority", "address", "outcome"), ""),
        line=1,
        unit=unit,
        unit_kind=kind,
        lon=0.0,
        lat=0.0,
        received_at=at,
        created_at=None,
        ordered_at=at,
        departed_at=None,
        arrived_at=None,
        cleared_at=at + timedelta(hours=stays_h),
    )


def hours(spans):
    return [tuple((t - NOON) / timedelta(hours=1) for t in span) for span in spans]


@pytest.mark.parametrize(
    ("pause_h", "expected"),
    [(6, [(-0.5, 8.5)]), (6.01, [(-0.5, 1.5), (6.51, 8.51)])],
)
def test_a_pause_over_six_hours_ends_the_duty(pause_h, expected):
    rows = [a_job(1 + pause_h), a_job(0)]
    found = hours(spans_on_duty(rows, ["MEDIC"])["M1", "MEDIC"])
    assert found == [pytest.approx(span) for span in expected]


def test_kinds_that_are_always_there_are_not_told_of():
    assert not spans_on_duty([a_job(0, unit="E1", kind="ENGINE")], ["MEDIC"])


def test_a_short_job_within_a_long_one_does_not_shorten_the_duty():
    rows = [a_job(0, stays_h=3), a_job(1, stays_h=0.5)]
    assert hours(spans_on_duty(rows, ["MEDIC"])["M1", "MEDIC"]) == [(-0.5, 3.5)]
