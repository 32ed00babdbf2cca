"""Who may decide and withdraw: the second person is another one, whatever the act."""

from quanju.domains.approvals.types import ProposalView, act_named
from quanju.domains.journal.types import Author
from quanju.domains.kernel.types import Text, Verdict

NOT_ABOUT_YOURSELF = Verdict.no(
    "DENY_CONFLICT",
    Text(
        "这件事关系到您本人，请由别人决定",
        "This concerns you; somebody else must decide it",
    ),
)
NOT_YOURS = Verdict.no(
    "DENY_RELATION", Text("只有提出人可以撤回", "Only the one who proposed it may withdraw it")
)
UNKNOWN_ACT = Verdict.no(
    "DENY_ROLE",
    Text("这类事项已不再办理，只能撤回", "Acts of this kind are no longer done; withdraw it"),
)


def is_another_person(actor: Author, first: str) -> Verdict:
    """Acts that need two people: the second one is not the first (DENY_CONFLICT).

    People are compared, not posts: who holds two posts is one person in both.
    """
    if actor.subject != first:
        return Verdict.yes()
    return Verdict.no(
        "DENY_CONFLICT",
        Text("需要另一个人来确认，不能自己批自己", "A second person must confirm this, not you"),
    )


def may_decide(actor: Author, proposal: ProposalView) -> Verdict:
    """The act names who; never the proposer, nor the person it is about, nor a service (NB-10)."""
    act = act_named(proposal.act)
    if act is None:
        return UNKNOWN_ACT
    may = act.may_decide(actor, proposal)
    if not may:
        return may
    if proposal.about and actor.subject == proposal.about:
        return NOT_ABOUT_YOURSELF
    return is_another_person(actor, proposal.proposed_by)


def may_withdraw(actor: Author, proposal: ProposalView) -> Verdict:
    """Whoever proposed it, in whichever post they stand now."""
    return Verdict.yes() if actor.subject == proposal.proposed_by else NOT_YOURS
