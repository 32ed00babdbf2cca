"""Who may do what with calls, incidents and orders (specification 2.2, 2.3, 2.4)."""

from collections.abc import Collection

from quanju.domains.approvals.permissions import is_another_person
from quanju.domains.approvals.types import ProposalView
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.permissions import holds_role
from quanju.domains.people.types import SERVICE, Actor

READS_ALL = frozenset({"legal_supervision"})
READS_OPEN = frozenset({"dispatcher"})
READS_OWN_ENTRIES = frozenset({"reception_officer"})
READS_OWN_JOBS = frozenset({"patrol_unit", "community_officer", "case_officer", "outside_liaison"})
SECOND_AT_THE_DESK = frozenset({"dispatcher", "branch_leader", "approver"})
RIDES = ("patrol_unit", "community_officer", "case_officer", "outside_liaison")

NOT_ON_THIS_JOB = Verdict.no(
    "DENY_RELATION", Text("您不在这条指令的班组里", "You are not on the crew of this order")
)
NOT_YOUR_STATION = Verdict.no(
    "DENY_RELATION", Text("这条警情不属于本所", "This incident is not your station's")
)


def may_read_incidents(actor: Actor) -> Verdict:
    """Open the list; which incidents are in it is the query set's matter."""
    return holds_role(
        actor, "dispatcher", "station_command", *RIDES, *READS_OWN_ENTRIES, "legal_supervision"
    )


def may_read_receipts(actor: Actor) -> Verdict:
    """A receipt tells where units stood: not for reception (specification 2.3, row “unit”)."""
    return holds_role(actor, "dispatcher", "station_command", *RIDES, "legal_supervision")


def may_see_desk(actor: Actor) -> Verdict:
    """The dispatch desk with all units and the map."""
    return holds_role(actor, "dispatcher", "station_command")


def may_read_measures(actor: Actor) -> Verdict:
    """Numbers: everybody of the branch but volunteers, lawyers and residents."""
    return holds_role(
        actor,
        "dispatcher",
        "station_command",
        "branch_leader",
        "legal_supervision",
        "auditor",
        "base_control_officer",
        "reception_officer",
        "lobby_officer",
        "community_officer",
        "patrol_unit",
        "case_officer",
        "system_admin",
        "approver",
    )


def may_take_calls(actor: Actor) -> Verdict:
    return holds_role(actor, "dispatcher")


def may_see_caller(actor: Actor) -> Verdict:
    """The caller's number stays at the desk (CAD-09)."""
    return holds_role(actor, "dispatcher")


def may_create_incident(actor: Actor) -> Verdict:
    return holds_role(
        actor,
        "dispatcher",
        "patrol_unit",
        "community_officer",
        "reception_officer",
        "outside_liaison",
    )


def may_change_incident(actor: Actor, station_id: int | None) -> Verdict:
    """Grade, class, place, notes: the desk; the command room for its own station."""
    if actor.role == "station_command" and actor.station_id != station_id:
        return NOT_YOUR_STATION
    return holds_role(actor, "dispatcher", "station_command")


def may_send_order(actor: Actor, station_id: int | None) -> Verdict:
    return may_change_incident(actor, station_id)


def may_cancel(actor: Actor) -> Verdict:
    return holds_role(actor, "dispatcher")


def may_merge(actor: Actor) -> Verdict:
    return holds_role(actor, "dispatcher")


def may_confirm_act(actor: Actor, proposal: ProposalView) -> Verdict:
    """The second person: the desk or the branch's leadership; that it is another, approvals say."""
    return holds_role(actor, *sorted(SECOND_AT_THE_DESK))


def may_split_or_reopen(actor: Actor) -> Verdict:
    """The supervisor of the desk, or legal supervision on a complaint (3.2)."""
    return holds_role(actor, "dispatcher", "legal_supervision")


def may_act_on_order(actor: Actor, crew: Collection[int], station_id: int | None) -> Verdict:
    """Acknowledge, depart, arrive …: the crew itself, or the desk that hears it by radio."""
    if actor.role in RIDES and actor.person_id not in crew:
        return NOT_ON_THIS_JOB
    if actor.role == "station_command" and actor.station_id != station_id:
        return NOT_YOUR_STATION
    return holds_role(actor, *RIDES, "dispatcher", "station_command")


def may_add_photos(actor: Actor) -> Verdict:
    """Who was there, and the desk; no volunteer: theirs wait for a human check (6.6, case 12)."""
    return holds_role(actor, *RIDES, "dispatcher", "station_command")


def may_withdraw(actor: Actor, station_id: int | None) -> Verdict:
    return may_change_incident(actor, station_id)


def may_accept_feedback(actor: Actor, station_id: int | None, giver: str) -> Verdict:
    """The station's command room or the desk; nobody accepts what they gave."""
    role = may_change_incident(actor, station_id)
    return is_another_person(actor, giver) if role else role


def may_raise_alerts(actor: Actor) -> Verdict:
    if actor.subject == SERVICE.subject:
        return Verdict.yes()
    return holds_role(actor, "dispatcher")
