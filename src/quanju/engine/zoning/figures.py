"""What a planner asks of zones made of blocks: borders, roundness, necks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quanju.engine.zoning.blocks import Blocks
from quanju.engine.zoning.faces import ROAD
from quanju.engine.zoning.problem import Floats, Ints, parts_of

A_NECK = 0.05
"""A block is a neck if without it a part of the zone this large, and of two blocks at least, hangs
on nothing."""


@dataclass(frozen=True, eq=False)
class Look:
    """`on_roads_share`: of the metres between zones those on a road that a crew names, None where
    there is no border; `compactness`: float64[zones] Polsby–Popper, 1 for a disk; `necks`."""

    on_roads_share: float | None
    compactness: Floats
    necks: int


def look_of(blocks: Blocks, zone: Ints, zones: int) -> Look:
    """The figures of any division of the blocks. Source of the compactness: D. Polsby and
    R. Popper, Yale Law & Policy Review 9 (1991): 4 π area / perimeter²."""
    pairs, metres = blocks.borders.pairs, blocks.borders.metres
    cut = zone[pairs[:, 0]] != zone[pairs[:, 1]]
    along = metres[cut].sum(axis=0)
    around = np.bincount(zone, blocks.borders.outer, zones)
    for side in (0, 1):
        around += np.bincount(zone[pairs[cut, side]], metres[cut].sum(axis=1), zones)
    area = np.bincount(zone, blocks.ground.area, zones)
    return Look(
        on_roads_share=float(along[ROAD] / along.sum()) if along.sum() else None,
        compactness=4 * np.pi * area / around**2,
        necks=necks_of(blocks, zone, zones),
    )


def necks_of(blocks: Blocks, zone: Ints, zones: int) -> int:
    """Necks of all zones; blocks of no zone (-1) are nobody's."""
    return sum(_necks(blocks, np.flatnonzero(zone == one)) for one in range(zones))


def _necks(blocks: Blocks, mine: NDArray[np.int64]) -> int:
    """Blocks of one zone without which a part of it falls off."""
    place = np.full(len(blocks), -1)
    place[mine] = np.arange(len(mine))
    pairs = place[blocks.borders.pairs]
    pairs = pairs[(pairs >= 0).all(axis=1)].astype(np.int32)
    area, found = blocks.ground.area[mine], 0
    beside: list[set[int]] = [set() for _ in mine]
    for a, b in pairs.tolist():
        beside[a].add(b)
        beside[b].add(a)
    for one in range(len(mine)):
        if _ring_closed(one, beside):
            continue
        left = pairs[(pairs != one).all(axis=1)]
        count, part = parts_of(left, len(mine))
        if count == 2:
            continue  # itself, and the rest in one piece
        rest = np.delete(part, one)
        ground, blocks_of = np.bincount(rest, np.delete(area, one)), np.bincount(rest)
        order = np.argsort(-ground)[1:]
        found += int(((ground > A_NECK * area.sum()) & (blocks_of > 1))[order].any())
    return found


def _ring_closed(one: int, beside: list[set[int]]) -> bool:
    """The neighbours hang together among themselves, so that nothing can hang on this block alone.
    Nearly all do: the slow question is left for the rest."""
    left = set(beside[one])
    waiting = [left.pop()] if left else []
    while waiting:
        near = beside[waiting.pop()] & left
        left -= near
        waiting += near
    return not left
