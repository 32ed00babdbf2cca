"""The crew's phone reports that it shows an order: once, by itself, for its own crew."""

from datetime import timedelta

import pytest
from tests.builders.incidents import a_crew_at, an_incident, an_order
from tests.builders.people import NOON, an_actor

from quanju.domains.dispatch.actions.showing import show_order
from quanju.domains.dispatch.models import Assignment
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import NotFound, Refused

pytestmark = pytest.mark.django_db
AT = NOON + timedelta(seconds=7)


@pytest.fixture
def sent(town):
    view, crew = a_crew_at("P3")
    an_order(an_incident(), view.pk)
    return Assignment.objects.get(), view, crew


def test_the_first_moment_stays_and_nothing_is_acknowledged(sent):
    job, view, crew = sent
    for seconds in (0, 5):
        at = AT + timedelta(seconds=seconds)
        show_order(job=job.pk, unit=view.pk, by=crew[0], at=at)
    job.refresh_from_db()
    assert (job.shown_at, job.state, job.acknowledged_at) == (AT, "assigned", None)
    assert Entry.objects.filter(event="dispatch.order_shown").count() == 1


@pytest.mark.parametrize("role", ["dispatcher", "patrol_unit", "station_command"])
def test_nobody_says_it_for_the_crew(sent, role):
    job, view, _ = sent
    with pytest.raises(Refused):
        show_order(job=job.pk, unit=view.pk, by=an_actor(role), at=AT)
    job.refresh_from_db()
    assert job.shown_at is None


def test_another_units_job_is_not_found(sent):
    other, crew = a_crew_at("P4")
    with pytest.raises(NotFound):
        show_order(job=sent[0].pk, unit=other.pk, by=crew[0], at=AT)
