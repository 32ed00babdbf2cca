"""Verbs that load the branch's zones, staging points and units."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any

from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.actions.loading import put_places
from quanju.domains.geo.queries.checks import check_coordinates, read_polygon
from quanju.domains.geo.shapes import geojson, square_metres
from quanju.domains.geo.types import PlaceRow
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol import events
from quanju.domains.patrol.models import PatrolZone, RosterEntry, StagingPoint, Unit
from quanju.domains.patrol.permissions import may_load_patrol
from quanju.domains.patrol.types.standing import FORCE_TYPES, PLACE_KINDS
from quanju.domains.people.queries.actors import people_by_username
from quanju.domains.people.queries.organisations import organisations_by_code
from quanju.domains.people.types import Actor

LEAST_OVERLAP_M2 = 1.0
USUAL_CAPACITY, MOST_CAPACITY = 2, 99
"""Crews that a staging point holds."""


class ZoneNotUsable(Refused):
    """A zone is wrong or overlaps another; nothing of the layer was stored."""

    code = "ZONE_NOT_USABLE"
    text = Text("巡区 {number} 不能使用：{why}", "Zone {number} cannot be used: {why}")
    status = 422


class StagingPointNotUsable(Refused):
    """A staging point is wrong; nothing of the layer was stored."""

    code = "STAGING_POINT_NOT_USABLE"
    text = Text("屯警点 {number} 不能使用：{why}", "Staging point {number} cannot be used: {why}")
    status = 422


class UnitNotUsable(Refused):
    """A row of the units or of their crews is wrong; nothing of the list was stored."""

    code = "UNIT_NOT_USABLE"
    text = Text("警力“{call_sign}”不能使用：{why}", "Unit “{call_sign}” cannot be used: {why}")
    status = 422


def load_zones(features: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime) -> int:
    """Put a new version of the patrol zones in force; the one before ends now.

    `features` are GeoJSON polygons with `number`, `name_zh`, `name_en`. Refuses numbers used
    twice and zones that overlap by more than 1 m² (PAT-01).
    """
    may_load_patrol(by).or_refuse()
    rows = zone_rows(features, at)
    with write():
        renew(PatrolZone, rows, at)
        facts = {"zones": len(rows)}
        record(
            events.ZONES_LOADED, subject="zones", by=by, at=at, facts=facts, purpose="administer"
        )
    return len(rows)


def zone_rows(features: Sequence[Mapping[str, Any]], at: datetime) -> list[PatrolZone]:
    """Zones as features, not stored; refuses what `load_zones` refuses."""
    shapes: dict[int, BaseGeometry] = {}
    rows = []
    for position, feature in enumerate(features, 1):
        number = _number(feature, position, shapes, ZoneNotUsable)
        try:
            shapes[number] = read_polygon(feature.get("geometry") or {})
            names = _names(feature)
        except Refused as refused:
            raise ZoneNotUsable(number=number, why=refused.text) from refused
        # A tenth of a millimetre: neighbours and the outline must still meet along long edges.
        geometry = geojson(shapes[number], digits=9)
        rows.append(PatrolZone(number=number, geometry=geometry, valid_from=at, **names))
    for (a, first), (b, second) in combinations(shapes.items(), 2):
        if first.intersects(second):
            overlap = square_metres(first.intersection(second))
            if overlap > LEAST_OVERLAP_M2:
                why = Text(
                    f"与巡区 {b} 重叠 {overlap:,.0f} 平方米", f"overlaps {b} by {overlap:,.0f} m²"
                )
                raise ZoneNotUsable(number=a, why=why)
    return rows


def load_staging_points(features: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime) -> int:
    """Put a new version of the staging points in force; they become places one can search.

    `features` are GeoJSON points with `number`, `name_zh`, `name_en`, `place_kind`, `capacity`,
    `equipment`, `hours`.
    """
    may_load_patrol(by).or_refuse()
    rows = point_rows(features, at)
    with write():
        put_points(rows, by=by, at=at)
        facts = {"staging_points": len(rows)}
        record(
            events.POINTS_LOADED,
            subject="staging_points",
            by=by,
            at=at,
            facts=facts,
            purpose="administer",
        )
    return len(rows)


def point_rows(features: Sequence[Mapping[str, Any]], at: datetime) -> list[StagingPoint]:
    """Staging points as features, not stored; refuses what `load_staging_points` refuses."""
    rows: dict[int, StagingPoint] = {}
    for position, feature in enumerate(features, 1):
        number = _number(feature, position, rows, StagingPointNotUsable)
        rows[number] = _point(number, feature, at)
    return list(rows.values())


def put_points(rows: Sequence[StagingPoint], *, by: Actor, at: datetime) -> None:
    """Put points in force inside an open write, and among the places one can search."""
    renew(StagingPoint, rows, at)
    put_places(
        [
            PlaceRow(
                name_zh=row.name_zh,
                name_en=row.name_en,
                kind="staging_point",
                aliases=f"屯警点{row.number};staging point {row.number}",
                lon=row.lon,
                lat=row.lat,
            )
            for row in rows
        ],
        source="patrol",
        by=by,
        at=at,
    )


def load_units(
    units: Sequence[Mapping[str, Any]],
    crews: Sequence[Mapping[str, Any]],
    *,
    by: Actor,
    at: datetime,
) -> int:
    """Take over units and their usual crews.

    `units` have `call_sign`, `force_type`, `organisation_code` and, if wished, `vehicle`,
    `crew_size`, `home_zone`, `home_staging_point`; `crews` have `call_sign`, `username`.
    """
    may_load_patrol(by).or_refuse()
    organisations = organisations_by_code()
    rows = {row.call_sign: row for row in (_unit(row, organisations) for row in units)}
    if len(rows) != len(units):
        raise UnitNotUsable(call_sign="?", why=Text("呼号重复", "a call sign is used twice"))
    people = people_by_username()
    with write():
        Unit.objects.bulk_create(rows.values())
        RosterEntry.objects.bulk_create(_rosters(crews, rows, people))
        facts = {"units": len(rows), "roster": len(crews)}
        record(
            events.UNITS_LOADED, subject="units", by=by, at=at, facts=facts, purpose="administer"
        )
    return len(rows)


def _number(
    feature: Mapping[str, Any],
    position: int,
    known: Mapping[int, Any],
    refusal: type[ZoneNotUsable] | type[StagingPointNotUsable],
) -> int:
    number = _whole((feature.get("properties") or {}).get("number"))
    if number is None:
        why = Text("缺少整数 number", "it needs a whole number “number”")
        raise refusal(number=f"#{position}", why=why)
    if not 1 <= number <= 999:
        raise refusal(number=number, why=Text("编号应为 1 到 999", "numbers run from 1 to 999"))
    if number in known:
        raise refusal(number=number, why=Text("编号重复", "the number is used twice"))
    return number


def _whole(given: Any) -> int | None:
    """A whole number not below 0, as such or in plain digits; ² and １ are none."""
    if isinstance(given, int) and not isinstance(given, bool):
        return given if given >= 0 else None
    text = str(given).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _names(feature: Mapping[str, Any]) -> dict[str, str]:
    properties = feature.get("properties") or {}
    name_en = _told(properties, "name_en", Text("英文名称", "the English name"), 80)
    name_zh = _told(properties, "name_zh", Text("名称", "the name"), 60)
    return {"name_zh": name_zh or name_en[:60], "name_en": name_en}


def _point(number: int, feature: Mapping[str, Any], at: datetime) -> StagingPoint:
    properties = feature.get("properties") or {}
    kind = properties.get("place_kind")
    if kind not in PLACE_KINDS:
        known = ", ".join(PLACE_KINDS)
        why = Text(f"place_kind 应为：{known}", f"place_kind must be one of: {known}")
        raise StagingPointNotUsable(number=number, why=why)
    try:
        lon, lat = (feature.get("geometry") or {}).get("coordinates", (None, None))[:2]
        lon, lat = check_coordinates(lon, lat, at=at)
        capacity = _whole(properties.get("capacity", USUAL_CAPACITY))
        if capacity is None or not 1 <= capacity <= MOST_CAPACITY:
            raise ValueError("capacity")
        names = _names(feature)
        equipment = _told(properties, "equipment", Text("装备", "the equipment"), 200)
        hours = _told(properties, "hours", Text("时段", "the hours"), 60)
    except Refused as refused:
        raise StagingPointNotUsable(number=number, why=refused.text) from refused
    except (TypeError, ValueError, OverflowError) as error:
        why = Text(
            f"坐标不是数，或容量不是 1 到 {MOST_CAPACITY}",
            f"coordinates are no numbers, or capacity is not 1 to {MOST_CAPACITY}",
        )
        raise StagingPointNotUsable(number=number, why=why) from error
    return StagingPoint(
        number=number,
        place_kind=kind,
        capacity=capacity,
        equipment=equipment,
        hours=hours,
        lon=lon,
        lat=lat,
        valid_from=at,
        **names,
    )


def _told(row: Mapping[str, Any], name: str, what: Text, longest: int) -> str:
    return words.line(str(row.get(name) or ""), what, longest=longest, needed=False, field=name)


def renew(model: Any, rows: Sequence[Any], at: datetime) -> None:
    """End the version in force and begin the next, inside an open write."""
    version = max(model.objects.values_list("version", flat=True), default=0) + 1
    model.objects.filter(valid_until__isnull=True).update(valid_until=at)
    for row in rows:
        row.version = version
    model.objects.bulk_create(rows)


def _unit(row: Mapping[str, Any], organisations: Mapping[str, int]) -> Unit:
    call_sign = str(row.get("call_sign") or "").strip()

    def wrong(zh: str, en: str) -> UnitNotUsable:
        line = getattr(row, "line", None)  # a row of a file knows its own
        at_zh, at_en = (f"第 {line} 行，", f"line {line}, ") if line else ("", "")
        return UnitNotUsable(call_sign=call_sign[:20] or "?", why=Text(at_zh + zh, at_en + en))

    if not 1 <= len(call_sign) <= 20 or call_sign != words.cleaned(call_sign):
        raise wrong("呼号应为 1 到 20 个字", "a call sign has 1 to 20 characters")
    if row.get("force_type") not in FORCE_TYPES:
        known = ", ".join(FORCE_TYPES)
        raise wrong(f"force_type 应为：{known}", f"force_type must be one of: {known}")
    organisation = organisations.get(str(row.get("organisation_code")))
    if organisation is None:
        raise wrong("没有这个单位代码", "there is no organisation with that code")
    numbers = {}
    for name in ("crew_size", "home_zone", "home_staging_point"):
        given = row.get(name)
        if given in (None, ""):
            continue
        number = _whole(given)
        if number is None or number > 999:
            raise wrong(f"{name} 不是数：{given!r:.20}", f"{name} is no number: {given!r:.20}")
        numbers[name] = number
    try:
        vehicle = _told(row, "vehicle", Text("车辆", "the vehicle"), 40)
    except words.TextTooLong as refused:
        raise wrong(refused.text.zh, refused.text.en) from refused
    return Unit(
        call_sign=call_sign,
        force_type=row["force_type"],
        organisation_id=organisation,
        vehicle=vehicle,
        **numbers,
    )


def _rosters(
    crews: Sequence[Mapping[str, Any]], units: Mapping[str, Unit], people: Mapping[str, int]
) -> list[RosterEntry]:
    entries: dict[tuple[str, int], RosterEntry] = {}
    for row in crews:
        entry = _roster(row, units, people)
        key = entry.unit.call_sign, entry.person_id
        if key in entries:
            raise _no_crew(row, "这一行出现两次", "this line stands there twice")
        entries[key] = entry
    return list(entries.values())


def _no_crew(row: Mapping[str, Any], zh: str, en: str) -> UnitNotUsable:
    line = getattr(row, "line", None)
    at_zh, at_en = (f"第 {line} 行，", f"line {line}, ") if line else ("", "")
    call_sign = str(row.get("call_sign"))[:20]
    return UnitNotUsable(call_sign=call_sign, why=Text(at_zh + zh, at_en + en))


def _roster(
    row: Mapping[str, Any], units: Mapping[str, Unit], people: Mapping[str, int]
) -> RosterEntry:
    call_sign, username = str(row.get("call_sign")), str(row.get("username"))
    if call_sign not in units or username not in people:
        raise _no_crew(
            row,
            f"没有账号 {username[:40]} 或该呼号",
            f"no such call sign or account {username[:40]}",
        )
    return RosterEntry(unit=units[call_sign], person_id=people[username])
