"""Where an incident is, as well as it is known: read from what was told, and put into its row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.queries.places import PLACE_KINDS, Doubt, PlaceView, points_within
from quanju.domains.dispatch.views import place_view
from quanju.domains.geo.queries.addresses import describe
from quanju.domains.geo.queries.areas import station_for
from quanju.domains.geo.queries.checks import check_coordinates, check_place, read_position
from quanju.domains.geo.queries.limits import place_limits
from quanju.domains.kernel import words
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.queries.rings import rings_of
from quanju.domains.patrol.queries.zones import zone_names, zones_of_points


class PlaceNeeded(Refused):
    """Words alone are no place, unless somebody says that they are all that is known."""

    code = "PLACE_NEEDED"
    text = Text(
        "还没有选定地点：从建议中选，或在地图上点选；找不到就选“大致在此”“两处之一”或“地点不明”",
        "No place is chosen: pick one from the list or click the map; where there is none, choose "
        "“roughly here”, “one of two places” or “place unknown”",
    )
    status = 422
    field = "address"


class PlaceKindUnknown(Refused):
    """A place is exact, roughly here, one of two, or unknown."""

    code = "PLACE_KIND_UNKNOWN"
    text = Text("地点应为：{known}", "A place is one of: {known}")
    status = 422
    field = "place_kind"


class RadiusNotUsable(Refused):
    """How far around is told in metres, within the branch's limits."""

    code = "RADIUS_NOT_USABLE"
    text = Text(
        "“大致在此”要写明多少米内，{least} 到 {most} 米",
        "Roughly here needs its metres around, {least} to {most}",
    )
    status = 422
    field = "radius_m"


class OtherPlaceNeeded(Refused):
    """One of two places needs the second one."""

    code = "OTHER_PLACE_NEEDED"
    text = Text(
        "“两处之一”要选定第二处，且与第一处不同",
        "One of two places needs the second one, other than the first",
    )
    status = 422
    field = "other_address"


