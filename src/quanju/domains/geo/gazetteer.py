"""Streets and crossings of a road network as places one can search. Pure; no database.

Finer than the engine's lists: a name that two villages share is two streets, streets that meet
twice have two crossings, and a dual carriageway is crossed once.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import scipy
from numpy.typing import NDArray

from quanju.domains.geo.shapes import METRES_PER_DEGREE
from quanju.domains.geo.types import PlaceRow
from quanju.engine.roads.network import RoadNetwork

SAME_STREET_M = 250.0
"""Two pieces of one name with a gap below this are one street (squares, dual carriageways)."""

SAME_CROSSING_M = 80.0
"""Nodes where the same two streets meet within this are one crossing."""


Name = tuple[str, str]
"""Chinese and English name of a street; empty Chinese: no name."""


@dataclass(frozen=True, eq=False)
class NamedArcs:
    """A network reduced to what names need.

    lon, lat    float64[nodes] degrees
    tail, head  int64[arcs] nodes; name int64[arcs] index into `names`
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    name: NDArray[np.int64]
    names: Sequence[Name]

    @property
    def is_named(self) -> NDArray[np.bool_]:
        """bool[arcs]"""
        known = np.array([bool(zh) for zh, _ in self.names] or [False])
        return known[self.name] if len(self.names) else np.zeros(len(self.name), bool)


def named_arcs(network: RoadNetwork) -> NamedArcs:
    """The driving network's arcs with their names."""
    return NamedArcs(
        lon=network.node_lon,
        lat=network.node_lat,
        tail=network.tail.astype(np.int64),
        head=network.head.astype(np.int64),
        name=network.edge_name[network.arc_edge].astype(np.int64),
        names=network.names,
    )


def streets(arcs: NamedArcs) -> list[PlaceRow]:
    """One place for each street, on its node nearest to its middle; same name far away, another."""
    found = []
    plane = _plane(arcs)
    order = np.argsort(arcs.name, kind="stable")
    named = order[arcs.is_named[order]]
    for group in np.split(named, np.nonzero(np.diff(arcs.name[named]))[0] + 1):
        if len(group) == 0:
            continue
        nodes, local = np.unique(
            np.concatenate([arcs.tail[group], arcs.head[group]]), return_inverse=True
        )
        links = (local[: len(group)], local[len(group) :])
        for part in _clusters(plane[nodes], SAME_STREET_M, links):
            node = nodes[part][_middle(plane[nodes[part]])]
            found.append(_row(arcs, arcs.names[arcs.name[group[0]]], node, "street"))
    return found


def crossings(arcs: NamedArcs) -> list[PlaceRow]:
    """One place for each crossing of two named streets."""
    plane = _plane(arcs)
    names_at: dict[int, set[int]] = defaultdict(set)
    named = arcs.is_named
    for node, name in zip(
        np.concatenate([arcs.tail[named], arcs.head[named]]).tolist(),
        np.tile(arcs.name[named], 2).tolist(),
        strict=True,
    ):
        names_at[node].add(name)
    meeting: dict[tuple[Name, Name], list[int]] = defaultdict(list)
    for node, names in names_at.items():
        for a, b in combinations(sorted({arcs.names[name] for name in names}), 2):
            meeting[a, b].append(node)
    found = []
    for (a, b), here in sorted(meeting.items()):
        nodes = np.array(sorted(here))
        for part in _clusters(plane[nodes], SAME_CROSSING_M):
            node = nodes[part][_middle(plane[nodes[part]])]
            found.append(_row(arcs, crossing_name(a, b), node, "crossing"))
    return found


def crossing_name(a: Name, b: Name) -> Name:
    """`中央大街与胜利街路口`, `Central Street & Victory Street`."""
    english = f"{a[1] or a[0]} & {b[1] or b[0]}"
    if (a[0] + b[0]).isascii():
        return f"{a[0]} & {b[0]}", english
    return f"{a[0]}与{b[0]}路口", english


def _row(arcs: NamedArcs, name: Name, node: int, kind: str) -> PlaceRow:
    return PlaceRow(
        name_zh=name[0][:120],
        name_en=name[1][:200] if name[1] != name[0] else "",
        kind=kind,
        lon=float(arcs.lon[node]),
        lat=float(arcs.lat[node]),
    )


def _plane(arcs: NamedArcs) -> NDArray[np.float64]:
    if len(arcs.lat) == 0:
        return np.empty((0, 2))
    east = np.cos(np.radians(arcs.lat.mean()))
    return METRES_PER_DEGREE * np.column_stack([arcs.lon * east, arcs.lat])


def _clusters(
    points: NDArray[np.float64],
    metres: float,
    links: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None,
) -> list[NDArray[np.int64]]:
    """Groups of points linked by arcs or nearer than `metres` to one another."""
    if len(points) == 1:
        return [np.zeros(1, dtype=np.int64)]
    near = scipy.spatial.cKDTree(points).query_pairs(metres, output_type="ndarray")
    rows, columns = near[:, 0], near[:, 1]
    if links is not None:
        rows, columns = np.concatenate([rows, links[0]]), np.concatenate([columns, links[1]])
    size = len(points)
    graph = scipy.sparse.coo_array(
        (np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(size, size)
    )
    count, label = scipy.sparse.csgraph.connected_components(graph, directed=False)
    return [np.nonzero(label == number)[0] for number in range(count)]


def _middle(points: NDArray[np.float64]) -> int:
    return int(np.argmin(((points - points.mean(axis=0)) ** 2).sum(axis=1)))
