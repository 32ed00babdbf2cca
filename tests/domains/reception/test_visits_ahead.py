"""A visit booked from home: a number at once, no clock before somebody came."""

from datetime import timedelta

import pytest
from tests.builders.hall import lobby, receptionist, the_centre
from tests.builders.people import NOON

from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.reception.actions import calling, greeting, tickets, visits_ahead
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.jobs import end_missed_bookings, raise_hall_alarms
from quanju.domains.reception.models import Visit, VisitAlarm
from quanju.domains.reception.queries.portal import times_left
from quanju.domains.reception.queries.sites import site
from quanju.domains.reception.queries.visits import visits_of_today
from quanju.domains.reception.queries.waits import figures

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CODE = "reception-centre"


@pytest.fixture
def officer(db):
    the_centre()
    return lobby()


def days(service="report", at=NOON):
    return times_left(site(CODE), service, at=at)


def booked(come_at=None, *, service="report", at=NOON):
    come_at = come_at or days(service, at)[0].times[0]
    return visits_ahead.book_visit(at_site=CODE, service=service, come_at=come_at, at=at)


def test_times_lie_between_the_tables_hours_and_days(officer):
    rule = hall_rule(NOON)
    found = days()
    assert len(found) == rule.visit_days + 1
    told = [f"{local_time(one):%H:%M}" for one in found[1].times]
    assert (told[0], told[-1]) == (rule.visit_from, "17:00")
    first = found[0].times[0]
    assert first - NOON >= timedelta(minutes=rule.visit_step_min)


def test_one_books_as_many_at_a_time_as_there_are_windows(officer):
    come_at = days("consultation")[1].times[0]
    for _ in range(hall_rule(NOON).windows(1, "consultation")):
        booked(come_at, service="consultation")
    assert come_at not in days("consultation")[1].times
    with pytest.raises(visits_ahead.TimeIsGone):
        booked(come_at, service="consultation")
    assert booked(come_at, service="report").number == "003"


def test_a_time_that_was_never_offered_is_refused(officer):
    for wrong in (NOON - DAY, days()[0].times[0] + timedelta(minutes=1), NOON + 9 * DAY):
        with pytest.raises(visits_ahead.TimeIsGone):
            booked(wrong)


def test_no_clock_runs_and_nobody_is_counted_before_one_came(officer):
    view = booked()
    raise_hall_alarms(NOON + timedelta(hours=5))
    assert not VisitAlarm.objects.exists()
    assert figures(site(CODE).pk, at=NOON).visits == 0
    come_at = view.back_at
    here = visits_ahead.say_here(code=view.code, at=come_at)
    assert here.status == "arrived"
    assert figures(site(CODE).pk, at=come_at).visits == 1
    raise_hall_alarms(come_at + hall_rule(NOON).limit("sort"))
    assert VisitAlarm.objects.filter(kind="sort").exists()


def test_the_officer_who_meets_them_is_responsible(officer):
    booked()
    (view,) = visits_of_today(officer, at=NOON)
    met = visits_ahead.meet_booked(visit=view.pk, by=officer, at=NOON)
    assert (met.status, met.owner_id) == ("arrived", officer.person_id)
    greeting.sort_visit(visit=view.pk, service="report", by=officer, at=NOON)
    assert calling.call_next(place="W1", by=receptionist(), at=NOON).pk == view.pk


def test_nobody_is_here_on_another_day(officer):
    view = booked(days()[1].times[0])
    with pytest.raises(visits_ahead.NotToday):
        visits_ahead.say_here(code=view.code, at=NOON)


def test_who_does_not_come_frees_the_time(officer):
    view = booked()
    tickets.give_up_ticket(code=view.code, at=NOON)
    assert Visit.objects.get().status == "left"
    with pytest.raises(NotInThisState):
        visits_ahead.say_here(code=view.code, at=NOON)


def test_a_missed_booking_ends_with_its_day(officer):
    booked()
    assert end_missed_bookings(NOON) == 0
    assert end_missed_bookings(NOON + DAY) == 1
    row = Visit.objects.get()
    assert (row.status, row.code) == ("left", "")
