"""What waits in approvals: every act of every room that somebody else has proposed."""

from datetime import datetime

from quanju.domains.approvals import queries
from quanju.domains.approvals.types import ProposalView
from quanju.domains.approvals.workflow import PROPOSAL
from quanju.domains.journal.types import Author
from quanju.domains.kernel.types import Text
from quanju.domains.kernel.waiting import Waiting, WaitingVerb

PROPOSER = Text("提出人", "who proposed it")
SECOND = Text("第二人决定", "the second person")
WHY = Text("不同意的理由", "Why it is refused")
ASKED = Text(
    "{since} 提出，由第二人决定；提出人自己不能批准。{reason}",
    "Proposed at {since}; a second person decides, never who proposed it. {reason}",
)
ASKED_UNTIL = Text(
    "{since} 提出，由第二人决定；提出人自己不能批准。到 {due} 没人决定就作废。{reason}",
    "Proposed at {since}; a second person decides, never who proposed it. It lapses at {due}. "
    "{reason}",
)


def waiting_for(actor: Author, *, at: datetime, until: datetime) -> list[Waiting]:
    """What this actor may decide now, of all rooms."""
    return [
        Waiting(
            key=f"approvals.proposal:{view.pk}",
            subject=view.about or view.subject,
            kind="approval",
            number=(view.about or view.subject).partition(":")[2] or str(view.pk),
            title=view.act_label,
            place=view.said,
            from_whom=PROPOSER,
            why=ASKED_UNTIL if view.waits_until else ASKED,
            facts={"reason": _reason(view)},
            since=view.proposed_at,
            due_at=view.waits_until,
            toward=SECOND,
            verbs=(
                WaitingVerb(
                    name="approvals.approve",
                    label=PROPOSAL.verb_labels["approve"],
                    address=(view.pk,),
                    is_final=True,
                ),
                WaitingVerb(
                    name="approvals.refuse",
                    label=PROPOSAL.verb_labels["refuse"],
                    address=(view.pk,),
                    asks=WHY,
                    asks_as="why",
                ),
            ),
        )
        for view in queries.waiting_for(actor)
    ]


def _reason(view: ProposalView) -> Text:
    if not view.reason:
        return Text("", "")
    return Text(f"理由：{view.reason}", f"Reason: {view.reason}")
