"""Who may plan duty, stand it, read its names (row “duty_plan” of specification 2.3)."""

from collections.abc import Collection

from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.patrol.permissions import CREW, NOT_YOUR_STATION
from quanju.domains.people.permissions import holds_role
from quanju.domains.people.types import Actor

READ_PLAN = (
    "reception_officer",
    "dispatcher",
    "patrol_unit",
    "community_officer",
    "case_officer",
    "station_command",
    "investigation_analyst",
    "legal_supervision",
    "base_control_officer",
    "branch_leader",
    "auditor",
)
# The patrol planner of the branch sits at the command centre; the leader signs (docs/rooms).
PLAN_BRANCH = ("dispatcher", "branch_leader")
PLAN = (*PLAN_BRANCH, "station_command")
NAMES = (*PLAN, *CREW)
STAND = (*CREW, "volunteer", "dispatcher", "station_command", "investigation_analyst")


def may_read_plan(actor: Actor) -> Verdict:
    """See the week, the points and the rounds; with whose names is another question."""
    return holds_role(actor, *READ_PLAN)


def may_read_names(actor: Actor) -> Verdict:
    """See who stands a shift: planners and colleagues, never volunteers or other desks."""
    return holds_role(actor, *NAMES)


def may_plan(actor: Actor, *, station_id: int | None = None, anywhere: bool = False) -> Verdict:
    """Plan duty: the branch for everybody, a command room for its own station's people.

    `anywhere` asks whether there is anybody at all that this actor may plan for.
    """
    may = holds_role(actor, *PLAN)
    if not may or anywhere or actor.role != "station_command":
        return may
    own = actor.station_id is not None and actor.station_id == station_id
    return Verdict.yes() if own else NOT_YOUR_STATION


def may_stand(actor: Actor, *, members: Collection[int], station_id: int | None) -> Verdict:
    """Check in, leave, return, hand over, check out: who stands it, or who plans it."""
    if actor.person_id is not None and actor.person_id in members and actor.role in STAND:
        return Verdict.yes() if actor.role != "volunteer" else VOLUNTEER_STANDS_BESIDE
    if actor.role in CREW:
        return NOT_YOUR_SHIFT
    return may_plan(actor, station_id=station_id)


def may_second(actor: Actor) -> Verdict:
    """Send people of offices to patrol duty (PAT-12)."""
    return holds_role(actor, "branch_leader")


def may_read_secondments(actor: Actor) -> Verdict:
    return holds_role(actor, *PLAN)


def may_keep_volunteers(actor: Actor) -> Verdict:
    """Register, brief, thank: the community officers and command rooms who lead them."""
    return holds_role(actor, "community_officer", "station_command", "branch_leader")


def may_volunteer(actor: Actor) -> Verdict:
    """Sign up and log one's own hours: volunteers, for themselves."""
    return holds_role(actor, "volunteer")


def may_read_own_shifts(actor: Actor) -> Verdict:
    """One's own shifts and nothing else; whoever may stand one."""
    return holds_role(actor, *sorted({*STAND, *PLAN}))


def may_read_joint_duty(actor: Actor) -> Verdict:
    """The pairs with the traffic police; the traffic police's liaison sees them too."""
    return holds_role(actor, *PLAN, *CREW, "outside_liaison", "auditor")


NOT_YOUR_SHIFT = Verdict.no(
    "DENY_RELATION", Text("只能操作自己的班次", "You can do this for your own shifts only")
)
VOLUNTEER_STANDS_BESIDE = Verdict.no(
    "DENY_ROLE",
    Text(
        "义警与民警结对上岗，由民警签到交班",
        "Volunteers stand beside an officer, who checks in and hands over",
    ),
)
