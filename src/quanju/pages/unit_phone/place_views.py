"""Where the crew is, and the way to the order."""

import math
from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.dispatch.permissions import may_read_incidents
from quanju.domains.dispatch.queries.board import job_of
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.dispatch.queries.places import Point
from quanju.domains.geo.queries import by_mode
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions import positions
from quanju.domains.patrol.types.standing import Position
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.request import Request
from quanju.pages.unit_phone import order as shown
from quanju.pages.unit_phone.rounds import way_of

NOWHERE: dict[str, Any] = {"type": "FeatureCollection", "features": []}
FIX = ("measured_at", "lon", "lat", "accuracy_m", "heading_deg", "datum")
LEFT_TO_DRIVE = ("assigned", "acknowledged", "en_route")


class NotAPosition(Refused):
    """A position whose fields are no numbers."""

    code = "NOT_A_POSITION"
    text = Text("位置读不懂：{field}", "The position cannot be read: {field}")
    status = 422


@require_POST
@needs_no_key("the newest position counts, and the same one twice is one")
def position(request: Request) -> HttpResponse:
    """Take the phone's own position; WGS-84 unless the datum field says otherwise."""
    shown.enter(request.actor)
    unit = shown.own_unit(request.actor)
    sent = given(request.POST, **{name: Words() for name in FIX})
    measured = _moment(sent["measured_at"], request.moment)
    is_kept = positions.report_position(
        unit=unit.pk,
        lon=_needed(sent["lon"], "lon"),
        lat=_needed(sent["lat"], "lat"),
        measured_at=measured,
        accuracy_m=_number(sent["accuracy_m"]),
        heading_deg=_number(sent["heading_deg"]),
        datum=sent["datum"] or "WGS-84",
        by=request.actor,
        at=request.moment,
    )
    return JsonResponse({"is_kept": is_kept, "at": min(measured, request.moment).isoformat()})


def _number(text: str) -> float | None:
    try:
        found = float(text[:40])
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _needed(text: str, field: str) -> float:
    found = _number(text)
    if found is None:
        raise NotAPosition(field=field)
    return found


def _moment(text: str, moment: datetime) -> datetime:
    try:
        at = parse_datetime(text[:40])
    except ValueError:
        return moment
    return at if at is not None and at.tzinfo is not None else moment


@never_cache
@require_GET
def route(request: Request) -> HttpResponse:
    """The way from the unit's last position to its order, else along its round; or in words why
    there is none."""
    shown.enter(request.actor)
    may_read_incidents(request.actor).or_refuse()
    unit = shown.own_unit(request.actor)
    job = job_of(unit.pk)
    if job is not None and job.state not in LEFT_TO_DRIVE:
        return JsonResponse(NOWHERE)
    if unit.position is None:
        words = Text("等待本机定位", "Waiting for this phone's position")
        return JsonResponse({**NOWHERE, "why": str(words)})
    if job is None:
        try:
            return JsonResponse(way_of(unit, request.moment) or NOWHERE)
        except Refused as refused:
            return JsonResponse({**NOWHERE, "why": str(refused.text)})
    incident = incident_named(job.incident, actor=request.actor, at=request.moment)
    try:
        return JsonResponse(_soonest_way(unit.position, incident.place.points, request.moment))
    except Refused as refused:
        return JsonResponse({**NOWHERE, "why": str(refused.text)})


class NoPlaceYet(Refused):
    """Nobody knows yet where it is, so no way leads there."""

    code = "NO_PLACE_YET"
    text = Text(
        "地点还不清楚：请用电台问指挥台",
        "The place is not known yet: ask the desk by radio",
    )


def _soonest_way(position: Position, points: tuple[Point, ...], at: datetime) -> dict[str, Any]:
    """To the place; of two to the one that is reached sooner. Refuses where none is known."""
    refused: Refused = NoPlaceYet()
    ways = []
    for point in points:
        try:
            ways.append(way_between(position, point, at))
        except Refused as told:
            refused = told
    if not ways:
        raise refused
    return min(ways, key=lambda way: float(way["seconds"]))


def way_between(position: Position, end: tuple[float, float], at: datetime) -> dict[str, Any]:
    """The way as the phone draws and tells it."""
    way = by_mode.route((position.lon, position.lat), end, at)
    names = [str(name) for name, _ in way.streets]
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": way.geometry, "properties": {"kind": "main"}}],
        "seconds": round(way.seconds),
        "metres": round(way.metres),
        "streets": list(dict.fromkeys(names)),
        "position_at": position.at.isoformat(),
    }
