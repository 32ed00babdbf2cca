"""A crew gets another home: its shifts ahead at the old one go with it."""

from datetime import datetime

from django.db.models import F

from quanju.domains.duty.models import PlannedShift


def move_shifts_ahead(*, unit: int, left: int, zone: int, point: int | None, at: datetime) -> int:
    """Answer to patrol's port `follow_home`, inside its write; how many shifts."""
    ahead = PlannedShift.objects.filter(
        unit=unit, staging_point=left, status__in=("planned", "confirmed"), duty_from__gt=at
    )
    return ahead.update(zone=zone, staging_point=point, revision=F("revision") + 1)
