"""A copy of the own record, a correction: asked by code, in days, released by a second person."""

from datetime import date, timedelta

import pytest
from tests.builders.hall import receptionist
from tests.builders.people import NOON, an_actor
from tests.builders.reports import a_room, taken

from quanju.domains.documents.actions.setting import finish_paper
from quanju.domains.documents.models import Paper, PaperBody, PaperCopy
from quanju.domains.documents.types import paper_kind_named
from quanju.domains.kernel.types import NotFound
from quanju.domains.kernel.words import TextMissing
from quanju.domains.kernel.workflow import NotInThisState
from quanju.domains.reception.actions import requests
from quanju.domains.reception.models import CaseReport, RecordRequest
from quanju.domains.reception.papers import REPORT_RECORD
from quanju.domains.reception.queries.reports import told_report
from quanju.domains.reception.queries.requests import requests_of
from quanju.domains.reception.waiting import waiting_for
from quanju.domains.reception.workflow import RECORD_REQUEST
from quanju.domains.rulebook.reading import read_shipped

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def window(db):
    return receptionist()


@pytest.fixture
def report(window):
    return taken(window, at=NOON).number


def ask(report, kind="copy", *, at=NOON, **more):
    said = {"code": told_report(report, at=at).code, "text": "我的陈述"} | more
    requests.ask_of_record(report=report, kind=kind, at=at, **said)
    return RecordRequest.objects.latest("pk")


def act(verb, one, by, *, at=NOON, **more):
    getattr(requests, f"{verb}_request")(
        report=one.report.number, request=one.pk, by=by, at=at, **more
    )


def waits(actor, at=NOON):
    return [
        one.due_at
        for one in waiting_for(actor, at=at, until=at + 60 * DAY)
        if one.key.startswith("reception.request")
    ]


def released(report, by):
    """As `documents.actions.redaction` leaves a copy that a second person has released."""
    paper = Paper.objects.get(subject=f"report:{report}", kind=REPORT_RECORD.name)
    return PaperCopy.objects.create(
        paper=paper, words=["x"], recipient="本人", hidden=1, sha256="0" * 64, pdf=b"%PDF",
        state="released", made_by_id=by.person_id, made_at=NOON,
    )  # fmt: skip


def test_it_is_asked_by_number_and_code_and_its_working_days_are_counted(report, window):
    one = ask(report)
    assert one.due_on == date(2026, 12, 14)
    assert len(waits(window)) == 1
    assert waits(a_room()[1]) == []
    with pytest.raises(NotFound):
        ask(report, "correction", code="WRONGCODE2")
    with pytest.raises(requests.AskedAlready):
        ask(report)
    with pytest.raises(TextMissing):
        ask(report, "correction", text=" ")


def test_a_copy_leaves_only_after_a_second_person_released_it(report, window):
    one = ask(report)
    with pytest.raises(NotInThisState):
        act("answer", one, window, answer="请来领取")
    act("take_on", one, window)
    paper = Paper.objects.get(kind=REPORT_RECORD.name)
    assert "电瓶" in PaperBody.objects.get(paper=paper).content
    with pytest.raises(requests.CopyNotReleased):
        act("answer", one, window, answer="请来领取")
    finish_paper(paper=paper.pk, pdf=b"%PDF-1.7", at=NOON)
    copy = released(report, window)
    act("answer", one, window, answer="请来领取")
    (told,) = requests_of(report)
    assert (told.status, told.copy, told.is_open) == ("answered", copy.pk, False)
    assert waits(window) == []


def test_a_correction_is_added_and_nothing_is_written_over(report, window):
    before = CaseReport.objects.get(number=report).statement
    one = ask(report, "correction", text="车停在北门")
    act("take_on", one, window)
    act("answer", one, window, answer="车停在北门，不是东门", at=NOON + 40 * DAY)
    (told,) = requests_of(report)
    assert told.is_correction
    assert CaseReport.objects.get(number=report).statement == before
    assert RecordRequest.objects.get().was_late


def test_a_refusal_says_why_and_what_one_may_do(report, window):
    one = ask(report)
    act("take_on", one, window)
    with pytest.raises(TextMissing):
        act("refuse", one, window, answer="")
    act("refuse", one, window, answer="涉及他人")
    (told,) = requests_of(report)
    assert "投诉" in told.remedy.zh
    assert told.remedy.en


def test_another_site_neither_sees_nor_answers_it(report):
    one = ask(report)
    for other in (a_room()[1], an_actor("lobby_officer")):
        with pytest.raises(Exception, match=r"."):
            act("take_on", one, other)


def test_the_records_layout_can_be_set():
    kind = paper_kind_named(REPORT_RECORD.name)
    kind.template.try_out(read_shipped(kind.template))


def test_the_table_of_states_is_this_one():
    assert {(state, verb): to for state, verb, to in RECORD_REQUEST.cells() if to} == {
        ("asked", "take_on"): "in_hand",
        ("in_hand", "answer"): "answered",
        ("in_hand", "refuse"): "refused",
    }
