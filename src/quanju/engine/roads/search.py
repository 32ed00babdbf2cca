"""The questions a branch asks its roads: nearest units, reach, tables."""

from collections.abc import Sequence
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from quanju.engine.roads import kernels
from quanju.engine.roads.conditions import FREE, Conditions
from quanju.engine.roads.desk import desk
from quanju.engine.roads.ends import direct_seconds, edge_seconds, entering, leaving
from quanju.engine.roads.errors import RoadInputError
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
    edges = np.array([u.edge for u in units], np.int64)
    fractions = np.array([u.fraction for u in units], np.float64)
    direct = np.full(len(units), np.inf)
    for unit in np.flatnonzero(edges == place.edge).tolist():
        direct[unit] = direct_seconds(network, units[unit], place, whole)
    starts, costs = entering(network, place, whole)
    desk.lay(network, len(units))
    heads, links, link_unit, link_cost = kernels.hang(
        desk.chain, edges, fractions, network.edge_forward_head, network.edge_backward_head, whole
    )
    try:
        found, seconds = kernels.nearest(
            network.back_first,
            desk.tails,
            conditions.seconds_entering(network),
            starts,
            costs,
            desk.chain,
            links,
            link_unit,
            link_cost,
            direct,
            min(n, len(units)),
            float(limit_s),
            desk.distance,
            desk.stamp,
            desk.mark,
            desk.keys,
            desk.items,
        )
    finally:
        desk.chain[heads] = kernels.NONE
    return Nearest(found, seconds)


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
    desk.lay(network, len(starts))
    first, arc_of = going_on(network, is_toward=is_toward)
    neighbour = desk.tails if is_toward else network.head
    count = kernels.reach(
        first,
        arc_of,
        neighbour,
        conditions.seconds(network),
        starts,
        costs,
        float(limit_s),
        desk.distance,
        desk.stamp,
        desk.mark,
        desk.keys,
        desk.items,
        desk.settled,
    )
    nodes = desk.settled[:count].copy()
    return Reach(nodes, desk.distance[nodes])


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
