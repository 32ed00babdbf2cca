"""What a planned shift may be: when it begins, and where."""

from datetime import datetime, timedelta

from quanju.domains.duty.actions.shift_refusals import (
    AlreadyOver,
    EndsBeforeItBegins,
    PointInAnotherZone,
    ShiftTooLong,
    TooFarAhead,
)
from quanju.domains.duty.queries import tables
from quanju.domains.kernel.types import NotFound
from quanju.domains.patrol.queries import zones


def check_span(duty_from: datetime, duty_until: datetime, at: datetime) -> None:
    """From before until, not too long, not over, not too far ahead."""
    rule = tables.duty_rule(at)
    if duty_until <= duty_from:
        raise EndsBeforeItBegins()
    if duty_until - duty_from > timedelta(hours=rule.longest_h):
        hours = (duty_until - duty_from).total_seconds() / 3600
        raise ShiftTooLong(hours=f"{hours:g}", longest=f"{rule.longest_h:g}")
    if duty_until <= at:
        raise AlreadyOver()
    if duty_from > at + timedelta(days=rule.ahead_days):
        raise TooFarAhead(days=f"{rule.ahead_days:g}")


def zone_of_wish(zone: int | None, point: int | None, duty_from: datetime, at: datetime) -> int:
    known = zones.zone_names(max(at, duty_from))
    if point is not None:
        points = zones.points_by_zone(max(at, duty_from))
        if point not in points:
            raise NotFound(subject=f"staging_point:{point}")
        inside = points[point]
        if zone is None:
            zone = inside
        elif inside is not None and inside != zone:
            raise PointInAnotherZone(point=point, zone=inside)
    if zone is None or zone not in known:
        raise NotFound(subject=f"zone:{zone}")
    return zone
