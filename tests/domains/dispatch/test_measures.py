"""Measures: by hand, silent below ten, and with a list as long as their n."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from tests.builders.incidents import an_incident
from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.queries import measures
from quanju.domains.dispatch.queries.incidents import incidents_listed
from quanju.domains.dispatch.types import Measure

pytestmark = pytest.mark.django_db

FROM, UNTIL = NOON - timedelta(hours=1), NOON + timedelta(hours=6)
LEAST_N = 10
RINGS = (1, 3, 5, 0)


def seconds(count):
    return timedelta(seconds=count)


def a_past_incident(desk, *, called_before=20, arrived_after=None, ring=3, **more):
    """An incident ordered at noon, called in so many seconds before and reached after."""
    row = an_incident(by=desk)
    known = {
        "received_at": NOON - seconds(called_before),
        "answered_at": NOON - seconds(called_before - 10),
        "ordered_at": NOON,
        "arrived_at": None if arrived_after is None else NOON + seconds(arrived_after),
        "ring": ring or None,
        "has_ring": True,
        **more,
    }
    Incident.objects.filter(pk=row.pk).update(**known)
    return row


def measured(code):
    found = measures.measures(from_at=FROM, until_at=UNTIL)
    return next(measure for measure in found if measure.code == code)


@pytest.fixture
def desk(town):
    return an_actor("dispatcher")


def test_the_ring_is_kept_to_the_second_from_the_order_and_from_the_call(desk):
    for arrived in (179, 180, 181):
        a_past_incident(desk, called_before=20, arrived_after=arrived)
    by_order, by_call = measured("RT-3/3"), measured("RT-3b/3")
    assert (by_order.n, by_order.p50, by_order.p95) == (3, 180.0, 181.0)
    assert by_order.value == pytest.approx(100 * 2 / 3)
    assert (by_call.n, by_call.p50, by_call.value) == (3, 200.0, 0.0)


def test_self_initiated_ones_have_no_way_and_missing_ones_are_counted_not_filled_in(desk):
    a_past_incident(desk, arrived_after=100)
    a_past_incident(desk, arrived_after=0, is_self_initiated=True)
    a_past_incident(desk)
    ring = measured("RT-3/3")
    assert (ring.n, ring.missing) == (1, 1)


def test_outside_of_all_rings_is_reported(desk):
    a_past_incident(desk, arrived_after=100, ring=0)
    assert measured("RT-3/0").n == 1
    assert sum(measured(f"RT-3/{ring}").n for ring in RINGS) == 1


def test_signed_off_in_thirty_seconds_on_both_sides(desk):
    for after in (30, 31):
        a_past_incident(desk, acknowledged_at=NOON + seconds(after))
    assert (measured("RT-5").n, measured("RT-5").value) == (2, 50.0)


@pytest.mark.parametrize(("n", "is_enough"), [(LEAST_N - 1, False), (LEAST_N, True)])
def test_a_number_is_told_from_ten_on(n, is_enough):
    measure = Measure(code="RT-3/1", name=None, n=n, value=50.0, unit="%")
    assert measure.is_enough is is_enough


def test_the_list_behind_each_number_is_as_long_as_the_number(desk):
    a_past_incident(desk, arrived_after=100, ring=1, grade=1)
    a_past_incident(desk, arrived_after=0, is_self_initiated=True)
    a_past_incident(desk, ring=3, acknowledged_at=NOON + seconds(12))
    a_past_incident(desk, arrived_after=500, ring=0, departed_at=NOON + seconds(40))
    a_past_incident(desk, arrived_after=70, answered_at=None, fed_back_at=NOON + seconds(900))
    a_past_incident(desk, state="closed", disposition_code="mediated", arrived_after=33)
    gone = a_past_incident(desk, arrived_after=60)
    other = an_incident(by=desk)
    Incident.objects.filter(pk=gone.pk).update(state="merged", merged_into=other.pk)
    reader = an_actor("legal_supervision")
    for measure in measures.measures(from_at=FROM, until_at=UNTIL):
        asked = {k: v[0] for k, v in parse_qs(measure.records.replace("+", "%2B")).items()}
        listed = incidents_listed(
            reader,
            at=UNTIL,
            from_at=FROM,
            until_at=UNTIL,
            measure=asked.get("measure", ""),
            ring=int(asked["ring"]) if "ring" in asked else None,
            grade=int(asked["grade"]) if "grade" in asked else None,
        )
        assert len(listed) == measure.n, measure.code
    assert measured("RT-3/1").n == 1


def test_a_merged_incident_is_counted_once(desk):
    row, other = a_past_incident(desk, arrived_after=60), a_past_incident(desk, arrived_after=60)
    Incident.objects.filter(pk=row.pk).update(state="merged", merged_into=other.pk)
    assert measured("RT-3/3").n == 1


def test_an_empty_span_has_no_value(desk):
    ring = measured("RT-3/1")
    assert (ring.n, ring.value, ring.p50, ring.is_enough) == (0, None, None, False)
