"""V-2: what patrol met or was sent to in its own zone, and whether it took it up."""

from datetime import timedelta

import pytest
from tests.builders.crews import a_unit
from tests.builders.people import NOON
from tests.builders.plans import past_calls

from quanju.domains.dispatch.models import Assignment, Incident, Order
from quanju.domains.dispatch.queries import handling
from quanju.domains.dispatch.queries.handling import handling_by_zone, handling_rate

pytestmark = pytest.mark.django_db
SINCE, UNTIL = NOON - timedelta(days=1), NOON + timedelta(days=1)


def matters(count, *, zone=1, sent="own", arrived=True, state="released", **more):
    """Closed calls, each with an order to a unit of the same zone, of another, or to nobody."""
    before = Incident.objects.count()
    past_calls(count, days=0.5, zone=zone, **more)
    home = {"own": zone, "other": zone + 1}.get(sent)
    rows = list(Incident.objects.order_by("-pk")[:count])
    if home is None:
        return
    unit = a_unit(f"特-{before}", home_zone=home, force_type="special_police")
    for incident in rows:
        Assignment.objects.create(
            order=Order.objects.create(incident=incident, sent_at=incident.ordered_at),
            incident=incident,
            unit=unit,
            state=state,
            assigned_at=incident.ordered_at,
            arrived_at=incident.arrived_at if arrived else None,
            last_status_at=incident.ordered_at,
        )


def rate(**more):
    return handling_rate(since=SINCE, until=UNTIL, at=UNTIL, **more)


def test_orders_of_the_own_zone_and_what_crews_found_are_matters():
    matters(6)
    matters(3, sent="other")
    matters(2, sent="nobody")
    matters(4, sent="nobody", is_self_initiated=True)
    found = rate()
    assert (found.n, found.numerator, found.value, found.missing) == (10, 10, 100, 0)


def test_not_gone_to_counts_against_it_and_a_missing_arrival_is_missing():
    matters(8)
    matters(2, arrived=False, state="refused")
    matters(1, arrived=False, state="released")
    found = rate()
    assert (found.n, found.numerator, found.value, found.missing) == (10, 8, 80, 1)


def test_open_ones_are_not_decided_yet_and_volunteers_are_not_patrol():
    matters(9)
    Incident.objects.update(state="on_scene")
    assert rate().n == 0
    matters(1)
    Assignment.objects.last().unit.__class__.objects.update(force_type="volunteer")
    assert (rate().n, rate().is_enough) == (0, False)


def test_its_records_are_as_many_as_n_whole_and_by_zone():
    matters(7)
    matters(5, zone=3, arrived=False, state="withdrawn")
    matters(1, zone=3, arrived=False)
    page = handling.handled(since=SINCE, until=UNTIL)
    assert (page.n, sum(row.part for row in page.rows)) == (12, 7) == (rate().n, rate().numerator)
    parts = handling_by_zone(since=SINCE, until=UNTIL, at=UNTIL)
    assert [(p.zone, p.n, p.missing) for p in parts] == [(1, 7, 0), (3, 5, 1)]
    assert handling.handled(since=SINCE, until=UNTIL, zone=3).n == 5
