"""Who may sign on, move, call for help, see units (specification 2.2, 2.3)."""

from collections.abc import Collection

from quanju.domains.kernel.roles import (
    ADMIN,
    AUDIT,
    COMMAND,
    CREW,
    DESK,
    LEADERS,
    LEGAL,
    LIAISONS,
    MAP_READERS,
    RIDERS,
    STATION,
    VOLUNTEERS,
)
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.rights import right
from quanju.domains.people.types import Actor

# Row “unit, position, shift” of the matrix: who reads all, their station's, their own crew's.
SEE_EVERY_UNIT = DESK | LEGAL | LIAISONS | AUDIT
SEE_STATION_UNITS = STATION
SEE_OWN_UNIT = STATION | CREW | VOLUNTEERS
SEE_NUMBERS = LEADERS

# Units, states and crews; which ones is the query set's matter.
may_read_units = right(SEE_EVERY_UNIT | SEE_OWN_UNIT | SEE_NUMBERS, Text("查看警力", "see units"))
# Each by name; leaders read numbers, and a list of none would tell them that nobody is there.
may_list_units = right(SEE_EVERY_UNIT | SEE_OWN_UNIT, Text("逐个查看警力", "see each unit"))
# Where units are now. Supervision and audit see headers, leaders numbers, volunteers nothing of
# it; which units is the query set's matter.
may_read_positions = right(COMMAND | RIDERS, Text("查看警力位置", "see where units are"))
# Zones, staging points, rings: nearly everybody of the branch.
may_read_zones = right(MAP_READERS, Text("查看巡区", "see the zones"))
# The supervisor only: never the crew itself, which may be forced to.
may_end_emergency = right(DESK, Text("解除紧急求助", "end a call for help"))
# The desk says that it has seen it; a crew that was told says so for itself.
may_see_to_help = right(DESK, Text("看到紧急求助", "see to a call for help"))
# The order on one's phone; volunteers see where they meet.
may_carry_phone = right(RIDERS | VOLUNTEERS, Text("使用出警手机页", "use the crew's phone"))
# The administrator, or the command line on the machine itself.
may_load_patrol = right(
    ADMIN, Text("装入巡区和警力", "load zones, points and units"), is_the_services=True
)
# A branch leader, or the clock when the day of an approved plan has come.
may_renew_layers = right(LEADERS, Text("启用巡区方案", "put a plan in force"), is_the_services=True)

_may_command = right(CREW | COMMAND, Text("操作警力", "act for units"))
_may_report = right(
    RIDERS | VOLUNTEERS | DESK, Text("上报位置", "report positions"), is_the_services=True
)
_may_read_trace = right(CREW | DESK, Text("查看轨迹", "read traces"))

NOT_YOUR_CREW = Verdict.no(
    "DENY_RELATION",
    Text("只能操作自己所在的班组", "You can do this for your own crew only"),
)
NOT_YOUR_STATION = Verdict.no(
    "DENY_RELATION",
    Text("只能操作本所的警力", "You can do this for your own station's units only"),
)
TRACE_PURPOSES = ("respond", "supervise")
WRONG_PURPOSE = Verdict.no(
    "DENY_PURPOSE",
    Text("轨迹只用于警务安全、调度和监督", "Traces are for safety, dispatch and supervision only"),
)


def reads_numbers_only(actor: Actor) -> bool:
    """Leaders read sums by force, and no single unit or crew."""
    return actor.role in SEE_NUMBERS


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


def may_log_service(actor: Actor, *, crew: Collection[int], station_id: int | None) -> Verdict:
    return may_act_for(actor, crew=crew, station_id=station_id)


def may_report_position(actor: Actor, *, crew: Collection[int]) -> Verdict:
    """A crew reports itself; a liaison reports for its agency, the service for vehicle devices."""
    if actor.role in CREW | VOLUNTEERS and actor.person_id not in crew:
        return NOT_YOUR_CREW
    return _may_report(actor)


def may_panic(actor: Actor, *, crew: Collection[int], station_id: int | None) -> Verdict:
    """Whoever rides, volunteers too; the dispatcher or command room who hears it by radio."""
    if actor.role in CREW | VOLUNTEERS:
        return Verdict.yes() if actor.person_id in crew else NOT_YOUR_CREW
    return _commands(actor, station_id)


def may_say_seen(actor: Actor, *, crew: Collection[int], station_id: int | None) -> Verdict:
    """A crew that was told of a call for help says for itself that it has seen it."""
    return may_panic(actor, crew=crew, station_id=station_id)


def may_read_trace(actor: Actor, *, crew: Collection[int], purpose: str) -> Verdict:
    """Past positions: the dispatcher, for safety and dispatch; a crew its own (SG-23)."""
    if purpose not in TRACE_PURPOSES:
        return WRONG_PURPOSE
    if actor.role in CREW and actor.person_id not in crew:
        return NOT_YOUR_CREW
    return _may_read_trace(actor)


def _commands(actor: Actor, station_id: int | None) -> Verdict:
    may = _may_command(actor)
    if may and actor.role in STATION and not actor.is_of(station_id):
        return NOT_YOUR_STATION
    return may
