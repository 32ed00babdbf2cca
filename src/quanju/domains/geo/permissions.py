"""Who may close a road, slow the network, load a map (specification 2.3, row zones)."""

from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.permissions import holds_role
from quanju.domains.people.types import SERVICE, Actor

OTHER_STATION = Verdict.no(
    "DENY_RELATION",
    Text(
        "综合指挥室只能封闭本所辖区内的道路",
        "A station command room closes roads in its own station area only",
    ),
)


READERS = (
    "reception_officer",
    "dispatcher",
    "patrol_unit",
    "volunteer",
    "community_officer",
    "grid_member",
    "case_officer",
    "station_command",
    "investigation_analyst",
    "legal_supervision",
    "base_control_officer",
    "branch_leader",
    "outside_liaison",
    "system_admin",
)


def may_read_map(actor: Actor) -> Verdict:
    """See the map, its areas and what is closed on it."""
    return holds_role(actor, *READERS)


def may_close_road(actor: Actor, *, station_id: int | None = None) -> Verdict:
    """Close, slow or reopen roads. `station_id`: the station in whose area all of it lies."""
    role = holds_role(actor, "dispatcher", "branch_leader", "station_command")
    if not role or actor.role != "station_command":
        return role
    if actor.station_id is not None and actor.station_id == station_id:
        return role
    return OTHER_STATION


def may_set_circumstance(actor: Actor) -> Verdict:
    """Slow the whole network: snow, fog, flood."""
    return holds_role(actor, "dispatcher", "branch_leader")


def may_load_map(actor: Actor) -> Verdict:
    """Load map, areas and places: the administrator, or the command line on the machine itself."""
    if actor.subject == SERVICE.subject:
        return Verdict.yes()
    return holds_role(actor, "system_admin")
