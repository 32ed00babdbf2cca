"""C3, C9, C10: economic crimes have another review, what is another's is handed on in hours."""

from datetime import date, timedelta

import pytest
from tests.builders.cases import an_officer, decide_on, under_review
from tests.builders.people import NOON

from quanju.domains.cases.actions import working
from quanju.domains.cases.queries.measures import measure
from quanju.domains.cases.types.cases import circumstances_of
from quanju.domains.deadlines.actions.clocks import ClockForbids
from quanju.domains.deadlines.models import Clock
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.kernel.days import end_of_day
from quanju.domains.kernel.types import NotFound

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def officer(db):
    return an_officer()


def noted(officer, *codes, at=NOON):
    view = under_review(officer)
    for code in codes:
        view = working.note_circumstance(case=view.number, code=code, by=officer, at=at)
    return view


def running(view, at=NOON):
    return [(one.rule, one.due_on) for one in clocks_on(view.subject, at=at)]


@pytest.mark.parametrize(
    ("codes", "number", "due_on"),
    [
        ((), "C2", date(2026, 11, 26)),
        (("leads",), "C2", date(2026, 11, 30)),
        (("economic",), "C9", date(2026, 11, 30)),
        (("leads", "economic"), "C9", date(2026, 11, 30)),
        (("agency",), "C10", date(2026, 11, 26)),
        (("agency", "latest"), "C10", date(2026, 12, 3)),
        (("economic", "agency"), "C10", date(2026, 11, 26)),
    ],
)
def test_one_review_runs_from_the_day_of_the_receipt(officer, codes, number, due_on):
    view = noted(officer, *codes, at=NOON + 5 * HOUR)
    assert running(view) == [(number, due_on)]


def test_it_is_lengthened_by_the_county_head_and_then_from_above(officer):
    view = noted(officer, "economic")
    for due_on in (date(2026, 12, 23), date(2027, 1, 22)):
        decide_on(view, "extend_review", officer=officer)
        assert running(view) == [("C9", due_on)]
    with pytest.raises(ClockForbids):
        decide_on(view, "extend_review", officer=officer)


def test_what_is_anothers_is_handed_on_within_24_hours_from_when_it_was_found(officer):
    view = noted(officer, "elsewhere", at=NOON + HOUR)
    clock = Clock.objects.get(subject=view.subject, family="C3")
    assert clock.due_at == NOON + 25 * HOUR
    decide_on(view, "transfer_out", officer=officer, at=NOON + 25 * HOUR)
    clock.refresh_from_db()
    assert (clock.state, clock.ended_at) == ("satisfied", clock.due_at)


@pytest.mark.parametrize(("late", "kept"), [(timedelta(0), 100), (timedelta(seconds=1), 0)])
def test_the_review_of_an_economic_crime_counts_as_a_review_in_time(officer, late, kept):
    view = noted(officer, "economic")
    last = end_of_day(date(2026, 11, 30))
    decide_on(view, "file", officer=officer, at=last + late)
    found = measure("CF-1", since=NOON, until=NOON + 30 * DAY)
    assert (found.n, found.value) == (1, kept)


def test_what_may_be_noted_follows_what_was_noted(officer):
    assert circumstances_of("administrative", "") == ("hard",)
    assert circumstances_of("criminal", "elsewhere") == ()
    view = noted(officer, "economic")
    for code in ("leads", "latest", "economic", "hard"):
        with pytest.raises(NotFound):
            working.note_circumstance(case=view.number, code=code, by=officer, at=NOON)
