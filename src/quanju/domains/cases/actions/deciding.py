"""A decision over a case: the case officer proposes, another person carries it out."""

from datetime import date, datetime

from quanju.domains.approvals.actions import propose
from quanju.domains.approvals.types import ProposalView
from quanju.domains.cases.actions.holding import held_case
from quanju.domains.cases.actions.property import check_settled
from quanju.domains.cases.actions.suspending import check_review_day
from quanju.domains.cases.acts import ACTS
from quanju.domains.cases.permissions import may_check_cases, may_work_cases, may_work_on
from quanju.domains.cases.ports import before_decision
from quanju.domains.cases.types.cases import KINDS
from quanju.domains.cases.types.decisions import DECISIONS
from quanju.domains.cases.workflow import CASE
from quanju.domains.kernel.roles import CASES
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor


class OtherKind(Refused):
    """Some decisions belong to one kind of case."""

    code = "OTHER_KIND"
    text = Text("{kind}案件不能“{decision}”", "No {kind} case can be decided so: {decision}")


class DecisionWaits(Refused):
    """One decision over a case is proposed at a time."""

    code = "DECISION_WAITS"
    text = Text(
        "“{decision}”正在等待审批；要另提，请先撤回",
        "“{decision}” waits for its second person; withdraw it first",
    )


def propose_decision(
    *,
    case: str,
    decision: str,
    reason: str,
    review_on: date | None = None,
    by: Actor,
    at: datetime,
) -> ProposalView:
    """Put a decision over the officer's own case up for a second person, with its reasons.

    `review_on` is the day on which a suspended case is looked at again.
    """
    if decision not in DECISIONS:
        raise NotFound(subject=f"decision {decision[:20]!r}")
    asked = DECISIONS[decision]
    is_the_officers = asked.proposers == CASES
    (may_work_cases(by) if is_the_officers else may_check_cases(by)).or_refuse()
    with write():
        row = held_case(case, by)
        if is_the_officers:
            may_work_on(by, row.officer_id).or_refuse()
        CASE.after(row.status, decision)
        if row.kind not in asked.kinds:
            raise OtherKind(kind=KINDS[row.kind], decision=asked.label)
        if row.awaits:
            raise DecisionWaits(decision=DECISIONS[row.awaits].label)
        if decision == "close":
            check_settled(row)
        for may_be_put_up in before_decision:
            may_be_put_up(row.number, decision, at=at).or_refuse()
        day = check_review_day(review_on, at) if asked.has_review_day else None
        row.awaits = decision
        row.save(update_fields=["awaits"])
        return propose(
            ACTS[decision],
            subject=row.subject,
            said=Text(f"{row.number} {asked.label.zh}", f"{row.number}: {asked.label.en}"),
            content={"review_on": day.isoformat()} if day else {},
            facts={"decision": decision},
            related=[f"report:{row.report_number}"],
            about=f"person:{row.signed_by_id}" if asked.is_by_another else "",
            reason=reason,
            by=by,
            at=at,
        )
