"""A ticket by the visitor's own phone: no account, no name, a code that nobody guesses."""

from datetime import timedelta

import pytest
from tests.builders.hall import greeted, lobby, receptionist, the_room
from tests.builders.people import NOON, an_actor

from quanju.domains.kernel.types import NotFound
from quanju.domains.reception import clocks
from quanju.domains.reception.actions import calling, greeting, tickets
from quanju.domains.reception.models import Visit
from quanju.domains.reception.queries.sites import site_of
from quanju.domains.reception.queries.tickets import last_calls, ticket, times_to_come

pytestmark = pytest.mark.django_db
MINUTE, QUARTER = timedelta(minutes=1), timedelta(minutes=15)


def taken(officer, service="report", at=NOON):
    return tickets.take_ticket(at_site=site_of(officer).code, service=service, at=at)


def a_room():
    room = the_room()
    an_actor("reception_officer", organisation=room)
    return room


def test_a_ticket_by_phone_has_no_owner_until_somebody_meets_the_visitor():
    officer = lobby()
    view = taken(officer)
    row = Visit.objects.get()
    assert (row.owner_id, row.status, view.number) == (None, "arrived", "001")
    name, _, due = clocks.running(row, clocks.hall_rule(NOON))[-1]
    assert (name, due) == ("owner", NOON + clocks.hall_rule(NOON).limit("owner"))
    assert greeting.take_on(visit=row.pk, by=officer, at=NOON).owner_id == officer.person_id


def test_codes_are_long_and_all_different():
    officer = lobby()
    codes = {taken(officer).code for _ in range(20)}
    assert len(codes) == 20
    assert min(map(len, codes)) == 24


@pytest.mark.parametrize("code", ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAA"])
def test_another_code_opens_nothing(code):
    taken(lobby())
    with pytest.raises(NotFound):
        ticket(code, at=NOON)


def test_an_unknown_service_says_what_to_choose():
    with pytest.raises(tickets.ChooseAService):
        taken(lobby(), service="haircut")


def test_a_ticket_tells_how_many_are_before_it():
    officer = lobby()
    first, second = (
        greeted(officer, service="report"),
        greeted(officer, service="report", at=NOON + MINUTE),
    )
    assert ticket(first.code, at=NOON + MINUTE).ahead == 0
    assert ticket(second.code, at=NOON + MINUTE).ahead == 1


def test_who_comes_back_later_is_not_called_before_and_keeps_the_turn():
    officer, desk = lobby(), receptionist()
    first = greeted(officer, service="report")
    second = greeted(officer, service="report", at=NOON + MINUTE)
    tickets.come_back(code=first.code, back_at=NOON + QUARTER, at=NOON + MINUTE)
    assert calling.call_next(place="W1", by=desk, at=NOON + 2 * MINUTE).pk == second.pk
    with pytest.raises(calling.NobodyWaits):
        calling.call_next(place="W2", by=desk, at=NOON + QUARTER - MINUTE)
    assert calling.call_next(place="W2", by=desk, at=NOON + QUARTER).pk == first.pk


def test_no_clock_runs_before_the_time_that_was_said():
    view = greeted(lobby(), service="report")
    tickets.come_back(code=view.code, back_at=NOON + QUARTER, at=NOON)
    ((_, since, _),) = clocks.running(Visit.objects.get(), clocks.hall_rule(NOON))
    assert since == NOON + QUARTER


def test_only_times_that_are_offered_can_be_chosen():
    view = greeted(lobby(), service="report")
    offered = times_to_come(at=NOON)
    assert (offered[0], offered[-1]) == (
        NOON + QUARTER,
        NOON + timedelta(hours=clocks.hall_rule(NOON).come_back_h),
    )
    for wrong in (NOON, offered[0] + MINUTE, offered[-1] + QUARTER):
        with pytest.raises(tickets.ChooseATime):
            tickets.come_back(code=view.code, back_at=wrong, at=NOON)


def test_no_time_of_tomorrow_is_offered():
    late = NOON + timedelta(hours=11, minutes=40)  # 23:40
    assert times_to_come(at=late) == [NOON + timedelta(hours=11, minutes=45)]


def test_going_elsewhere_keeps_the_code_and_ends_the_number_here():
    officer, room = lobby(), a_room()
    view = greeted(officer, service="report")
    moved = tickets.change_site(code=view.code, to_site=room.code, back_at=NOON + QUARTER, at=NOON)
    assert (moved.code, moved.site.code, moved.status) == (view.code, room.code, "arrived")
    assert Visit.objects.get(pk=view.pk).status == "left"


def test_a_called_number_is_changed_no_more():
    view = greeted(lobby(), service="report")
    calling.call_next(place="W1", by=receptionist(), at=NOON)
    with pytest.raises(tickets.CalledAlready):
        tickets.give_up_ticket(code=view.code, at=NOON)


def test_who_gives_up_moves_the_next_one_up():
    officer = lobby()
    first = greeted(officer, service="report")
    second = greeted(officer, service="report", at=NOON + MINUTE)
    tickets.give_up_ticket(code=first.code, at=NOON + MINUTE)
    assert ticket(second.code, at=NOON + MINUTE).ahead == 0


def test_the_screen_shows_numbers_and_places_newest_first():
    officer, desk = lobby(), receptionist()
    for n, place in enumerate(("W1", "W2", "W3", "W4")):
        greeted(officer, service="report", at=NOON)
        calling.call_next(place=place, by=desk, at=NOON + n * MINUTE)
    found = last_calls(site_of(officer), at=NOON + 9 * MINUTE)
    assert [one.number for one in found] == ["004", "003", "002"]
    assert set(found[0].__slots__) == {"number", "place_name", "called_at"}
