"""Cutting shapes into tiles: which tiles a shape touches, and its piece in each of them."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.domains.geo.basemap.areas import on_grid
from quanju.domains.geo.basemap.projection import Shapes
from quanju.domains.geo.basemap.types import EXTENT

COARSE = 8
"""Long shapes are first cut into blocks of this many tiles a side: cost grows with the logarithm
of a shape's size, not with its size times its tiles."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Row for row: whose piece, in which tile, and the piece in units of the zoom."""

    owner: NDArray[np.int64]
    tile_x: NDArray[np.int64]
    tile_y: NDArray[np.int64]
    shapes: Shapes


def cut(shapes: Shapes, zoom: int, buffer: float) -> Pieces:
    """Cut shapes (whole units of the zoom) into its tiles, each grown by `buffer` units.

    Rows come ordered by tile and, within a tile, as the shapes were. Areas stay valid on the grid.
    """
    last = (1 << zoom) - 1
    whole = Pieces(
        np.arange(len(shapes)), np.zeros(len(shapes), int), np.zeros(len(shapes), int), shapes
    )
    blocks = _cut_once(whole, EXTENT * COARSE, buffer, 1 << 40, last // COARSE)
    tiles = _cut_once(blocks, EXTENT, buffer, COARSE, last)
    order = np.lexsort((tiles.owner, tiles.tile_y, tiles.tile_x))
    return Pieces(tiles.owner[order], tiles.tile_x[order], tiles.tile_y[order], tiles.shapes[order])


def _cut_once(pieces: Pieces, size: int, buffer: float, across: int, last: int) -> Pieces:
    """Cut pieces into cells of `size`; each lies in a block of `across` cells and stays in it."""
    cells = _cells(pieces, size, buffer, across, last)
    row, x, y, is_whole = cells
    found = pieces.shapes[row]
    todo = np.flatnonzero(~is_whole)
    todo = todo[np.lexsort((y[todo], x[todo]))]
    edges = np.flatnonzero(np.diff(x[todo]) | np.diff(y[todo])) + 1
    for group in np.split(todo, edges) if len(todo) else []:
        west, north = x[group[0]] * size - buffer, y[group[0]] * size - buffer
        side = size + 2 * buffer
        found[group] = shapely.clip_by_rect(found[group], west, north, west + side, north + side)
    areas = todo[np.isin(shapely.get_type_id(found[todo]), (3, 6, 7))]
    found[areas] = on_grid(found[areas])
    kept = ~shapely.is_empty(found)
    return Pieces(pieces.owner[row][kept], x[kept], y[kept], found[kept])


def _cells(
    pieces: Pieces, size: int, buffer: float, across: int, last: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """All pairs of a piece and a cell that its box touches; the last says it lies wholly inside."""
    box = shapely.bounds(pieces.shapes).reshape(-1, 4)
    low = np.floor((box[:, :2] - buffer) / size).astype(np.int64)
    high = np.floor((box[:, 2:] + buffer) / size).astype(np.int64)
    block = np.column_stack([pieces.tile_x, pieces.tile_y]) * across
    low = np.clip(low, np.maximum(block, 0), None)
    high = np.minimum(np.minimum(high, block + across - 1), last)
    span = np.maximum(high - low + 1, 0)
    count = span[:, 0] * span[:, 1]
    row = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    x = low[row, 0] + step % np.maximum(span[row, 0], 1)
    y = low[row, 1] + step // np.maximum(span[row, 0], 1)
    grown = np.column_stack(
        [x * size - buffer, y * size - buffer, (x + 1) * size + buffer, (y + 1) * size + buffer]
    )
    inside = (box[row, :2] >= grown[:, :2]).all(axis=1) & (box[row, 2:] <= grown[:, 2:]).all(axis=1)
    return row, x, y, inside
