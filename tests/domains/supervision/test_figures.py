"""Measures of the reports' side: worked by hand, equal to the public board, with targets."""

from datetime import timedelta

import pytest
from tests.builders.cases import an_officer, decide_on, receipted, under_review
from tests.builders.people import NOON, an_actor
from tests.builders.reports import a_room, taken

from quanju.domains.deadlines.models import Clock
from quanju.domains.kernel.days import local_day, start_of_day
from quanju.domains.reception.models import CaseReport
from quanju.domains.reception.queries.board import closed_months
from quanju.domains.reception.queries.reconciliation import days_of
from quanju.domains.supervision.actions.checking import check_report
from quanju.domains.supervision.actions.findings import raise_from_hit
from quanju.domains.supervision.models import RuleHit
from quanju.domains.supervision.queries.figures import CODES, measure, targets
from quanju.domains.supervision.rules import NEVER_TARGETS

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY = start_of_day(local_day(NOON))


def of_today(code):
    return measure(code, since=TODAY, until=TODAY + DAY)


def test_each_measure_says_nothing_where_nothing_happened():
    for code in CODES:
        one = of_today(code)
        assert (one.code, one.n, one.value, one.is_enough) == (code, 0, None, False)


def test_the_day_entered_is_what_the_days_reconciliation_says():
    desk = a_room()[1]
    taken(desk, kind="dispute")
    taken(desk, kind="dispute")
    legal = an_actor("legal_supervision")
    days = days_of(legal, local_day(NOON), at=NOON)
    one = of_today("RP-1")
    assert one.n - one.missing == sum(day.entered for day in days)
    assert one.missing == sum(day.difference for day in days)


def test_three_on_the_spot_wants_the_receipt_and_the_list_of_evidence():
    desk = a_room()[1]
    receipted(desk)
    taken(desk)
    taken(desk, kind="dispute", channel="phone")
    one = of_today("RP-4")
    assert (one.n, one.value) == (2, 50.0)


def test_what_is_done_with_every_step_counts_once():
    receipted()
    one = of_today("RP-2")
    assert (one.n, one.value) == (1, 100.0)


def test_limits_kept_equal_the_public_board_of_a_closed_month():
    receipted()
    last = (local_day(NOON).replace(day=1) - DAY).replace(day=1)
    due = start_of_day(last) + 9 * DAY
    rows = list(Clock.objects.all()[:1])
    assert rows
    Clock.objects.filter(pk=rows[0].pk).update(
        state="satisfied", due_at=due, ended_at=due - HOUR, next_alarm_at=None
    )
    month = closed_months(at=NOON)[0]
    one = measure(
        "RP-3", since=start_of_day(last), until=start_of_day(local_day(NOON).replace(day=1))
    )
    assert (month.matters.kept, month.matters.n) == (1, 1)
    assert (one.n, one.value) == (month.matters.n, 100.0)


def test_a_review_of_our_own_is_kept_when_it_was_decided_within_its_hours():
    officer = an_officer()
    view = under_review(officer, kind="administrative")
    limit = NOON + 24 * HOUR
    assert measure("CF-1", since=NOON, until=limit).n == 0
    one = measure("CF-1", since=NOON, until=limit + HOUR)
    assert (one.n, one.value) == (1, 0.0)
    decide_on(view, "file", officer=officer, at=NOON + HOUR)
    one = measure("CF-1", since=NOON, until=limit + HOUR)
    assert (one.n, one.value) == (1, 100.0)


def test_a_flag_counts_once_a_person_has_confirmed_it():
    made = taken(a_room()[1], kind="dispute")
    check_report(report=made.number, at=NOON)
    assert (of_today("CF-5").value, of_today("SP-1").value) == (0.0, 100.0)
    assert of_today("SP-1b").value == 0.0
    legal = an_actor("legal_supervision")
    raise_from_hit(hit=RuleHit.objects.get().pk, level=1, what="应立案", by=legal, at=NOON)
    assert (of_today("CF-5").value, of_today("SP-1b").value) == (100.0, 100.0)


def test_the_time_to_a_receipt_begins_when_somebody_comes_in():
    assert of_today("RP-5").n == 0
    receipted()
    assert of_today("RP-5").n == CaseReport.objects.filter(visit__isnull=False).count()


def test_targets_come_from_the_table_and_none_counts_crime():
    aims = targets(NOON)
    assert (aims["RP-3"].at_least, aims["RP-5"].at_most) == (95, 15)
    assert not {"CF-2", "CF-4", "CF-4b", "RP-6", *NEVER_TARGETS} & set(aims)
