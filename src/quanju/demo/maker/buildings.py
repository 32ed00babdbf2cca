"""Buildings: rows of houses in the blocks, each block after its kind."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon

from quanju.demo.maker.blocks import Block
from quanju.demo.maker.plane import Floats


@dataclass(frozen=True)
class Rows:
    """Houses in rows, in metres: length, depth, gaps beside and behind, share that stands."""

    long: float
    deep: float
    beside: float
    behind: float
    share: float
    rim: float


ROWS = {
    "estate": Rows(46, 12, 13, 21, 0.8, 12),
    "centre": Rows(38, 17, 12, 18, 0.8, 8),
    "old": Rows(26, 10, 9, 14, 0.62, 6),
    "cottage": Rows(40, 8, 14, 19, 0.62, 7),
    "village": Rows(14, 8, 20, 30, 0.6, 9),
    "works": Rows(110, 46, 34, 40, 0.5, 24),
    "campus": Rows(78, 18, 46, 62, 0.5, 30),
}


def raise_buildings(
    blocks: tuple[Block, ...], ways: list[shapely.LineString], rng: np.random.Generator
) -> Iterator[Polygon]:
    """Houses that stand free of every street and yard way."""
    tree = shapely.STRtree(ways)
    for block in blocks:
        rows = ROWS.get(block.kind)
        if rows is not None:
            yield from _houses(block.shape, rows, tree, rng)


def _houses(
    shape: Polygon, rows: Rows, tree: shapely.STRtree, rng: np.random.Generator
) -> list[Polygon]:
    core = shape.buffer(-rows.rim)
    if core.is_empty or core.area < rows.long * rows.deep:
        return []
    middle, along, across, half_long, half_short = _frame(shape)
    steps = rows.long + rows.beside, rows.deep + rows.behind
    best: np.ndarray = np.array([])
    # Rows are moved until most houses stand free of the ways.
    for shift in ((0.5, 0.5), (0.1, 0.75), (0.75, 0.1), (0.25, 0.25)):
        columns = np.arange(-half_long, half_long, steps[0]) + steps[0] * shift[0]
        lines = np.arange(-half_short, half_short, steps[1]) + steps[1] * shift[1]
        x, y = (grid.ravel() for grid in np.meshgrid(columns, lines))
        long = rows.long * rng.uniform(0.7, 1.05, len(x))
        deep = rows.deep * rng.uniform(0.85, 1.15, len(x))
        houses = _boxes(middle, along, across, x, y, long / 2, deep / 2)
        free = _free(houses, core, tree)
        best = free if len(free) > len(best) else best
    return best[rng.random(len(best)) < rows.share].tolist()


def _free(houses: np.ndarray, core: Polygon, tree: shapely.STRtree) -> np.ndarray:
    """Houses inside the block and 4 m clear of every way."""
    shapely.prepare(core)
    houses = houses[shapely.contains_properly(core, houses)]
    blocked = np.unique(tree.query(houses, predicate="dwithin", distance=4.0)[0])
    return np.delete(houses, blocked)


def _frame(shape: Polygon) -> tuple[Floats, Floats, Floats, float, float]:
    """Middle, unit vectors and half sides; rows run east and west, so that rooms face south."""
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))[:4]
    one, two = (box[1] - box[0]) / 2, (box[2] - box[1]) / 2
    if abs(one[0]) * np.hypot(*two) < abs(two[0]) * np.hypot(*one):
        one, two = two, one
    half_long, half_short = float(np.hypot(*one)), float(np.hypot(*two))
    return box.mean(axis=0), one / half_long, two / half_short, half_long, half_short


def _boxes(
    middle: Floats, along: Floats, across: Floats, x: Floats, y: Floats, half: Floats, deep: Floats
) -> np.ndarray:
    corners = []
    for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)):
        corners.append(middle + (x + i * half)[:, None] * along + (y + j * deep)[:, None] * across)
    return shapely.polygons(np.stack(corners, axis=1))
