"""Numbers are called to windows: in order, one a window, two in the same instant."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.builders.hall import greeted, lobby, receptionist
from tests.builders.people import NOON

from quanju.domains.kernel.types import NotFound, Refused
from quanju.domains.reception.actions import calling
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.models import Visit
from quanju.domains.reception.queries.sites import site_of
from quanju.domains.reception.queries.visits import areas, visits_of_today

pytestmark = pytest.mark.django_db
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def waiting(count, service="report"):
    officer = lobby()
    return [greeted(officer, service=service, at=NOON + n * SECOND) for n in range(count)]


def test_who_waited_longest_is_called_first_and_the_caller_is_responsible():
    first, second = waiting(2)
    desk = receptionist()
    called = calling.call_next(place="W1", by=desk, at=NOON + MINUTE)
    assert (called.pk, called.status, called.place) == (first.pk, "called", "W1")
    assert called.owner_id == desk.person_id
    assert calling.call_next(place="W2", by=desk, at=NOON + MINUTE).pk == second.pk


def test_a_hall_works_past_midnight_and_a_window_never_freed_is_still_seen():
    first, second = waiting(2)
    desk, next_day = receptionist(), NOON + timedelta(hours=13)
    calling.call_next(place="W1", by=desk, at=NOON + MINUTE)
    calling.serve_visit(visit=first.pk, by=desk, at=NOON + MINUTE)
    site = site_of(desk)
    assert [one.pk for one in visits_of_today(desk, at=next_day)] == [first.pk, second.pk]
    assert [p.visit for a in areas(site, at=next_day) for p in a.places if p.visit] == ["001"]
    assert calling.call_next(place="W2", by=desk, at=next_day).pk == second.pk
    calling.end_visit(visit=first.pk, by=desk, at=next_day)
    assert [one.pk for one in visits_of_today(desk, at=next_day)] == [second.pk]


def test_an_area_without_a_queue_says_so():
    waiting(1)
    with pytest.raises(calling.NobodyWaits):
        calling.call_next(place="L1", by=receptionist(), at=NOON + MINUTE)


def test_a_window_takes_the_next_once_the_last_has_gone():
    waiting(2)
    desk = receptionist()
    first = calling.call_next(place="W1", by=desk, at=NOON + MINUTE)
    with pytest.raises(calling.PlaceTaken):
        calling.call_next(place="W1", by=desk, at=NOON + MINUTE)
    calling.serve_visit(visit=first.pk, by=desk, at=NOON + MINUTE)
    calling.end_visit(visit=first.pk, by=desk, at=NOON + 2 * MINUTE)
    assert calling.call_next(place="W1", by=desk, at=NOON + 2 * MINUTE).status == "called"


def test_the_database_holds_one_visit_a_place():
    first, second = waiting(2)
    Visit.objects.filter(pk=first.pk).update(status="called", place="W1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=second.pk).update(status="served", place="W1")


def test_an_unknown_window_is_not_there():
    waiting(1)
    with pytest.raises(NotFound):
        calling.call_next(place="Z9", by=receptionist(), at=NOON)


def test_a_no_show_is_noted_only_after_a_while_and_keeps_its_turn():
    (one,) = waiting(1)
    desk = receptionist()
    called = calling.call_next(place="W1", by=desk, at=NOON + MINUTE)
    least = timedelta(minutes=hall_rule(NOON).no_show_min)
    common = {"visit": called.pk, "by": desk}
    with pytest.raises(calling.TooEarlyForNoShow):
        calling.miss_visit(at=NOON + MINUTE + least - SECOND, **common)
    missed = calling.miss_visit(at=NOON + MINUTE + least, **common)
    assert (missed.status, missed.place) == ("no_show", "")
    back = calling.return_visit(at=NOON + 9 * MINUTE, **common)
    assert (back.status, back.waiting_since) == ("waiting", one.waiting_since)


def test_moving_to_another_area_begins_a_wait_there():
    (one,) = waiting(1)
    desk = receptionist()
    common = {"visit": one.pk, "by": desk}
    calling.call_visit(place="W1", at=NOON + MINUTE, **common)
    calling.serve_visit(at=NOON + MINUTE, **common)
    moved = calling.move_visit(area="interview", at=NOON + 5 * MINUTE, **common)
    assert (moved.status, moved.area, moved.place) == ("waiting", "interview", "")
    assert calling.call_next(place="I1", by=desk, at=NOON + 6 * MINUTE).pk == one.pk


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_press_at_once_call_two_people():
    first, second = waiting(2)
    desks = receptionist(), receptionist()

    def press(asked):
        place, desk = asked
        try:
            return calling.call_next(place=place, by=desk, at=NOON + MINUTE).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        called = list(both.map(press, zip(("W1", "W2"), desks, strict=True)))
    assert sorted(called) == [first.pk, second.pk]


@pytest.mark.django_db(transaction=True)
def test_two_that_call_to_one_window_at_once_one_is_refused():
    waiting(2)
    desks = receptionist(), receptionist()

    def press(desk):
        try:
            return calling.call_next(place="W1", by=desk, at=NOON + MINUTE).status
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(press, desks)) == ["PLACE_TAKEN", "called"]
