"""Who may propose and approve rules (specification 2.3 row config, 2.4)."""

from quanju.domains.approvals.permissions import is_another_person
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.permissions import holds_role
from quanju.domains.people.types import Actor

READERS = (
    "system_admin",
    "legal_supervision",
    "base_control_officer",
    "trip_coordinator",
    "branch_leader",
    "auditor",
    "dispatcher",
)


def may_read_rules(actor: Actor) -> Verdict:
    return holds_role(actor, *READERS)


def may_propose_rule(actor: Actor) -> Verdict:
    return holds_role(
        actor, "system_admin", "legal_supervision", "base_control_officer", "trip_coordinator"
    )


def may_approve_rule(actor: Actor, proposer: str) -> Verdict:
    """A branch leader who did not propose it."""
    role = holds_role(actor, "branch_leader")
    return is_another_person(actor, proposer) if role else role


def may_withdraw_rule(actor: Actor, proposer: str) -> Verdict:
    """Whoever proposed it."""
    role = may_propose_rule(actor)
    if not role or actor.subject == proposer:
        return role
    return Verdict.no(
        "DENY_RELATION", Text("只有提出人可以撤回", "Only the one who proposed it may withdraw it")
    )
