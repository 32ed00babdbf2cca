"""Blocks: the ground between roads that a crew names, small ones merged over lesser streets.

A face between all streets is the least piece; the smallest faces join the neighbour they share most
of a lesser street with, until each is worth moving. A border on a named road is never merged over,
unless the face is a sliver such as the strip between two carriageways, or lies wholly inside
another. Faces without roads inside are cut into finer pieces, so that a zone can end in a field.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from quanju.engine.zoning.errors import BadCells
from quanju.engine.zoning.faces import (
    GRID,
    NOTHING,
    ROAD,
    STREET,
    YARD,
    Borders,
    Shapes,
    borders_of,
    cut,
    joined,
    locate,
    moments,
    plane_of,
    within,
)
from quanju.engine.zoning.problem import Floats, Ground, Ints, ZoningProblem

A_PIECE = 6.0
"""A face is at most one part in so many of a zone's ground."""
A_LENGTH = 0.15
"""Nor may its radius of gyration be more than this part of the side of a zone."""
AN_EDGE, AT_THE_EDGE = 0.07, 0.25
"""What is thinner, in sides of a zone, and has this part of its border on the outer edge goes with
what it lies beside."""
LEAST_SHARE, MOST_SHARE = 1 / 150, 1 / 40
"""A block is merged until it is this part of a zone's ground, and never beyond that of its work."""
SLIVER_M = 22.0
"""A face narrower than this on the average is the strip between two carriageways, or a slip road's
island."""
A_JUNCTION_M2 = 4_000.0
NAMED = ("motorway", "trunk", "primary", "secondary", "tertiary")
YARDS = ("service", "track", "pedestrian")
LESSER = ("unclassified", "residential", "living_street", "road")

RANKS = {ROAD: NAMED, STREET: LESSER, YARD: YARDS}


