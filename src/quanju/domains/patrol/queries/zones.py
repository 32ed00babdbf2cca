"""Questions about zones and staging points."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import combinations, islice
from typing import Any

import shapely
from django.db.models import TextField
from django.db.models.functions import Cast
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.queries.areas import area_shapes, layer_properties
from quanju.domains.geo.queries.checks import off_roads
from quanju.domains.geo.queries.roads import metres_from_road
from quanju.domains.geo.shapes import collection, feature, geojson, prepared, square_metres
from quanju.domains.kernel.kept import kept
from quanju.domains.kernel.prepared import PreparedView
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.models import PatrolZone, StagingPoint
from quanju.domains.patrol.types.standing import Point, StagingPointView, ZoneView

LEAST_FAULT_M2 = 1.0
MOST_OVERLAPS = 20
FARTHEST_M = 200.0
"""A crew stands at a road: a point farther from any lies in the river or the fields."""


def zones(at: datetime) -> list[ZoneView]:
    """The patrol zones in force, by number."""
    return [row.view() for row in PatrolZone.objects.in_force(at).order_by("number")]


def staging_points(at: datetime) -> list[StagingPointView]:
    """The staging points in force, by number."""
    return list(kept(StagingPoint, at, lambda: _POINTS(at=at)))


def zone_names(at: datetime) -> dict[int, Text]:
    """The name of every zone in force."""
    return {row.number: row.name for row in PatrolZone.objects.in_force(at).defer("geometry")}


def zone_at(lon: float, lat: float, at: datetime) -> int | None:
    """Number of the zone that a place lies in; on a border the lower number; None outside all."""
    return zones_of_points([(lon, lat)], at)[0]


def zones_of_points(points: Sequence[Point], at: datetime) -> list[int | None]:
    """The zone of each of many places."""
    found: list[int | None] = [None] * len(points)
    if not points:
        return found
    lons, lats = zip(*points, strict=True)
    for number, zone in reversed(zone_shapes(at)):
        for index in shapely.intersects_xy(zone, lons, lats).nonzero()[0]:
            found[index] = number
    return found


def zone_shapes(at: datetime) -> list[tuple[int, BaseGeometry]]:
    """Number and shape of each zone in force, by number."""

    return list(kept(PatrolZone, at, lambda: _SHAPES(at=at)))


_SHAPES = PreparedView(
    lambda at: (
        PatrolZone.objects.in_force(at)
        .order_by("number")
        .values_list("number", Cast("geometry", TextField()))
    ),
    lambda rows: [(number, prepared(text)) for number, text in rows],
    at=datetime,
)
_POINTS = PreparedView(
    lambda at: StagingPoint.objects.in_force(at).order_by("number"),
    lambda rows: [row.view() for row in rows],
    at=datetime,
)


def zone_faults(at: datetime) -> list[Text]:
    """Where zones overlap or leave part of the urban area out, above 1 m² (PAT-01)."""
    return faults_of(zone_shapes(at), at)


def faults_of(shapes: Sequence[tuple[int, BaseGeometry]], at: datetime) -> list[Text]:
    """The same of zones that are not in force: numbers and shapes in degrees. Of many overlaps
    the first are enough to mend."""
    found = list(islice(_overlaps(shapes), MOST_OVERLAPS))
    covered = shapely.union_all([shape for _, shape in shapes])
    for code, _, urban in area_shapes("urban", at):
        gap = square_metres(urban.difference(covered))
        if gap > LEAST_FAULT_M2:
            found.append(
                Text(
                    f"城区（{code}）有 {gap:,.0f} 平方米不属于任何巡区",
                    f"{gap:,.0f} m² of the urban area ({code}) belong to no zone",
                )
            )
    return found


def _overlaps(shapes: Sequence[tuple[int, BaseGeometry]]) -> Iterator[Text]:
    for (a, first), (b, second) in combinations(shapes, 2):
        overlap = square_metres(first.intersection(second)) if first.intersects(second) else 0
        if overlap > LEAST_FAULT_M2:
            yield Text(
                f"巡区 {a} 与 {b} 重叠 {overlap:,.0f} 平方米",
                f"zones {a} and {b} overlap by {overlap:,.0f} m²",
            )


def point_fault(
    place: Point, shapes: Sequence[tuple[int, BaseGeometry]], at: datetime
) -> Text | None:
    """Why no crew can stand there: no road near, or none of these zones; None where it can."""
    metres = metres_from_road(place, at)
    if metres is not None and metres > FARTHEST_M:
        return off_roads(metres, FARTHEST_M).text
    if not any(shapely.intersects_xy(shape, *place) for _, shape in shapes):
        return Text("不在任何巡区内", "it lies in no zone")
    return None


def export_zones(at: datetime) -> dict[str, Any]:
    """The GeoJSON layer `patrol_zone` (specification 5.5)."""
    return collection(
        (
            feature(
                geojson(prepared_zone, digits=9),
                **layer_properties(zone, id=zone.subject, number=zone.number),
            )
            for zone, (_, prepared_zone) in zip(zones(at), zone_shapes(at), strict=True)
        ),
        name="patrol_zone",
    )


def export_staging_points(at: datetime) -> dict[str, Any]:
    """The GeoJSON layer `staging_point` (specification 5.5)."""
    return collection(
        (
            feature(
                {"type": "Point", "coordinates": [point.lon, point.lat]},
                **layer_properties(
                    point,
                    id=point.subject,
                    number=point.number,
                    place_kind=point.place_kind,
                    capacity=point.capacity,
                    equipment=point.equipment,
                    hours=point.hours,
                ),
            )
            for point in staging_points(at)
        ),
        name="staging_point",
    )


def points_by_zone(at: datetime) -> dict[int, int | None]:
    """The zone that every staging point lies in."""
    return {point.number: zone_at(point.lon, point.lat, at) for point in staging_points(at)}
