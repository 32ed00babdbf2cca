"""What is open is a column that the database keeps: it follows the state, whoever writes it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from tests.builders.incidents import an_incident
from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch.models import AFTER_END, Assignment, Call, Incident
from quanju.domains.dispatch.queries.incidents import incidents_listed
from quanju.domains.dispatch.queries.recommendation import jobs_that_tie
from quanju.domains.dispatch.workflow import (
    ACTIVE_ASSIGNMENT,
    ASSIGNMENT,
    INCIDENT,
    OPEN_INCIDENT,
)

pytestmark = pytest.mark.django_db

MANY = 3000


def past(count, **more):
    """Closed incidents of the days before, one a minute."""
    known = {
        "title": "x",
        "class_code": "x",
        "type_code": "x",
        "grade": 3,
        "address": "x",
        "lon": 119.7,
        "lat": 49.2,
        "channel": "phone",
        "state": "closed",
        "disposition_code": "done",
    } | more
    begun = NOON - timedelta(days=9)
    Incident.objects.bulk_create(
        Incident(
            number=f"20261101-{index:04}",
            created_at=begun + timedelta(minutes=index),
            received_at=begun + timedelta(minutes=index),
            ended_at=begun + timedelta(minutes=index),
            **known,
        )
        for index in range(count)
    )


@pytest.fixture
def desk(town):
    return an_actor("dispatcher")


def test_open_follows_every_state(desk):
    row = an_incident(by=desk)
    found = {}
    for state in INCIDENT.state_labels:
        change = {"state": state, "disposition_code": "x", "merged_into": None}
        if state == "merged":
            change["merged_into"] = an_incident(by=desk)
        Incident.objects.filter(pk=row.pk).update(**change)
        found[state] = Incident.objects.get(pk=row.pk).is_open
    assert found == {state: state in OPEN_INCIDENT for state in INCIDENT.state_labels}


def test_every_state_of_a_job_is_active_or_not():
    field = Assignment._meta.get_field("is_active")
    (case,) = field.expression.cases
    assert dict(case.condition.children) == {"state__in": ACTIVE_ASSIGNMENT}
    assert set(ACTIVE_ASSIGNMENT) < set(ASSIGNMENT.state_labels)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("dispatch_incident", "is_open"),
        ("dispatch_assignment", "is_active"),
        ("dispatch_call", "is_on_line"),
    ],
)
def test_nobody_can_write_it_against_the_state(table, column):
    with (
        pytest.raises(DatabaseError, match=r"(?i)generated|default"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET {column} = NOT {column}")


@pytest.mark.parametrize("has_counted", [False, True])
def test_open_ones_are_found_by_their_own_index_before_and_after_analyze(desk, has_counted):
    past(MANY)
    an_incident(by=desk)
    with connection.cursor() as cursor:
        if has_counted:
            cursor.execute("ANALYZE")
        if (
            connection.vendor == "postgresql"
        ):  # a small table is quicker read whole; may it be used?
            cursor.execute("SET LOCAL enable_seqscan = off")

    assert "open_incidents" in Incident.objects.open().explain()
    assert "open_incidents" in Incident.objects.visible_to(desk, NOON).open().explain()
    assert "a_unit_is_on_one_job_at_a_time" in Assignment.objects.active().explain()
    assert "a_unit_is_on_one_job_at_a_time" in jobs_that_tie(1, NOON).explain()
    told = Q(bridge__isnull=False) | Q(lost_call__isnull=False)
    for asked in (Q(answered_by=None), told & Q(answered_by=desk.person_id, state="answered")):
        strip = Call.objects.filter(asked, is_on_line=True).order_by("ringing_at", "number")
        assert "calls_on_the_line" in strip.explain()


def test_the_desk_sees_what_ended_within_a_day_and_no_more(desk):
    past(2)
    first, second = Incident.objects.order_by("number")
    Incident.objects.filter(pk=first.pk).update(ended_at=NOON - AFTER_END)
    Incident.objects.filter(pk=second.pk).update(ended_at=NOON - AFTER_END - timedelta(seconds=1))
    still_open = an_incident(by=desk)

    seen = incidents_listed(desk, at=NOON)

    assert [view.number for view in seen] == [still_open.number, first.number]


def test_a_list_of_years_goes_on_where_the_page_before_ended(town):
    past(250)
    auditor = an_actor("legal_supervision")
    numbers, before = [], ""
    while views := incidents_listed(auditor, at=NOON, before=before, limit=100):
        numbers += [view.number for view in views]
        before = views[-1].number
    assert numbers == [f"20261101-{index:04}" for index in reversed(range(250))]


def test_of_incidents_of_one_moment_none_is_skipped_between_pages(town):
    past(30)
    Incident.objects.update(created_at=NOON)
    auditor = an_actor("legal_supervision")
    first = incidents_listed(auditor, at=NOON, limit=20)
    second = incidents_listed(auditor, at=NOON, before=first[-1].number, limit=20)
    assert len({view.number for view in (*first, *second)}) == 30
