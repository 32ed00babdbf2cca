"""Verbs before a case is accepted: register it, send it to an office, accept it, decline it."""

from datetime import datetime
from typing import Any

from quanju.domains.cases import events
from quanju.domains.cases.actions.holding import held_case, held_number, note_case, tell_of
from quanju.domains.cases.actions.property import take_over_evidence
from quanju.domains.cases.models import CaseCounter, CaseRecord, Party
from quanju.domains.cases.papers import issue
from quanju.domains.cases.permissions import (
    NOT_YOUR_OFFICE,
    may_accept_at,
    may_accept_cases,
    may_send_cases,
)
from quanju.domains.cases.queries.cases import told_case
from quanju.domains.cases.queries.offices import office as office_named
from quanju.domains.cases.queries.offices import officers_of, own_office
from quanju.domains.cases.rules import LIMITS, limits
from quanju.domains.cases.types.cases import CaseView, Office
from quanju.domains.cases.workflow import CASE
from quanju.domains.deadlines.actions.clocks import start_clock
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.numbers import count_on, of_day
from quanju.domains.kernel.roles import LEGAL
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.ports import Receipted
from quanju.domains.rulebook.queries import in_force

REVIEW = {"criminal": "C2"}
"""The law's clock from the moment a case was received; an administrative one is filed at once."""
ACCEPTANCE = "cases.acceptance"
REASON = Text("理由", "the reason")


class NotOnTheList(Refused):
    """A case officer is one of the office's own, now."""

    code = "NOT_ON_THE_LIST"
    text = Text("请从名单里选一位办案民警", "Choose a case officer from the list")
    status = 422
    field = "officer"


class AtLegal(Refused):
    """Offices have declined it too often."""

    code = "AT_LEGAL"
    text = Text(
        "已退回 {count} 次，由督察法制指定", "Declined {count} times: legal supervision decides"
    )


class SentAlready(Refused):
    """One office is asked at a time."""

    code = "SENT_ALREADY"
    text = Text("已移交{office}，先等答复", "It was sent to {office}; wait for their answer")


def register_case(report: Receipted, *, by: Actor, at: datetime) -> CaseView:
    """The case that goes on with a report, within the write that gives its receipt.

    The clock of the law begins now: whoever reported waits for no desk of ours. A station's report
    goes to its own case team unless another office was chosen.
    """
    chosen = office_named(report.office) if report.office else own_office(report.station)
    with write():
        row = _new(report.case, at)
        row.report_id, row.report_number = report.pk, report.number
        row.title, row.site_id = report.title, report.site
        row.is_restricted = report.is_restricted
        _put(row, chosen)
        row.save(force_insert=True)
        if report.reporter:
            Party.objects.create(
                case=row,
                part="complainant",
                name=report.reporter,
                contact=report.contact,
                noted_at=at,
            )
        take_over_evidence(row, report.evidence, report.reporter)
        start_review_clock(row, by, at)
        note_case(events.CASE_REGISTERED, row, by, at)
    return told_case(row.number)


def send_case(*, case: str, office: str, by: Actor, at: datetime) -> CaseView:
    """Say which office handles it. The site that received it says so, until offices have declined
    as often as the table allows; then legal supervision."""
    may_send_cases(by).or_refuse()
    chosen = office_named(office)
    with write():
        row = held_number(case)
        CASE.after(row.status, "send")
        if by.role not in LEGAL:
            if by.organisation_id != row.site_id:
                NOT_YOUR_OFFICE.or_refuse()
            if row.is_at_legal:
                raise AtLegal(count=row.declines)
        if row.office is not None and by.role not in LEGAL:
            raise SentAlready(office=row.office.name)
        _put(row, chosen)
        row.sent_at, row.is_at_legal, row.declined_why = at, False, ""
        row.save()
        note_case(events.CASE_SENT, row, by, at)
    return told_case(case)


def accept_case(*, case: str, officer: int, by: Actor, at: datetime) -> CaseView:
    """The office takes the case and says who of its people is the case officer."""
    may_accept_cases(by).or_refuse()
    with write():
        row = held_case(case, by)
        may_accept_at(by, row.office_id, row.station_id).or_refuse()
        row.status = CASE.after(row.status, "accept")
        choose_officer(row, officer, at)
        row.accepted_at = at
        row.save()
        issue(row, ACCEPTANCE, "", by, at)
        note_case(events.CASE_ACCEPTED, row, by, at)
        tell_of(row, "accepted", by, at)
    return told_case(case)


def decline_case(*, case: str, why: str, by: Actor, at: datetime) -> CaseView:
    """It is another's; with the reason it goes back to who received it, or to legal supervision."""
    may_accept_cases(by).or_refuse()
    reason = words.line(why, REASON, longest=200, field="why")
    with write():
        row = held_case(case, by)
        may_accept_at(by, row.office_id, row.station_id).or_refuse()
        row.status = CASE.after(row.status, "decline")
        note_case(events.CASE_DECLINED, row, by, at, declines=row.declines + 1)
        _put(row, None)
        row.declines += 1
        row.declined_why = reason
        row.is_at_legal = row.declines >= limits(at).decline_most
        row.save()
    return told_case(case)


def start_review_clock(row: CaseRecord, by: Actor, at: datetime) -> None:
    """The law's limit for deciding whether it is filed, if its kind has one."""
    number = REVIEW.get(row.kind)
    if number:
        start_clock(
            subject=row.subject,
            number=number,
            start=local_day(at),
            purpose="investigate",
            by=by,
            at=at,
        )


def convert_into(row: CaseRecord, kind: str, by: Actor, at: datetime) -> CaseRecord:
    """The case of the other kind that goes on with the same report, at the same desk."""
    made = _new(kind, at)
    made.status = "accepted"
    kept: tuple[str, ...] = (
        "report_id", "report_number", "title", "site_id", "office_id", "station_id", "officer_id",
        "is_restricted",
    )  # fmt: skip
    for name in kept:
        setattr(made, name, getattr(row, name))
    made.accepted_at = at
    made.save(force_insert=True)
    parties: Any = row.parties.order_by("pk")
    for one in parties:
        Party.objects.create(
            case=made, part=one.part, name=one.name, contact=one.contact, noted_at=at
        )
    row.property.update(case=made)
    start_review_clock(made, by, at)
    note_case(events.CASE_REGISTERED, made, by, at, converted_from=row.number)
    return made


def choose_officer(row: CaseRecord, officer: int, at: datetime) -> None:
    """Somebody of the office's own list; refuses anybody else."""
    if officer not in {one.pk for one in officers_of(row.office_id, at=at)}:
        raise NotOnTheList()
    row.officer_id = officer


def _new(kind: str, at: datetime) -> CaseRecord:
    day = local_day(at)
    return CaseRecord(
        number=of_day(day, count_on(CaseCounter, day=day)),
        kind=kind,
        status="reported",
        rules=in_force(LIMITS, at=at).reference,
        registered_at=at,
        sent_at=at,
    )


def _put(row: CaseRecord, office: Office | None) -> None:
    row.office_id = office.pk if office else None
    row.station_id = office.station_id if office else None
