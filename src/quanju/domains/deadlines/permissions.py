"""Who may move a clock. The room whose matter it is asks more narrowly before it calls."""

from quanju.domains.kernel.types import Verdict
from quanju.domains.people.permissions import holds_role
from quanju.domains.people.types import SERVICE, Actor

HANDLES_MATTERS = (
    "dispatcher",
    "reception_officer",
    "lobby_officer",
    "case_officer",
    "patrol_unit",
    "community_officer",
    "station_command",
    "investigation_analyst",
    "anti_fraud_officer",
    "legal_supervision",
    "base_control_officer",
    "trip_coordinator",
    "branch_leader",
    "approver",
    "archivist",
)


def may_move_clocks(actor: Actor) -> Verdict:
    """Whoever handles matters of the branch, and the service itself for what follows by itself."""
    if actor.subject == SERVICE.subject:
        return Verdict.yes()
    return holds_role(actor, *HANDLES_MATTERS)


def may_watch_clocks(actor: Actor) -> Verdict:
    """See every clock of the branch that is near its end: legal supervision."""
    return holds_role(actor, "legal_supervision")
