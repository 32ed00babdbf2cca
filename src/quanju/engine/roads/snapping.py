"""From a place to the road: the nearest point of the nearest edge, or a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.engine.roads.errors import OnlyByFerry, RoadInputError, TooFarFromRoad
from quanju.engine.roads.network import RoadNetwork

LIMIT_M = 500.0
AS_NEAR_M = 0.5


@dataclass(frozen=True)
class Snap:
    """A point on an edge: `fraction` along its shape, `metres` away from the place asked for."""

    edge: int
    fraction: float
    lon: float
    lat: float
    metres: float


def snap(network: RoadNetwork, lon: float, lat: float, *, limit_m: float = LIMIT_M) -> Snap:
    """The nearest point on a road; `TooFarFromRoad` beyond `limit_m` metres.

    lon, lat in degrees WGS-84; `RoadInputError` for what is no place on Earth.
    """
    (found,) = snap_many(network, [(lon, lat)], limit_m=limit_m)
    if isinstance(found, TooFarFromRoad):
        raise found
    return found


def snap_many(
    network: RoadNetwork,
    places: Sequence[tuple[float, float]] | NDArray[np.float64],
    *,
    limit_m: float = LIMIT_M,
) -> list[Snap | TooFarFromRoad]:
    """One answer for each of `places` float[n, 2] (lon, lat); too far ones are told, not raised.

    So is a place by a road that only a ferry reaches, at any limit: the nearest road that can be
    driven to lies over the water.
    """
    wanted = np.asarray(places, dtype=np.float64).reshape(-1, 2)
    if len(wanted) == 0:
        return []
    _check(wanted)
    east, north = network.metres_per_degree
    points = shapely.points(wanted * (east, north))
    edges = _nearest_edges(network, points)
    lines = network.edge_lines[edges]
    metres = shapely.distance(points, lines)
    fractions = shapely.line_locate_point(lines, points, normalized=True)
    on_road = shapely.get_coordinates(
        shapely.line_interpolate_point(lines, fractions, normalized=True)
    ) / (east, north)
    return [
        OnlyByFerry(float(distance), limit_m)
        if is_apart
        else Snap(int(edge), float(fraction), float(lon), float(lat), float(distance))
        if distance <= limit_m
        else TooFarFromRoad(float(distance), limit_m)
        for edge, fraction, (lon, lat), distance, is_apart in zip(
            edges, np.nan_to_num(fractions), on_road, metres, _apart(network, points, metres),
            strict=True,
        )
    ]  # fmt: skip


def _apart(
    network: RoadNetwork, points: NDArray[np.object_], metres: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which points lie nearer to a road that only a ferry reaches than to the network."""
    apart = np.zeros(len(points), bool)
    if len(network.apart_lon):
        reach = np.maximum(metres - AS_NEAR_M, 0.0)
        apart[network.apart_tree.query(points, predicate="dwithin", distance=reach)[0]] = True
        apart &= metres > AS_NEAR_M
    return apart


def _nearest_edges(network: RoadNetwork, points: NDArray[np.object_]) -> NDArray[np.int64]:
    """The nearest edge of each point. At a junction several are as near: one that is driven both
    ways comes first, so that nobody who stands there must go round the block.

    Half a metre is as near: the last digit of a coordinate must not choose the carriageway.
    """
    tree = network.edge_tree
    (first_of, _), metres = tree.query_nearest(points, return_distance=True, all_matches=False)
    reach = np.zeros(len(points))
    reach[first_of] = metres + AS_NEAR_M
    which, edges = tree.query(points, predicate="dwithin", distance=reach)
    is_oneway = (network.edge_forward_head[edges] < 0) | (network.edge_backward_head[edges] < 0)
    order = np.lexsort((edges, is_oneway, which))
    _, first = np.unique(which[order], return_index=True)
    return np.asarray(edges[order][first], dtype=np.int64)


def _check(places: NDArray[np.float64]) -> None:
    lon, lat = places[:, 0], places[:, 1]
    if not np.isfinite(places).all():
        raise RoadInputError("坐标不是数", "a coordinate is not a number")
    if (np.abs(lon) > 180).any() or (np.abs(lat) > 90).any():
        raise RoadInputError(
            "坐标不在地球上；经度在前，纬度在后",
            "coordinates are not on Earth; longitude comes first",
        )
