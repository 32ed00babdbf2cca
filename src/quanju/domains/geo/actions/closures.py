"""Verbs on roads and their state: close, slow, reopen; snow begins and ends."""

import math
from datetime import datetime
from typing import Any

from shapely.geometry.base import BaseGeometry

from quanju.domains.geo import events
from quanju.domains.geo.models import Circumstance, Closure
from quanju.domains.geo.permissions import may_close_road, may_set_circumstance
from quanju.domains.geo.queries.areas import station_around
from quanju.domains.geo.queries.checks import check_coordinates
from quanju.domains.geo.queries.roads import has_road_near
from quanju.domains.geo.shapes import geojson, read_geometry
from quanju.domains.geo.types import CLOSURE_KINDS, CircumstanceView, ClosureView, Geometry
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor

WIDEST_M = 2_000.0
LONGEST_M = 50_000.0
ENGLISH = Text("英文名称", "the English name")
STRONGEST = 10.0


class NotALine(Refused):
    """The geometry is no point and no line."""

    code = "NOT_A_LINE"
    text = Text(
        "请在地图上点一个点或画一条线来表示封闭的道路（GeoJSON Point 或 LineString）：{why}",
        "Mark the closed road with a point or a line (GeoJSON Point or LineString): {why}",
    )
    status = 422
    field = "geometry"


class NoRoadThere(Refused):
    """Nothing to close."""

    code = "NO_ROAD_THERE"
    text = Text(
        "{radius} 米内没有可通车的道路，请把标记移到路上或加大范围",
        "No road for cars within {radius} m; move the mark onto the road or widen it",
    )
    status = 422
    field = "geometry"


class FactorOutOfRange(Refused):
    """A slow-down speeds up, or is no number."""

    code = "FACTOR_OUT_OF_RANGE"
    text = Text(
        "时间倍数应在 1 到 {most} 之间，现为 {factor}",
        "The time factor must be from 1 to {most}, not {factor}",
    )
    status = 422
    field = "factor"


class RadiusOutOfRange(Refused):
    """Zero, negative, or half the town."""

    code = "RADIUS_OUT_OF_RANGE"
    text = Text(
        "范围应在 1 到 {most} 米之间，现为 {radius}",
        "The width must be from 1 to {most} m, not {radius}",
    )
    status = 422
    field = "radius_m"


class SpanBackwards(Refused):
    """It ends before it begins, or has ended already."""

    code = "SPAN_BACKWARDS"
    text = Text(
        "结束时间须晚于开始时间和现在", "The end must be later than the beginning and than now"
    )
    status = 422
    field = "valid_until"


class NameMissing(Refused):
    """Everybody must be able to say which road it is."""

    code = "NAME_MISSING"
    text = Text(
        "请写明名称，例如“胜利桥封闭”（1 到 {most} 个字）",
        "Give it a name such as “Victory Bridge closed” (1 to {most} characters)",
    )
    status = 422
    field = "name_zh"


class AlreadyOver(Refused):
    """Reopened before, or its time ran out."""

    code = "ALREADY_OVER"
    text = Text("“{name}”已经解除", "“{name}” is over already")


