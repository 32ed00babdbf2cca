"""What waits in the hall: visitors of the own site until the verb is done, offers for the asked."""

from datetime import timedelta

import pytest
from tests.builders.hall import at_the_room, greeted, lobby, receptionist
from tests.builders.people import NOON, an_actor
from tests.waiting import waits

from quanju.domains.reception import waiting
from quanju.domains.reception.actions import calling, greeting, handing_over

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=1)


def test_an_unsorted_visitor_waits_for_the_sites_people_until_they_are_called():
    officer, desk, elsewhere = lobby(), receptionist(), at_the_room()
    view = greeted(officer)
    assert waits(waiting, officer, LATER) == waits(waiting, desk, LATER) == ["visit"]
    assert waits(waiting, elsewhere, LATER) == waits(waiting, an_actor("dispatcher"), LATER) == []
    greeting.sort_visit(visit=view.pk, service="report", by=officer, at=LATER)
    assert waits(waiting, desk, LATER) == ["visit"]
    calling.call_next(place="W1", by=desk, at=LATER)
    assert waits(waiting, desk, LATER) == waits(waiting, officer, LATER) == []


def test_an_offer_waits_for_those_who_are_asked_and_never_for_the_owner():
    officer, named, other = lobby(), receptionist(), receptionist()
    view = greeted(officer, service="petition")
    handing_over.hand_over_visit(
        visit=view.pk, to="reception", person=named.person_id, by=officer, at=NOON
    )
    assert waits(waiting, named, LATER) == ["handover"]
    assert waits(waiting, other, LATER) == waits(waiting, officer, LATER) == []
    handing_over.accept_visit(visit=view.pk, by=named, at=LATER)
    assert waits(waiting, named, LATER) == []
