"""Reading where a unit has been: protected, so it is recorded."""

from datetime import datetime, timedelta

from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions.holding import crew_ids
from quanju.domains.patrol.models import PositionSample, PresenceQuarter, Unit
from quanju.domains.patrol.permissions import may_read_trace
from quanju.domains.patrol.queries import tables, units
from quanju.domains.patrol.queries import zones as zones_queries
from quanju.domains.patrol.rules import quarter_of
from quanju.domains.patrol.types.standing import TracePoint
from quanju.domains.people.types import Actor

LONGEST = timedelta(days=7)


class SpanTooLong(Refused):
    """Traces are read by the shift, not by the season."""

    code = "SPAN_TOO_LONG"
    text = Text("一次最多查看 {days} 天，且结束晚于开始", "At most {days} days, and not backwards")
    status = 422
    field = "until_at"


def read_trace(
    *,
    unit: int,
    from_at: datetime,
    until_at: datetime,
    purpose: str,
    justification: str = "",
    by: Actor,
    at: datetime,
) -> list[TracePoint]:
    """Where a unit has been; beyond 30 days zone and quarter hour only. Recorded as a reading."""
    view = units.unit_view(unit)
    may_read_trace(by, crew=crew_ids(Unit(pk=unit)), purpose=purpose).or_refuse()
    if not from_at < until_at <= from_at + LONGEST:
        raise SpanTooLong(days=LONGEST.days)
    consult(
        subject=view.subject,
        by=by,
        at=at,
        purpose=purpose,
        fields=["trace"],
        justification=justification[:500],
    )
    fine_from = at - timedelta(days=tables.position_ages(at).fine_days)
    coarse = _coarse(unit, from_at, min(until_at, fine_from), fine_from)
    rows = PositionSample.objects.filter(
        unit=unit, at__gte=max(from_at, fine_from), at__lt=until_at
    )
    samples = list(rows.order_by("at").values_list("at", "lon", "lat"))
    zones = zones_queries.zones_of_points([(lon, lat) for _, lon, lat in samples], at)
    return coarse + [
        TracePoint(moment, zone, lon, lat)
        for (moment, lon, lat), zone in zip(samples, zones, strict=True)
    ]


def _coarse(
    unit: int, from_at: datetime, until_at: datetime, fine_from: datetime
) -> list[TracePoint]:
    """Quarters already thinned, and old samples that the job has not come to yet."""
    if from_at >= until_at:
        return []
    quarters = PresenceQuarter.objects.filter(
        unit=unit, quarter_at__gte=quarter_of(from_at), quarter_at__lt=until_at
    )
    found = set(quarters.values_list("quarter_at", "zone"))
    old = list(
        PositionSample.objects.filter(unit=unit, at__gte=from_at, at__lt=until_at)
        .order_by("at")
        .values_list("at", "lon", "lat")
    )
    zones = zones_queries.zones_of_points([(lon, lat) for _, lon, lat in old], fine_from)
    found |= {(quarter_of(row[0]), zone) for row, zone in zip(old, zones, strict=True)}
    return [TracePoint(at, zone) for at, zone in sorted(found, key=lambda f: (f[0], f[1] or 0))]
