"""Where a place on an edge leads, and from where one comes to it: the ends of every search."""

import numpy as np
from numpy.typing import NDArray

from quanju.engine.roads.conditions import FREE, Conditions
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.roads.snapping import Snap

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


def leaving(network: RoadNetwork, place: Snap, whole: F64) -> tuple[I64, F64]:
    """Nodes that one can drive on to from a point of an edge, and the seconds to them."""
    nodes, costs = [], []
    for head, share, seconds in (
        (network.edge_forward_head[place.edge], 1 - place.fraction, whole[0, place.edge]),
        (network.edge_backward_head[place.edge], place.fraction, whole[1, place.edge]),
    ):
        if head >= 0 and seconds < np.inf:
            nodes.append(head)
            costs.append(share * seconds)
    return np.array(nodes, np.int64), np.array(costs, np.float64)


def entering(network: RoadNetwork, place: Snap, whole: F64) -> tuple[I64, F64]:
    """Nodes from which one can drive to a point of an edge, and the seconds from them."""
    first, arcs = network.edge_arcs
    here = arcs[first[place.edge] : first[place.edge + 1]]
    forward = network.arc_forward[here]
    seconds = np.where(forward, whole[0, place.edge], whole[1, place.edge])
    share = np.where(forward, place.fraction, 1 - place.fraction)
    is_open = seconds < np.inf
    return network.tail[here][is_open].astype(np.int64), share[is_open] * seconds[is_open]


def edge_seconds(network: RoadNetwork, conditions: Conditions) -> F64:
    """float64[2, edges]: seconds along each whole edge now, forward and backward; inf if closed."""
    cached = conditions._cache.get("edges")
    if cached is not None and cached[0] is network:
        result: F64 = cached[1]
        return result
    whole = np.vstack([network.edge_forward_seconds, network.edge_backward_seconds])
    whole *= conditions.edge_factors(network)
    conditions._cache["edges"] = (network, whole)
    return whole


def direct_seconds(network: RoadNetwork, start: Snap, end: Snap, whole: F64) -> float:
    """Seconds from start to end along one edge, inf if it is not one or goes the other way."""
    if start.edge != end.edge:
        return float("inf")
    ahead = end.fraction - start.fraction
    found = float("inf")
    for way, head in ((0, network.edge_forward_head), (1, network.edge_backward_head)):
        goes = ahead if way == 0 else -ahead
        if goes >= 0 and head[start.edge] >= 0 and whole[way, start.edge] < np.inf:
            found = min(found, float(goes * whole[way, start.edge]))
    return found


def along_edge(
    network: RoadNetwork, start: Snap, fractions: F64, *, conditions: Conditions = FREE
) -> F64:
    """float64[n] seconds from a place to points of its own edge, without leaving it; inf if none.

    fractions  float64[n] along the edge's shape, 0 to 1.
    """
    whole = edge_seconds(network, conditions)[:, start.edge]
    ahead = np.asarray(fractions) - start.fraction
    best = np.full(ahead.shape, np.inf)
    heads = network.edge_forward_head[start.edge], network.edge_backward_head[start.edge]
    for goes, head, seconds in zip((ahead, -ahead), heads, whole, strict=True):
        if head >= 0 and seconds < np.inf:
            best = np.where(goes >= 0, np.minimum(best, goes * seconds), best)
    return best
