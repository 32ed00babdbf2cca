"""A card that was lost, torn or written in vain is voided by two: its number is used no more."""

from datetime import datetime

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.types import Act, ProposalView
from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import why_of
from quanju.domains.dispatch.actions.paper import held_card
from quanju.domains.dispatch.permissions import may_take_calls
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor


def void_card(*, card: str, reason: str, by: Actor, at: datetime) -> ProposalView:
    """Put up that a card is void; another person confirms.

    Refuses a number that was not printed, is entered, or is void already.
    """
    may_take_calls(by).or_refuse()
    why = why_of(reason, Text("作废理由", "why it is void"))
    with write():
        row = held_card(card, at)
        said = Text("作废纸卡 {number}：{why}", "Void paper card {number}: {why}")
        return approvals.propose(
            VOID,
            subject=row.subject,
            said=said.filled(number=row.number, why=why),
            content={"card": row.number, "reason": why},
            by=by,
            at=at,
        )


def _carry_out(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """It may have been entered meanwhile: then it is no longer void."""
    row = held_card(proposal.content["card"], at)
    row.voided_at = at
    row.save(update_fields=["voided_at"])
    why = proposal.content["reason"]
    record(events.CARD_VOIDED, subject=row.subject, by=by, at=at, justification=why)


VOID = Act(
    name="dispatch.void_card",
    label=Text("作废纸卡", "void a paper card"),
    may_decide=may_take_calls,
    roles=may_take_calls.roles,
    carry_out=_carry_out,
    purpose="respond",
)
