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

IDEAL = {"straight": 0.0, "left": 90.0, "right": -90.0, "back": 180.0}
WIDEST = 80.0
"""Degrees that a turn may differ from its word's, where only the word says which piece is meant."""


@dataclass(frozen=True, eq=False)
class Arcs:
    """Directed pieces of road. `origin[node]` is the raw junction a node is a copy of."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    seconds: NDArray[np.float64]
    edge: NDArray[np.int64]
    forward: NDArray[np.bool_]
    origin: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Bends:
    """Compass directions in degrees by edge: at its start, and at its end, both along the shape."""

    start: NDArray[np.float64]
    end: NDArray[np.float64]

    def turn(self, arcs: Arcs, coming: int, going: int) -> float:
        """Degrees to the left (above 0) or right from one arc into the next, -180 to 180."""
        come, go = int(arcs.edge[coming]), int(arcs.edge[going])
        heading = self.end[come] if arcs.forward[coming] else self.start[come] + 180
        leaving = self.start[go] if arcs.forward[going] else self.end[go] + 180
        return float((heading - leaving + 180) % 360 - 180)


@dataclass(frozen=True)
class Banned:
    """How many turns are forbidden, and how many restrictions name none or not which."""

    turns: int = 0
    without_effect: int = 0
    ambiguous: int = 0


def ban_turns(
    arcs: Arcs,
    restrictions: Sequence[Restriction],
    nodes: NDArray[np.int64],
    way_of_edge: NDArray[np.int64],
    bends: Bends,
) -> tuple[Arcs, Banned]:
    """Return arcs with split junctions, and what became of the restrictions."""
    if not restrictions:
        return arcs, Banned()
    into, out = _arcs_at(arcs, restrictions, nodes)
    number = {int(node): index for index, node in enumerate(nodes) if index in into}
    junctions = _Junctions(arcs, way_of_edge, bends, number, into, out)
    banned, counted = _banned_turns(restrictions, junctions)
    if not banned:
        return arcs, counted
    return _split(arcs, banned, out), counted


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


@dataclass(frozen=True, eq=False)
class _Junctions:
    """The arcs at restricted junctions, and the turns that a restriction means there."""

    arcs: Arcs
    way_of_edge: NDArray[np.int64]
    bends: Bends
    number: dict[int, int]
    into: dict[int, list[int]]
    out: dict[int, list[int]]

    def _of_way(self, arcs: list[int], way: int) -> list[int]:
        return [arc for arc in arcs if self.way_of_edge[self.arcs.edge[arc]] == way]

    def turns(self, rule: Restriction) -> list[tuple[int, int]] | None:
        """(arc in, arc out) of each turn named; None where it cannot be told which is meant."""
        node = self.number.get(rule.via)
        if node is None:
            return []
        ins = self._of_way(self.into[node], rule.from_way)
        outs = self._of_way(self.out[node], rule.to_way)
        if rule.from_way == rule.to_way and rule.turn in {"back", ""} and not rule.is_only:
            # Turning back on the same piece of road is another matter than the turn named.
            edge = self.arcs.edge
            return [(a, b) for a in ins for b in outs if edge[a] == edge[b]]
        if len(ins) > 1 or (len(outs) > 1 and not rule.turn):
            return None
        if len(outs) < 2:
            return [(a, b) for a in ins for b in outs]
        # The way is not cut at the junction: the word says which of its pieces is meant.
        return [(a, b) for a in ins if (b := self._meant(a, outs, rule.turn)) is not None] or None

    def _meant(self, coming: int, outs: list[int], turn: str) -> int | None:
        off = {}
        for going in outs:
            angle = self.bends.turn(self.arcs, coming, going)
            off[going] = abs((angle - IDEAL[turn] + 180) % 360 - 180)
        best = min(off, key=lambda going: off[going])
        return best if off[best] <= WIDEST else None


def _banned_turns(
    restrictions: Sequence[Restriction], junctions: _Junctions
) -> tuple[dict[int, set[int]], Banned]:
    """For each arc into a junction: the arcs out of it that it must not take."""
    banned: dict[int, set[int]] = defaultdict(set)
    allowed: dict[int, set[int]] = defaultdict(set)
    without_effect = ambiguous = 0
    for rule in restrictions:
        turns = junctions.turns(rule)
        ambiguous += turns is None
        without_effect += turns == []
        for coming, going in turns or ():
            (allowed if rule.is_only else banned)[coming].add(going)
    # Two allowances from one way do not forbid each other: either may be taken.
    for coming, named in allowed.items():
        node = int(junctions.arcs.head[coming])
        banned[coming] |= set(junctions.out[node]) - named
    found = {arc: turns for arc, turns in banned.items() if turns}
    total = sum(len(turns) for turns in found.values())
    return found, Banned(total, without_effect, ambiguous)


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
