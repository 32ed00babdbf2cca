"""Closed cases: found by year, kind, office and outcome; what is finished stays as it is."""

from datetime import timedelta

import pytest
from tests.domains.cases.cases import an_officer, decide_on, decided
from tests.factories import NOON, an_actor

from quanju.domains.cases.actions import story, working
from quanju.domains.cases.actions.holding import CaseIsOver
from quanju.domains.cases.queries.cases import archived_cases, years_closed
from quanju.domains.cases.workflow import CASE

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def officer(db):
    return an_officer()


@pytest.fixture
def legal(db):
    return an_actor("legal_supervision")


def closed(officer, outcome="prosecute", *, kind="criminal", at=NOON):
    view = decided(officer, "file", kind=kind, at=at)
    working.assign_case(case=view.number, officer=officer.person_id, by=officer, at=at)
    for decision in (outcome, "close"):
        view = decide_on(view, decision, officer=officer, at=at)
    return view


def numbers(actor, **asked):
    return [one.number for one in archived_cases(actor, most=9, **asked)]


def test_it_is_found_by_year_kind_and_outcome_those_closed_last_first(officer, legal):
    first = closed(officer)
    second = closed(officer, "revoke", at=NOON + DAY)
    third = closed(officer, "decide", kind="administrative", at=NOON + 60 * DAY)
    decided(officer, "file", at=NOON + 61 * DAY)  # not closed
    assert numbers(legal) == [third.number, second.number, first.number]
    assert numbers(legal, year="2026") == [second.number, first.number]
    assert numbers(legal, outcome="revoked") == [second.number]
    assert numbers(legal, kind="administrative", outcome="decided_admin") == [third.number]
    assert numbers(legal, office="jiankang-case-team", kind="criminal", year="2027") == []
    assert years_closed(legal) == [2027, 2026]
    after = (second.closed_at, second.pk)
    assert numbers(legal, before=after) == [first.number]
    assert numbers(an_officer()) == []
    assert years_closed(an_officer()) == []


def test_a_finished_record_is_not_added_to(officer):
    view = closed(officer)
    common = {"case": view.number, "by": officer, "at": NOON + DAY}
    with pytest.raises(CaseIsOver):
        working.note_party(part="witness", name="王五", **common)
    with pytest.raises(CaseIsOver):
        story.note_caught(caught_at=NOON, source="警情", **common)
    with pytest.raises(CaseIsOver):
        story.add_helper(office="jiankang-case-team", why="协助", **common)
    assert CASE.moves["closed"] == {}
