"""Verbs of a report: take it, enter later what was urgent, write on, evidence, receipt, close."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from quanju.domains.approvals.actions import propose
from quanju.domains.approvals.types import ProposalView
from quanju.domains.deadlines.actions.clocks import satisfy_clock, start_clock
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.dispatch.actions.case_reports import link_case_report
from quanju.domains.documents.actions.papers import CODE_LETTERS, issue_paper
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.numbers import count_on, of_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.follow_ups import plan_follow_up
from quanju.domains.reception.actions.greeting import NoSite
from quanju.domains.reception.actions.lowering import check_no_lighter
from quanju.domains.reception.actions.pre_reports import become_report, held_pre_report
from quanju.domains.reception.actions.report_holding import held_report, note_report
from quanju.domains.reception.acts import SKIP_STEP
from quanju.domains.reception.models import CaseReport, Evidence, ReportCounter, Visit
from quanju.domains.reception.papers import REPORT_RECEIPT, TITLE, content_of
from quanju.domains.reception.permissions import may_take_reports
from quanju.domains.reception.ports import Receipted, Received, goes_on
from quanju.domains.reception.queries.reports import steps_rule, told_report
from quanju.domains.reception.queries.sites import site_of
from quanju.domains.reception.rules import STEPS_RULE, StepsRule
from quanju.domains.reception.said.amounts import MOST
from quanju.domains.reception.said.numbers import plain, value_of
from quanju.domains.reception.types.reports import (
    CHANNELS,
    STEPS,
    ReportView,
)
from quanju.domains.reception.workflow import REPORT
from quanju.domains.rulebook.queries import in_force

CODE_LENGTH = 10
ENTER_WITHIN = "R6"
"""The limit by law: 24 hours after an emergency was dealt with."""
LONGEST = {"title": 60, "place": 120, "happened": 60, "reporter": 40, "contact": 40, "advice": 300}
WHAT = {
    "title": Text("事由", "the matter"),
    "place": Text("地点", "the place"),
    "happened": Text("发生时间", "when it happened"),
    "reporter": Text("报案人", "the reporter"),
    "contact": Text("联系方式", "a contact"),
    "advice": Text("告知去处", "where to go"),
}
STATEMENT, LONGEST_STATEMENT = Text("陈述", "the statement"), 8000


class StepsMissing(Refused):
    """The kind of the report asks for more before this."""

    code = "STEPS_MISSING"
    text = Text("还差：{steps}", "Still missing: {steps}")


class TicketHasReport(Refused):
    """One ticket, one report; the other window has just entered it."""

    code = "TICKET_HAS_REPORT"
    text = Text("这个号已经登记了接报案", "A report was entered for this ticket already")


class UnknownKind(Refused):
    """One of the kinds of the branch's table."""

    code = "UNKNOWN_KIND"
    text = Text("请选择种类", "Please choose a kind")
    status = 422
    field = "kind"


class AmountNotReadable(Refused):
    """A sum is one number; who knows only about how much leaves it empty."""

    code = "AMOUNT_NOT_READABLE"
    text = Text(
        "“{words}”不是一个金额，请写成 3500、12.5 或 1.2万；说不准就不填",
        "“{words}” is no sum; write 3500 or 12.5, or leave it empty",
    )
    status = 422
    field = "amount_yuan"


def take_report(
    *,
    channel: str,
    kind: str,
    said: Mapping[str, str],
    is_identity_checked: bool = False,
    is_restricted: bool = False,
    visit: int | None = None,
    incident: str = "",
    pre_report: str = "",
    by: Actor,
    at: datetime,
) -> ReportView:
    """Register a report on the spot, by whichever channel it came (REC-02); its number is given.

    `said` holds title, place, happened, amount_yuan, statement, reporter, contact and advice. Two
    windows that enter the same ticket, or the same `pre_report`: the second is told.
    """
    row = _new(channel, by, at)
    _write(row, kind, said, at)
    row.is_identity_checked, row.is_restricted = is_identity_checked, is_restricted
    row.status, row.entered_at = "taking", at
    row.visit_id, row.incident = visit, incident[:16]
    with write():
        if visit is not None and not Visit.objects.visible_to(by).filter(pk=visit).exists():
            raise NotFound(subject=f"visit:{visit}")
        before = held_pre_report(pre_report) if pre_report else None
        if before is not None and before.is_restricted:
            row.is_restricted = True  # who wrote it said so; nobody takes it off
        _store(row, at)
        if before is not None:
            become_report(before, row)
        if incident:
            link_case_report(incident=incident, report=row.number, by=by, at=at)
        note_report(events.REPORT_TAKEN, row, by, at, channel=channel)
    return told_report(row.number, at=at)


