"""The duty behind the demo: the same every time, and nobody leaves before they came."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from quanju.demo.past_luck import (
    DAWN_H,
    DUSK_H,
    MISSED,
    NEVER_OUT,
    ZONE_DUTY,
    Went,
    lit,
    stood,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 11, 1, 20, tzinfo=SHANGHAI)
MORNING = EVENING + timedelta(hours=12)
COUNT = 4000


def all_stood(seed=1):
    draw = random.Random(seed)
    return [stood((EVENING, MORNING), draw) for _ in range(COUNT)]


def test_it_is_the_same_every_time_and_has_some_of_everything():
    found = all_stood()
    assert found == all_stood()
    assert {one.status for one in found} == {"missed", "excused", "checked_in", "checked_out"}
    assert abs(sum(one.status == "missed" for one in found) / COUNT - MISSED) < 0.02
    assert abs(sum(one.status == "checked_in" for one in found) / COUNT - NEVER_OUT) < 0.01


def test_who_comes_more_than_ten_minutes_late_is_late_and_nobody_leaves_before():
    for one in all_stood():
        if one.came_at is None:
            assert one.status in ("missed", "excused")
            assert one.left_at is None
            continue
        assert one.is_late == (one.came_at - EVENING > timedelta(minutes=10))
        assert one.left_at is None or one.left_at > one.came_at


def test_lights_are_told_between_dusk_and_dawn_within_the_shift():
    went = Went("checked_out", EVENING, left_at=MORNING)
    told = list(lit(went, MORNING, random.Random(1), SHANGHAI))
    assert told
    for begins, ends in told:
        assert EVENING <= begins < ends <= MORNING
        assert begins.hour >= DUSK_H or begins.hour < DAWN_H


def test_a_crew_that_did_not_come_lights_nothing():
    assert list(lit(ZONE_DUTY, MORNING, random.Random(1), SHANGHAI)) == []
