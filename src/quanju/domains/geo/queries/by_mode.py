"""Travel by car or on foot: tables and ways for rounds."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from quanju.domains.geo.network import snaps
from quanju.domains.geo.queries.limits import place_limits
from quanju.domains.geo.queries.roads import NoWay, roads
from quanju.domains.geo.shapes import METRES_PER_DEGREE
from quanju.domains.geo.types import BranchRoads, Point, Way
from quanju.domains.kernel.types import Text
from quanju.engine.roads import routes
from quanju.engine.roads.conditions import FREE, Conditions
from quanju.engine.roads.errors import NoRoute
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.roads.search import travel_table


def seconds_between(
    places: Sequence[Point], mode: str, at: datetime, on: BranchRoads | None = None
) -> NDArray[np.float64]:
    """float64[places, places] seconds from row to column by car or on foot; infinite where there
    is no way, or a place is far from every road. Closures and snow slow cars, not walkers."""
    here, limit = on or roads(at), place_limits(at).road_limit_m
    network, conditions = _network(here, mode)
    found = snaps(network, places, limit)
    times = np.full((len(places), len(places)), np.inf)
    rows = [index for index, snap in enumerate(found) if snap]
    if rows:
        known = [snap for snap in found if snap]
        times[np.ix_(rows, rows)] = travel_table(network, known, known, conditions=conditions)
    return times


def route(start: Point, end: Point, at: datetime) -> Way:
    """The fastest drive now. `NoWay` if no open road leads there or a place is far from any."""
    return way_by(start, end, "car", at)


def way_by(start: Point, end: Point, mode: str, at: datetime, on: BranchRoads | None = None) -> Way:
    """The fastest way by car or on foot. `NoWay` if none leads there."""
    here, limit = on or roads(at), place_limits(at).road_limit_m
    network, conditions = _network(here, mode)
    first, last = snaps(network, [start, end], limit)
    if first is None or last is None:
        raise NoWay
    try:
        way = routes.route(network, first, last, conditions=conditions)
    except NoRoute as error:
        raise NoWay from error
    points = [[round(float(lon), 6), round(float(lat), 6)] for lon, lat in way.geometry]
    return Way(
        seconds=way.seconds,
        metres=way.metres,
        geometry={"type": "LineString", "coordinates": points * (2 if len(points) == 1 else 1)},
        streets=tuple((Text(zh, en or zh), metres) for zh, en, metres in way.steps if zh),
    )


def crossings_near(places: Sequence[Point], within_m: float, on: BranchRoads) -> list[Point | None]:
    """For each place the nearest crossing of three and more roads, or None beyond the distance.

    Where crews can be told to stand; a crossing is nobody's door.
    """
    network = on.network
    arms = np.bincount(network.tail, minlength=network.node_count)
    nodes = np.flatnonzero(arms >= 3)
    lon, lat = network.node_lon[nodes], network.node_lat[nodes]
    found: list[Point | None] = []
    for east, north in places:
        wide = np.cos(np.radians(north))
        metres = METRES_PER_DEGREE * np.hypot((lon - east) * wide, lat - north)
        best = int(np.argmin(metres)) if len(metres) else -1
        near = best >= 0 and metres[best] <= within_m
        found.append((round(float(lon[best]), 6), round(float(lat[best]), 6)) if near else None)
    return found


def _network(here: BranchRoads, mode: str) -> tuple[RoadNetwork, Conditions]:
    return (here.walk, FREE) if mode == "foot" else (here.network, here.conditions)
