"""Questions about cover: which zones have an available unit, which have none."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Min

from quanju.domains.kernel.types import Text
from quanju.domains.patrol.models import Unit, UnitShift, ZoneGap
from quanju.domains.patrol.ports import busy
from quanju.domains.patrol.queries.tables import cover_rule, position_ages
from quanju.domains.patrol.queries.zones import zone_names, zones_of_points
from quanju.domains.patrol.types.standing import OUTSIDE_FORCES, ZoneGapView
from quanju.domains.patrol.workflow import DISPATCHABLE

# Volunteers have no powers, and other agencies answer to their own command.
NO_COVER = OUTSIDE_FORCES | {"volunteer"}


def busy_units(units: Collection[int]) -> dict[int, Text]:
    """Which of these units are on a job, each with the sentence that says so."""
    found: dict[int, Text] = {}
    for check in busy:
        found.update(check(units))
    return found


def uncovered_zones(at: datetime) -> list[ZoneGapView]:
    """Zones without an available unit now, since when, and whether that is too long (PAT-16)."""
    empty = empty_zones(at)
    began = dict(ZoneGap.objects.filter(ended_at=None).values_list("zone", "began_at"))
    limit = timedelta(minutes=cover_rule(at).alert_after_min)
    names = zone_names(at)
    return [
        ZoneGapView(
            zone=zone,
            name=names[zone],
            since=began.get(zone),
            is_too_long=zone in began and at - began[zone] > limit,
        )
        for zone in sorted(empty)
    ]


def empty_zones(at: datetime) -> set[int]:
    """Numbers of the zones in which no police unit is available."""
    return set(zone_names(at)) - set(_covering(at).values())


def zone_emptied_by(unit: int, at: datetime) -> Text | None:
    """The zone that would have no available unit left without this one, if there is one."""
    covering = _covering(at)
    zone = covering.pop(unit, None)
    if zone is None or zone in covering.values():
        return None
    name = zone_names(at).get(zone, Text("", ""))
    return Text(f"巡区 {zone}“{name.zh}”", f"Zone {zone} “{name.en}”")


Span = tuple[datetime, datetime]


def gap_minutes(spans: Sequence[Span]) -> list[dict[int, float] | None]:
    """V-5: for each of these spans, which follow each other, minutes without an available unit by
    zone; None where nothing tells of cover: no unit signed on and no gap was written down.

    A year of days is two questions, and one more for a day that knows of no gap.
    """
    if not spans:
        return []
    first, last = spans[0][0], spans[-1][1]
    begins = [span[0] for span in spans]
    minutes: list[dict[int, float]] = [{} for _ in spans]
    rows = ZoneGap.objects.filter(began_at__lt=last).exclude(ended_at__lte=first)
    for zone, began, ended in rows.values_list("zone", "began_at", "ended_at"):
        place = max(0, bisect_right(begins, began) - 1)
        for n in range(place, len(spans)):
            since, until = spans[n]
            if ended is not None and ended <= since:
                break
            lasted = min(ended or until, until) - max(began, since)
            if lasted > _NOTHING:
                minutes[n][zone] = minutes[n].get(zone, 0.0) + lasted.total_seconds() / 60
    on_duty = UnitShift.objects.filter(started_at__lt=last).exclude(ended_at__lte=first)
    earliest = on_duty.aggregate(at=Min("started_at"))["at"]

    def is_known(span: Span) -> bool:
        return earliest is not None and earliest < span[1] and _on_duty(*span)

    pairs = zip(minutes, spans, strict=True)
    return [found if found or is_known(span) else None for found, span in pairs]


_NOTHING = timedelta(0)


def _on_duty(begins: datetime, ends: datetime) -> bool:
    rows = UnitShift.objects.filter(started_at__lt=ends).exclude(ended_at__lte=begins)
    return rows.exists()


def _covering(at: datetime) -> dict[int, int]:
    """Zone of every available police unit: where it is, or its home zone if that is not known."""
    stale = at - timedelta(seconds=position_ages(at).stale_s)
    rows = list(
        Unit.objects.filter(status__in=DISPATCHABLE)
        .exclude(force_type__in=NO_COVER)
        .values_list("pk", "home_zone", "position__lon", "position__lat", "position__at")
    )
    on_jobs = busy_units([row[0] for row in rows])
    known = [(lon, lat) for _, _, lon, lat, seen in rows if seen is not None and seen >= stale]
    zones = iter(zones_of_points(known, at))
    covering = {}
    for pk, home, _, _, seen in rows:
        zone = next(zones) if seen is not None and seen >= stale else home
        if pk not in on_jobs and zone is not None:
            covering[pk] = zone
    return covering