class ZoneUnknown(Refused):
    """The branch has no zone of that number."""

    code = "ZONE_UNKNOWN"
    text = Text("没有 {zone} 号巡区", "There is no zone {zone}")
    status = 422
    field = "zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody says of where it is: words, a point, what is in doubt, where the caller is.

    The caller's own place is what the caller says, words or a point; nothing looks it up.
    """

    lon: float | None = None
    lat: float | None = None
    address: str = ""
    datum: str = "WGS-84"
    doubt: Doubt | None = None
    caller_address: str = ""
    caller_lon: float | None = None
    caller_lat: float | None = None


Placed = dict[str, Any]
"""A place that has been checked, with the zone, ring and station that follow: fields of a row."""


PLACE_FIELDS = (
    "place_kind",
    "lon",
    "lat",
    "radius_m",
    "other_lon",
    "other_lat",
    "address",
    "other_address",
    "zone",
    "ring",
    "is_ring_known",
    "station_id",
)
CALLER_FIELDS = ("caller_address", "caller_lon", "caller_lat")


def put_place(row: Incident, place: Placed) -> None:
    for name, value in place.items():
        setattr(row, name, value)


def placed(told: Told, at: datetime) -> Placed:
    """Check a place and work out what follows from it.

    Ring and zone are those of every point that it may be, else not known. The station is that of
    the middle, of the first of two, or of the zone that was named: somebody answers for it until
    more is known. Refuses an exact place without a point, a way around beyond the limits, a second
    place that is missing, an unknown one without words.
    """
    doubt = told.doubt or Doubt(kind="exact")
    if doubt.kind not in PLACE_KINDS:
        known = PLACE_KINDS.values()
        raise PlaceKindUnknown(
            known=Text("、".join(k.zh for k in known), ", ".join(k.en for k in known))
        )
    read = {
        "exact": _read_exact,
        "around": _read_around,
        "either": _read_either,
        "unknown": _read_unknown,
    }[doubt.kind]
    facts = {
        **dict.fromkeys(("radius_m", "other_lon", "other_lat"), None),
        "other_address": "",
        "place_kind": doubt.kind,
        **read(told, doubt, at),
    }
    return {**facts, **_caller(told, at)}


def _address(told: Told, *, needed: bool = False) -> str:
    what = Text("地点", "the place")
    return words.line(told.address, what, longest=300, needed=needed, field="address")


def _read_exact(told: Told, _: Doubt, at: datetime) -> dict[str, Any]:
    if told.lon is None or told.lat is None:
        raise PlaceNeeded
    point = check_place(told.lon, told.lat, told.datum, at=at)
    address = _address(told) or describe(*point, at=at).zh
    return {"lon": point[0], "lat": point[1], "address": address, **_follows((point,), at)}


def _read_around(told: Told, doubt: Doubt, at: datetime) -> dict[str, Any]:
    if told.lon is None or told.lat is None:
        raise PlaceNeeded
    limits = place_limits(at)
    least, most = limits.rough_least_m, limits.rough_most_m
    if doubt.radius_m is None or not least <= doubt.radius_m <= most:
        raise RadiusNotUsable(least=f"{least:g}", most=f"{most:g}")
    # The middle need not lie at a road: somewhere around it does, or the list says that none leads.
    point = check_coordinates(told.lon, told.lat, told.datum, at=at)
    view = PlaceView(kind="around", points=(point,), radius_m=doubt.radius_m)
    around = points_within(view, zone=None, station=None, at=at)
    return {
        "lon": point[0],
        "lat": point[1],
        "radius_m": doubt.radius_m,
        "address": _address(told) or describe(*point, at=at).zh,
        **_follows(around, at),
    }


def _read_either(told: Told, doubt: Doubt, at: datetime) -> dict[str, Any]:
    first = _read_exact(told, doubt, at)
    if doubt.other_lon is None or doubt.other_lat is None:
        raise OtherPlaceNeeded
    other = check_place(doubt.other_lon, doubt.other_lat, told.datum, at=at)
    if other == (first["lon"], first["lat"]):
        raise OtherPlaceNeeded
    what = Text("第二处", "the second place")
    line = words.line(doubt.other_address, what, longest=300, needed=False, field="other_address")
    return {
        **first,
        "other_lon": other[0],
        "other_lat": other[1],
        "other_address": line or describe(*other, at=at).zh,
        **_follows(((first["lon"], first["lat"]), other), at),
    }


def _read_unknown(told: Told, doubt: Doubt, at: datetime) -> dict[str, Any]:
    if doubt.zone is not None and doubt.zone not in zone_names(at):
        raise ZoneUnknown(zone=doubt.zone)
    area = points_within(PlaceView(kind="unknown"), zone=doubt.zone, station=None, at=at)
    return {
        "lon": None,
        "lat": None,
        "address": _address(told, needed=True),
        "zone": doubt.zone,
        "ring": None,
        "is_ring_known": False,
        "station_id": station_for(*area[0], at) if area else None,
    }


def _follows(points: tuple[tuple[float, float], ...], at: datetime) -> dict[str, Any]:
    """Zone and ring if every point has the same; the station of the first."""
    zones, rings = set(zones_of_points(points, at)), set(rings_of(points, at))
    return {
        "zone": zones.pop() if len(zones) == 1 else None,
        "is_ring_known": len(rings) == 1,
        "ring": rings.pop() if len(rings) == 1 else None,
        "station_id": station_for(*points[0], at),
    }


def _caller(told: Told, at: datetime) -> dict[str, Any]:
    what = Text("报警人位置", "where the caller is")
    line = words.line(told.caller_address, what, longest=300, needed=False, field="caller_address")
    if told.caller_lon is None or told.caller_lat is None:
        return {"caller_address": line, "caller_lon": None, "caller_lat": None}
    # A caller may well stand outside the branch and see something inside it.
    lon, lat = read_position(told.caller_lon, told.caller_lat, told.datum)
    return {"caller_address": line, "caller_lon": lon, "caller_lat": lat}


def told_place(facts: Mapping[str, Any], at: datetime) -> PlaceView:
    """The place as somebody tells it, before there is an incident; refuses as `placed` does."""
    found = Incident()
    put_place(found, placed(Told(**facts), at))
    return place_view(found)
