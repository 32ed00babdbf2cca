"""The questions a branch asks its roads: nearest units, reach, tables, routes."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from quanju.engine.roads import kernels
from quanju.engine.roads.conditions import FREE, Conditions
from quanju.engine.roads.ends import direct_seconds, edge_seconds, entering, leaving
from quanju.engine.roads.errors import NoRoute, RoadInputError
from quanju.engine.roads.network import I32, RoadNetwork
from quanju.engine.roads.snapping import Snap

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Nearest:
    """Units in order of time. units int64[k] (positions in what was asked), seconds float64[k]."""

    units: I64
    seconds: F64


@dataclass(frozen=True, eq=False)
class Reach:
    """Nodes within the limit in order of time. nodes int64[k], seconds float64[k]."""

    nodes: I64
    seconds: F64


@dataclass(frozen=True, eq=False)
class Route:
    """The fastest way. geometry float64[points, 2] lon/lat; steps: (street zh, en, metres)."""

    seconds: float
    metres: float
    geometry: F64
    steps: tuple[tuple[str, str, float], ...]


class _Desk(threading.local):
    """Work arrays of one thread, stamped instead of cleared, made anew for another network."""

    network: RoadNetwork | None = None

    def lay(self, network: RoadNetwork, extra: int) -> None:
        room = network.arc_count + network.node_count + extra * 3 + 64
        if self.network is not network:
            self.network = network
            self.distance = np.empty(network.node_count)
            self.stamp = np.zeros(network.node_count, np.int64)
            self.settled = np.empty(network.node_count, np.int64)
            self.by_arc = np.empty(network.node_count, np.int64)
            self.goal = np.full(network.node_count, np.inf)
            self.chain = np.full(network.node_count, kernels.NONE)
            self.tails = network.tail[network.back_arc]
            self.mark = 0
            self.room = 0
        if self.room < room:
            self.keys, self.items, self.room = np.empty(room), np.empty(room, np.int64), room
        self.mark += 1


_desk = _Desk()


def nearest_units(
    network: RoadNetwork,
    place: Snap,
    units: Sequence[Snap],
    n: int,
    *,
    conditions: Conditions = FREE,
    limit_s: float = np.inf,
) -> Nearest:
    """The `n` units that are at the place first, exactly, by time on the roads as they are now.

    Searches backwards from the place and stops when n units are known. Fewer come back if
    closures cut the others off. `RoadInputError` for n < 1.
    """
    if n < 1:
        raise RoadInputError(f"数量应不小于 1：{n}", f"a number of units is 1 or more, not {n}")
    if not units:
        return Nearest(np.empty(0, np.int64), np.empty(0))
    whole = edge_seconds(network, conditions)
    edges = np.fromiter((u.edge for u in units), np.int64, len(units))
    fractions = np.fromiter((u.fraction for u in units), np.float64, len(units))
    direct = np.full(len(units), np.inf)
    for unit in np.flatnonzero(edges == place.edge).tolist():
        direct[unit] = direct_seconds(network, units[unit], place, whole)
    starts, costs = entering(network, place, whole)
    _desk.lay(network, len(units))
    heads, links, link_unit, link_cost = _chained(network, edges, fractions, whole)
    try:
        found, seconds = kernels.nearest(
            network.back_first,
            network.back_arc,
            _desk.tails,
            conditions.seconds(network),
            starts,
            costs,
            _desk.chain,
            links,
            link_unit,
            link_cost,
            direct,
            min(n, len(units)),
            float(limit_s),
            _desk.distance,
            _desk.stamp,
            _desk.mark,
            _desk.keys,
            _desk.items,
        )
    finally:
        _desk.chain[heads] = kernels.NONE
    return Nearest(found, seconds)


def _chained(
    network: RoadNetwork, edges: I64, fractions: F64, whole: F64
) -> tuple[I64, I64, I64, F64]:
    """Hang each unit on the nodes it can drive to; returns (nodes, links, units, costs)."""
    heads = np.concatenate(
        [network.edge_forward_head[edges], network.edge_backward_head[edges]]
    ).astype(np.int64)
    seconds = whole[:, edges].ravel()
    usable = (heads >= 0) & np.isfinite(seconds)
    costs = np.concatenate([1 - fractions, fractions])[usable] * seconds[usable]
    heads = heads[usable]
    links = kernels.hang(_desk.chain, heads)
    return heads, links, np.tile(np.arange(len(edges)), 2)[usable], costs


def reach(
    network: RoadNetwork,
    sources: Sequence[Snap],
    limit_s: float,
    *,
    conditions: Conditions = FREE,
    is_toward: bool = False,
) -> Reach:
    """Junctions within `limit_s` seconds of any source; `is_toward` asks who can come here."""
    if not 0 < limit_s <= 86_400:
        raise RoadInputError(
            f"时限应在 0 到 86400 秒之间：{limit_s}", f"a limit is 0 to 86,400 s, not {limit_s}"
        )
    whole = edge_seconds(network, conditions)
    ends = [(entering if is_toward else leaving)(network, source, whole) for source in sources]
    starts = np.concatenate([nodes for nodes, _ in ends]) if ends else np.empty(0, np.int64)
    costs = np.concatenate([cost for _, cost in ends]) if ends else np.empty(0)
    _desk.lay(network, len(starts))
    first, arc_of = going_on(network, is_toward=is_toward)
    neighbour = _desk.tails if is_toward else network.head
    count = kernels.reach(
        first,
        arc_of,
        neighbour,
        conditions.seconds(network),
        starts,
        costs,
        float(limit_s),
        _desk.distance,
        _desk.stamp,
        _desk.mark,
        _desk.keys,
        _desk.items,
        _desk.settled,
    )
    nodes = _desk.settled[:count].copy()
    return Reach(nodes, _desk.distance[nodes])


def going_on(network: RoadNetwork, *, is_toward: bool) -> tuple[I32, I32]:
    """CSR of the arcs that leave each node, or enter it: int32[nodes + 1], int32[arcs]."""
    if is_toward:
        return network.back_first, network.back_arc
    return network.first, network.arc_numbers


def travel_table(
    network: RoadNetwork,
    sources: Sequence[Snap],
    goals: Sequence[Snap],
    *,
    conditions: Conditions = FREE,
    limit_s: float = np.inf,
    threads: int = 2,
) -> NDArray[np.float32]:
    """float32[sources, goals] seconds, inf where there is no way within `limit_s`."""
    if not sources or not goals:
        return np.full((len(sources), len(goals)), np.inf, np.float32)
    whole = edge_seconds(network, conditions)
    blocks = max(1, min(threads, numba.get_num_threads(), len(sources)))
    out: NDArray[np.float32] = kernels.table(
        network.first,
        network.head,
        conditions.seconds(network),
        *_stacked([leaving(network, s, whole) for s in sources]),
        *_stacked([entering(network, g, whole) for g in goals]),
        float(limit_s),
        blocks,
    )
    by_edge: dict[int, list[int]] = {}
    for number, goal in enumerate(goals):
        by_edge.setdefault(goal.edge, []).append(number)
    for row, source in enumerate(sources):
        for column in by_edge.get(source.edge, ()):
            direct = direct_seconds(network, source, goals[column], whole)
            if direct <= limit_s:
                out[row, column] = min(out[row, column], direct)
    return out


def _stacked(ends: list[tuple[I64, F64]]) -> tuple[I64, I64, F64]:
    sizes = np.array([len(nodes) for nodes, _ in ends])
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return first, np.concatenate([n for n, _ in ends]), np.concatenate([c for _, c in ends])


def route(network: RoadNetwork, start: Snap, end: Snap, *, conditions: Conditions = FREE) -> Route:
    """The fastest way with its shape and streets; `NoRoute` if closures leave none."""
    whole = edge_seconds(network, conditions)
    starts, costs = leaving(network, start, whole)
    goals, goal_costs = entering(network, end, whole)
    _desk.lay(network, len(starts))
    goal = _desk.goal
    for node, cost in zip(goals, goal_costs, strict=True):
        goal[node] = min(goal[node], cost)
    try:
        found, seconds = kernels.path(
            network.first,
            network.head,
            conditions.seconds(network),
            starts,
            costs,
            np.arange(len(starts)),
            goal,
            _desk.distance,
            _desk.stamp,
            _desk.mark,
            _desk.keys,
            _desk.items,
            _desk.by_arc,
        )
    finally:
        goal[goals] = np.inf
    direct = direct_seconds(network, start, end, whole)
    if direct <= seconds:
        if not np.isfinite(direct):
            raise NoRoute
        return _described(network, direct, [(start.edge, start.fraction, end.fraction)])
    return _described(network, float(seconds), _pieces(network, start, end, int(found), whole))


Piece = tuple[int, float, float]
"""Edge, fraction where it is entered, fraction where it is left."""


def _pieces(network: RoadNetwork, start: Snap, end: Snap, goal: int, whole: F64) -> list[Piece]:
    pieces: list[Piece] = []
    node = goal
    while (arc := int(_desk.by_arc[node])) >= 0:
        forward = bool(network.arc_forward[arc])
        pieces.append((int(network.arc_edge[arc]), 0.0 if forward else 1.0, float(forward)))
        node = int(network.tail[arc])
    # Starts stand in the order of `leaving`: forward first where that is open.
    opens = [
        forward
        for forward, head, seconds in (
            (True, network.edge_forward_head, whole[0]),
            (False, network.edge_backward_head, whole[1]),
        )
        if head[start.edge] >= 0 and seconds[start.edge] < np.inf
    ]
    pieces.append((start.edge, start.fraction, 1.0 if opens[-1 - arc] else 0.0))
    pieces.reverse()
    return [*pieces, _last_piece(network, end, goal, whole)]


def _last_piece(network: RoadNetwork, end: Snap, goal: int, whole: F64) -> Piece:
    first, arcs = network.edge_arcs
    best: tuple[float, float] = (np.inf, 0.0)
    for arc in arcs[first[end.edge] : first[end.edge + 1]]:
        if network.tail[arc] == goal:
            is_forward = bool(network.arc_forward[arc])
            share = end.fraction if is_forward else 1 - end.fraction
            seconds = whole[0 if is_forward else 1, end.edge]
            if seconds < np.inf:
                best = min(best, (float(share * seconds), 0.0 if is_forward else 1.0))
    return end.edge, best[1], end.fraction


def _described(network: RoadNetwork, seconds: float, pieces: list[Piece]) -> Route:
    points: list[F64] = []
    steps: list[tuple[int, float]] = []
    for edge, entered, left in pieces:
        points.append(_part_of_shape(network, edge, entered, left))
        metres = abs(left - entered) * float(network.edge_metres[edge])
        name = int(network.edge_name[edge])
        if steps and steps[-1][0] == name:
            steps[-1] = (name, steps[-1][1] + metres)
        elif metres > 0:
            steps.append((name, metres))
    geometry = np.concatenate(points)
    is_new = np.append(True, (np.diff(geometry, axis=0) != 0).any(axis=1))
    return Route(
        seconds,
        sum(metres for _, metres in steps),
        geometry[is_new],
        tuple((*network.names[name], metres) for name, metres in steps),
    )


def _part_of_shape(network: RoadNetwork, edge: int, entered: float, left: float) -> F64:
    """float64[points, 2]: the shape of an edge between two fractions, in driving order."""
    part = slice(network.shape_first[edge], network.shape_first[edge + 1])
    shape = np.column_stack([network.shape_lon[part], network.shape_lat[part]])
    east, north = network.metres_per_degree
    along = np.concatenate(
        [[0.0], np.cumsum(np.hypot(*(np.diff(shape, axis=0) * (east, north)).T))]
    )
    along /= along[-1] or 1.0
    low, high = min(entered, left), max(entered, left)
    inside = shape[(along > low) & (along < high)]
    ends = [[np.interp(f, along, shape[:, i]) for i in (0, 1)] for f in (low, high)]
    line = np.vstack([ends[0], inside, ends[1]])
    return line if entered <= left else line[::-1]
