"""Who may plan duty, stand it, read its names (row “duty_plan” of specification 2.3)."""

from collections.abc import Collection

from quanju.domains.kernel.roles import (
    ANALYSTS,
    AUDIT,
    COMMAND,
    COMMUNITY,
    CREW,
    DUTY_READERS,
    LEADERS,
    LIAISONS,
    PLANNERS,
    STATION,
    VOLUNTEERS,
)
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.patrol.permissions import NOT_YOUR_STATION
from quanju.domains.people.rights import right
from quanju.domains.people.types import Actor

PLAN = PLANNERS | STATION
STAND = CREW | VOLUNTEERS | COMMAND | ANALYSTS

# The week, the points and the rounds; with whose names is another question.
may_read_plan = right(DUTY_READERS, Text("查看勤务计划", "read the duty plan"))
# Planners and colleagues, never volunteers or other desks.
may_read_names = right(PLAN | CREW, Text("查看班次人员", "see who stands a shift"))
# Send people of offices to patrol duty (PAT-12).
may_second = right(LEADERS, Text("抽调机关警力", "second people of offices"))
may_read_secondments = right(PLAN, Text("查看抽调", "read secondments"))
# Register, brief, thank: the community officers and command rooms who lead them.
may_keep_volunteers = right(
    COMMUNITY | STATION | LEADERS, Text("管理义警", "keep the register of volunteers")
)
# Sign up and log one's own hours: volunteers, for themselves.
may_volunteer = right(VOLUNTEERS, Text("报名义警班次", "sign up as a volunteer"))
# One's own shifts and nothing else; whoever may stand one.
may_read_own_shifts = right(STAND | PLAN, Text("查看自己的班次", "read shifts of their own"))
# The pairs with the traffic police; the traffic police's liaison sees them too.
may_read_joint_duty = right(PLAN | CREW | LIAISONS | AUDIT, Text("查看交警联勤", "read joint duty"))

_may_plan = right(PLAN, Text("编排勤务", "plan duty"))

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


def may_plan(actor: Actor, *, station_id: int | None = None, anywhere: bool = False) -> Verdict:
    """Plan duty: the branch for everybody, a command room for its own station's people.

    `anywhere` asks whether there is anybody at all that this actor may plan for.
    """
    may = _may_plan(actor)
    if not may or anywhere or actor.role not in STATION:
        return may
    return Verdict.yes() if actor.is_of(station_id) else NOT_YOUR_STATION


def may_stand(actor: Actor, *, members: Collection[int], station_id: int | None) -> Verdict:
    """Check in, leave, return, hand over, check out: who stands it, or who plans it."""
    if actor.person_id is not None and actor.person_id in members and actor.role in STAND:
        return Verdict.yes() if actor.role not in VOLUNTEERS else VOLUNTEER_STANDS_BESIDE
    if actor.role in CREW:
        return NOT_YOUR_SHIFT
    return may_plan(actor, station_id=station_id)