def enter_later(
    *, channel: str, title: str, is_restricted: bool = False, by: Actor, at: datetime
) -> ReportView:
    """It is going on: units first, the report within 24 hours (REC-18); that clock starts now."""
    row = _new(channel, by, at)
    row.title, row.status = _line("title", title), "later"
    row.is_restricted = is_restricted
    with write():
        _store(row, at)
        note_report(events.REPORT_BEGUN, row, by, at, channel=channel)
        start_clock(
            subject=row.subject,
            number=ENTER_WITHIN,
            start=at,
            purpose="receive_report",
            by=by,
            at=at,
        )
    return told_report(row.number, at=at)


def write_report(
    *,
    report: str,
    kind: str,
    said: Mapping[str, str],
    is_identity_checked: bool,
    is_restricted: bool = False,
    by: Actor,
    at: datetime,
) -> ReportView:
    """Write on, before the receipt is given; what was to be entered later is entered by this."""
    with write():
        row = held_report(report, by, at)
        if row.status == "later":
            row.status, row.entered_at = REPORT.after(row.status, "enter"), at
            for clock in clocks_on(row.subject, at=at):
                satisfy_clock(clock=clock.id, by=by, at=at)
        _check_open(row)
        check_no_lighter(row, kind, at)
        _write(row, kind, said, at)
        row.is_identity_checked = is_identity_checked
        row.is_restricted = row.is_restricted or is_restricted
        row.save()
        note_report(events.REPORT_WRITTEN, row, by, at)
    return told_report(report, at=at)


def add_evidence(
    *, report: str, name: str, count: int, unit: str, remark: str = "", by: Actor, at: datetime
) -> ReportView:
    """Put one thing on the list of evidence."""
    item = Evidence(
        name=words.line(name, Text("名称", "its name"), longest=80, field="name"),
        count=count,
        unit=words.line(unit, Text("单位", "its unit"), longest=10, field="unit"),
        remark=words.line(
            remark, Text("备注", "a remark"), longest=120, needed=False, field="remark"
        ),
        taken_at=at,
    )
    with write():
        item.report = row = held_report(report, by, at)
        _check_open(row)
        item.save()
        if row.no_evidence:
            row.no_evidence = ""
            row.save(update_fields=["no_evidence"])
        note_report(events.EVIDENCE_TAKEN, row, by, at, count=count)
    return told_report(report, at=at)


def say_no_evidence(*, report: str, why: str, by: Actor, at: datetime) -> ReportView:
    """There is none, or it was not given: a written reason counts as the step."""
    reason = words.line(why, Text("没有证据的原因", "why there is none"), longest=200, field="why")
    with write():
        row = held_report(report, by, at)
        _check_open(row)
        row.no_evidence = reason
        row.save(update_fields=["no_evidence"])
        note_report(events.EVIDENCE_TAKEN, row, by, at, count=0)
    return told_report(report, at=at)


def give_receipt(
    *, report: str, address: str, language: str, office: str = "", by: Actor, at: datetime
) -> ReportView:
    """Issue the receipt with number, code and list; refuses while a step before it is missing.

    `address` is where the reporter follows the matter. What becomes a case is one with this very
    write, at `office` (its code) if one was chosen.
    """
    with write():
        row = held_report(report, by, at)
        after = REPORT.after(row.status, "give_receipt")
        view = told_report(report, at=at)
        _check_steps(view, but="receipt")
        row.status, row.receipted_at = after, at
        row.save()
        rule = steps_rule(at)
        issue_paper(
            kind=REPORT_RECEIPT.name,
            subject=row.subject,
            title=TITLE.filled(number=row.number).in_language(language),
            content=content_of(view, rule, address, language),
            language=language,
            by=by,
            at=at,
        )
        plan_follow_up(row, "receipted", at)
        note_report(events.RECEIPT_GIVEN, row, by, at)
        _go_on(row, rule, view, office, by, at)
    return told_report(report, at=at)


