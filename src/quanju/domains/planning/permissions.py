"""Who plans and who approves (specification 2.3 row duty_plan, 2.4)."""

from quanju.domains.approvals.types import ProposalView
from quanju.domains.duty.permissions import PLAN_BRANCH, may_read_plan
from quanju.domains.kernel.types import Verdict
from quanju.domains.people.permissions import holds_role
from quanju.domains.people.types import SERVICE, Actor


def may_read_planning(actor: Actor) -> Verdict:
    """See studies and plans: whoever may see the duty plan."""
    return may_read_plan(actor)


def may_study(actor: Actor) -> Verdict:
    """Ask for studies, draft and propose plans: the branch's planners at the command centre."""
    if actor.subject == SERVICE.subject:
        return Verdict.yes()
    return holds_role(actor, *PLAN_BRANCH)


APPROVES_PLANS = frozenset({"branch_leader"})


def may_approve_plan(actor: Actor, proposal: ProposalView) -> Verdict:
    """A branch leader."""
    return holds_role(actor, *sorted(APPROVES_PLANS))


def may_decide_suggestion(actor: Actor) -> Verdict:
    """Ask for suggestions, accept, reject: the branch's planners, never a service (NB-10)."""
    return holds_role(actor, *PLAN_BRANCH)
