"""The map of a group: its incident, places told in messages, units and staging points.

Each part is what the reader may see anyway: the incident as at the desk, positions by the right to
see positions, staging points by the right to read zones. Nothing is changed from here.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.coordination.permissions import may_take_part
from quanju.domains.coordination.queries.groups import group_view
from quanju.domains.coordination.queries.messages import places_told
from quanju.domains.coordination.types import GroupView
from quanju.domains.dispatch.permissions import may_read_incidents
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.dispatch.types import IncidentView
from quanju.domains.geo.queries.roads import current_map
from quanju.domains.geo.types import MapInfo, NoMapLoaded, Point
from quanju.domains.kernel.types import NotFound
from quanju.domains.patrol.permissions import may_read_positions, may_read_zones
from quanju.domains.patrol.queries.units import position_freshness, units_visible_to
from quanju.domains.patrol.queries.zones import export_staging_points
from quanju.pages.shared.fields import number_in
from quanju.pages.shared.request import Request

Sign = tuple[Point, Mapping[str, Any]]


def incident_of(request: Request, view: GroupView) -> IncidentView | None:
    """The incident of the group, for a member who may see it."""
    if not view.incident or not may_read_incidents(request.actor):
        return None
    try:
        return incident_named(view.incident, actor=request.actor, at=request.moment)
    except NotFound:
        return None


def known_map(at: datetime) -> MapInfo | None:
    """The map to pick a place on; a branch without one sends words."""
    try:
        return current_map(at)
    except NoMapLoaded:
        return None


@never_cache
@require_GET
def group_map(request: Request, number: str) -> HttpResponse:
    """The map beside the list of what stands on it; `at` is the message to begin with."""
    by, at = request.actor, request.moment
    may_take_part(by).or_refuse()
    view = group_view(number, by=by, at=at)
    told = places_told(number, by=by, at=at)
    incident = incident_of(request, view)
    wanted = number_in(request.GET.get("at", ""))
    chosen = next((one for one in told if one.place == wanted), None)
    info = current_map(at)
    points = [(one.lon, one.lat) for one in [chosen or next(iter(told), None)] if one]
    if chosen is None and incident is not None and incident.lon is not None:
        points.insert(0, (incident.lon, incident.lat))
    context = {
        "group": view,
        "told": told,
        "incident": incident,
        "chosen": chosen,
        "map": info,
        "centre": points[0] if points else info.centre,
        "zoom": 15 if points else 13,
        "may_positions": may_read_positions(by),
        "may_points": may_read_zones(by),
    }
    return render(request, "coordination_room/group_map.html", context)


@never_cache
@require_GET
def map_layer(request: Request, number: str, name: str) -> JsonResponse:
    """One layer as GeoJSON: `points`, `incidents` or `units`."""
    by, at = request.actor, request.moment
    may_take_part(by).or_refuse()
    view = group_view(number, by=by, at=at)
    layers = {"points": _points, "incidents": _incidents, "units": _units}
    if name not in layers:
        raise NotFound(subject=f"layer {name[:20]}")
    rows = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(place)},
            "properties": dict(facts),
        }
        for place, facts in layers[name](request, view)
    ]
    return JsonResponse({"type": "FeatureCollection", "features": rows})


def _points(request: Request, view: GroupView) -> Iterable[Sign]:
    if may_read_zones(request.actor):
        for feature in export_staging_points(request.moment)["features"]:
            facts = feature["properties"]
            number = facts.get("number")
            place = feature["geometry"]["coordinates"]
            yield (place[0], place[1]), {"number": number, "subject": f"staging_point:{number}"}
    for one in places_told(view.number, by=request.actor, at=request.moment):
        if one.lon is not None and one.lat is not None:
            yield (one.lon, one.lat), {"stop": one.place, "subject": f"place:{one.place}"}


def _incidents(request: Request, view: GroupView) -> Iterable[Sign]:
    incident = incident_of(request, view)
    if incident is not None:
        for point in incident.place.points:
            yield point, {"subject": incident.subject, "grade": incident.grade}


def _units(request: Request, view: GroupView) -> Iterable[Sign]:
    """Those on duty whose positions this reader may see; who may not gets none of it."""
    if not may_read_positions(request.actor):
        return
    for unit in units_visible_to(request.actor, is_on_duty=True):
        if unit.position is not None:
            yield (
                (unit.position.lon, unit.position.lat),
                {
                    "subject": f"unit:{unit.call_sign}",
                    "call_sign": unit.call_sign,
                    "state": unit.status,
                    "at": unit.position.at.isoformat(),
                    "stale": position_freshness(unit.position, request.moment) == "stale",
                },
            )
