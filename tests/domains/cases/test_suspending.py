"""A suspended case is looked at again on a day that is named, and waits for its officer then."""

from datetime import date, timedelta

import pytest
from tests.builders.cases import an_officer, decide_on, decided
from tests.builders.people import NOON, an_actor
from tests.waiting import AHEAD

from quanju.domains.cases import waiting
from quanju.domains.cases.actions import deciding, suspending, working
from quanju.domains.cases.queries.cases import told_case
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.words import TextMissing

pytestmark = pytest.mark.django_db
TODAY = local_day(NOON)
DAYS = 90


@pytest.fixture
def officer():
    return an_officer()


@pytest.fixture
def case(officer):
    view = decided(officer, "file")
    working.assign_case(case=view.number, officer=officer.person_id, by=officer, at=NOON)
    return told_case(view.number)


def due(officer, at=NOON):
    found = waiting.waiting_for(officer, at=at, until=at + AHEAD)
    return [(one.toward.zh, one.due_at) for one in found if one.why == waiting.TO_REVIEW]


@pytest.mark.parametrize("days", [None, 0, -1, DAYS + 1])
def test_no_case_is_suspended_without_a_day_ahead_that_is_near_enough(case, officer, days):
    day = None if days is None else TODAY + timedelta(days=days)
    with pytest.raises(suspending.ReviewDayMissing) as found:
        deciding.propose_decision(
            case=case.number, decision="suspend", reason="x", review_on=day, by=officer, at=NOON
        )
    assert (found.value.field, told_case(case.number).awaits) == ("review_on", "")


@pytest.mark.parametrize("days", [1, DAYS])
def test_both_ends_of_the_span_are_days(case, officer, days):
    day = TODAY + timedelta(days=days)
    assert suspending.check_review_day(day, NOON) == day


def test_it_waits_for_its_officer_until_that_day_is_over(case, officer):
    decide_on(case, "suspend", officer=officer)
    assert told_case(case.number).review_on == TODAY + timedelta(days=30)
    ((toward, due_at),) = due(officer)
    assert toward == "复查"
    assert local_day(due_at - timedelta(seconds=1)) == date(2026, 12, 23)
    assert local_day(due_at) == date(2026, 12, 24)


def test_looked_at_again_it_gets_another_day_and_its_words_stand_in_the_record(case, officer):
    decide_on(case, "suspend", officer=officer)
    at, day = NOON + timedelta(days=30), TODAY + timedelta(days=100)
    look = {"case": case.number, "review_on": day, "by": officer, "at": at}
    with pytest.raises(TextMissing):
        suspending.look_again(**look, found=" ")
    with pytest.raises(suspending.ReviewDayMissing):
        suspending.look_again(**look | {"review_on": None}, found="x")
    suspending.look_again(**look, found="走访三户，没有新线索")
    found = told_case(case.number)
    assert (found.status, found.review_on) == ("suspended", day)
    entry = Entry.objects.get(event="cases.case_looked_at")
    assert entry.justification == "走访三户，没有新线索"


def test_resumed_it_has_no_such_day(case, officer):
    decide_on(case, "suspend", officer=officer)
    for other in (an_officer(), an_actor("legal_supervision")):
        with pytest.raises((Denied, NotFound)):
            suspending.resume_case(case=case.number, by=other, at=NOON)
    suspending.resume_case(case=case.number, by=officer, at=NOON)
    found = told_case(case.number)
    assert (found.status, found.review_on) == ("investigating", None)
    assert due(officer) == []
