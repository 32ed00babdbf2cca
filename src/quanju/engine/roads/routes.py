"""The fastest way from one place to another, with its shape and its streets."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quanju.engine.roads import kernels
from quanju.engine.roads.conditions import FREE, Conditions
from quanju.engine.roads.desk import desk
from quanju.engine.roads.ends import direct_seconds, edge_seconds, entering, leaving
from quanju.engine.roads.errors import NoRoute
from quanju.engine.roads.landmarks import Bounds, bounds_to
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.roads.snapping import Snap

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Ends = tuple[I64, F64]
"""Nodes, and the seconds to them or from them."""


@dataclass(frozen=True, eq=False)
class Route:
    """The fastest way. geometry float64[points, 2] lon/lat; steps: (street zh, en, metres)."""

    seconds: float
    metres: float
    geometry: F64
    steps: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, eq=False)
class _Way:
    """Edges in driving order, and the fractions of each where it is entered and left."""

    edges: I64
    entered: F64
    left: F64


def route(network: RoadNetwork, start: Snap, end: Snap, *, conditions: Conditions = FREE) -> Route:
    """The fastest way with its shape and streets; `NoRoute` if closures leave none."""
    whole = edge_seconds(network, conditions)
    starts, goals = leaving(network, start, whole), entering(network, end, whole)
    goal, seconds = _search(network, conditions, starts, goals)
    direct = direct_seconds(network, start, end, whole)
    if direct <= seconds:
        if not np.isfinite(direct):
            raise NoRoute
        straight = _Way(
            np.array([start.edge]), np.array([start.fraction]), np.array([end.fraction])
        )
        return _described(network, direct, straight)
    return _described(network, float(seconds), _way(network, start, end, goal, whole))


def _search(
    network: RoadNetwork, conditions: Conditions, starts: Ends, goals: Ends
) -> tuple[int, float]:
    """The goal's node where the way ends, or -1, and its seconds; the way itself on the desk."""
    bounds = bounds_to(network, *goals, conditions.factor)
    found = _looking_ahead(network, conditions, starts, goals, bounds)
    if found[0] == kernels.FULL:
        return _looking_ahead(network, conditions, starts, goals, Bounds.none())
    return found


def _looking_ahead(
    network: RoadNetwork, conditions: Conditions, starts: Ends, goals: Ends, bounds: Bounds
) -> tuple[int, float]:
    desk.lay(network, len(starts[0]))
    goal = desk.goal
    np.minimum.at(goal, *goals)
    try:
        node, seconds = kernels.path(
            network.first,
            network.head,
            conditions.seconds(network),
            *starts,
            goal,
            network.landmark_ticks,
            bounds.tick_s,
            bounds.after,
            bounds.before,
            desk.distance,
            desk.ahead,
            desk.stamp,
            desk.mark,
            desk.keys,
            desk.items,
            desk.by_arc,
        )
    finally:
        goal[goals[0]] = np.inf
    return int(node), float(seconds)


def _way(network: RoadNetwork, start: Snap, end: Snap, goal: int, whole: F64) -> _Way:
    arcs, number = kernels.way_back(desk.by_arc, network.tail, goal)
    # Starts stand in the order of `leaving`: forward first where that is open.
    opens = [
        forward
        for forward, head, seconds in (
            (1.0, network.edge_forward_head, whole[0]),
            (0.0, network.edge_backward_head, whole[1]),
        )
        if head[start.edge] >= 0 and seconds[start.edge] < np.inf
    ]
    forward = network.arc_forward[arcs].astype(np.float64)
    return _Way(
        np.concatenate([[start.edge], network.arc_edge[arcs], [end.edge]]),
        np.concatenate([[start.fraction], 1 - forward, [_entered(network, end, goal, whole)]]),
        np.concatenate([[opens[number]], forward, [end.fraction]]),
    )


def _entered(network: RoadNetwork, end: Snap, goal: int, whole: F64) -> float:
    """0 or 1: the end of its edge from which the place is reached sooner."""
    first, arcs = network.edge_arcs
    best: tuple[float, float] = (np.inf, 0.0)
    for arc in arcs[first[end.edge] : first[end.edge + 1]]:
        if network.tail[arc] == goal:
            is_forward = bool(network.arc_forward[arc])
            share = end.fraction if is_forward else 1 - end.fraction
            seconds = whole[0 if is_forward else 1, end.edge]
            if seconds < np.inf:
                best = min(best, (float(share * seconds), 0.0 if is_forward else 1.0))
    return best[1]


def _described(network: RoadNetwork, seconds: float, way: _Way) -> Route:
    metres = np.abs(way.left - way.entered) * network.edge_metres[way.edges]
    driven = np.flatnonzero(metres > 0)
    names = network.edge_name[way.edges[driven]]
    begins = np.flatnonzero(np.append(True, names[1:] != names[:-1])) if len(names) else driven
    of_step = np.add.reduceat(metres[driven], begins) if len(names) else np.empty(0)
    return Route(
        seconds,
        float(metres.sum()),
        _shape(network, way),
        tuple(
            (*network.names[name], float(length))
            for name, length in zip(names[begins], of_step, strict=True)
        ),
    )


def _shape(network: RoadNetwork, way: _Way) -> F64:
    """float64[points, 2]: lon and lat along the way, no point twice."""
    ends = sorted({0, len(way.edges) - 1})
    parts = [_part_of_shape(network, way.edges[k], way.entered[k], way.left[k]) for k in ends]
    inside = _whole_shapes(network, way.edges[1:-1], way.left[1:-1] > 0)
    points = np.concatenate([parts[0], inside, *parts[1:]])
    is_new = np.append(True, (np.diff(points, axis=0) != 0).any(axis=1))
    shape: F64 = points[is_new]
    return shape


def _whole_shapes(network: RoadNetwork, edges: I64, is_forward: NDArray[np.bool_]) -> F64:
    """float64[points, 2]: the shapes of whole edges one after another, each as it is driven."""
    first = network.shape_first[edges].astype(np.int64)
    sizes = network.shape_first[edges + 1] - first
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    step = np.arange(offsets[-1]) - np.repeat(offsets[:-1], sizes)
    begin = np.where(is_forward, first, first + sizes - 1)
    index = np.repeat(begin, sizes) + np.repeat(np.where(is_forward, 1, -1), sizes) * step
    return np.column_stack([network.shape_lon[index], network.shape_lat[index]])


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