PRICES = (0.8, 30.0, 60.0)
"""What a border as long as the side of a zone costs along ROAD, STREET, NOTHING."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """n blocks that tile an outline.

    `faces`: polygons in degrees; `block`: int32[faces] the block of each. `x_m`, `y_m`, `weight`:
    float64[n]; `borders` and `ground` of the blocks, `plane` metres a degree.
    """

    faces: Shapes
    block: Ints
    x_m: Floats
    y_m: Floats
    weight: Floats
    borders: Borders
    ground: Ground
    plane: Floats

    def __len__(self) -> int:
        return len(self.weight)


def rank_of(road_class: str) -> int | None:
    """ROAD for a class that a crew names, STREET for another street, YARD for what leads into a
    yard or a field, None for what is no border at all."""
    name = road_class.removesuffix("_link")
    found = [kind for kind, names in RANKS.items() if name in names]
    return found[0] if found else None


def blocks_of(
    outline: BaseGeometry,
    lines: Shapes,
    rank: Ints,
    *,
    lon: Floats,
    lat: Floats,
    weight: Floats,
    zones: int,
) -> Blocks:
    """Blocks of an outline between `lines` (degrees) of `rank` (int[k]: ROAD or STREET).

    `lon`, `lat`, `weight`: places of work; those outside the outline count for nothing. `zones`
    says how fine blocks must be. Raises BadCells where no weight lies inside.
    """
    plane = plane_of(outline)
    usual = outline.area * plane.prod() / zones
    lesser, yards = lines[rank != YARD], lines[rank == YARD]
    faces = cut(lesser, outline)
    held = _held(faces, lon, lat, weight)
    if not held.sum() > 0:
        raise BadCells("边界内没有权重", "no weight lies inside the outline")
    most = held.sum() / zones * MOST_SHARE
    is_heavy = held > 2 * most
    if is_heavy.any() and len(yards):
        inner = _inside(yards, faces[is_heavy])
        faces = cut(np.concatenate([lesser, inner]), outline)
        held = _held(faces, lon, lat, weight)
    else:
        inner = yards[:0]
    if ((parts := _parts(moments(faces, plane), held, usual, most)) > 1).any():
        inner = np.concatenate([inner, within(faces, plane, parts)])
        faces = cut(np.concatenate([lesser, inner]), outline)
        held = _held(faces, lon, lat, weight)
    borders = borders_of(faces, plane, lesser, rank[rank != YARD])
    sums = moments(faces, plane)
    block = merged(
        sums[:, 0],
        held,
        borders,
        least=usual * LEAST_SHARE,
        most=most,
        strip_m=max(SLIVER_M, float(np.sqrt(usual)) * AN_EDGE),
    )
    return _blocks(faces, block, sums, held, borders, plane)


def _parts(sums: Floats, held: Floats, usual: float, most: float) -> Ints:
    """int32[faces] into how many pieces each is cut: large, heavy and long ones, a beach."""
    area = sums[:, 0]
    moment = sums[:, 3] - (sums[:, 1] ** 2 + sums[:, 2] ** 2) / area
    length = np.sqrt(np.maximum(moment, 0) / area / usual)
    parts = np.stack([area / (usual / A_PIECE), held / (4 * most), length / A_LENGTH])
    return np.asarray(np.ceil(parts.max(axis=0)), np.int32)


def _held(faces: Shapes, lon: Floats, lat: Floats, weight: Floats) -> Floats:
    """float64[faces] the weight of the places in each."""
    at = locate(faces, lon, lat)
    return np.bincount(at[at >= 0], weight[at >= 0], len(faces)).astype(np.float64)


def _inside(lines: Shapes, faces: Shapes) -> Shapes:
    """The lines that run through these faces."""
    found = shapely.STRtree(lines).query(faces, predicate="intersects")[1]
    return np.asarray(lines[np.unique(found)], object)


def _blocks(
    faces: Shapes, block: Ints, sums: Floats, held: Floats, borders: Borders, plane: Floats
) -> Blocks:
    count = int(block.max()) + 1
    total = np.zeros((count, 4))
    np.add.at(total, block, sums)
    between = _between(borders, block, count)
    middle = total[:, 1:3] / total[:, :1]
    return Blocks(
        faces=faces,
        block=block,
        x_m=middle[:, 0].copy(),
        y_m=middle[:, 1].copy(),
        weight=np.bincount(block, held, count).astype(np.float64),
        borders=between,
        ground=Ground(
            area=total[:, 0].copy(),
            moment=total[:, 3] - (total[:, 1] ** 2 + total[:, 2] ** 2) / total[:, 0],
            edge_m=between.outer,
            metres=between.metres.sum(axis=1),
        ),
        plane=plane,
    )


def _between(borders: Borders, block: Ints, count: int) -> Borders:
    """Borders of faces as borders of blocks."""
    sides = np.sort(block[borders.pairs], axis=1)
    differs = sides[:, 0] != sides[:, 1]
    pairs, which = np.unique(sides[differs], axis=0, return_inverse=True)
    metres = np.zeros((len(pairs), 3))
    np.add.at(metres, which.ravel(), borders.metres[differs])
    outer = np.bincount(block, borders.outer, count).astype(np.float64)
    return Borders(pairs.astype(np.int32).reshape(-1, 2), metres, outer)


def merged(
    area: Floats, weight: Floats, borders: Borders, *, least: float, most: float, strip_m: float
) -> Ints:
    """int32[n] the block of each face, from 0: the smallest joins first, until none is smaller than
    `least` square metres, as long as none becomes heavier than `most`. `strip_m`: how narrow a
    strip along the outer edge is."""
    beside = _neighbours(borders, len(area))
    size, load, outer = area.tolist(), weight.tolist(), borders.outer.tolist()
    around = [sum(map(sum, near.values())) + edge for near, edge in zip(beside, outer, strict=True)]
    home = list(range(len(size)))

    def is_strip(n: int) -> bool:
        narrow = strip_m if outer[n] > AT_THE_EDGE * around[n] else SLIVER_M
        return bool(2 * size[n] < narrow * around[n] or size[n] < A_JUNCTION_M2)

    def is_inside(n: int) -> bool:
        return len(beside[n]) == 1 and not outer[n]

    def is_small(n: int) -> bool:
        return size[n] < least or is_inside(n) or is_strip(n)

    waiting = [(one, n) for n, one in enumerate(size) if is_small(n)]
    heapify(waiting)
    while waiting:
        told, one = heappop(waiting)
        if home[one] != one or told != size[one]:
            continue
        goal = _goal(one, beside, load, most, is_part=is_strip(one) or is_inside(one))
        if goal < 0:
            continue
        home[one] = goal
        shared = sum(beside[one][goal])
        _join(one, goal, beside)
        size[goal] += size[one]
        load[goal] += load[one]
        outer[goal] += outer[one]
        around[goal] += around[one] - 2 * shared
        if is_small(goal):
            heappush(waiting, (size[goal], goal))
    return _numbered(home)


Near = list[dict[int, list[float]]]


def _neighbours(borders: Borders, count: int) -> Near:
    """Of each face its neighbours, and the metres of the common border by kind."""
    beside: Near = [{} for _ in range(count)]
    for (one, other), metres in zip(borders.pairs.tolist(), borders.metres.tolist(), strict=True):
        beside[one][other] = list(metres)
        beside[other][one] = list(metres)
    return beside


def _goal(one: int, beside: Near, load: Sequence[float], most: float, *, is_part: bool) -> int:
    """The neighbour to join, -1 for none. `is_part`: a strip or an island, no place of its own."""
    best, longest = -1, 0.0
    for other, metres in beside[one].items():
        lesser = metres[STREET] + metres[NOTHING]
        # Half of a common border on a named road: then they are two places in everybody's words.
        fits = load[one] + load[other] <= most and metres[ROAD] <= lesser
        shared = sum(metres) if is_part else lesser
        if (fits or is_part) and shared > longest:
            best, longest = other, shared
    return best


def _join(one: int, goal: int, beside: Near) -> None:
    for other, metres in beside[one].items():
        del beside[other][one]
        if other != goal:
            held = beside[goal].setdefault(other, [0.0, 0.0, 0.0])
            held[:] = [a + b for a, b in zip(held, metres, strict=True)]
            beside[other][goal] = held
    beside[one] = {}


def _numbered(home: list[int]) -> Ints:
    for n in range(len(home)):
        top = n
        while home[top] != top:
            top = home[top]
        home[n] = top
    return np.unique(home, return_inverse=True)[1].astype(np.int32)


def problem_of(blocks: Blocks, zones: int, **more: Any) -> ZoningProblem:
    """The blocks as a question: borders priced by the metre, roundness counted."""
    side = float(np.sqrt(blocks.ground.area.sum() / zones))
    told = {"price": blocks.borders.metres @ np.array(PRICES) / side, "roundness": 1.0, **more}
    return ZoningProblem(
        blocks.x_m,
        blocks.y_m,
        blocks.weight,
        blocks.borders.pairs,
        zones,
        ground=blocks.ground,
        **told,
    )


def shapes_of(blocks: Blocks, zone: Ints, zones: int) -> list[BaseGeometry]:
    """One shape a zone in degrees; together exactly the outline."""
    of = zone[blocks.block]
    return [joined(blocks.faces[of == number]) for number in range(zones)]


def roads_around(lon: Floats, lat: Floats, *, square_m: float = 150.0) -> BaseGeometry:
    """The settled ground around places on roads (degrees): squares that hold one, gaps closed, the
    largest part alone. For an extract without an outline of its own."""
    plane = plane_of(shapely.box(lon.min(), lat.min(), lon.max(), lat.max()))
    corner = np.unique(np.floor(np.stack([lon, lat], axis=1) * plane / square_m), axis=0) * square_m
    squares = shapely.union_all(shapely.box(*corner.T, *(corner + square_m).T))
    ground = squares.buffer(6 * square_m, quad_segs=4).buffer(-5.8 * square_m, quad_segs=4)
    part = max(shapely.get_parts(ground), key=lambda one: one.area)
    filled = shapely.simplify(shapely.Polygon(part.exterior), square_m / 10)
    return shapely.set_precision(shapely.transform(filled, lambda xy: xy / plane), GRID)
