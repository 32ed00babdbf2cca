"""Nodes that stop a car: the ways that pass them become dead ends on either side."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from quanju.engine.roads.raw import RawRoads, RawWay


def words_met(raw: RawRoads, flat: NDArray[np.int64]) -> Counter[str]:
    """What was not understood at nodes that cars pass."""
    words: Counter[str] = Counter()
    if raw.node_words:
        nodes = np.fromiter(raw.node_words, np.int64, len(raw.node_words))
        for node in nodes[np.isin(nodes, flat)]:
            words += raw.node_words[int(node)]
    return words


def cut_at_shut_nodes(
    raw: RawRoads, ways: list[RawWay], flat: NDArray[np.int64], start: NDArray[np.int64]
) -> tuple[list[RawWay], int]:
    """The ways with a dead end on either side of each node that stops cars, and how many there are.

    Each piece that ends there gets a node of its own at the same place: nothing joins them.
    """
    if not raw.shut_nodes:
        return ways, 0
    shut = np.fromiter(raw.shut_nodes, np.int64, len(raw.shut_nodes))
    hits = np.flatnonzero(np.isin(flat, shut))
    if not len(hits):
        return ways, 0
    touched = set((np.searchsorted(start, hits, side="right") - 1).tolist())
    fresh = count(min(0, int(flat.min())) - 1, -1)
    cut: list[RawWay] = []
    for number, way in enumerate(ways):
        if number in touched:
            cut += [replace(way, nodes=piece, metres=None) for piece in _dead_ends(raw, way, fresh)]
        else:
            cut.append(way)
    return cut, len(np.unique(flat[hits]))


def _dead_ends(raw: RawRoads, way: RawWay, fresh: Iterator[int]) -> Iterator[list[int]]:
    piece: list[int] = []
    for node in way.nodes:
        if node not in raw.shut_nodes:
            piece.append(node)
            continue
        for ends_here in (True, False):  # the end of the piece before, the start of the next
            mine = next(fresh)
            raw.location[mine] = raw.location[node]
            if ends_here:
                piece.append(mine)
                if len(piece) > 1:
                    yield piece
            else:
                piece = [mine]
    if len(piece) > 1:
        yield piece
