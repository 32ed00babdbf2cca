"""Hours: local moments on days when clocks change, stretches, the least present, minutes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanju.domains.duty import schedule as duty_schedule
from quanju.domains.duty.schedule import Presence
from quanju.domains.kernel import days as kernel_days
from quanju.domains.patrol import minutes as patrol_minutes

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
DAY = datetime(2026, 11, 23, tzinfo=UTC)
FORWARD, BACK = date(2027, 3, 28), date(2026, 10, 25)  # Berlin


def test_a_local_moment_of_shanghai():
    found = kernel_days.local_moment(date(2027, 1, 1), time(0, 30), SHANGHAI)
    assert found == datetime(2026, 12, 31, 16, 30, tzinfo=UTC)


def test_a_time_that_the_clocks_jump_over_is_refused():
    with pytest.raises(kernel_days.NoSuchLocalTime) as refusal:
        kernel_days.local_moment(FORWARD, time(2, 30), BERLIN)
    assert "02:30" in refusal.value.text.zh
    assert kernel_days.local_moment(FORWARD, time(3, 0), BERLIN).hour == 1


def test_a_time_that_comes_twice_is_refused():
    with pytest.raises(kernel_days.AmbiguousLocalTime):
        kernel_days.local_moment(BACK, time(2, 30), BERLIN)
    assert kernel_days.local_moment(BACK, time(3, 0), BERLIN).hour == 2


def test_what_repeats_is_moved_on_by_a_jump_and_is_the_first_of_two():
    skipped = kernel_days.repeated_moment(FORWARD, time(2, 30), BERLIN)
    assert (skipped.hour, skipped.minute) == (1, 30)
    twice = kernel_days.repeated_moment(BACK, time(2, 30), BERLIN)
    assert (twice.hour, twice.minute) == (0, 30)


@pytest.mark.parametrize(("day", "hours"), [(FORWARD, 23), (BACK, 25), (date(2026, 11, 23), 24)])
def test_a_day_has_no_hole_and_no_hour_twice(day, hours):
    found = kernel_days.stretches(day, 1, BERLIN, hours=1)
    assert found[-1][1] - found[0][0] == timedelta(hours=hours)
    assert all(a[1] == b[0] for a, b in pairwise(found))


def test_a_week_of_shanghai_is_42_stretches_of_four_hours():
    found = kernel_days.stretches(date(2026, 12, 28), 7, SHANGHAI, hours=4)
    assert len(found) == 42
    assert {b - a for a, b in found} == {timedelta(hours=4)}


def hours(a, b):
    return DAY + timedelta(hours=a), DAY + timedelta(hours=b)


def test_a_cell_shows_the_least_at_any_moment():
    first, second = (Presence(1, f, 2, *hours(a, b)) for f, a, b in (("x", 0, 3), ("y", 2, 4)))
    assert duty_schedule.cell(1, hours(0, 4), [first, second]).people == 2
    assert duty_schedule.cell(1, hours(2, 3), [first, second]).people == 4
    gap = Presence(1, "y", 2, DAY + timedelta(hours=3, seconds=1), DAY + timedelta(hours=4))
    found = duty_schedule.cell(1, hours(0, 4), [first, gap])
    assert (found.people, found.forces, found.is_empty) == (0, {"x", "y"}, True)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8), st.integers(1, 5)), max_size=6))
def test_the_least_present_is_what_counting_every_hour_says(shifts):
    there = [Presence(1, "x", n, *hours(a, a + span)) for a, span, n in shifts]
    counted = min(sum(n for a, span, n in shifts if a <= h < a + span) for h in range(4, 12))
    assert duty_schedule.cell(1, hours(4, 12), there).people == counted


def occur(**more):
    usual = {
        "weekdays": 0b0010000,
        "starts_on": date(2026, 12, 1),
        "ends_on": date(2027, 1, 31),
        "begins": time(20),
        "ends": time(2),
        "since": date(2026, 12, 28),
        "until": date(2027, 1, 4),
        "zone": SHANGHAI,
    }
    return list(duty_schedule.occurrences(**usual | more))


def test_a_friday_market_across_midnight_of_the_new_year():
    assert occur() == [
        (datetime(2027, 1, 1, 12, 0, tzinfo=UTC), datetime(2027, 1, 1, 18, 0, tzinfo=UTC))
    ]
    eve = occur(weekdays=0b0001000)
    assert [span[0] for span in eve] == [datetime(2026, 12, 31, 12, 0, tzinfo=UTC)]


def test_what_repeats_into_a_jump_moves_on_by_it():
    ((begins, ends),) = occur(
        weekdays=0b1000000,
        starts_on=FORWARD,
        ends_on=FORWARD,
        since=FORWARD,
        until=FORWARD + timedelta(days=1),
        begins=time(2, 30),
        ends=time(5),
        zone=BERLIN,
    )
    assert (begins.hour, begins.minute, ends.hour) == (1, 30, 3)


def test_no_minute_counts_twice():
    found = patrol_minutes.minutes_by_activity(
        {
            "staging": [hours(0, 4)],
            "patrolling": [hours(3, 6)],
            "response": [hours(1, 2)],
            "service": [hours(1, 3)],
        },
        *hours(0, 5),
    )
    assert found == {"response": 60, "service": 60, "staging": 120, "patrolling": 60}
    assert sum(found.values()) == 300
