"""Planned shifts as posts: where, when, which force; nobody's name."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.duty.models import PlannedShift
from quanju.domains.patrol.types.standing import POLICE_FORCES


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A shift of own police as a place and a span. There is no person in it."""

    shift: int
    force_type: str
    zone: int
    staging_point: int | None
    duty_from: datetime
    duty_until: datetime
    is_movable: bool


def posts_in(since: datetime, until: datetime) -> list[Post]:
    """Every police shift that stands in the span; movable are those not begun and not extra."""
    rows = PlannedShift.objects.standing().within(since, until)
    rows = rows.filter(force_type__in=POLICE_FORCES).order_by("duty_from", "pk")
    return [
        Post(
            shift=pk,
            force_type=force,
            zone=zone,
            staging_point=point,
            duty_from=begins,
            duty_until=ends,
            is_movable=status in ("planned", "confirmed") and occasion is None,
        )
        for pk, force, zone, point, begins, ends, status, occasion in rows.values_list(
            "pk",
            "force_type",
            "zone",
            "staging_point",
            "duty_from",
            "duty_until",
            "status",
            "occasion",
        )
    ]
