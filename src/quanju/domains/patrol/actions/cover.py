"""Verbs of the clock: gaps in the cover of zones, old positions made coarse."""

from datetime import datetime, timedelta

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.transaction import write
from quanju.domains.patrol import events
from quanju.domains.patrol.models import PositionSample, PresenceQuarter, ZoneGap
from quanju.domains.patrol.queries import cover, tables
from quanju.domains.patrol.queries import zones as zones_queries
from quanju.domains.patrol.rules import quarter_of
from quanju.domains.people.types import Actor

BATCH = 20_000


def record_cover(*, by: Actor, at: datetime) -> list[int]:
    """Open and close gaps of zones; returns the zones that have been empty for too long.

    An alert is recorded once a gap passes the limit, and again when the zone is covered (PAT-16).
    """
    limit = timedelta(minutes=tables.cover_rule(at).alert_after_min)
    empty = cover.empty_zones(at)
    if not _changes(empty, at, limit):
        return []
    with write():
        gaps = {gap.zone: gap for gap in ZoneGap.objects.select_for_update().filter(ended_at=None)}
        for zone in sorted(set(gaps) - empty):
            _close(gaps[zone], by, at)
        opened = [ZoneGap(zone=zone, began_at=at) for zone in sorted(empty - set(gaps))]
        ZoneGap.objects.bulk_create(opened, ignore_conflicts=True)
        due = [g for z, g in gaps.items() if z in empty and not g.alerted_at]
        return [_alert(gap, by, at) for gap in due if at - gap.began_at > limit]


def _changes(empty: set[int], at: datetime, limit: timedelta) -> bool:
    """Whether there is anything to write; mostly there is not, and no write lock is taken."""
    gaps = list(ZoneGap.objects.filter(ended_at=None))
    if {gap.zone for gap in gaps} != empty:
        return True
    return any(not gap.alerted_at and at - gap.began_at > limit for gap in gaps)


def _close(gap: ZoneGap, by: Actor, at: datetime) -> None:
    gap.ended_at = max(at, gap.began_at)
    gap.save(update_fields=["ended_at"])
    if gap.alerted_at:
        _tell(events.ZONE_COVERED, gap, by, at)


def _alert(gap: ZoneGap, by: Actor, at: datetime) -> int:
    gap.alerted_at = at
    gap.save(update_fields=["alerted_at"])
    _tell(events.ZONE_UNCOVERED, gap, by, at)
    return gap.zone


def _tell(event: Event, gap: ZoneGap, by: Actor, at: datetime) -> None:
    minutes = round((at - gap.began_at).total_seconds() / 60)
    record(event, subject=f"zone:{gap.zone}", by=by, at=at, facts={"minutes": minutes})


def thin_positions(*, by: Actor, at: datetime) -> int:
    """Reduce fine positions past their days to zone and quarter hour; returns samples erased.

    Works in batches, so that nobody waits long for the write lock (PAT-17).
    """
    ages = tables.position_ages(at)
    before = at - timedelta(days=ages.fine_days)
    erased = 0
    while batch := _thin_batch(before):
        erased += batch
    coarse_end = at - timedelta(days=ages.fine_days + ages.coarse_days)
    with write():
        forgotten, _ = PresenceQuarter.objects.filter(quarter_at__lt=coarse_end).delete()
        if erased or forgotten:
            facts = {"samples": erased, "quarters": forgotten, "before": before.isoformat()}
            record(
                events.POSITIONS_THINNED,
                subject="positions",
                by=by,
                at=at,
                facts=facts,
                purpose="administer",
            )
    return erased


def _thin_batch(before: datetime) -> int:
    with write():
        rows = list(
            PositionSample.objects.filter(at__lt=before)
            .order_by("at")
            .values_list("pk", "unit_id", "at", "lon", "lat")[:BATCH]
        )
        if not rows:
            return 0
        zones = zones_queries.zones_of_points([(lon, lat) for *_, lon, lat in rows], rows[-1][2])
        quarters = {
            (unit, zone, quarter_of(at))
            for (_, unit, at, _, _), zone in zip(rows, zones, strict=True)
        }
        PresenceQuarter.objects.bulk_create(
            (
                PresenceQuarter(unit_id=u, zone=z, quarter_at=q)
                for u, z, q in sorted(quarters, key=lambda row: (row[2], row[0], row[1] or 0))
            ),
            ignore_conflicts=True,
        )
        PositionSample.objects.filter(pk__in=[pk for pk, *_ in rows]).delete()
        return len(rows)
