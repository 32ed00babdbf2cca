"""From a road network to the lines that borders follow and the places where its work lies."""

import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.engine.roads.network import RoadNetwork
from quanju.engine.zoning.blocks import rank_of
from quanju.engine.zoning.faces import ROAD, Shapes
from quanju.engine.zoning.problem import Floats, Ints

BESIDE_M = 3.0
"""A road on a border is patrolled from both sides: half of its metres lie this far to each."""


def lines_of(network: RoadNetwork) -> tuple[Shapes, Ints]:
    """What borders may follow as lines in degrees, and the rank of each: the streets (ROAD, STREET
    or YARD), and rivers and railways, which are as good as a ROAD."""
    by_class = [rank_of(name) for name in network.classes]
    rank = np.array([-1 if one is None else one for one in by_class], np.int32)
    rank = rank[network.edge_class] if len(rank) else np.zeros(0, np.int32)
    edges = np.flatnonzero(rank >= 0)
    streets = _lines(network.shape_first, network.shape_lon, network.shape_lat, edges)
    every = np.arange(len(network.bank_first) - 1)
    banks = _lines(network.bank_first, network.bank_lon, network.bank_lat, every)
    ranks = rank[edges], np.full(len(banks), ROAD, np.int32)
    return np.concatenate([streets, banks]), np.concatenate(ranks)


def _lines(first: Ints, lon: Floats, lat: Floats, which: NDArray[np.int64]) -> Shapes:
    if not len(which):
        return np.zeros(0, dtype=object)
    index = np.repeat(np.arange(len(which)), first[which + 1] - first[which])
    spots = np.concatenate([np.arange(first[e], first[e + 1]) for e in which])
    places = np.stack([lon[spots], lat[spots]], axis=1)
    return np.asarray(shapely.linestrings(places, indices=index), dtype=object)


def both_sides(network: RoadNetwork) -> tuple[Floats, Floats, Floats]:
    """Places beside each piece of street, degrees, and half of its metres for each."""
    plane = np.array(network.metres_per_degree)
    spots = np.stack([network.shape_lon, network.shape_lat], axis=1)
    edge = np.repeat(np.arange(network.edge_count), np.diff(network.shape_first))
    goes_on = edge[1:] == edge[:-1]
    begin, end = spots[:-1][goes_on], spots[1:][goes_on]
    step = (end - begin) * plane
    metres = np.hypot(*step.T)
    begin, end, step, metres = (one[metres > 0] for one in (begin, end, step, metres))
    aside = np.stack([-step[:, 1], step[:, 0]], axis=1) / metres[:, None] * BESIDE_M / plane
    middle = (begin + end) / 2
    places = np.concatenate([middle + aside, middle - aside])
    return places[:, 0].copy(), places[:, 1].copy(), np.concatenate([metres, metres]) / 2