def close_report(*, report: str, outcome: str, by: Actor, at: datetime) -> ReportView:
    """Reception is done and the reporter was told the outcome; refuses while a step is missing."""
    told = words.line(outcome, Text("告知的结果", "the outcome"), longest=300, field="outcome")
    with write():
        row = held_report(report, by, at)
        after = REPORT.after(row.status, "close")
        _check_steps(told_report(report, at=at))
        row.status, row.closed_at, row.outcome = after, at, told
        row.save()
        for clock in clocks_on(row.subject, at=at):
            satisfy_clock(clock=clock.id, by=by, at=at)
        plan_follow_up(row, "closed", at)
        note_report(events.REPORT_CLOSED, row, by, at)
    return told_report(report, at=at)


def propose_skip(*, report: str, step: str, why: str, by: Actor, at: datetime) -> ProposalView:
    """Ask legal supervision to let a step be left out, with the reason (REC-03)."""
    with write():
        row = held_report(report, by, at)
        if step not in told_report(report, at=at).missing:
            raise NotFound(subject=f"step {step[:20]!r}")
        return propose(
            SKIP_STEP,
            subject=row.subject,
            said=Text(
                f"{row.number} 不做“{STEPS[step].zh}”",
                f"Leave out “{STEPS[step].en}” of {row.number}",
            ),
            content={"step": step},
            facts={"step": step},
            reason=why,
            by=by,
            at=at,
        )


def _go_on(
    row: CaseReport, rule: StepsRule, view: ReportView, office: str, by: Actor, at: datetime
) -> None:
    """Whoever is plugged in takes the matter on; a kind that becomes no case stays with us."""
    case = rule.by_code[row.kind].case
    if not case:
        return
    receipted = Receipted(
        pk=row.pk,
        number=row.number,
        case=case,
        title=row.title,
        reporter=row.reporter,
        contact=row.contact,
        site=row.site_id,
        is_restricted=row.is_restricted,
        station=view.site.station_id,
        office=office,
        evidence=tuple(
            Received(
                pk=one.pk,
                name=one.name,
                count=one.count,
                unit=one.unit,
                remark=one.remark,
                taken_at=one.taken_at,
            )
            for one in row.evidence.order_by("pk")
        ),
    )
    for take_on in goes_on:
        take_on(receipted, by=by, at=at)


def _new(channel: str, by: Actor, at: datetime) -> CaseReport:
    may_take_reports(by).or_refuse()
    site = site_of(by)
    if site is None or by.person_id is None:
        raise NoSite()
    if channel not in CHANNELS:
        raise NotFound(subject=f"channel {channel[:20]!r}")
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return CaseReport(
        code=code,
        site_id=site.pk,
        entered_site_id=site.pk,
        channel=channel,
        owner_id=by.person_id,
        rules=in_force(STEPS_RULE, at=at).reference,
        begun_at=at,
    )


def _store(row: CaseReport, at: datetime) -> None:
    day = local_day(at)
    row.number = of_day(day, count_on(ReportCounter, day=day))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise TicketHasReport() from error


def _write(row: CaseReport, kind: str, said: Mapping[str, Any], at: datetime) -> None:
    if kind not in steps_rule(at).by_code:
        raise UnknownKind()
    row.kind = kind
    for name in LONGEST:
        setattr(row, name, _line(name, said.get(name, ""), needed=name == "title"))
    row.amount_fen = _fen(said.get("amount_yuan", ""))
    row.statement = words.lines(
        said.get("statement", ""),
        STATEMENT,
        longest=LONGEST_STATEMENT,
        needed=False,
        field="statement",
    )


def _line(name: str, text: str, *, needed: bool = True) -> str:
    return words.line(text, WHAT[name], longest=LONGEST[name], needed=needed, field=name)


def _fen(typed: str) -> int | None:
    """The sum as it was typed; people say 1.2万 as well as 12000."""
    yuan = words.cleaned(typed).removesuffix("元").removeprefix("¥").strip()
    if not yuan:
        return None
    fen = (value_of("".join(plain(yuan).split())) or Decimal(-1)) * 100
    if not 0 < fen <= MOST * 100 or fen % 1:
        raise AmountNotReadable(words=yuan[:20])
    return int(fen)


def _check_open(row: CaseReport) -> None:
    """What the receipt says is changed no more."""
    REPORT.after(row.status, "give_receipt")


def _check_steps(view: ReportView, but: str = "") -> None:
    missing = [STEPS[step] for step in view.missing if step != but]
    if missing:
        raise StepsMissing(
            steps=Text("、".join(one.zh for one in missing), ", ".join(one.en for one in missing))
        )
