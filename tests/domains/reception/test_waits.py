"""The wait that is told, and what came of it."""

from datetime import timedelta

import pytest
from tests.builders.hall import greeted, lobby, receptionist
from tests.builders.people import NOON

from quanju.domains.reception.actions import calling
from quanju.domains.reception.clocks import hall_rule
from quanju.domains.reception.queries.waits import expected_wait, figures

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def called(count, officer, desk, *, at):
    """So many come, are called at once and leave."""
    for _ in range(count):
        view = greeted(officer, service="report", at=at)
        calling.call_visit(visit=view.pk, place="W1", by=desk, at=at)
        calling.end_visit(visit=view.pk, by=desk, at=at)


def told(site, at):
    return expected_wait(site, "report", at=at)


def test_with_nobody_ahead_there_is_no_wait():
    assert told(lobby().organisation_id, NOON).minutes == 0


def test_too_few_calls_promise_nothing():
    officer, desk = lobby(), receptionist()
    least = hall_rule(NOON).sample_least
    called(least - 1, officer, desk, at=NOON)
    greeted(officer, service="report", at=NOON + MINUTE)
    assert told(officer.organisation_id, NOON + MINUTE).minutes is None
    called(1, officer, desk, at=NOON + MINUTE)
    assert told(officer.organisation_id, NOON + MINUTE).minutes is not None


def test_a_wait_is_people_ahead_times_the_span_between_calls():
    """Six calls in the last 60 minutes are one in ten; two ahead wait twenty."""
    officer, desk = lobby(), receptionist()
    called(6, officer, desk, at=NOON)
    for _ in range(2):
        greeted(officer, service="report", at=NOON + MINUTE)
    assert told(officer.organisation_id, NOON + MINUTE).minutes == 20


def test_calls_older_than_the_sample_count_no_more():
    officer, desk = lobby(), receptionist()
    called(6, officer, desk, at=NOON)
    at = NOON + timedelta(minutes=hall_rule(NOON).sample_min)
    greeted(officer, service="report", at=at - MINUTE)
    assert told(officer.organisation_id, at - MINUTE).minutes == 10
    assert told(officer.organisation_id, at).minutes is None


def test_what_was_told_is_measured_against_what_came():
    officer, desk = lobby(), receptionist()
    first = greeted(officer, service="report")
    calling.call_visit(visit=first.pk, place="W1", by=desk, at=NOON + 4 * MINUTE)
    found = figures(officer.organisation_id, at=NOON + 5 * MINUTE)
    assert (found.waited_median, found.waited_n) == (4 * MINUTE, 1)
    assert (found.off_median, found.off_n) == (4 * MINUTE, 1)
    assert (found.sorted_in_time, found.sorted_n) == (1, 1)
