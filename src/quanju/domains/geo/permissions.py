"""Who may close a road, slow the network, load a map (specification 2.3, row zones)."""

from quanju.domains.kernel.roles import (
    ADMIN,
    COMMAND,
    COMMUNITY,
    LEADERS,
    MAP_READERS,
    PLANNERS,
    STATION,
)
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.rights import right
from quanju.domains.people.types import Actor

# The map, its areas and what is closed on it.
may_read_map = right(MAP_READERS, Text("查看地图", "see the map"))
# Slow the whole network: snow, fog, flood.
may_set_circumstance = right(PLANNERS, Text("设定全网路况", "slow the whole network"))
# The administrator, or the command line on the machine itself.
may_load_map = right(ADMIN, Text("装入地图", "load the map"), is_the_services=True)

# Notes on public places, buildings, roads: one proposes, another approves.
may_propose_place_note = right(COMMAND | COMMUNITY, Text("提地点提示", "propose notes on places"))
may_decide_place_note = right(COMMAND | LEADERS, Text("批准地点提示", "approve notes on places"))

_may_close = right(PLANNERS | STATION, Text("封闭道路", "close roads"))

OTHER_STATION = Verdict.no(
    "DENY_RELATION",
    Text(
        "综合指挥室只能封闭本所辖区内的道路",
        "A station command room closes roads in its own station area only",
    ),
)


def may_close_road(actor: Actor, *, station_id: int | None = None) -> Verdict:
    """Close, slow or reopen roads. `station_id`: the station in whose area all of it lies."""
    may = _may_close(actor)
    if not may or actor.role not in STATION:
        return may
    return may if actor.is_of(station_id) else OTHER_STATION
