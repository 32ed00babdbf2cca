"""Closed cases: found by year, kind, office and outcome; what is finished stays as it is."""

from datetime import timedelta

import pytest
from tests.builders.cases import an_officer, decide_on, decided
from tests.builders.people import NOON, an_actor

from quanju.domains.cases import papers
from quanju.domains.cases.actions import archiving, story, working
from quanju.domains.cases.actions.holding import CaseIsOver
from quanju.domains.cases.models import CaseRecord
from quanju.domains.cases.queries.archive import digest_of, sealed, stages_of
from quanju.domains.cases.queries.cases import (
    archived_cases,
    case_view,
    parties_of,
    years_closed,
)
from quanju.domains.cases.types.archive import STAGES, Sealed
from quanju.domains.cases.waiting import waiting_for
from quanju.domains.documents.queries.papers import papers_on
from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.kernel.workflow import NotInThisState

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


@pytest.fixture
def archivist(db):
    return an_actor("archivist")


def archived(view, archivist, at=NOON + DAY):
    return archiving.archive_case(case=view.number, stages=STAGES, by=archivist, at=at)


def test_it_is_archived_once_all_four_stages_were_looked_through(officer, legal, archivist):
    view = closed(officer)
    common = {"case": view.number, "by": archivist, "at": NOON + DAY}
    with pytest.raises(archiving.StageNotLookedThrough) as told:
        archiving.archive_case(stages=["reception", "closing", "nonsense"], **common)
    assert told.value.text.zh == "还没有查验：立案、办理"
    for other in (officer, legal, an_actor("auditor")):
        with pytest.raises(Denied):
            archived(view, other)
    assert archived(view, archivist).status == "archived"
    with pytest.raises(NotInThisState):
        archived(view, archivist)
    assert history_of(view.subject)[-1].facts["sha256"] == digest_of(view.pk)
    assert numbers(legal) == numbers(archivist) == [view.number]
    with pytest.raises(CaseIsOver):
        working.note_party(part="witness", name="王五", case=view.number, by=officer, at=NOON + DAY)


def test_a_case_that_is_not_closed_is_not_there_for_the_archivist(officer, archivist):
    view = decided(officer, "file")
    assert waiting_for(archivist, at=NOON, until=NOON) == []
    for ask in (lambda: archived(view, archivist), lambda: case_view(view.number, by=archivist)):
        with pytest.raises(NotFound):
            ask()


def test_the_archivist_reads_numbers_and_no_word_of_the_matter(officer, archivist):
    done = closed(officer)
    header = case_view(done.number, by=archivist)
    assert (header.is_header, header.title, header.reason) == (True, "", "")
    assert parties_of(done.number, by=archivist) == []
    assert papers_on(done.subject, by=archivist, at=NOON + DAY) == []
    assert [one.name for one in stages_of(header)] == list(STAGES)
    (task,) = waiting_for(archivist, at=NOON + DAY, until=NOON + 2 * DAY)
    assert (task.number, task.toward.zh) == (done.number, "归档")
    archived(done, archivist)
    assert waiting_for(archivist, at=NOON + DAY, until=NOON + 2 * DAY) == []


@pytest.mark.parametrize("part", ["title", "party", "property", "paper"])
def test_whatever_is_changed_later_shows(officer, legal, archivist, part):
    view = decided(officer, "file", things=["手机"])
    case = {"case": view.number, "by": officer, "at": NOON}
    working.note_party(part="witness", name="王五", **case)
    row = CaseRecord.objects.get(number=view.number)
    row.status, row.closed_at, row.outcome = "closed", NOON, "revoked"
    with write():
        row.save()
    archived(view, archivist)
    row.refresh_from_db()
    whole = case_view(view.number, by=legal)
    assert sealed(whole) == Sealed(
        at=NOON + DAY,
        by=sealed(whole).by,
        sha256=digest_of(view.pk),
        is_unchanged=True,
    )
    with write():
        if part == "paper":
            papers.issue(row, "cases.told", "再告知一次", officer, NOON + DAY)
        else:
            changed = {"title": row, "party": row.parties.last(), "property": row.property.get()}
            setattr(changed[part], "title" if part == "title" else "name", "别的")
            changed[part].save()
    assert not sealed(whole).is_unchanged