def close_road(
    *,
    geometry: Geometry,
    name_zh: str,
    by: Actor,
    at: datetime,
    name_en: str = "",
    kind: str = "closed",
    radius_m: float = 15.0,
    factor: float = 1.0,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> ClosureView:
    """Close the roads within `radius_m` of a point or line, or slow them by `factor`.

    Binds from now (or `valid_from`) in every answer and every process. Refuses other roles, a
    station command room outside its own area, a shape with no road near it, factors below 1.
    """
    line = _line(geometry, by, at)
    station = station_around(line, at)
    may_close_road(by, station_id=station).or_refuse()
    starts = valid_from or at
    _check_span(starts, valid_until, at)
    _check_strength(kind, factor, radius_m)
    if not has_road_near(line, radius_m, at):
        raise NoRoadThere(radius=round(radius_m))
    with write():
        closure = Closure.objects.create(
            kind=kind,
            factor=factor if kind == "slow" else 1.0,
            geometry=geojson(line),
            radius_m=radius_m,
            name_zh=_name(name_zh, 120),
            name_en=words.line(name_en, ENGLISH, longest=160, needed=False, field="name_en"),
            station_id=station,
            valid_from=starts,
            valid_until=valid_until,
            set_by_id=by.person_id,
        )
        event = events.ROAD_CLOSED if kind == "closed" else events.ROAD_SLOWED
        facts = {"kind": kind, "factor": closure.factor, "radius_m": radius_m}
        record(event, subject=closure.subject, by=by, at=at, facts=facts | _span(closure))
    return closure.view()


def reopen_road(*, closure: int, by: Actor, at: datetime) -> ClosureView:
    """Lift a closure at once. Refuses other roles and one that is over already."""
    with write():
        row = held(Closure, f"closure:{closure}", pk=closure)
        may_close_road(by, station_id=row.station_id).or_refuse()
        _end(row, at)
        record(events.ROAD_REOPENED, subject=row.subject, by=by, at=at, facts=_span(row))
    return row.view()


def set_circumstance(
    *,
    name_zh: str,
    factor: float,
    by: Actor,
    at: datetime,
    name_en: str = "",
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> CircumstanceView:
    """Slow the whole network, e.g. snow × 1.4. Several at once multiply."""
    may_set_circumstance(by).or_refuse()
    starts = valid_from or at
    _check_span(starts, valid_until, at)
    _check_strength("slow", factor, 1.0)
    with write():
        row = Circumstance.objects.create(
            name_zh=_name(name_zh, 60),
            name_en=words.line(name_en, ENGLISH, longest=80, needed=False, field="name_en"),
            factor=factor,
            valid_from=starts,
            valid_until=valid_until,
            set_by_id=by.person_id,
        )
        facts = {"factor": factor} | _span(row)
        record(events.CIRCUMSTANCE_SET, subject=row.subject, by=by, at=at, facts=facts)
    return row.view()


def end_circumstance(*, circumstance: int, by: Actor, at: datetime) -> CircumstanceView:
    """End it at once. Refuses other roles and one that is over already."""
    may_set_circumstance(by).or_refuse()
    with write():
        row = held(Circumstance, f"circumstance:{circumstance}", pk=circumstance)
        _end(row, at)
        record(events.CIRCUMSTANCE_ENDED, subject=row.subject, by=by, at=at, facts=_span(row))
    return row.view()


def _line(geometry: Geometry, by: Actor, at: datetime) -> BaseGeometry:
    try:
        line = read_geometry(geometry)
    except ValueError as error:
        raise NotALine(why=str(error)) from error
    if line.geom_type not in {"Point", "LineString", "MultiLineString"}:
        raise NotALine(why=line.geom_type)
    west, south, east, north = line.bounds
    for lon, lat in ((west, south), (east, north)):
        check_coordinates(lon, lat, at=at)
    return line


def _check_span(starts: datetime, ends: datetime | None, at: datetime) -> None:
    if ends is not None and ends <= max(starts, at):
        raise SpanBackwards


def _check_strength(kind: str, factor: float, radius_m: float) -> None:
    if kind not in CLOSURE_KINDS:
        raise NotFound(subject=f"closure kind {kind!r}")
    if not math.isfinite(factor) or not 1 <= factor <= STRONGEST:
        raise FactorOutOfRange(factor=factor, most=STRONGEST)
    if not math.isfinite(radius_m) or not 1 <= radius_m <= WIDEST_M:
        raise RadiusOutOfRange(radius=radius_m, most=WIDEST_M)


def _name(name: str, most: int) -> str:
    kept = words.cleaned(name)
    if not 1 <= len(kept) <= most:
        raise NameMissing(most=most)
    return kept


def _end(row: Closure | Circumstance, at: datetime) -> None:
    """End now; one that has not begun yet never will."""
    if row.valid_until is not None and row.valid_until <= at:
        raise AlreadyOver(name=row.name)
    row.valid_from = min(row.valid_from, at)
    row.valid_until = at
    row.save(update_fields=["valid_from", "valid_until"])


def _span(row: Any) -> dict[str, Any]:
    until = row.valid_until.isoformat() if row.valid_until else None
    return {"valid_from": row.valid_from.isoformat(), "valid_until": until}
