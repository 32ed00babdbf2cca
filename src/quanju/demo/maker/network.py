"""From streets to the tables of a road network: nodes and edges, every edge reachable."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
import shapely.ops

from quanju.demo.maker.noding import GRID, Key, ends_of
from quanju.demo.maker.plane import Floats, metres_along, to_degrees
from quanju.demo.maker.street import Street

DRIVEN = {
    "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service", "track",
}  # fmt: skip

ABUTMENT_M = 15


@dataclass(frozen=True)
class Edge:
    """One stretch of road between two nodes."""

    u: int
    v: int
    street: Street
    is_bridge: bool
    metres: float
    lonlat: Floats


@dataclass(frozen=True)
class Network:
    """Nodes in degrees, shape (n, 2); node number k has the id k + 1."""

    lonlat: Floats
    metres: Floats
    edges: tuple[Edge, ...]


def connected(streets: Sequence[Street]) -> list[Street]:
    """The streets a car can come from and go to everywhere else; one-way streets that would cut
    others off become two-way."""
    kept = _largest([s for s in streets if s.kind in DRIVEN])
    while True:
        reach = _both_ways(kept)
        wrong = [s.is_oneway and not all(end in reach for end in ends_of(s)) for s in kept]
        if not any(wrong):
            break
        kept = [
            Street(s.line, s.kind, s.name, False, s.kmh) if bad else s
            for s, bad in zip(kept, wrong, strict=True)
        ]
    ends = {end for s in kept for end in ends_of(s)}
    walked = [s for s in streets if s.kind not in DRIVEN and any(e in ends for e in ends_of(s))]
    return [*kept, *walked]


def _largest(streets: list[Street]) -> list[Street]:
    """The largest connected part, ignoring directions."""
    beside: dict[Key, list[Key]] = defaultdict(list)
    for street in streets:
        a, b = ends_of(street)
        beside[a].append(b)
        beside[b].append(a)
    seen: set[Key] = set()
    best: set[Key] = set()
    for start in beside:
        if start in seen:
            continue
        part = _flooded(start, beside)
        seen |= part
        best = max(best, part, key=len)
    return [s for s in streets if ends_of(s)[0] in best]


def _both_ways(streets: list[Street]) -> set[Key]:
    """Nodes that can be reached from the busiest node and from which it can be reached."""
    onward: dict[Key, list[Key]] = defaultdict(list)
    back: dict[Key, list[Key]] = defaultdict(list)
    for street in streets:
        a, b = ends_of(street)
        for one, other in ((a, b),) if street.is_oneway else ((a, b), (b, a)):
            onward[one].append(other)
            back[other].append(one)
    start = next(ends_of(s)[0] for s in streets if s.kind == "trunk")
    return _flooded(start, onward) & _flooded(start, back)


def _flooded(start: Key, beside: dict[Key, list[Key]]) -> set[Key]:
    reached, open_ = {start}, [start]
    while open_:
        for other in beside[open_.pop()]:
            if other not in reached:
                reached.add(other)
                open_.append(other)
    return reached


def bridged(streets: Sequence[Street], water: shapely.Geometry) -> list[Street]:
    """Streets over water in three stretches, so that the bridge is an edge of its own."""
    shapely.prepare(water)
    over = shapely.intersects(water, [s.line for s in streets])
    found = []
    for street, is_over in zip(streets, over.tolist(), strict=True):
        found += _parted(street, water) if is_over else [street]
    return found


def _parted(street: Street, water: shapely.Geometry) -> list[Street]:
    line = street.line
    wet = shapely.get_parts(line.intersection(water))
    at = sorted(line.project(shapely.Point(w.coords[i])) for w in wet for i in (0, -1))
    first, last = max(0.0, at[0] - ABUTMENT_M), min(line.length, at[-1] + ABUTMENT_M)
    cuts = [0.0, first if first > 40 else 0.0, last if line.length - last > 40 else line.length]
    parts = [shapely.ops.substring(line, a, b) for a, b in pairwise([*cuts, line.length]) if b > a]
    rounded = [shapely.transform(part, lambda xy: np.round(xy / GRID) * GRID) for part in parts]
    return [replace(street, line=part) for part in rounded]


def build_network(streets: Sequence[Street], water: shapely.Geometry) -> Network:
    """Nodes numbered from the south-west, edges sorted by their ends."""
    keys = sorted({end for s in streets for end in ends_of(s)}, key=lambda k: (k[1], k[0]))
    number = {key: position for position, key in enumerate(keys)}
    metres = np.array(keys)
    lonlat = to_degrees(metres)
    shapely.prepare(water)
    over = shapely.intersects(water, [s.line for s in streets])
    edges = []
    for street, is_bridge in zip(streets, over.tolist(), strict=True):
        u, v = (number[end] for end in ends_of(street))
        shape = to_degrees(shapely.get_coordinates(street.line))
        if u == v and len(shape) < 4:
            continue
        edges.append(Edge(u, v, street, is_bridge, round(metres_along(shape), 1), shape))
    edges.sort(key=lambda e: (e.u, e.v, e.metres, e.street.kind))
    return Network(lonlat, metres, tuple(edges))
