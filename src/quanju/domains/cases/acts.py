"""What of a case needs two people (specification 2.4, 3.4): every decision over it."""

from datetime import date, datetime

from quanju.domains.approvals.types import Act, CarryOut, ProposalView
from quanju.domains.cases import events
from quanju.domains.cases.actions.holding import held_number, note_case, tell_of
from quanju.domains.cases.actions.objecting import end_remedy
from quanju.domains.cases.actions.property import check_settled, check_there
from quanju.domains.cases.actions.registering import convert_into
from quanju.domains.cases.models import CaseProperty, CaseRecord, CustodyMove
from quanju.domains.cases.papers import issue
from quanju.domains.cases.permissions import may_check_cases, may_sign_cases
from quanju.domains.cases.types.cases import OTHER_KIND, OUTCOMES
from quanju.domains.cases.types.custody import STORE
from quanju.domains.cases.types.decisions import DECISIONS, ECONOMIC, REVIEWS, Decision
from quanju.domains.cases.workflow import CASE
from quanju.domains.deadlines.actions.clocks import (
    extend_clock,
    note_circumstance,
    satisfy_clock,
    start_clock,
)
from quanju.domains.deadlines.queries import clocks_on, extensions_of
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.held import held
from quanju.domains.kernel.roles import LEGAL, SIGNATORIES
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.actions.follow_ups import plan_follow_up_of

SERVING = "C4"
"""The notice of not filing reaches who complained: 3 days."""
TOLD = {"transfer_out": "R8"}
"""After a transfer the reporter is told: 3 days."""
APPROVED_BY = "county_head"
"""Whoever signs stands for the head of the county-level bureau (specification 2.4)."""
ABOVE = "next_higher"
"""Longer than the law's own days only the next higher bureau grants; its number is in the words."""
ENDS_A_REMEDY = (
    "grant", "uphold", "grant_above", "uphold_above", "file_by_order", "new_facts",
)  # fmt: skip
APPROVAL = Text("审批记录 {pk}", "approval {pk}")
APPROVED = Text("经审批", "approved")
DECIDING = "A2"
"""Deciding a public-order case by law: 30 days from its filing."""


def _hold(proposal: ProposalView) -> CaseRecord:
    return held_number(proposal.subject.partition(":")[2])


def _set_aside(proposal: ProposalView, by: Actor, at: datetime) -> object:
    row = _hold(proposal)
    row.awaits = ""
    row.save(update_fields=["awaits"])
    return row


def _carried_out(decision: Decision) -> CarryOut:
    def carry_out(proposal: ProposalView, by: Actor, at: datetime) -> object:
        row = _hold(proposal)
        row.status = CASE.after(row.status, decision.name)
        if decision.name == "close":
            check_settled(row)
        row.awaits, row.signed_by_id = "", by.person_id
        if row.status in OUTCOMES:
            row.outcome = row.status
        row.decided_at, row.reason = at, proposal.reason
        if decision.name == "close":
            row.closed_at = at
        if decision.has_review_day:
            row.review_on = date.fromisoformat(proposal.content["review_on"])
        made = issue(row, decision.paper, proposal.reason, by, at) if decision.paper else None
        _move_clocks(row, decision, made.number if made else "", by, at)
        if decision.name in ENDS_A_REMEDY:
            end_remedy(row, decision.name, at)
        row.save()
        if decision.name == "close":
            plan_follow_up_of(report=row.report_number, occasion="case_closed", at=at)
        paper = {"paper": made.number} if made else {}
        note_case(events.CASE_DECIDED, row, by, at, decision=decision.name, **paper)
        if decision.name != "answer_query":  # an answer to the procuratorate alone
            tell_of(row, decision.name, by, at)
        if decision.name == "convert":
            row.converted_to = convert_into(row, OTHER_KIND[row.kind], by, at)
            row.save(update_fields=["converted_to"])
        return row

    return carry_out


def _dispose(proposal: ProposalView, by: Actor, at: datetime) -> object:
    """The store may give it away for good; that is noted as approved, and by whom."""
    row, item = _hold(proposal), _item(proposal)
    count, where = proposal.content["count"], proposal.content["to_place"]
    check_there(item, STORE, count)
    item.awaits = ""
    item.save(update_fields=["awaits"])
    CustodyMove.objects.create(
        item=item,
        count=count,
        from_place=STORE,
        to_place=where,
        receiver=APPROVED.zh,
        proof=APPROVAL.filled(pk=proposal.pk).zh,
        by_id=by.person_id or 0,
        moved_at=at,
        noted_at=at,
    )
    note_case(events.PROPERTY_MOVED, row, by, at, count=count, old=STORE, new=where)
    return row


def _keep(proposal: ProposalView, by: Actor, at: datetime) -> object:
    item = _item(proposal)
    item.awaits = ""
    item.save(update_fields=["awaits"])
    return item


def _item(proposal: ProposalView) -> CaseProperty:
    return held(CaseProperty, proposal.subject, pk=proposal.content["item"])


def _move_clocks(row: CaseRecord, decision: Decision, paper: str, by: Actor, at: datetime) -> None:
    """What was asked for is met; what the law counts from the decision begins."""
    for clock in clocks_on(row.subject, at=at):
        if decision.name == "extend_review" and clock.rule in ECONOMIC.values():
            above = extensions_of(clock.id) > 0
            extend_clock(
                clock=clock.id, approver=ABOVE if above else APPROVED_BY, paper=paper, by=by, at=at
            )
        elif decision.name == "extend_review" and clock.rule in REVIEWS:
            note_circumstance(
                clock=clock.id, code="major", approver=APPROVED_BY, paper=paper, by=by, at=at
            )
        elif decision.name == "extend_decision":
            extend_clock(clock=clock.id, paper=paper, by=by, at=at)
        elif decision.name == "extend_deciding":
            extend_clock(clock=clock.id, approver=ABOVE, paper=paper, by=by, at=at)
    if decision.ends_review or decision.name in ("decide", "revoke", "prosecute"):
        for clock in clocks_on(row.subject, at=at):
            satisfy_clock(clock=clock.id, by=by, at=at)
    number = _begun_by(row, decision)
    if number:
        start_clock(
            subject=row.subject,
            number=number,
            start=local_day(at),
            purpose="investigate",
            by=by,
            at=at,
        )


def _begun_by(row: CaseRecord, decision: Decision) -> str:
    """The number of the clock that begins with this decision, "" for none."""
    if row.kind == "administrative":
        return DECIDING if decision.paper == "cases.filing" else TOLD.get(decision.name, "")
    if decision.name == "not_file":
        return SERVING if row.parties.filter(part="complainant").exists() else ""
    return TOLD.get(decision.name, "")


DISPOSE = Act(
    name="cases.dispose_property",
    label=Text("处置涉案财物", "dispose of property"),
    may_decide=may_sign_cases,
    carry_out=_dispose,
    set_aside=_keep,
    hold=_hold,
    is_reason_needed=True,
    is_only_one=False,
    purpose="investigate",
    roles=SIGNATORIES,
)
ACTS = {
    one.name: Act(
        name=f"cases.{one.name}",
        label=one.label,
        may_decide=may_check_cases if one.roles == LEGAL else may_sign_cases,
        carry_out=_carried_out(one),
        set_aside=_set_aside,
        hold=_hold,
        is_reason_needed=True,
        purpose="investigate",
        roles=one.roles,
    )
    for one in DECISIONS.values()
}
