"""Landmarks: how far every node lies from a few places at the edge, so that a route looks ahead.

A triangle has no side longer than the other two together: what is known from and to a landmark
gives a lower bound on the seconds between any two nodes. Roads as they are now are never faster
than free flow (`Conditions`), so bounds of free flow hold under every closure and slow-down.
Source: A. V. Goldberg, C. Harrelson, "Computing the shortest path: A* search meets graph theory",
SODA 2005.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quanju.engine.roads import kernels
from quanju.engine.roads.network import RoadNetwork

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]

COUNT = 12
MOST = 65_000
"""The longest time there is in the network, in ticks."""
LONGEST_S = 1e9
FEW = 64
"""A network of fewer nodes is searched as quickly without."""


def with_landmarks(network: RoadNetwork) -> RoadNetwork:
    """The same network with `COUNT` landmarks.

    Each is the node that lies farthest from those chosen before, among what can be driven to and
    back. A time is cut to whole ticks, so it is never too long.
    """
    nodes, seconds = network.node_count, network.seconds
    if nodes < FEW:
        return network
    away = network.first, network.arc_numbers, network.head
    home = network.back_first, network.back_arc, network.tail[network.back_arc]
    rows: list[F64] = []
    nearest = np.full(nodes, np.inf)
    busiest = int(np.argmax(np.diff(network.first)))  # among the streets, not at the end of one
    last = _farthest(_all_from(away, seconds, busiest) + _all_from(home, seconds, busiest))
    for _ in range(COUNT):
        pair = [_all_from(graph, seconds, last) for graph in (away, home)]
        rows += pair
        nearest = np.minimum(nearest, pair[0] + pair[1])
        last = _farthest(nearest)
    times = np.array(rows)
    is_known = np.isfinite(times)
    tick_s = max(float(times[is_known].max()) / MOST, 1e-3)
    ticks = np.full(times.shape, kernels.NEVER, np.uint16)
    ticks[is_known] = (times[is_known] / tick_s).astype(np.uint16)
    # From all landmarks, then to all of them.
    ordered = np.concatenate([ticks[0::2], ticks[1::2]])
    return replace(
        network,
        landmark_ticks=np.ascontiguousarray(ordered.T),
        landmark_tick_s=np.array([tick_s]),
    )


@dataclass(frozen=True, eq=False)
class Bounds:
    """What `kernels.path` needs to look ahead to one goal.

    tick_s         seconds a tick on the roads as they are now
    after, before  float64[landmarks] s: what each tells of a node it is known from, or known to;
                   -inf where it tells nothing
    """

    tick_s: float
    after: F64
    before: F64

    @staticmethod
    def none() -> "Bounds":
        """Looking nowhere."""
        return Bounds(1.0, np.empty(0), np.empty(0))


def bounds_to(network: RoadNetwork, goals: I64, costs: F64, factor: float) -> Bounds:
    """Bounds to a place: goals int64[k], nodes it is reached from; costs float64[k] s from them.

    factor  of all roads, ≥ 1: by so much all bounds grow.
    """
    ticks, tick_s = network.landmark_ticks[goals], float(network.landmark_tick_s[0]) * factor
    landmarks = ticks.shape[1] // 2
    after = ticks[:, :landmarks] * tick_s + costs[:, None]
    before = costs[:, None] - (ticks[:, landmarks:] + 1.0) * tick_s
    is_lost = ticks == kernels.NEVER
    after[is_lost[:, :landmarks]] = -np.inf
    before[is_lost[:, landmarks:]] = -np.inf
    return Bounds(tick_s, after.min(axis=0, initial=np.inf), before.min(axis=0, initial=np.inf))


def _farthest(seconds: F64) -> int:
    return int(np.argmax(np.where(np.isfinite(seconds), seconds, -1.0)))


def _all_from(graph: tuple[I32, I32, I32], seconds: F64, node: int) -> F64:
    """float64[nodes] seconds from one node over the arcs of `graph`; inf where there is no way."""
    first, arc_of, neighbour = graph
    nodes, room = len(first) - 1, len(neighbour) + len(first) + 64
    distance, settled = np.empty(nodes), np.empty(nodes, np.int64)
    count = kernels.reach(
        first,
        arc_of,
        neighbour,
        seconds,
        np.array([node]),
        np.zeros(1),
        LONGEST_S,
        distance,
        np.zeros(nodes, np.int64),
        1,
        np.empty(room),
        np.empty(room, np.int64),
        settled,
    )
    found = np.full(nodes, np.inf)
    found[settled[:count]] = distance[settled[:count]]
    return found
