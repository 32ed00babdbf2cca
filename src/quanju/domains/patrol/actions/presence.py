"""Verb of the clock: what was to be seen of our own police, place by place, quarter by quarter."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
from django.db.models import Max, Min
from numpy.typing import NDArray

from quanju.domains.kernel.spans import Stay, common, without
from quanju.domains.kernel.transaction import write
from quanju.domains.patrol.models import (
    LitStretch,
    PositionSample,
    PresenceQuarter,
    PresenceSample,
    StagingPoint,
    Unit,
)
from quanju.domains.patrol.ports import posts
from quanju.domains.patrol.queries import tables
from quanju.domains.patrol.queries import zones as zones_queries
from quanju.domains.patrol.queries.presence import job_spans_of
from quanju.domains.patrol.rules import quarter_of
from quanju.domains.patrol.sightings import QUARTER_S, quarters_of, seen_by_position
from quanju.domains.patrol.types.standing import POLICE_FORCES, StagingPointView

QUARTER = timedelta(seconds=QUARTER_S)
LATE = timedelta(minutes=5)
"""Positions come late; a quarter is written when they had this long."""
AT_ONCE = timedelta(days=7)
KINDS = ("has_officer", "has_car", "has_light")
Seen = dict[str, NDArray[np.bool_]]


def record_presence(*, at: datetime) -> int:
    """Write down the quarter hours that are over and not written yet; how many rows.

    After a week's standstill a week is caught up at once, the rest next time; weeks in which
    nothing was planned and nobody seen leave no row and are passed over. Two processes may do it
    together: a place and quarter has one row.
    """
    since, until = _due(at)
    rows: list[PresenceSample] = []
    while since is not None and since < until and not rows:
        rows = list(_rows(since, min(until, since + AT_ONCE), at))
        since += AT_ONCE
    if rows:
        with write():
            PresenceSample.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    return len(rows)


def _due(at: datetime) -> tuple[datetime | None, datetime]:
    """From the last quarter written, else from the first duty planned at a point."""
    until = quarter_of(at - LATE)
    last = PresenceSample.objects.aggregate(last=Max("quarter_at"))["last"]
    if last is not None:
        return last + QUARTER, until
    firsts = [first for told in posts if (first := told.first_planned()) is not None]
    return (quarter_of(min(firsts)) if firsts else None), until


def _rows(since: datetime, until: datetime, at: datetime) -> Iterator[PresenceSample]:
    """A row for each place and quarter that was planned, or in which somebody was seen."""
    points = [row.view() for row in StagingPoint.objects.in_force(max(since, _loaded()))]
    first, count = int(since.timestamp()), int((until - since) / QUARTER)
    zone_of = zones_queries.points_by_zone(max(since, _loaded()))
    planned = _planned(points, since, until, first, count)
    seen = _on_post(points, since, until, first, count, at)
    for kind, table in _by_position(points, since, until, first, count, at).items():
        seen[kind] |= table
    dark = _not_known(points, zone_of, since, until, first, count, at)
    anything = seen["has_officer"] | seen["has_car"]
    for p, q in np.argwhere(planned | anything):
        told = {kind: True if seen[kind][p, q] else None if dark[p, q] else False for kind in KINDS}
        known = None if dark[p, q] else False
        yield PresenceSample(
            staging_point=points[p].number,
            zone=zone_of.get(points[p].number),
            quarter_at=since + int(q) * QUARTER,
            is_planned=bool(planned[p, q]),
            is_seen=True if anything[p, q] else known,
            **told,
        )


def _loaded() -> datetime:
    """From when on there are points: before that those of the first day count."""
    first = StagingPoint.objects.aggregate(first=Min("valid_from"))["first"]
    return first or datetime(1970, 1, 1, tzinfo=UTC)


def _planned(
    points: list[StagingPointView], since: datetime, until: datetime, first: int, count: int
) -> NDArray[np.bool_]:
    """bool[points, count]: duty was planned there, whether or not anybody came."""
    place = {point.number: p for p, point in enumerate(points)}
    table = np.zeros((len(points), count), np.bool_)
    planned = (span for told in posts for span in told.planned_spans(since, until))
    for number, begins, ends in planned:
        if number in place:
            stay = [(begins.timestamp(), ends.timestamp())]
            table[place[number]] |= quarters_of(stay, first, count)
    return table


def _on_post(
    points: list[StagingPointView],
    since: datetime,
    until: datetime,
    first: int,
    count: int,
    at: datetime,
) -> Seen:
    """Seen because the crew had checked in there and was not away on a call."""
    place = {point.number: p for p, point in enumerate(points)}
    found: Seen = {kind: np.zeros((len(points), count), np.bool_) for kind in KINDS}
    stood = (one for told in posts for one in told.staffed_shifts(since, until, at))
    shifts = [one for one in stood if one[0] in place]
    units = {unit for _, unit, _ in shifts if unit is not None}
    cars = set(Unit.objects.filter(pk__in=units).exclude(vehicle="").values_list("pk", flat=True))
    away, lit = job_spans_of(units, since, until), _lit(since, until, at)
    for point, unit, spans in shifts:
        stays = [part for stay in spans for part in without(stay, away.get(unit or 0, ()))]
        found["has_officer"][place[point]] |= quarters_of(stays, first, count)
        if unit is not None and unit in cars:
            found["has_car"][place[point]] |= quarters_of(stays, first, count)
            shone = common(stays, lit.get(unit, ()))
            found["has_light"][place[point]] |= quarters_of(shone, first, count)
    return found


def _by_position(
    points: list[StagingPointView],
    since: datetime,
    until: datetime,
    first: int,
    count: int,
    at: datetime,
) -> Seen:
    """Seen because a unit's positions lay within 100 m: of the last 30 days only."""
    found: Seen = {kind: np.zeros((len(points), count), np.bool_) for kind in KINDS}
    ages = tables.position_ages(at)
    fine_from = max(since, at - timedelta(days=ages.fine_days))
    places = np.array([(point.lon, point.lat) for point in points]).reshape(-1, 2)
    vehicles = dict(Unit.objects.filter(force_type__in=POLICE_FORCES).values_list("pk", "vehicle"))
    lit = _lit(since, until, at)
    rows = PositionSample.objects.filter(at__gte=fine_from, at__lt=until, unit__in=list(vehicles))
    by_unit: dict[int, list[tuple[float, float, float]]] = {}
    for unit, moment, lon, lat in rows.values_list("unit", "at", "lon", "lat").order_by("at"):
        by_unit.setdefault(unit, []).append((moment.timestamp(), lon, lat))
    for unit, track in by_unit.items():
        when, lon, lat = np.array(track).T
        longest = 4 * ages.sample_every_s
        table = seen_by_position(when, lon, lat, places, first, count, longest)
        kind = "has_car" if vehicles[unit] else "has_officer"
        found[kind] |= table
        if vehicles[unit]:
            found["has_light"] |= table & quarters_of(lit.get(unit, ()), first, count)
    return found


