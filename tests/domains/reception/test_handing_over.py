"""First contact stays responsible until another accepts."""

import pytest
from tests.builders.hall import at_the_room, greeted, lobby, receptionist
from tests.builders.people import NOON, an_actor

from quanju.domains.kernel.types import NotFound
from quanju.domains.kernel.words import TextMissing
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.reception.actions import calling
from quanju.domains.reception.actions import handing_over as verbs
from quanju.domains.reception.models import Handover
from quanju.domains.reception.queries.visits import told, visit_view
from quanju.domains.reception.workflow import HANDOVER

pytestmark = pytest.mark.django_db


def offered(by, to="reception", person=None):
    view = greeted(by, service="report")
    verbs.hand_over_visit(visit=view.pk, to=to, person=person, by=by, at=NOON)
    return view


def test_an_offer_changes_nothing_until_it_is_accepted():
    officer, desk = lobby(), receptionist()
    view = offered(officer)
    assert told(view.pk, at=NOON).owner_id == officer.person_id
    assert verbs.accept_visit(visit=view.pk, by=desk, at=NOON).owner_id == desk.person_id
    assert told(view.pk, at=NOON).offer is None


def test_who_declines_says_why_and_the_owner_stays():
    officer, desk = lobby(), receptionist()
    view = offered(officer)
    with pytest.raises(TextMissing):
        verbs.decline_visit(visit=view.pk, why=" ", by=desk, at=NOON)
    verbs.decline_visit(visit=view.pk, why="正在办别的", by=desk, at=NOON)
    assert told(view.pk, at=NOON).owner_id == officer.person_id
    assert Handover.objects.get().why == "正在办别的"


def test_an_offer_to_one_by_name_is_that_ones_alone():
    officer, named, other = lobby(), receptionist(), receptionist()
    view = offered(officer, person=named.person_id)
    with pytest.raises(verbs.NotOfferedToYou):
        verbs.accept_visit(visit=view.pk, by=other, at=NOON)
    assert verbs.accept_visit(visit=view.pk, by=named, at=NOON).owner_id == named.person_id


def test_nobody_accepts_from_themselves():
    officer = lobby()
    view = offered(officer, to="lobby")
    with pytest.raises(verbs.NotOfferedToYou):
        verbs.accept_visit(visit=view.pk, by=officer, at=NOON)


def test_only_the_owner_offers_and_one_offer_at_a_time():
    officer, desk = lobby(), receptionist()
    view = offered(officer)
    with pytest.raises(verbs.OfferedAlready):
        verbs.hand_over_visit(visit=view.pk, to="lobby", by=officer, at=NOON)
    with pytest.raises(verbs.NotThisOnesToOffer):
        verbs.hand_over_visit(visit=view.pk, to="lobby", by=desk, at=NOON)


def test_somebody_of_another_site_is_no_receiver():
    officer, elsewhere = lobby(), at_the_room()
    with pytest.raises(verbs.NoSuchReceiver):
        offered(officer, person=elsewhere.person_id)
    with pytest.raises(NotFound):
        offered(officer, to="nobody")


def test_the_owner_may_take_an_offer_back():
    officer = lobby()
    view = offered(officer)
    verbs.withdraw_offer(visit=view.pk, by=officer, at=NOON)
    assert told(view.pk, at=NOON).offer is None
    with pytest.raises(NotFound):
        verbs.accept_visit(visit=view.pk, by=receptionist(), at=NOON)


def test_whoever_calls_the_number_accepts_it_by_that():
    officer, desk = lobby(), receptionist()
    view = offered(officer)
    called = calling.call_next(place="W1", by=desk, at=NOON)
    assert (called.pk, called.owner_id, called.offer) == (view.pk, desk.person_id, None)
    assert Handover.objects.get().status == "accepted"


def test_a_room_offers_to_legal_supervision_who_then_sees_it():
    officer, legal = at_the_room(), an_actor("legal_supervision")
    view = greeted(officer, service="consultation")
    with pytest.raises(NotFound):
        visit_view(view.pk, by=legal, at=NOON)
    verbs.hand_over_visit(visit=view.pk, to="legal", by=officer, at=NOON)
    assert verbs.accept_visit(visit=view.pk, by=legal, at=NOON).owner_id == legal.person_id


@pytest.mark.parametrize(("state", "verb", "after"), list(HANDOVER.cells()))
def test_every_cell_of_the_table(state, verb, after):
    if after is None:
        with pytest.raises(NotInThisState):
            HANDOVER.after(state, verb)
    else:
        assert HANDOVER.after(state, verb) == after
