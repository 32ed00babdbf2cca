"""Somebody comes in: a ticket, an owner, one of the four services; never a name."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.builders.hall import at_the_room, greeted, lobby
from tests.builders.people import NOON, an_actor

from quanju.domains.journal.models import Entry
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.reception.actions import greeting
from quanju.domains.reception.models import Visit
from quanju.domains.reception.types.hall import SERVICES

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def test_tickets_count_from_one_each_day_at_each_site():
    centre, room = lobby(), at_the_room()
    assert [greeted(centre).number, greeted(centre).number] == ["001", "002"]
    assert greeted(room).number == "001"
    assert greeted(centre, at=NOON + DAY).number == "001"


def test_who_greets_is_responsible_from_the_first_second():
    officer = lobby()
    view = greeted(officer)
    assert (view.status, view.owner_id) == ("arrived", officer.person_id)


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_can_be_pressed_at_once(service):
    view = greeted(service=service)
    expected = "waiting" if service in ("report", "consultation") else "sorted"
    assert (view.status, view.service) == (expected, service)


def test_a_visit_knows_its_moments_but_nobody_who_came():
    fields = {one.name for one in Visit._meta.get_fields()}
    assert not {name for name in fields if "name" in name or "phone" in name or "person" in name}


def test_sorting_late_keeps_the_moment_of_the_first_sorting():
    officer = lobby()
    view = greeted(officer)
    common = {"visit": view.pk, "by": officer}
    greeting.sort_visit(service="report", at=NOON + SECOND, **common)
    again = greeting.sort_visit(service="consultation", at=NOON + 9 * SECOND, **common)
    assert again.sorted_at == NOON + SECOND
    assert again.waiting_since == NOON + 9 * SECOND


def test_an_unknown_service_is_refused_and_nothing_stored():
    with pytest.raises(NotFound):
        greeted(service="haircut")
    assert not Visit.objects.exists()


def test_who_receives_nowhere_greets_nobody():
    with pytest.raises(Denied):
        greeted(an_actor("dispatcher"))
    with pytest.raises(greeting.NoSite):
        greeted(replace(lobby(), organisation_id=0))


def test_another_sites_visitor_is_not_ones_own():
    view = greeted(lobby())
    with pytest.raises(NotFound):
        greeting.sort_visit(visit=view.pk, service="report", by=at_the_room(), at=NOON)


def test_every_step_is_in_the_journal_without_words():
    view = greeted(service="report")
    told = Entry.objects.filter(subject=view.subject).order_by("number")
    assert [one.event for one in told] == [
        "reception.visitor_greeted",
        "reception.visit_sorted",
        "reception.visit_moved",
    ]
    assert all(one.purpose == "receive_report" for one in told)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "waiting", "service": "report", "owner": None, "owned_at": None},
        {"status": "waiting", "service": ""},
        {"status": "called", "service": "report", "place": ""},
        {"status": "asleep"},
        {"ended_at": NOON - SECOND},
    ],
    ids=str,
)
def test_the_database_refuses_what_no_visit_is(wrong):
    view = greeted()
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=view.pk).update(**wrong)
