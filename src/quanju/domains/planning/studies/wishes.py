"""What a border may follow: big roads, rivers and railways, the areas of the stations.

A pair of neighbouring cells is dear as a border or cheap. A big road counts where it crosses the
line between both middles. Water and railways need no map of their own: they are where few roads
cross, and so are parks and yards.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy
import shapely
from numpy.typing import NDArray

from quanju.domains.geo.shapes import read_geometry
from quanju.domains.planning.types import Inputs
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.zoning.cells import Cells
from quanju.engine.zoning.problem import parts_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]
BIG = ("motorway", "trunk", "primary", "secondary")
ALONG_ROAD, BARRIER, STATION = 0.3, 0.25, 0.2
"""What a border costs there, where it costs 1 elsewhere."""
A_STRIP = 0.25
"""Of a zone: a station with less of the urban area's work has no zone of its own there."""
OF_A_BLOCK, STILL_EVEN = 0.5, 0.04
"""A block between big roads goes whole to the zone that holds more than this share of it, as long
as no zone is farther than that from the mean."""


def prices(
    options: Inputs, big: Flags, crossings: Ints, station: Ints | None, pairs: Ints
) -> Floats | None:
    """float64[m] for each pair; None where nothing was wished."""
    price = np.ones(len(pairs))
    if options.get("along_roads"):
        price[big] *= ALONG_ROAD
    if options.get("along_barriers"):
        usual = max(float(np.median(crossings)), 1.0)
        price *= np.clip(crossings / usual, BARRIER, 1.0)
    if options.get("stations") == "prefer" and station is not None:
        price[station[pairs[:, 0]] != station[pairs[:, 1]]] *= STATION
    return None if (price == 1).all() else price


def beside_big_roads(cells: Cells, pairs: Ints, network: RoadNetwork) -> Flags:
    """bool[m]: a big road runs between the two cells."""
    lines = big_roads(network)
    found = np.zeros(len(pairs), bool)
    if not len(lines):
        return found
    middles = np.stack([cells.lon, cells.lat], axis=1)
    between = shapely.linestrings(middles[pairs])
    found[np.unique(shapely.STRtree(lines).query(between, predicate="intersects")[0])] = True
    return found


def big_roads(network: RoadNetwork) -> NDArray[np.object_]:
    """The big roads as lines in degrees."""
    numbers = [n for n, name in enumerate(network.classes) if name.removesuffix("_link") in BIG]
    edges = np.flatnonzero(np.isin(network.edge_class, numbers))
    if not len(edges):
        return np.zeros(0, dtype=object)
    first = network.shape_first
    index = np.repeat(np.arange(len(edges)), first[edges + 1] - first[edges])
    spots = np.concatenate([np.arange(first[e], first[e + 1]) for e in edges])
    places = np.stack([network.shape_lon[spots], network.shape_lat[spots]], axis=1)
    return np.asarray(shapely.linestrings(places, indices=index), dtype=object)


def station_of(cells: Cells, stations: Sequence[dict[str, Any]], zones: int) -> Ints | None:
    """int32[n] number of the station area of each cell; a cell in none takes the nearest's, and so
    do those of a station that holds next to nothing of the work: a strip along the outline."""
    found = np.full(len(cells.names), -1, np.int32)
    for number, one in enumerate(stations):
        inside = shapely.intersects_xy(read_geometry(one["geometry"]), cells.lon, cells.lat)
        found[inside & (found < 0)] = number
    known = found >= 0
    if not known.any():
        return None
    held = np.bincount(found[known], cells.weight[known], len(stations))
    known &= held[found] >= A_STRIP * cells.weight.sum() / zones
    if not known.any():
        return None
    middles = np.stack([cells.x_m, cells.y_m], axis=1)
    _, nearest = scipy.spatial.cKDTree(middles[known]).query(middles[~known])
    found[~known] = found[known][nearest]
    return found


def tied_together(cells: Cells, pairs: Ints, group: Ints | None = None) -> Ints:
    """int32[k, 2] pairs that tie every loose part to the bulk (of its group) by the two cells that
    lie nearest to each other: one tie a part, so that a part never joins two banks."""
    part_pairs = pairs if group is None else pairs[group[pairs[:, 0]] == group[pairs[:, 1]]]
    count, part = parts_of(part_pairs, len(cells.names))
    place = np.stack([cells.x_m, cells.y_m], axis=1)
    of = np.zeros(len(part), np.int32) if group is None else group
    ties = []
    for one in np.unique(of).tolist():
        bulk = np.bincount(part[of == one], minlength=count).argmax()
        tree, home = scipy.spatial.cKDTree(place[part == bulk]), np.flatnonzero(part == bulk)
        for loose in np.setdiff1d(part[of == one], [bulk]).tolist():
            mine = np.flatnonzero(part == loose)
            away, nearest = tree.query(place[mine])
            ties.append((mine[away.argmin()], home[nearest[away.argmin()]]))
    return np.sort(np.array(ties, np.int32).reshape(-1, 2), axis=1)


def in_one_piece(zone: Ints, weight: Floats, pairs: Ints) -> Ints:
    """Zones that each hang together: what lies apart from the bulk of its zone joins the zone it
    has most neighbours in."""
    group = zone.copy()
    for _ in range(len(group)):
        same = pairs[group[pairs[:, 0]] == group[pairs[:, 1]]]
        count, part = parts_of(same, len(group))
        heavy = np.bincount(part, weight, count)
        owner = np.zeros(count, np.int32)
        owner[part] = group
        bulk = {int(g): int(np.flatnonzero(owner == g)[heavy[owner == g].argmax()]) for g in owner}
        loose = [p for p in range(count) if bulk[int(owner[p])] != p]
        if not loose:
            break
        piece = min(loose, key=lambda p: heavy[p])
        around = group[_beside(part == piece, pairs)]
        if not len(around):
            break  # no neighbour of any group: the engine will say that cells lie apart
        group[part == piece] = np.bincount(around).argmax()
    return group


def _beside(mine: Flags, pairs: Ints) -> Ints:
    """The cells beside those, once for each pair."""
    one, other = pairs[:, 0], pairs[:, 1]
    return np.concatenate([other[mine[one] & ~mine[other]], one[mine[other] & ~mine[one]]])
