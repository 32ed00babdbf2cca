"""Zones without an available unit: found, told after fifteen minutes, counted."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit, on_duty
from tests.builders.people import NOON

from quanju.domains.journal.queries import history_of
from quanju.domains.patrol import jobs
from quanju.domains.patrol.actions import cover
from quanju.domains.patrol.models import UnitShift, ZoneGap
from quanju.domains.patrol.queries import cover as cover_queries
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.usefixtures("town")


def minute(n):
    return NOON + timedelta(minutes=n)


def record(at):
    return cover.record_cover(by=SERVICE, at=at)


def gaps(since, until):
    return cover_queries.gap_minutes([(since, until)])[0]


def test_without_units_every_zone_is_uncovered():
    assert [gap.zone for gap in cover_queries.uncovered_zones(NOON)] == [1, 2, 3, 4]
    assert all(
        gap.since is None and not gap.is_too_long for gap in cover_queries.uncovered_zones(NOON)
    )


def test_an_available_unit_covers_the_zone_it_stands_in():
    on_duty(a_unit(home_zone=4), where=(1, 1))
    assert cover_queries.empty_zones(NOON) == {2, 3, 4}


@pytest.mark.parametrize(("minutes", "told"), [(15, []), (15.01, [1, 2, 3, 4])])
def test_both_sides_of_the_fifteen_minutes(minutes, told):
    assert record(NOON) == []
    assert record(minute(minutes)) == told


def test_an_alert_is_recorded_once_and_closes_by_itself():
    record(NOON)
    record(minute(16))
    record(minute(17))
    assert [gap.is_too_long for gap in cover_queries.uncovered_zones(minute(17))] == [True] * 4
    on_duty(a_unit(home_zone=1), at=minute(18))
    record(minute(20))
    events = [e.event for e in history_of("zone:1")]
    assert events == ["patrol.zone_uncovered", "patrol.zone_covered"]
    assert history_of("zone:1")[1].facts == {"minutes": 20}
    assert [gap.zone for gap in cover_queries.uncovered_zones(minute(20))] == [2, 3, 4]


def test_a_short_gap_is_counted_but_not_told():
    record(NOON)
    on_duty(a_unit(home_zone=1), at=minute(5))
    record(minute(6))
    assert history_of("zone:1") == []
    assert gaps(NOON, minute(60))[1] == pytest.approx(6)


def test_gap_minutes_are_cut_to_the_span():
    record(NOON)
    assert gaps(minute(10), minute(40))[2] == pytest.approx(30)
    assert not gaps(minute(-60), minute(-30))


def test_nothing_is_written_while_nothing_changes(django_assert_max_num_queries):
    record(NOON)
    with django_assert_max_num_queries(6):  # reads only
        record(minute(1))


def test_the_job_acts_as_the_service():
    jobs.watch_cover(NOON)
    jobs.watch_cover(minute(16))
    assert history_of("zone:3")[0].author == "service:quanju"


def test_a_row_of_spans_says_what_each_says_alone_and_asks_little(django_assert_max_num_queries):
    on_duty(a_unit())
    UnitShift.objects.update(started_at=minute(100), ended_at=minute(190))
    for zone, began, ended in ((1, 5, 65), (1, 70, 80), (2, 119, None)):
        ends = None if ended is None else minute(ended)
        ZoneGap.objects.create(zone=zone, began_at=minute(began), ended_at=ends)
    spans = [(minute(n), minute(n + 60)) for n in range(-120, 300, 60)]
    with django_assert_max_num_queries(2 + 1):
        found = cover_queries.gap_minutes(spans)
    assert found == [gaps(*one) for one in spans]
    assert found[:4] == [None, None, {1: 55}, {1: 15, 2: 1}]
    assert found[-1] == {2: 60}
    assert cover_queries.gap_minutes([]) == []
