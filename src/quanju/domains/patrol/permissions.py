"""Who may sign on, move, call for help, see units (specification 2.2, 2.3)."""

from collections.abc import Collection

from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.permissions import holds_role
from quanju.domains.people.types import SERVICE, Actor

# Row “unit, position, shift” of the matrix: who reads all, their station's, their own crew's.
SEE_EVERY_UNIT = frozenset({"dispatcher", "legal_supervision", "outside_liaison", "auditor"})
SEE_STATION_UNITS = frozenset({"station_command"})
SEE_OWN_UNIT = frozenset(
    {"station_command", "patrol_unit", "community_officer", "case_officer", "volunteer"}
)
SEE_NUMBERS = frozenset({"branch_leader"})

# Those who ride. The matrix gives case officers no units; a case team on patrol is one of the
# five forces, so its members act for their own crew and see nothing more (docs/rooms/patrol.md).
CREW = ("patrol_unit", "community_officer", "case_officer")

NOT_YOUR_CREW = Verdict.no(
    "DENY_RELATION",
    Text("只能操作自己所在的班组", "You can do this for your own crew only"),
)
NOT_YOUR_STATION = Verdict.no(
    "DENY_RELATION",
    Text("只能操作本所的警力", "You can do this for your own station's units only"),
)


def may_read_units(actor: Actor) -> Verdict:
    """See units, states and crews; which ones is the query set's matter."""
    return holds_role(actor, *sorted(SEE_EVERY_UNIT | SEE_OWN_UNIT | SEE_NUMBERS))


def reads_numbers_only(actor: Actor) -> bool:
    """Leaders read sums by force, and no single unit or crew."""
    return actor.role in SEE_NUMBERS


def may_read_positions(actor: Actor) -> Verdict:
    """See where units are now. Supervision and audit see headers, leaders numbers, volunteers
    nothing of it; which units is the query set's matter."""
    return holds_role(actor, "dispatcher", "outside_liaison", "station_command", *CREW)


def may_read_zones(actor: Actor) -> Verdict:
    """Zones, staging points, rings: nearly everybody of the branch."""
    return holds_role(
        actor,
        "reception_officer",
        "dispatcher",
        "patrol_unit",
        "volunteer",
        "community_officer",
        "grid_member",
        "station_command",
        "investigation_analyst",
        "legal_supervision",
        "base_control_officer",
        "branch_leader",
        "outside_liaison",
        "case_officer",
        "system_admin",
    )


def may_sign_on(
    actor: Actor, *, crew: Collection[int], roster: Collection[int], station_id: int | None
) -> Verdict:
    """A member of the crew, the unit's station command room, or the dispatcher."""
    if actor.role in CREW and not {actor.person_id} & (set(crew) | set(roster)):
        return NOT_YOUR_CREW
    return _commands(actor, station_id)


def may_act_for(actor: Actor, *, crew: Collection[int], station_id: int | None) -> Verdict:
    """Sign off, set the activity, change the crew."""
    if actor.role in CREW and actor.person_id not in crew:
        return NOT_YOUR_CREW
    return _commands(actor, station_id)


def may_report_position(actor: Actor, *, crew: Collection[int]) -> Verdict:
    """A crew reports itself; a liaison reports for its agency, the service for vehicle devices."""
    if actor.subject == SERVICE.subject:
        return Verdict.yes()
    if actor.role in (*CREW, "volunteer") and actor.person_id not in crew:
        return NOT_YOUR_CREW
    return holds_role(actor, *CREW, "volunteer", "dispatcher", "outside_liaison")


def may_panic(actor: Actor, *, crew: Collection[int], station_id: int | None) -> Verdict:
    """Whoever rides, volunteers too; the dispatcher or command room who hears it by radio."""
    if actor.role in (*CREW, "volunteer"):
        return Verdict.yes() if actor.person_id in crew else NOT_YOUR_CREW
    return _commands(actor, station_id)


def may_end_emergency(actor: Actor) -> Verdict:
    """The supervisor only: never the crew itself, which may be forced to."""
    return holds_role(actor, "dispatcher")


TRACE_PURPOSES = ("respond", "supervise")
WRONG_PURPOSE = Verdict.no(
    "DENY_PURPOSE",
    Text("轨迹只用于警务安全、调度和监督", "Traces are for safety, dispatch and supervision only"),
)


def may_read_trace(actor: Actor, *, crew: Collection[int], purpose: str) -> Verdict:
    """Past positions: the dispatcher, for safety and dispatch; a crew its own (SG-23)."""
    if purpose not in TRACE_PURPOSES:
        return WRONG_PURPOSE
    if actor.role in CREW:
        return Verdict.yes() if actor.person_id in crew else NOT_YOUR_CREW
    return holds_role(actor, *CREW, "dispatcher")


def may_load_patrol(actor: Actor) -> Verdict:
    """Load zones, points, units: the administrator, or the command line on the machine itself."""
    if actor.subject == SERVICE.subject:
        return Verdict.yes()
    return holds_role(actor, "system_admin")


def may_renew_layers(actor: Actor) -> Verdict:
    """Put an approved plan in force: a branch leader, or the clock when its day has come."""
    if actor.subject == SERVICE.subject:
        return Verdict.yes()
    return holds_role(actor, "branch_leader")


def _commands(actor: Actor, station_id: int | None) -> Verdict:
    role = holds_role(actor, *CREW, "station_command", "dispatcher")
    if (
        role
        and actor.role == "station_command"
        and (station_id is None or actor.station_id != station_id)
    ):
        return NOT_YOUR_STATION
    return role


def may_log_service(actor: Actor, *, crew: Collection[int], station_id: int | None) -> Verdict:
    return may_act_for(actor, crew=crew, station_id=station_id)
