"""Units, places, zones and measures."""

from datetime import timedelta
from typing import Any

from ninja import Query, Router
from ninja.responses import Status

from quanju.api.incidents import PROBLEMS
from quanju.api.request import Request
from quanju.api.schemas import MeasureOut, Moment, PlaceOut, PositionIn, UnitOut
from quanju.domains.dispatch.permissions import may_read_measures
from quanju.domains.dispatch.queries import measures
from quanju.domains.dispatch.queries.board import unit_board
from quanju.domains.dispatch.queries.lost_calls import called_back_in_time
from quanju.domains.geo.queries.places import suggest_addresses
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions import positions
from quanju.domains.patrol.permissions import may_read_units, may_read_zones
from quanju.domains.patrol.queries.rings import export_rings
from quanju.domains.patrol.queries.units import unit_named
from quanju.domains.patrol.queries.zones import export_staging_points, export_zones

router = Router(tags=["map"])
LAYERS = {"zones": export_zones, "staging_points": export_staging_points, "rings": export_rings}
LONGEST = timedelta(days=400)


class SpanNotUsable(Refused):
    """A span of measures begins before it ends and is at most 400 days long."""

    code = "SPAN_NOT_USABLE"
    text = Text("时段应先始后终，且不超过 400 天", "A span begins first and lasts 400 days at most")
    status = 422


@router.get("/units", response={200: list[UnitOut], **PROBLEMS})
def list_units(request: Request) -> list[Any]:
    """Units on duty that you may see."""
    may_read_units(request.actor).or_refuse()
    return unit_board(request.actor, at=request.moment)


@router.post("/units/{call_sign}/position", response={204: None, **PROBLEMS})
def report_position(request: Request, call_sign: str, body: PositionIn) -> Status[None]:
    """A unit's device says where it is."""
    positions.report_position(
        unit=unit_named(call_sign).pk,
        lon=body.lon,
        lat=body.lat,
        datum=body.datum,
        accuracy_m=body.accuracy_m,
        measured_at=body.measured_at,
        by=request.actor,
        at=request.moment,
    )
    return Status(204, None)


@router.get("/places", response={200: list[PlaceOut], **PROBLEMS})
def suggest_places(
    request: Request, q: str = Query(..., min_length=1, max_length=100)
) -> list[dict[str, Any]]:
    """Places, streets and crossings by name."""
    may_read_zones(request.actor).or_refuse()
    return [
        {
            "label": str(one.label),
            "detail": str(one.detail),
            "kind": one.kind,
            "lon": one.lon,
            "lat": one.lat,
        }
        for one in suggest_addresses(q)
    ]


@router.get("/layers/{layer}", response={200: dict[str, Any], **PROBLEMS})
def get_layer(request: Request, layer: str) -> dict[str, Any]:
    """zones, staging_points or rings as GeoJSON (RFC 7946, WGS-84)."""
    may_read_zones(request.actor).or_refuse()
    if layer not in LAYERS:
        from quanju.domains.kernel.types import NotFound

        raise NotFound(subject=f"layer {layer[:20]}")
    return LAYERS[layer](request.moment)


@router.get("/measures", response={200: list[MeasureOut], **PROBLEMS})
def list_measures(request: Request, from_at: Moment, until_at: Moment) -> list[dict[str, Any]]:
    """Measures of response RT-1 to RT-10 of a span and lost calls called back (CB-1), with n."""
    may_read_measures(request.actor).or_refuse()
    if not timedelta(0) < until_at - from_at <= LONGEST:
        raise SpanNotUsable
    return [
        {
            "code": one.code,
            "name": str(one.name),
            "n": one.n,
            "value": one.value if one.is_enough else None,
            "unit": str(one.unit),
            "p50": one.p50 if one.is_enough else None,
            "p90": one.p90 if one.is_enough else None,
            "p95": one.p95 if one.is_enough else None,
            "missing": one.missing,
            "by_radio": one.by_radio,
            "from_paper": one.from_paper,
            "arranged": one.arranged,
            "is_enough": one.is_enough,
        }
        for one in (
            *measures.measures(from_at=from_at, until_at=until_at),
            called_back_in_time(from_at=from_at, until_at=until_at),
        )
    ]
