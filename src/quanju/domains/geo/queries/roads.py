"""Questions about roads: who is nearest, how long it takes, what can be reached."""

import hashlib
import json
import math
import zlib
from collections.abc import Hashable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.models import Closure
from quanju.domains.geo.network import (
    SecondsField,
    Shelf,
    read,
    snaps,
    spots,
    under,
)
from quanju.domains.geo.queries.limits import place_limits
from quanju.domains.geo.shapes import geojson
from quanju.domains.geo.standing import standing
from quanju.domains.geo.types import (
    BranchRoads,
    CircumstanceView,
    ClosureView,
    Geometry,
    MapInfo,
    NoMapLoaded,
    Point,
)
from quanju.domains.kernel.types import Refused, Text
from quanju.engine.roads.conditions import edges_near
from quanju.engine.roads.polygons import reach_area
from quanju.engine.roads.search import nearest_units, travel_table

Key = TypeVar("Key", bound=Hashable)

IF_CLOSED_M = 20.0
"""A road that somebody points at to suppose it closed is taken this near to the place."""

_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""Nothing is closed then: of a map that is asked for at no moment only the releases count."""

_shapes: Shelf = Shelf(64)
_fields: Shelf = Shelf(8)
_tables: Shelf = Shelf(2)


class NoWay(Refused):
    """No road leads there, or every one that does is closed."""

    code = "NO_WAY"
    text = Text(
        "没有可通行的道路到达那里，请检查封路情况", "No open road leads there; check the closures"
    )


def current_map(at: datetime | None = None) -> MapInfo:
    """The release in use at `at`: the newest loaded by then, else the first one ever loaded."""
    releases = standing(at or _BEFORE_ALL).releases
    if not releases:
        raise NoMapLoaded
    for release in releases:
        if at is None or release.loaded_at <= at:
            return release
    return releases[-1]


def closures(at: datetime) -> list[ClosureView]:
    """Roads closed or slow at `at`, oldest first."""
    return list(standing(at).closures)


def closures_ahead(at: datetime) -> list[ClosureView]:
    """Closures that begin later, the soonest first."""
    rows = Closure.objects.filter(valid_from__gt=at).order_by("valid_from", "pk")
    return [row.view() for row in rows]


def circumstances(at: datetime) -> list[CircumstanceView]:
    """What slows the whole network at `at`."""
    return list(standing(at).circumstances)


def roads(at: datetime) -> BranchRoads:
    """The branch's roads as passable at `at`; one small read, the rest is in memory.

    Read from the database by each request, so a road closed in one process is closed in all.
    """
    return under(current_map(at), closures(at), circumstances(at))


def roads_if(at: datetime, *, closed: Sequence[Geometry] = (), slower: float = 1.0) -> BranchRoads:
    """The map's roads as they would be: only these closed, all driving `slower` times as long.

    For plans and what-if questions: what happens to be closed today plays no part.
    """
    bans = [
        ClosureView(
            pk=-1 - zlib.crc32(json.dumps(geometry).encode()),
            kind="closed",
            factor=1.0,
            radius_m=IF_CLOSED_M,
            name=Text("假设封闭", "supposed closed"),
            geometry=geometry,
            valid_from=at,
            valid_until=None,
        )
        for geometry in closed
    ]
    snow = [CircumstanceView(-1, Text("假设缓行", "supposed slow"), slower, at, None)]
    return under(current_map(at), bans, snow if slower != 1 else [])


def nearest(
    units: Sequence[tuple[Key, float, float]], place: Point, n: int, at: datetime
) -> list[tuple[Key, float]]:
    """The `n` units soonest at the place: key and seconds by road, the soonest first.

    A unit too far from any road, or cut off from the place, is left out.
    """
    here, limit = roads(at), place_limits(at).road_limit_m
    (goal,) = snaps(here.network, [place], limit)
    if goal is None or n < 1:
        return []
    stands = snaps(here.network, [(lon, lat) for _, lon, lat in units], limit)
    known = [(key, snap) for (key, _, _), snap in zip(units, stands, strict=True) if snap]
    found = nearest_units(
        here.network, goal, [snap for _, snap in known], n, conditions=here.conditions
    )
    pairs = zip(found.units.tolist(), found.seconds.tolist(), strict=True)
    return [(known[index][0], seconds) for index, seconds in pairs]


def travel_seconds(
    sources: Sequence[Point],
    targets: Sequence[Point],
    at: datetime,
    on: BranchRoads | None = None,
) -> NDArray[np.float64]:
    """float64[sources, targets] seconds by road; infinite where there is no way.

    `on` asks of supposed roads instead of those of the moment.
    """
    here, limit = on or roads(at), place_limits(at).road_limit_m
    starts, goals = snaps(here.network, sources, limit), snaps(here.network, targets, limit)
    times = np.full((len(sources), len(targets)), np.inf)
    rows = [index for index, start in enumerate(starts) if start]
    columns = [index for index, goal in enumerate(goals) if goal]
    if rows and columns:
        times[np.ix_(rows, columns)] = travel_table(
            here.network,
            [start for start in starts if start],
            [goal for goal in goals if goal],
            conditions=here.conditions,
        )
    return times


def reach(place: Point, limit_s: float, at: datetime, *, is_toward: bool = False) -> Geometry:
    """GeoJSON of what is reached from the place in so many seconds, or (`is_toward`) reaches it."""
    return geojson(reach_shape([place], limit_s, at, is_toward=is_toward), digits=5)


def reach_shape(
    places: Sequence[Point], limit_s: float, at: datetime, *, is_toward: bool = False
) -> BaseGeometry:
    """The area around all road within so many seconds of any of the places."""
    here, limit = roads(at), place_limits(at).road_limit_m

    def draw() -> BaseGeometry:
        sources = [snap for snap in snaps(here.network, places, limit) if snap]
        if not sources or limit_s <= 0:
            return shapely.MultiPolygon()
        return reach_area(
            here.network, sources, limit_s, conditions=here.conditions, is_toward=is_toward
        )

    return _shapes.get((here.reference, tuple(places), limit_s, is_toward, limit), draw)


def seconds_around(
    places: Sequence[Point], limit_s: float, at: datetime, on: BranchRoads | None = None
) -> SecondsField:
    """How far each point of the roads is from the nearest of these places, in seconds."""
    here, limit = on or roads(at), place_limits(at).road_limit_m

    def search() -> SecondsField:
        sources = [snap for snap in snaps(here.network, places, limit) if snap]
        return SecondsField(here, sources, limit_s, limit)

    return _fields.get((here.reference, tuple(places), limit_s, limit), search)


def seconds_from_each(
    stands: Sequence[Point], places: Sequence[Point], limit_s: float, at: datetime
) -> NDArray[np.float64]:
    """float64[stands, places] seconds by the roads as they are now; infinite beyond the limit.

    The last two tables are kept: a year of calls is asked for again while somebody looks at it.
    """
    here, limit = roads(at), place_limits(at).road_limit_m

    def search() -> NDArray[np.float64]:
        found = spots(here.network, places, limit)
        rows = [
            SecondsField(here, [source] if source else [], limit_s, limit).at_spots(found)
            for source in snaps(here.network, stands, limit)
        ]
        table = np.array(rows).reshape(len(stands), len(places))
        table.setflags(write=False)
        return table

    asked = hashlib.sha256(np.array(places, dtype=np.float64).tobytes()).hexdigest()
    return _tables.get((here.reference, tuple(stands), asked, limit_s, limit), search)


def metres_from_road(place: Point, at: datetime | None) -> float | None:
    """Metres to the nearest road for cars; infinite where only a ferry leads to it; None while no
    map is loaded."""
    try:
        network = read(current_map(at)).drive
    except NoMapLoaded:
        return None
    (found,) = snaps(network, [place], math.inf)
    return found.metres if found else math.inf


def has_road_near(geometry: BaseGeometry, radius_m: float, at: datetime) -> bool:
    """Whether any road for cars comes within the radius of a geometry in degrees."""
    network = read(current_map(at)).drive
    return len(edges_near(network, geometry, radius_m)) > 0


def street_near(place: Point, within_m: float, at: datetime | None) -> Text | None:
    """Name of the nearest road, if it has one and is that near."""
    network = read(current_map(at)).drive
    (found,) = snaps(network, [place], within_m)
    if found is None:
        return None
    zh, en = network.names[network.edge_name[found.edge]]
    return Text(zh, en or zh) if zh else None
