"""Cutting streets where they meet, without losing whose stretch is whose."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from quanju.demo.maker.street import RANK, Street

GRID = 0.5
"""Metres of the grid on which crossings fall, so that streets meet in the same figures."""

Key = tuple[float, float]


def noded(streets: Sequence[Street]) -> list[Street]:
    """The streets in stretches that meet at their ends only; where two lie on one another the
    higher class keeps the stretch."""
    lines = [street.line for street in streets]
    pieces = shapely.get_parts(shapely.union_all(lines, grid_size=GRID))
    tree = shapely.STRtree(lines)
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    found, owners = tree.query(middles, predicate="dwithin", distance=1.2)
    best: dict[int, int] = {}
    for piece, owner in zip(found.tolist(), owners.tolist(), strict=True):
        if piece not in best or _before(streets[owner], streets[best[piece]]):
            best[piece] = owner
    return [
        _along(streets[best[number]], piece)
        for number, piece in enumerate(pieces)
        if number in best
    ]


def _before(one: Street, other: Street) -> bool:
    return RANK[one.kind] < RANK[other.kind]


def _along(street: Street, piece: shapely.LineString) -> Street:
    """The piece as a stretch of the street, running the way the street runs."""
    ends = shapely.line_locate_point(
        street.line, shapely.points(piece.coords[:: len(piece.coords) - 1])
    )
    line = shapely.reverse(piece) if ends[0] > ends[1] else piece
    return Street(line, street.kind, street.name, street.is_oneway, street.kmh)


def ends_of(street: Street) -> tuple[Key, Key]:
    return street.ends


def degrees(streets: Iterable[Street]) -> Counter[Key]:
    """How many stretches end at each point."""
    return Counter(end for street in streets for end in ends_of(street))


def without_tails(streets: Sequence[Street], kinds: set[str], rounds: int = 3) -> list[Street]:
    """Without stretches of these classes that lead nowhere."""
    kept = list(streets)
    for _ in range(rounds):
        degree = degrees(kept)
        kept = [s for s in kept if s.kind not in kinds or min(degree[e] for e in ends_of(s)) > 1]
    return kept


def welded(streets: Sequence[Street], metres: float) -> list[Street]:
    """Crossings nearer than `metres` along a short stretch become one crossing."""
    parent: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        while parent.get(key, key) != key:
            key = parent[key]
        return key

    for street in streets:
        a, b = ends_of(street)
        if street.line.length < metres and a != b:
            parent[root(a)] = root(b)
    groups: dict[Key, list[Key]] = {}
    for key in {end: None for street in streets for end in ends_of(street)}:
        groups.setdefault(root(key), []).append(key)
    rank: dict[Key, int] = {}
    for street in streets:
        for end in ends_of(street):
            rank[end] = min(rank.get(end, 99), RANK[street.kind])
    # The crossing of the greatest streets stays where it is, so that they run straight on.
    place = {
        key: min(group, key=lambda end: (rank[end], end))
        for group in groups.values()
        for key in group
    }
    moved = []
    for street in streets:
        points = np.array(street.line.coords)
        points[0], points[-1] = (place[end] for end in ends_of(street))
        line = shapely.LineString(points)
        if line.length > metres or (line.length > 1 and len(points) > 2):
            moved.append(Street(line, street.kind, street.name, street.is_oneway, street.kmh))
    return moved
