"""Sorting, an owner, the call: both sides of each limit, told once."""

from datetime import timedelta

import pytest
from tests.builders.hall import greeted, lobby
from tests.builders.people import NOON

from quanju.domains.journal.models import Entry
from quanju.domains.kernel.transaction import write
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.jobs import raise_hall_alarms
from quanju.domains.reception.models import Visit, VisitAlarm

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def unmet(officer):
    """A visitor whom nobody has met: a ticket taken without an officer."""
    view = greeted(officer)
    with write():
        Visit.objects.filter(pk=view.pk).update(owner=None, owned_at=None)
    return view


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("sort", greeted),
        ("owner", unmet),
        ("wait", lambda officer: greeted(officer, service="report")),
    ],
)
def test_a_limit_is_passed_at_its_minute_and_told_once(name, make):
    view = make(lobby())
    due = NOON + hall_rule(NOON).limit(name)
    raise_hall_alarms(due - SECOND)
    assert not VisitAlarm.objects.filter(kind=name).exists()
    raise_hall_alarms(due)
    raise_hall_alarms(due + SECOND)
    assert VisitAlarm.objects.get(kind=name).due_at == due
    late = Entry.objects.filter(subject=view.subject, event="reception.visit_late")
    assert [one.facts["limit"] for one in late].count(name) == 1


def test_who_was_sorted_in_time_is_never_late():
    view = greeted(lobby(), service="petition")
    raise_hall_alarms(NOON + timedelta(hours=9))
    assert not VisitAlarm.objects.filter(visit=view.pk).exists()
