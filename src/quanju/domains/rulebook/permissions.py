"""Who may propose and approve rules (specification 2.3 row config, 2.4)."""

from quanju.domains.approvals.types import ProposalView
from quanju.domains.kernel.types import Verdict
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


APPROVES_RULES = frozenset({"branch_leader"})


def may_approve_rule(actor: Actor, proposal: ProposalView) -> Verdict:
    """A branch leader."""
    return holds_role(actor, *sorted(APPROVES_RULES))
