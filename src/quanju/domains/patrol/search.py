"""Zones, staging points and units by number, name and call sign; never who rides."""

from datetime import datetime

from quanju.domains.kernel.found import Found
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.models import StagingPoint, Unit
from quanju.domains.patrol.permissions import may_read_zones
from quanju.domains.patrol.queries.zones import zone_names
from quanju.domains.people.types import Actor


def find(words: str, *, by: Actor, at: datetime, most: int) -> list[Found]:
    """What this reader may see of the standing order of patrol."""
    text = words.strip()
    found: list[Found] = []
    if may_read_zones(by):
        found += _zones(text, at)[:most]
        found += _points(text, at)[:most]
    rows = Unit.objects.visible_to(by).filter(call_sign__icontains=text).order_by("call_sign")
    found += [
        Found(kind="unit", subject=unit.subject, title=unit.call_sign, detail=unit.force)
        for unit in rows[:most]
    ]
    return found


def _is_meant(text: str, number: int, name: Text) -> bool:
    is_named = len(text) > 1 and (text in name.zh or text.lower() in name.en.lower())
    return text == str(number) or is_named


def _zones(text: str, at: datetime) -> list[Found]:
    return [
        Found(
            kind="place",
            subject=f"zone:{number}",
            title=Text(f"{number} 巡区", f"Zone {number}"),
            detail=name,
        )
        for number, name in sorted(zone_names(at).items())
        if _is_meant(text, number, name)
    ]


def _points(text: str, at: datetime) -> list[Found]:
    return [
        Found(
            kind="place",
            subject=f"staging_point:{point.number}",
            title=Text(f"屯警点 {point.number}", f"Staging point {point.number}"),
            detail=point.name,
            lon=point.lon,
            lat=point.lat,
        )
        for point in StagingPoint.objects.in_force(at).order_by("number")
        if _is_meant(text, point.number, point.name)
    ]
