"""RT-4: calls near a point where a crew stood at that very moment."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit
from tests.builders.people import NOON
from tests.builders.plans import past_calls
from tests.domains.patrol.test_presence import a_past_shift

from quanju.domains.dispatch.models import Assignment, Incident, Order
from quanju.domains.dispatch.queries.coverage import (
    coverage_by_hour,
    coverage_by_zone,
    covered_calls,
    ring_coverage,
)
from quanju.domains.rounds.models import PatrolRound

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SINCE, UNTIL = NOON - 12 * HOUR, NOON + 12 * HOUR


def calls(count, *, where=(2, 2), at=NOON, **more):
    """So many calls in the hour before a moment."""
    past_calls(count, days=1 / 24, at=at, where=[where], **more)


def covered(minutes=5, **more):
    found = ring_coverage(since=SINCE, until=UNTIL, at=UNTIL, **more)
    return next(one for one in found if one.code == f"RT-4/{minutes}")


def test_a_call_counts_while_somebody_stands_at_the_point_and_not_after(town):
    a_past_shift(a_unit(), begins=NOON - HOUR, minutes=120, left=30)
    calls(12)
    assert (covered(1).n, covered(1).numerator, covered(1).missing) == (12, 6, 0)


def test_a_crew_on_a_call_does_not_stand_at_its_point(town):
    unit = a_unit()
    a_past_shift(unit, begins=NOON - HOUR)
    calls(12)
    first = Incident.objects.order_by("pk").first()
    Assignment.objects.create(
        order=Order.objects.create(incident=first, sent_at=first.ordered_at),
        incident=first,
        unit=unit,
        state="released",
        assigned_at=NOON - HOUR + timedelta(minutes=1),
        released_at=NOON - timedelta(minutes=30),
        last_status_at=NOON,
    )
    # The call that it goes to came while it stood there; the five after that did not.
    assert covered(1).numerator == 12 - 5


def test_a_crew_on_a_round_does_not_stand_at_its_point(town):
    unit = a_unit()
    a_past_shift(unit, begins=NOON - HOUR)
    calls(12)
    PatrolRound.objects.create(
        mode="car",
        zone=1,
        unit=unit,
        organisation=unit.organisation,
        duty_from=NOON - HOUR,
        duty_until=NOON,
        status="completed",
        started_at=NOON - HOUR + timedelta(minutes=1),
        ended_at=NOON - timedelta(minutes=30),
    )
    assert covered(1).numerator == 12 - 5


def test_the_distance_is_by_road_and_far_calls_are_in_no_ring(town):
    a_past_shift(a_unit(), begins=NOON - HOUR)
    calls(12, where=(6, 5))
    found = ring_coverage(since=SINCE, until=UNTIL, at=UNTIL)
    assert [one.n for one in found] == [12, 12, 12]
    assert found[0].numerator == 0
    assert found[0].numerator <= found[1].numerator <= found[2].numerator


def test_days_without_a_plan_are_missing_and_not_uncovered(town):
    calls(12)
    assert (covered().n, covered().value, covered().missing) == (0, None, 12)


def test_what_crews_found_and_what_was_merged_is_left_out(town):
    a_past_shift(a_unit(), begins=NOON - HOUR)
    calls(12, is_self_initiated=True)
    assert covered().n == 0


def test_hours_zones_and_records_add_up_to_it(town):
    a_past_shift(a_unit(), begins=NOON - HOUR)
    calls(12, zone=1)
    whole = covered()
    again, hours = coverage_by_hour(since=SINCE, until=UNTIL, at=UNTIL)[-1]
    zones = coverage_by_zone("RT-4/5", since=SINCE, until=UNTIL, at=UNTIL)
    page = covered_calls("RT-4/5", since=SINCE, until=UNTIL, at=UNTIL)
    for parts in (hours, zones, [again]):
        assert sum(part.n for part in parts) == whole.n == page.n == len(page.rows)
        assert sum(part.numerator for part in parts) == whole.numerator
    assert sum(row.part for row in page.rows) == whole.numerator
    assert hours[11].n == 12
