"""Cancelling an incident: grade 1 needs a second person."""

from datetime import datetime

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.types import Act, ProposalView
from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import let_go
from quanju.domains.dispatch.actions.calls import known_code
from quanju.domains.dispatch.actions.held import held_incident, move, note, related_to
from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.permissions import may_cancel, may_confirm_act
from quanju.domains.dispatch.workflow import INCIDENT
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor


class UnitsStillThere(Refused):
    """An incident with units at work is cancelled after they are withdrawn."""

    code = "UNITS_STILL_THERE"
    text = Text("还有警力在办，请先撤回", "Units are still at work; withdraw them first")


def cancel_incident(
    *, incident: str, reason: str, by: Actor, at: datetime
) -> Incident | ProposalView:
    """Cancel with a reason of the list; grade 1 only proposes it, a second person approves."""
    may_cancel(by).or_refuse()
    words = known_code("cancel", reason, at)
    with write():
        row = held_incident(incident)
        _check(row)
        if row.grade > 1:
            return _cancel(row, reason, by, at)
        said = Text("撤销一级警情 {number}：{why}", "Cancel incident {number} of grade 1: {why}")
        return approvals.propose(
            CANCEL,
            subject=row.subject,
            said=said.filled(number=row.number, why=words),
            content={"incident": row.number, "reason": reason},
            related=related_to(row),
            by=by,
            at=at,
        )


def _check(row: Incident) -> None:
    """Refuse while units are at work, and where the state table has no such move."""
    if Assignment.objects.at_work().filter(incident=row).exists():
        raise UnitsStillThere
    INCIDENT.after(row.state, "cancel")


def _carry_out(proposal: ProposalView, by: Actor, at: datetime) -> None:
    row = held_incident(proposal.content["incident"])
    _check(row)
    _cancel(row, proposal.content["reason"], by, at)


def _cancel(row: Incident, reason: str, by: Actor, at: datetime) -> Incident:
    before = move(row, "cancel")
    row.ended_at = at
    row.save(update_fields=["state", "ended_at"])
    let_go(row, at)
    note(events.INCIDENT_CANCELLED, row, by, at, before=before, reason=reason)
    return row


CANCEL = Act(
    name="dispatch.cancel_incident",
    label=Text("撤销一级警情", "cancel an incident of grade 1"),
    may_decide=may_confirm_act,
    roles=may_confirm_act.roles,
    hold=lambda proposal: held_incident(proposal.content["incident"]),
    carry_out=_carry_out,
    purpose="respond",
)
