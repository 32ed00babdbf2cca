"""Verbs of the case officer and the office: review, circumstance, parties, who works on it."""

from datetime import datetime
from typing import Any

from quanju.domains.cases import events
from quanju.domains.cases.actions.holding import check_unfinished, held_case, note_case
from quanju.domains.cases.actions.registering import choose_officer
from quanju.domains.cases.models import CaseRecord, Party
from quanju.domains.cases.permissions import (
    may_accept_cases,
    may_change_officer,
    may_work_cases,
    may_work_on,
)
from quanju.domains.cases.queries.cases import told_case
from quanju.domains.cases.types.cases import PARTIES, CaseView, circumstances_of
from quanju.domains.cases.types.decisions import ECONOMIC, HAND_ON, REVIEWS
from quanju.domains.cases.workflow import CASE
from quanju.domains.deadlines.actions.clocks import drop_clock, start_clock
from quanju.domains.deadlines.actions.clocks import note_circumstance as note_on_clock
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor

NAME, CONTACT = Text("姓名", "the name"), Text("联系方式", "a contact")


class UnknownPart(Refused):
    """One of the parts that people have in a case."""

    code = "UNKNOWN_PART"
    text = Text("请选择在案中的身份", "Please choose the part they have")
    status = 422
    field = "part"


def start_review(*, case: str, by: Actor, at: datetime) -> CaseView:
    """The officer begins to look whether it is to be filed."""
    with write():
        row = _held(case, by)
        row.status, row.review_started_at = CASE.after(row.status, "start_review"), at
        _save(row, events.REVIEW_STARTED, by, at)
    return told_case(case)


def note_circumstance(*, case: str, code: str, by: Actor, at: datetime) -> CaseView:
    """What lengthens the review without an approval: leads to be checked, a difficult case."""
    with write():
        row = _held(case, by)
        CASE.after(row.status, "note_circumstance")
        if code not in circumstances_of(row.kind, row.circumstance):
            raise NotFound(subject=f"circumstance {code[:20]!r}")
        row.circumstance = code
        if row.kind == "criminal":
            _move_clocks(row, code, by, at)
        _save(row, events.CIRCUMSTANCE_NOTED, by, at, circumstance=code)
    return told_case(case)


def _move_clocks(row: CaseRecord, code: str, by: Actor, at: datetime) -> None:
    """Leads lengthen the review that runs; an economic crime has another from the same day; what
    is another authority's is handed on within hours from when that was found."""
    if code == "elsewhere":
        start_clock(
            subject=row.subject, number=HAND_ON, start=at, purpose="investigate", by=by, at=at
        )
        return
    running = [one for one in clocks_on(row.subject, at=at) if one.rule in REVIEWS]
    for clock in running:
        if code in ECONOMIC:
            drop_clock(clock=clock.id, by=by, at=at)
        else:
            note_on_clock(clock=clock.id, code=code, by=by, at=at)
    if code in ECONOMIC:
        start_clock(
            subject=row.subject,
            number=ECONOMIC[code],
            start=local_day(row.registered_at),
            purpose="investigate",
            by=by,
            at=at,
        )


def change_officer(*, case: str, officer: int, by: Actor, at: datetime) -> CaseView:
    """Another of the office's people has the case from now on."""
    may_accept_cases(by).or_refuse()
    with write():
        row = held_case(case, by)
        may_change_officer(by, row.officer_id, row.station_id).or_refuse()
        CASE.after(row.status, "hand_over")
        choose_officer(row, officer, at)
        _save(row, events.OFFICER_CHANGED, by, at)
    return told_case(case)


def assign_case(*, case: str, officer: int, by: Actor, at: datetime) -> CaseView:
    """A filed case gets who leads its investigation; that may be who reviewed it."""
    may_accept_cases(by).or_refuse()
    with write():
        row = held_case(case, by)
        may_change_officer(by, row.officer_id, row.station_id).or_refuse()
        row.status = CASE.after(row.status, "assign")
        choose_officer(row, officer, at)
        _save(row, events.CASE_ASSIGNED, by, at)
    return told_case(case)


def note_party(
    *, case: str, part: str, name: str, contact: str = "", by: Actor, at: datetime
) -> CaseView:
    """Write down who has which part in this case; it is found from no other case."""
    if part not in PARTIES:
        raise UnknownPart()
    one = Party(
        part=part,
        name=words.line(name, NAME, longest=40, field="name"),
        contact=words.line(contact, CONTACT, longest=40, needed=False, field="contact"),
        noted_at=at,
    )
    with write():
        one.case = row = _held(case, by)
        check_unfinished(row)
        one.save()
        note_case(events.PARTY_NOTED, row, by, at, part=part)
    return told_case(case)


def _held(case: str, by: Actor) -> CaseRecord:
    may_work_cases(by).or_refuse()
    row = held_case(case, by)
    may_work_on(by, row.officer_id).or_refuse()
    return row


def _save(row: CaseRecord, event: Event, by: Actor, at: datetime, **facts: Any) -> None:
    row.save()
    note_case(event, row, by, at, **facts)
