"""Street names of a network: where each street is, and where two of them cross."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from quanju.engine.roads.network import RoadNetwork


@dataclass(frozen=True)
class Street:
    """A named street; the point is the middle of its middle edge, in degrees."""

    name_zh: str
    name_en: str
    lon: float
    lat: float
    metres: float


@dataclass(frozen=True)
class Crossing:
    """Where two named streets meet."""

    first: tuple[str, str]
    second: tuple[str, str]
    lon: float
    lat: float


def streets(network: RoadNetwork) -> list[Street]:
    """Every named street once, by name."""
    by_name: dict[int, list[int]] = defaultdict(list)
    for edge, name in enumerate(network.edge_name):
        if network.names[name][0]:
            by_name[int(name)].append(edge)
    found = []
    for name, edges in by_name.items():
        middles = [_middle(network, edge) for edge in edges]
        centre = np.mean(middles, axis=0)
        lon, lat = min(middles, key=lambda m: float(np.hypot(*(np.array(m) - centre))))
        metres = float(network.edge_metres[edges].sum())
        found.append(Street(*network.names[name], lon, lat, metres))
    return sorted(found, key=lambda street: (street.name_zh, street.name_en))


def crossings(network: RoadNetwork) -> list[Crossing]:
    """Each pair of named streets that meet, once a place."""
    at_node: dict[tuple[float, float], set[int]] = defaultdict(set)
    for arc in range(network.arc_count):
        name = int(network.edge_name[network.arc_edge[arc]])
        if network.names[name][0]:
            for node in (int(network.tail[arc]), int(network.head[arc])):
                place = (float(network.node_lon[node]), float(network.node_lat[node]))
                at_node[place].add(name)
    found: dict[tuple[int, int], Crossing] = {}
    for (lon, lat), names in sorted(at_node.items()):
        for first in names:
            for second in names:
                if first < second and network.names[first][0] != network.names[second][0]:
                    pair = network.names[first], network.names[second]
                    found.setdefault((first, second), Crossing(*pair, lon, lat))
    return list(found.values())


def _middle(network: RoadNetwork, edge: int) -> tuple[float, float]:
    point = (int(network.shape_first[edge]) + int(network.shape_first[edge + 1])) // 2
    point = min(point, int(network.shape_first[edge + 1]) - 1)
    return float(network.shape_lon[point]), float(network.shape_lat[point])