def _lit(since: datetime, until: datetime, at: datetime) -> dict[int, list[Stay]]:
    found: dict[int, list[Stay]] = {}
    rows = LitStretch.objects.filter(began_at__lt=until).exclude(ended_at__lte=since)
    for unit, begins, ends in rows.values_list("unit", "began_at", "ended_at"):
        found.setdefault(unit, []).append((begins.timestamp(), (ends or at).timestamp()))
    return found


def _not_known(
    points: list[StagingPointView],
    zone_of: dict[int, int | None],
    since: datetime,
    until: datetime,
    first: int,
    count: int,
    at: datetime,
) -> NDArray[np.bool_]:
    """bool[points, count]: of old positions only the zone is left, and some unit was in it.

    Nobody can say any more whether it stood at the place, so it is neither seen nor unseen.
    """
    table = np.zeros((len(points), count), np.bool_)
    fine_from = at - timedelta(days=tables.position_ages(at).fine_days)
    police = Unit.objects.filter(force_type__in=POLICE_FORCES)
    there = set(
        PresenceQuarter.objects.filter(
            quarter_at__gte=since, quarter_at__lt=min(until, fine_from), unit__in=police
        ).values_list("zone", "quarter_at")
    )
    # Old positions that the clock has not thinned yet answer with their zone too.
    old = list(
        PositionSample.objects.filter(
            at__gte=since, at__lt=min(until, fine_from), unit__in=police
        ).values_list("at", "lon", "lat")
    )
    zones = zones_queries.zones_of_points([(lon, lat) for _, lon, lat in old], at)
    there |= {(zone, quarter_of(row[0])) for row, zone in zip(old, zones, strict=True)}
    for p, point in enumerate(points):
        for zone, quarter in there:
            if zone is not None and zone == zone_of.get(point.number):
                table[p, int((quarter.timestamp() - first) // QUARTER_S)] = True
    return table
