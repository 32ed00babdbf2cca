"""The map for every desk: tiles, layers, addresses, search."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.cache import patch_response_headers
from django.views.decorators.http import require_GET

from quanju.domains.geo.basemap.store import TileStore
from quanju.domains.geo.queries.addresses import describe
from quanju.domains.geo.queries.checks import check_coordinates, read_coordinates
from quanju.domains.geo.queries.places import suggest_addresses
from quanju.domains.geo.queries.roads import closures, current_map
from quanju.domains.geo.shapes import metres_between
from quanju.domains.geo.types import Point, Suggestion
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.permissions import may_read_zones
from quanju.domains.patrol.queries.rings import export_rings
from quanju.domains.patrol.queries.zones import (
    export_staging_points,
    export_zones,
    zones_of_points,
)
from quanju.pages.shared.request import Request

LAYERS = {
    "zones": export_zones,
    "staging_points": export_staging_points,
    "rings": export_rings,
}
FOUND_MOST = 8
ZONE = Text("{n} 巡区", "zone {n}")


@lru_cache(maxsize=4)
def _store(path: Path) -> TileStore:
    return TileStore(path)


@require_GET
def tile(request: Request, z: int, x: int, y: int) -> HttpResponse:
    """One vector tile of the branch's base map."""
    path = current_map(request.moment).tile_file
    if path is None:
        return HttpResponse(status=204)
    store = _store(path)
    if request.headers.get("If-None-Match") == store.etag:
        return HttpResponse(status=304)
    content = store.tile(z, x, y)
    if content is None:
        return HttpResponse(status=204)
    answer = HttpResponse(content, content_type="application/vnd.mapbox-vector-tile")
    answer["Content-Encoding"] = "gzip"
    answer["ETag"] = store.etag
    patch_response_headers(answer, cache_timeout=300)
    return answer


@require_GET
def layer(request: Request, name: str) -> JsonResponse:
    """Zones, staging points, rings or closures as GeoJSON."""
    may_read_zones(request.actor).or_refuse()
    if name == "closures":
        return JsonResponse(_closures(request))
    if name not in LAYERS:
        raise NotFound(subject=f"layer {name[:20]}")
    content = LAYERS[name](request.moment)
    for feature in content["features"]:
        facts = feature["properties"]
        if name == "rings":
            facts["minutes"] = facts["ring_class"]
        elif "number" in facts:
            facts["subject"] = f"{name.removesuffix('s')}:{facts['number']}"
    if name == "rings":  # the smaller lies above the larger
        content["features"].sort(key=lambda f: -f["properties"]["minutes"])
    return JsonResponse(content)


def _closures(request: Request) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": one.geometry,
                "properties": {"kind": one.kind, "subject": one.subject, "name": str(one.name)},
            }
            for one in closures(request.moment)
        ],
    }


@require_GET
def suggest(request: Request) -> JsonResponse:
    """Addresses for what is being typed, or the words for a place on the map."""
    may_read_zones(request.actor).or_refuse()
    if request.GET.get("lon"):
        sent = request.GET["lon"], request.GET.get("lat", "")
        lon, lat = check_coordinates(*sent, at=request.moment)
        return JsonResponse({"label": str(describe(lon, lat, at=request.moment))})
    found = suggest_addresses(request.GET.get("q", "")[:100], limit=FOUND_MOST)
    zones = zones_of_points([(one.lon, one.lat) for one in found], request.moment)
    near = _near(request)
    rows = [_row(one, zone, near) for one, zone in zip(found, zones, strict=True)]
    return JsonResponse({"results": rows})


def _row(one: Suggestion, zone: int | None, near: Point | None) -> dict[str, Any]:
    """A place with what tells it from its namesakes: its kind, its zone, how far off it is."""
    detail = str(one.detail)
    if zone is not None:
        detail += f" · {ZONE.filled(n=zone)}"
    row: dict[str, Any] = {"label": str(one.label), "detail": detail, "kind": one.kind}
    if near:
        row["metres"] = round(metres_between(near, (one.lon, one.lat)))
    return {**row, "lon": one.lon, "lat": one.lat}


def _near(request: Request) -> Point | None:
    """Where the map stands that is looked at, if the page says so."""
    lon, _, lat = request.GET.get("near", "").partition(",")
    try:
        return read_coordinates(lon, lat) if lat else None
    except Refused:
        return None  # the distances are left out; the places are what was asked for
