"""How well the place of an incident is known, and what whoever computes with it may take for it.

A point that is not exact is never taken for one: whoever asks for points gets all that are told,
or none.
"""

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.queries.areas import area_shapes
from quanju.domains.geo.shapes import METRES_PER_DEGREE, metres_between
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries.zones import zone_shapes

Point = tuple[float, float]
PLACE_KINDS = {
    "exact": Text("地点确切", "exact place"),
    "around": Text("大致在此", "roughly here"),
    "either": Text("两处之一", "one of two places"),
    "unknown": Text("地点不明", "place unknown"),
}
EDGES, HALFWAY = 8, 4
"""So many points of a circle's edge, and of one half as wide, stand for all that lies within."""
GRID = 5
"""An area is asked at so many points across and up, of those that lie in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What is not known of a place: a way around a point, a second point, or the point itself."""

    kind: str
    radius_m: float | None = None
    other_lon: float | None = None
    other_lat: float | None = None
    other_address: str = ""
    zone: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """How well an incident's place is known, and every point that is told of it."""

    kind: str = "exact"
    points: tuple[Point, ...] = ()
    radius_m: float | None = None
    other_address: str = ""
    is_ring_known: bool = True
    changed_at: datetime | None = None
    """When it was last put right, if it ever was."""
    caller_address: str = ""
    """Where the caller says to be, if that is somewhere else."""

    @property
    def is_exact(self) -> bool:
        return self.kind == "exact"

    @property
    def label(self) -> Text:
        return PLACE_KINDS[self.kind]

    @property
    def words(self) -> Text:
        """What is known all the same, to be told beside the label."""
        if self.kind == "around":
            metres = f"{self.radius_m:.0f}"
            return Text(f"{metres} 米内", f"within {metres} m")
        if self.kind == "either":
            return Text(f"或者：{self.other_address}", f"or else: {self.other_address}")
        return Text("", "")


def exactly(point: Point) -> PlaceView:
    return PlaceView(points=(point,))


def arrival_words(best_s: float | None, seconds: float | None) -> Text:
    """3:20; 2–5 min from the nearest to the farthest end; a dash where no place is known."""
    if seconds is None:
        return Text("—", "—")
    if best_s is None:
        minutes, rest = divmod(round(seconds), 60)
        return Text(f"{minutes}:{rest:02}", f"{minutes}:{rest:02}")
    least, most = math.floor(best_s / 60), max(1, math.ceil(seconds / 60))
    told = f"{least}–{most}" if least < most else f"{most}"
    return Text(f"{told} 分", f"{told} min")


def points_within(
    place: PlaceView, *, zone: int | None, station: int | None, at: datetime
) -> tuple[Point, ...]:
    """Points that stand for all that the place may be, the middle or the first one first.

    Of an unknown place those of its zone, else of its station's area, else none.
    """
    if place.kind == "around":
        (middle,) = place.points
        radius = place.radius_m or 0.0
        return (middle, *_circle(middle, radius, EDGES), *_circle(middle, radius / 2, HALFWAY))
    if place.kind == "unknown":
        return _spread(_area(zone, station, at))
    return place.points


def _circle(middle: Point, radius_m: float, count: int) -> list[Point]:
    tall = radius_m / METRES_PER_DEGREE
    wide = tall / max(0.01, math.cos(math.radians(middle[1])))
    turns = (2 * math.pi * n / count for n in range(count))
    return [(middle[0] + wide * math.cos(t), middle[1] + tall * math.sin(t)) for t in turns]


def _area(zone: int | None, station: int | None, at: datetime) -> BaseGeometry | None:
    if zone is not None:
        return dict(zone_shapes(at)).get(zone)
    if station is not None:
        areas = {owner: shape for _, owner, shape in area_shapes("station_area", at)}
        return areas.get(station)
    return None


def _spread(area: BaseGeometry | None) -> tuple[Point, ...]:
    if area is None or area.is_empty:
        return ()
    west, south, east, north = area.bounds
    across, up = np.meshgrid(
        np.linspace(west, east, GRID + 2)[1:-1], np.linspace(south, north, GRID + 2)[1:-1]
    )
    lons, lats = across.ravel(), up.ravel()
    inside = shapely.intersects_xy(area, lons, lats)
    middle = area.representative_point()
    grid = zip(lons[inside].tolist(), lats[inside].tolist(), strict=True)
    return ((middle.x, middle.y), *grid)


def metres_apart(one: PlaceView, other: PlaceView) -> float | None:
    """The least that two places may lie apart; None where one of them is not known."""
    if not one.points or not other.points:
        return None
    least = min(metres_between(a, b) for a in one.points for b in other.points)
    return max(0.0, least - (one.radius_m or 0.0) - (other.radius_m or 0.0))
