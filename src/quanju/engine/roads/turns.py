"""Turn restrictions by splitting junctions.

Each way into a junction that has a forbidden turn gets a copy of the junction with only the ways
out that it may take. The graph grows by those few copies, and an ordinary shortest path is exact.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quanju.engine.roads.raw import Restriction


@dataclass(frozen=True, eq=False)
class Arcs:
    """Directed pieces of road. `origin[node]` is the raw junction a node is a copy of."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    seconds: NDArray[np.float64]
    edge: NDArray[np.int64]
    forward: NDArray[np.bool_]
    origin: NDArray[np.int64]


def ban_turns(
    arcs: Arcs,
    restrictions: Sequence[Restriction],
    nodes: NDArray[np.int64],
    way_of_edge: NDArray[np.int64],
    mode: str,
) -> tuple[Arcs, int]:
    """Return arcs with split junctions, and the number of turns that are forbidden now."""
    if mode == "walk" or not restrictions:
        return arcs, 0
    into, out = _arcs_at(arcs, restrictions, nodes)
    banned = _banned_turns(arcs, restrictions, nodes, way_of_edge, into, out)
    if not banned:
        return arcs, 0
    return _split(arcs, banned, out), sum(len(turns) for turns in banned.values())


def _arcs_at(
    arcs: Arcs, restrictions: Sequence[Restriction], nodes: NDArray[np.int64]
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Arcs into and out of the junctions that have restrictions."""
    via = np.unique([r.via for r in restrictions])
    here = np.searchsorted(nodes, via)
    here = here[(here < len(nodes))]
    here = here[np.isin(nodes[here], via)]
    into: dict[int, list[int]] = defaultdict(list)
    out: dict[int, list[int]] = defaultdict(list)
    for arc in np.flatnonzero(np.isin(arcs.head, here)):
        into[int(arcs.head[arc])].append(int(arc))
    for arc in np.flatnonzero(np.isin(arcs.tail, here)):
        out[int(arcs.tail[arc])].append(int(arc))
    return into, out


def _banned_turns(
    arcs: Arcs,
    restrictions: Sequence[Restriction],
    nodes: NDArray[np.int64],
    way_of_edge: NDArray[np.int64],
    into: dict[int, list[int]],
    out: dict[int, list[int]],
) -> dict[int, set[int]]:
    """For each arc into a junction: the arcs out of it that it must not take."""
    number = {int(node): index for index, node in enumerate(nodes) if index in into}
    banned: dict[int, set[int]] = defaultdict(set)
    for rule in restrictions:
        node = number.get(rule.via)
        if node is None:
            continue
        for arc in into[node]:
            if way_of_edge[arcs.edge[arc]] != rule.from_way:
                continue
            named = {a for a in out[node] if way_of_edge[arcs.edge[a]] == rule.to_way}
            # Turning back on the same piece of road is another matter than the turn named.
            if not rule.is_only and rule.from_way == rule.to_way:
                named = {a for a in named if arcs.edge[a] == arcs.edge[arc]}
            if named:
                banned[arc] |= set(out[node]) - named if rule.is_only else named
    return {arc: turns for arc, turns in banned.items() if turns}


def _split(arcs: Arcs, banned: dict[int, set[int]], out: dict[int, list[int]]) -> Arcs:
    head, count = arcs.head.copy(), len(arcs.origin)
    origins, copied, tails = [], [], []
    for arc, turns in banned.items():
        node = int(arcs.head[arc])
        allowed = [a for a in out[node] if a not in turns]
        if not allowed:  # every way out forbidden: the data are wrong, so the turn back stays
            allowed = [a for a in out[node] if arcs.edge[a] == arcs.edge[arc]] or out[node]
        head[arc] = count
        origins.append(arcs.origin[node])
        copied += allowed
        tails += [count] * len(allowed)
        count += 1
    # A copied way out keeps its own redirected head, so restrictions in a row hold together.
    return Arcs(
        tail=np.concatenate([arcs.tail, tails]).astype(np.int64),
        head=np.concatenate([head, head[copied]]).astype(np.int64),
        seconds=np.concatenate([arcs.seconds, arcs.seconds[copied]]),
        edge=np.concatenate([arcs.edge, arcs.edge[copied]]),
        forward=np.concatenate([arcs.forward, arcs.forward[copied]]),
        origin=np.concatenate([arcs.origin, origins]).astype(np.int64),
    )
