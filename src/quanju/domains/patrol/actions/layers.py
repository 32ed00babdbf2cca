"""The verb that puts an approved plan in force: zones and staging points change together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from quanju.domains.geo.shapes import read_geometry
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol import events
from quanju.domains.patrol.actions.loading import (
    StagingPointNotUsable,
    point_rows,
    put_points,
    renew,
    zone_rows,
)
from quanju.domains.patrol.models import PatrolZone, StagingPoint, Unit
from quanju.domains.patrol.permissions import may_renew_layers
from quanju.domains.patrol.ports import follow_home
from quanju.domains.patrol.queries.homes import homes_under
from quanju.domains.patrol.queries.zones import faults_of, point_fault
from quanju.domains.patrol.types.standing import Home
from quanju.domains.people.types import Actor

Features = Sequence[Mapping[str, Any]]


class NoZonesOrPoints(Refused):
    """A plan of the district needs both layers."""

    code = "NO_ZONES_OR_POINTS"
    text = Text(
        "方案里至少要有一个巡区和一个屯警点", "A plan needs at least one zone and one staging point"
    )
    status = 422


class ZonesDoNotFit(Refused):
    """Zones overlap or leave part of the urban area out."""

    code = "ZONES_DO_NOT_FIT"
    text = Text("巡区不能发布：{why}", "The zones cannot be published: {why}")
    status = 422


def check_layers(*, zones: Features, points: Features, at: datetime) -> None:
    """Refuse layers that could not be put in force: numbers, overlaps, gaps, points off the roads
    or in no zone (PAT-01, PAT-02). Nothing is stored."""
    _usable(zones, points, at)


def renew_layers(*, zones: Features, points: Features, plan: str, by: Actor, at: datetime) -> None:
    """Put these zones and points in force now; those before end. `plan` names what was approved.
    Crews whose point is gone or lies in another zone get a home in their zone (`homes_under`), and
    their shifts ahead go with them.

    Refuses other roles than a branch leader or the clock, and whatever `check_layers` refuses.
    """
    may_renew_layers(by).or_refuse()
    zone_list, point_list = _usable(zones, points, at)
    with write():
        moved, shifts = _renew_homes(
            zone_list, point_list, at
        )  # while the layers before are in force
        renew(PatrolZone, zone_list, at)
        put_points(point_list, by=by, at=at)
        record(
            events.LAYERS_RENEWED,
            subject="zones",
            by=by,
            at=at,
            facts={
                "zones": len(zone_list),
                "staging_points": len(point_list),
                "homes": [[one.call_sign, one.zone, one.staging_point] for one in moved],
                "shifts": shifts,
            },
            related=["staging_points", plan],
            purpose="administer",
        )


def _usable(
    zones: Features, points: Features, at: datetime
) -> tuple[list[PatrolZone], list[StagingPoint]]:
    if not zones or not points:
        raise NoZonesOrPoints()
    zone_list, point_list = zone_rows(zones, at), point_rows(points, at)
    shapes = [(row.number, read_geometry(row.geometry)) for row in zone_list]
    faults = faults_of(shapes, at)
    if faults:
        both = Text("；".join(f.zh for f in faults[:5]), "; ".join(f.en for f in faults[:5]))
        raise ZonesDoNotFit(why=both)
    for row in point_list:
        why = point_fault((row.lon, row.lat), shapes, at)
        if why is not None:
            raise StagingPointNotUsable(number=row.number, why=why)
    return zone_list, point_list


def _renew_homes(
    zones: Sequence[PatrolZone], points: Sequence[StagingPoint], at: datetime
) -> tuple[list[Home], int]:
    """Give crews their new homes; their shifts ahead at the old one go with them. The homes, and
    how many shifts."""
    units = {unit.pk: unit for unit in Unit.objects.select_for_update().order_by("pk")}
    shapes = [(row.number, read_geometry(row.geometry)) for row in zones]
    moved = homes_under(shapes, [(row.number, (row.lon, row.lat)) for row in points], at)
    shifts = 0
    for one in moved:
        unit = units[one.unit]
        left = unit.home_staging_point
        if one.zone is not None and left is not None:
            shifts += sum(
                follow(unit=unit.pk, left=left, zone=one.zone, point=one.staging_point, at=at)
                for follow in follow_home
            )
        unit.home_zone, unit.home_staging_point = one.zone, one.staging_point
    fields = ["home_zone", "home_staging_point"]
    Unit.objects.bulk_update([units[one.unit] for one in moved], fields)
    return moved, shifts
