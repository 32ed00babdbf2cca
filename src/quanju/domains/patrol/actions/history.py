"""Taking over the past in bulk: when units were on duty, what they did, when zones were empty."""

from collections.abc import Iterable
from datetime import datetime

from quanju.domains.patrol.models import ActivityStretch, LitStretch, UnitShift, ZoneGap

AT_ONCE = 2000
Stretch = tuple[int, datetime, datetime]
"""Unit, or zone, from when until when."""


def put_past_stretches(
    *,
    on_duty: Iterable[Stretch],
    staging: Iterable[Stretch],
    lit: Iterable[Stretch],
    gaps: Iterable[Stretch],
) -> None:
    """Store what is over: for rooms above that load past duty, inside their write and entry."""
    UnitShift.objects.bulk_create(
        (UnitShift(unit_id=unit, started_at=a, ended_at=b) for unit, a, b in on_duty),
        batch_size=AT_ONCE,
    )
    ActivityStretch.objects.bulk_create(
        (
            ActivityStretch(unit_id=unit, activity="staging", began_at=a, ended_at=b)
            for unit, a, b in staging
        ),
        batch_size=AT_ONCE,
    )
    LitStretch.objects.bulk_create(
        (LitStretch(unit_id=unit, began_at=a, ended_at=b) for unit, a, b in lit),
        batch_size=AT_ONCE,
    )
    ZoneGap.objects.bulk_create(ZoneGap(zone=zone, began_at=a, ended_at=b) for zone, a, b in gaps)
