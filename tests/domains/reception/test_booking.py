"""Rooms are kept without clashes, also when two press in the same instant."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from tests.builders.hall import at_the_room, greeted, lobby, receptionist
from tests.builders.people import NOON

from quanju.domains.kernel.types import Denied, NotFound, Refused
from quanju.domains.reception.actions import booking, calling
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.models import BookedQuarter
from quanju.domains.reception.queries.bookings import booking_at

pytestmark = pytest.mark.django_db
HOUR, QUARTER, DAY = timedelta(hours=1), timedelta(minutes=15), timedelta(days=1)


def booked(by, *, place="I1", start=NOON + HOUR, end=NOON + 2 * HOUR, purpose="interview"):
    return booking.book_place(
        place=place, from_at=start, until_at=end, purpose=purpose, by=by, at=NOON
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, 4), (-2, 1), (3, 6), (1, 2), (-4, 8)],
)
def test_what_overlaps_by_a_quarter_clashes(start, end):
    by = lobby()
    booked(by)
    with pytest.raises(booking.BookingClash):
        booked(by, start=NOON + HOUR + start * QUARTER, end=NOON + HOUR + end * QUARTER)


def test_one_may_follow_another_and_other_rooms_are_free():
    by = lobby()
    booked(by)
    booked(by, start=NOON + 2 * HOUR, end=NOON + 3 * HOUR)
    booked(by, place="I2")
    booked(at_the_room())


def test_a_cancelled_room_is_free_again():
    by = lobby()
    view = booked(by)
    with pytest.raises(Denied):
        booking.cancel_booking(booking=view.pk, by=at_the_room(), at=NOON)
    booking.cancel_booking(booking=view.pk, by=receptionist(), at=NOON)
    with pytest.raises(NotFound):
        booking.cancel_booking(booking=view.pk, by=by, at=NOON)
    booked(by)


def spans():
    rule = hall_rule(NOON)
    longest, latest = timedelta(hours=rule.booking_h), NOON + timedelta(days=rule.booking_days)
    return {
        "the longest": (NOON + HOUR, NOON + HOUR + longest, True),
        "a quarter longer": (NOON + HOUR, NOON + HOUR + longest + QUARTER, False),
        "the last": (latest - HOUR, latest, True),
        "a quarter later": (latest - HOUR, latest + QUARTER, False),
        "begun already": (NOON - QUARTER, NOON + HOUR, False),
        "from now": (NOON, NOON + QUARTER, True),
        "empty": (NOON + HOUR, NOON + HOUR, False),
        "backwards": (NOON + HOUR, NOON, False),
        "off the quarter": (NOON + HOUR, NOON + HOUR + QUARTER + timedelta(minutes=1), False),
    }


NAMES = [
    "the longest",
    "a quarter longer",
    "the last",
    "a quarter later",
    "begun already",
    "from now",
    "empty",
    "backwards",
    "off the quarter",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_booking_keeps_within_its_limits(name):
    start, end, is_good = spans()[name]
    if is_good:
        assert booked(lobby(), start=start, end=end).from_at == start
    else:
        with pytest.raises(booking.BookingSpan):
            booked(lobby(), start=start, end=end)
        assert not BookedQuarter.objects.exists()


def test_an_unknown_place_or_purpose_is_not_there():
    for wrong in ({"place": "Z9"}, {"purpose": "party"}):
        with pytest.raises(NotFound):
            booked(lobby(), **wrong)


def test_nobody_is_called_to_a_room_that_another_has_booked():
    by, desk = lobby(), receptionist()
    view = greeted(by, service="report")
    booked(by, place="W1", start=NOON, end=NOON + HOUR, purpose="closed")
    with pytest.raises(calling.PlaceBooked):
        calling.call_visit(visit=view.pk, place="W1", by=desk, at=NOON + QUARTER)
    assert booking_at(by.organisation_id, "W1", at=NOON + HOUR) is None
    assert calling.call_visit(visit=view.pk, place="W1", by=desk, at=NOON + HOUR).place == "W1"


@pytest.mark.django_db(transaction=True)
def test_two_who_book_in_the_same_instant_one_is_told_it_is_taken():
    people = lobby(), receptionist()

    def press(by):
        try:
            return booked(by).purpose
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(press, people)) == ["BOOKING_CLASH", "interview"]
    assert BookedQuarter.objects.count() == 4
