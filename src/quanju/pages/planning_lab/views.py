"""The desk: plans, studies, and which ring an address lies in."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.geo.queries.checks import check_coordinates
from quanju.domains.geo.queries.places import suggest_addresses
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.queries.rings import ring_at
from quanju.domains.patrol.queries.zones import staging_points, zone_at, zone_names, zones
from quanju.domains.planning.permissions import may_read_planning, may_study
from quanju.domains.planning.queries import plans
from quanju.domains.planning.queries import studies as studies_queries
from quanju.domains.planning.types import lab_kinds
from quanju.pages.planning_lab.parts import map_of
from quanju.pages.shared.request import Request

NEWEST = 10
"""What the desk shows beside its map; all of them are lists of their own."""


@never_cache
@require_GET
def studies(request: Request) -> HttpResponse:
    """What is in force, what is proposed, what is being computed."""
    may_read_planning(request.actor).or_refuse()
    at = request.moment
    context = {
        "map": map_of(at),
        "plans": plans.plans(by=request.actor, limit=NEWEST),
        "studies": studies_queries.studies(by=request.actor, limit=NEWEST),
        "kinds": [(one.name, one.label) for one in lab_kinds()],
        "zones": len(zones(at)),
        "points": len(staging_points(at)),
        "may_study": may_study(request.actor),
        **_ring(request),
    }
    page = "lists" if request.headers.get("X-Refresh") == "true" else "desk"
    return render(request, f"planning_lab/{page}.html", context)


def _ring(request: Request) -> dict[str, Any]:
    """The ring and zone of the address or place that was asked for."""
    asked = request.GET.get("address", "").strip()[:100]
    if not asked:
        return {"asked": ""}
    try:
        lon, lat, words = _place(request, asked)
        ring, zone = ring_at(lon, lat, request.moment), zone_at(lon, lat, request.moment)
    except Refused as refused:
        return {"asked": asked, "ring_refused": refused.text}
    name = zone_names(request.moment).get(zone) if zone is not None else None
    return {
        "asked": asked,
        "ring_place": words,
        "ring": ring,
        "ring_zone": zone,
        "ring_zone_name": name,
        "ring_lonlat": (lon, lat),
    }


def _place(request: Request, asked: str) -> tuple[float, float, Text | str]:
    first, comma, second = asked.replace("，", ",").partition(",")
    if comma and first.strip().replace(".", "").replace("-", "").isdigit():
        lon, lat = check_coordinates(first, second, at=request.moment)
        return lon, lat, f"{lon:.5f}, {lat:.5f}"
    found = suggest_addresses(asked, limit=1)
    if not found:
        raise NotFound(subject=asked)
    return found[0].lon, found[0].lat, found[0].label
