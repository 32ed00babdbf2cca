"""The main streets as lines, for a map on paper."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.geo.network import read
from quanju.domains.geo.queries.roads import current_map
from quanju.domains.kernel.types import Text

MAIN = ("motorway", "trunk", "primary", "secondary", "tertiary")
"""Classes of road that one finds one's way by, without their ramps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A piece of a street: its name, how great a road it is (0 the greatest), its line."""

    name: Text
    rank: int
    line: tuple[tuple[float, float], ...]


def main_streets(at: datetime) -> list[Street]:
    """Every piece of the main streets, in degrees; no order."""
    network = read(current_map(at)).drive
    rank_of = {
        network.classes.index(one): i for i, one in enumerate(MAIN) if one in network.classes
    }
    found = []
    for edge, kind in enumerate(network.edge_class.tolist()):
        if kind not in rank_of:
            continue
        zh, en = network.names[network.edge_name[edge]]
        span = slice(network.shape_first[edge], network.shape_first[edge + 1])
        lons, lats = network.shape_lon[span].tolist(), network.shape_lat[span].tolist()
        line = tuple(zip(lons, lats, strict=True))
        found.append(Street(name=Text(zh, en or zh), rank=rank_of[kind], line=line))
    return found
