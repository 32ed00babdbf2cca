"""Verbs of what is asked of the own record: a copy, a correction; taken on, answered, refused.

Nothing of the record is written over: what was put right stands beside it, with its day.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from quanju.domains.deadlines.queries import last_day
from quanju.domains.documents.actions.papers import issue_paper
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import STRANGER, Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.report_holding import held_report, note_report
from quanju.domains.reception.actions.telling import tell_reporter
from quanju.domains.reception.models import CaseReport, RecordRequest
from quanju.domains.reception.papers import RECORD_TITLE, REPORT_RECORD, record_of
from quanju.domains.reception.queries.portal import portal_rule
from quanju.domains.reception.queries.reports import progress, told_report
from quanju.domains.reception.queries.requests import released_copy, requests_of
from quanju.domains.reception.types.requests import REQUESTS
from quanju.domains.reception.workflow import RECORD_REQUEST

WISH, ANSWER = Text("要什么", "what is asked for"), Text("答复", "the answer")
LONGEST_WISH, LONGEST_ANSWER = 1000, 2000


class AskedAlready(Refused):
    """One of a kind at a time."""

    code = "ASKED_ALREADY"
    text = Text("已经提出过，正在办理", "It was asked for already and is in hand")


class CopyNotReleased(Refused):
    """What leaves was looked at by a second person."""

    code = "COPY_NOT_RELEASED"
    text = Text(
        "先在“接报案记录”文书上制作副本（没有要隐去的也要注明），并由另一人核准",
        "First make a copy of the record's paper, redacted or said to need none, and have it "
        "released by a second person",
    )


def ask_of_record(*, report: str, code: str, kind: str, text: str, at: datetime) -> None:
    """By number and code of the receipt; its days begin."""
    with write():
        number = progress(report, code, at=at).number
        _ask(held(CaseReport, "progress", number=number), kind, text, STRANGER, at)


def ask_of_record_here(*, report: str, kind: str, text: str, by: Actor, at: datetime) -> None:
    """The same, asked at the window."""
    with write():
        _ask(held_report(report, by, at), kind, text, by, at)


def take_on_request(*, report: str, request: int, by: Actor, at: datetime) -> None:
    """Who asked is who reported; of a copy the record becomes a paper that can be redacted."""
    with write():
        row, one = _held(report, request, by, at)
        one.status, one.owner_id = RECORD_REQUEST.after(one.status, "take_on"), by.person_id
        one.save()
        if one.kind == "copy":
            view = told_report(report, at=at)
            issue_paper(
                kind=REPORT_RECORD.name,
                subject=row.subject,
                title=RECORD_TITLE.filled(number=report).zh,
                content=record_of(view, requests_of(report)),
                language="zh-hans",
                by=by,
                at=at,
            )
        _note(events.RECORD_REQUEST_TAKEN_ON, row, one, by, at)


def answer_request(*, report: str, request: int, answer: str, by: Actor, at: datetime) -> None:
    """A copy leaves released by a second person; a correction is added to the record."""
    said = words.lines(answer, ANSWER, longest=LONGEST_ANSWER, field="answer")
    with write():
        row, one = _held(report, request, by, at)
        one.status = RECORD_REQUEST.after(one.status, "answer")
        if one.kind == "copy":
            one.copy = released_copy(report, by=by, at=at)
            if one.copy is None:
                raise CopyNotReleased()
        _end(row, one, said, by, at)
        _note(events.RECORD_REQUEST_ANSWERED, row, one, by, at)


def refuse_request(*, report: str, request: int, answer: str, by: Actor, at: datetime) -> None:
    """With the reason; what one may do against it is told beside it."""
    said = words.lines(answer, ANSWER, longest=LONGEST_ANSWER, field="answer")
    with write():
        row, one = _held(report, request, by, at)
        one.status = RECORD_REQUEST.after(one.status, "refuse")
        _end(row, one, said, by, at)
        _note(events.RECORD_REQUEST_REFUSED, row, one, by, at)


def _ask(row: CaseReport, kind: str, text: str, by: Actor, at: datetime) -> None:
    if kind not in REQUESTS:
        raise NotFound(subject=f"request {kind[:20]!r}")
    said = words.lines(text, WISH, longest=LONGEST_WISH, field="text")
    days = portal_rule(at).request_days
    one = RecordRequest(
        report=row,
        kind=kind,
        text=said,
        is_by_resident=by is STRANGER,
        asked_at=at,
        due_on=last_day(local_day(at), days, working=True, at=at),
    )
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as error:
        raise AskedAlready() from error
    _note(events.RECORD_ASKED, row, one, by, at)


def _held(report: str, request: int, by: Actor, at: datetime) -> tuple[CaseReport, RecordRequest]:
    row = held_report(report, by, at)
    rows = RecordRequest.objects.filter(report=row)
    return row, held(rows, f"request {request}", pk=request)


def _end(row: CaseReport, one: RecordRequest, said: str, by: Actor, at: datetime) -> None:
    one.answer, one.answered_at, one.owner_id = said, at, by.person_id
    one.was_late = local_day(at) > one.due_on
    one.save()
    tell_reporter(report=row.number, cause=f"request:{one.pk}", by=by, at=at)


def _note(event: Event, row: CaseReport, one: RecordRequest, by: Actor, at: datetime) -> None:
    note_report(event, row, by, at, asked=one.kind, request=one.pk)
