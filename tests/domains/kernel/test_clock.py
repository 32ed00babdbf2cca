"""The service's time: set once by the computer's clock, counted by one that nobody sets."""

from datetime import UTC, datetime, timedelta

import pytest

from quanju.domains.kernel.clock import ServiceClock

START = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
TOLERANCE_S = 5.0
HOUR_S = 3600.0


class Computer:
    """A computer whose clock can be set; its ticks cannot."""

    def __init__(self, start: datetime = START) -> None:
        self.wall, self.ticks = start.timestamp(), 100.0
        self.clock = ServiceClock(TOLERANCE_S, wall=lambda: self.wall, ticks=lambda: self.ticks)

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.ticks += seconds

    def set_by(self, seconds: float) -> None:
        self.wall += seconds


@pytest.fixture
def computer() -> Computer:
    return Computer()


@pytest.mark.parametrize("by", [-HOUR_S, HOUR_S, -TOLERANCE_S - 0.1, TOLERANCE_S + 0.1])
def test_a_clock_that_is_set_does_not_move_the_service(computer, by, caplog):
    computer.clock.now()
    computer.set_by(by)
    computer.passes(60)
    assert computer.clock.now() == START + timedelta(seconds=60)
    assert computer.clock.off_s == pytest.approx(by)
    assert [record.levelname for record in caplog.records] == ["ERROR"], "told, and told once"


@pytest.mark.parametrize("by", [-TOLERANCE_S + 0.1, TOLERANCE_S - 0.1, 0.0])
def test_a_small_step_is_followed_and_is_nobodys_alarm(computer, by, caplog):
    computer.clock.now()
    computer.set_by(by)
    computer.passes(60)
    assert computer.clock.now() == START + timedelta(seconds=60 + by)
    assert computer.clock.off_s == 0
    assert not caplog.records


def test_time_never_runs_backwards(computer):
    before = computer.clock.now()
    computer.set_by(-TOLERANCE_S + 1)
    assert computer.clock.now() == before


def test_a_clock_set_right_again_ends_the_alarm(computer, caplog):
    computer.clock.now()
    computer.set_by(-HOUR_S)
    assert computer.clock.off_s == pytest.approx(-HOUR_S)
    computer.set_by(HOUR_S)
    computer.passes(1)
    assert computer.clock.off_s == 0
    assert computer.clock.now() == START + timedelta(seconds=1)
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_a_second_step_is_told_again(computer, caplog):
    computer.set_by(-HOUR_S)
    computer.clock.now()
    computer.set_by(-HOUR_S)
    assert computer.clock.off_s == pytest.approx(-2 * HOUR_S)
    assert len(caplog.records) == 2


@pytest.mark.parametrize(("ahead", "begins"), [(HOUR_S, HOUR_S), (TOLERANCE_S - 1, 0.0), (-60, 0)])
def test_the_service_begins_no_earlier_than_what_is_recorded(computer, ahead, begins):
    computer.clock.begin_at(START + timedelta(seconds=ahead))
    assert computer.clock.now() == START + timedelta(seconds=begins)
    assert computer.clock.off_s == pytest.approx(-begins)
