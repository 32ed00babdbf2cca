"""Questions about what units did: minutes of each activity (PAT-09)."""

from datetime import datetime

from quanju.domains.patrol import minutes as schedule
from quanju.domains.patrol.models import ActivityStretch, Unit, UnitShift
from quanju.domains.patrol.models.standing import UnitQuerySet
from quanju.domains.patrol.ports import job_spans
from quanju.domains.patrol.types.standing import FORCE_TYPES, Span, UnitView
from quanju.domains.people.types import Actor


def activity_minutes(
    *, since: datetime, until: datetime, by: Actor
) -> list[tuple[UnitView, float, dict[str, float]]]:
    """Minutes on duty and of each of the four activities, by unit that the reader may see."""
    return _activity_minutes(Unit.objects.visible_to(by), since, until)


def force_minutes(
    *, since: datetime, until: datetime
) -> list[tuple[str, int, float, dict[str, float]]]:
    """The same by police force, for those who read numbers and no single unit: how many units
    were on duty, their minutes, and those of each activity."""
    found: dict[str, tuple[int, float, dict[str, float]]] = {}
    for unit, total, minutes in _activity_minutes(Unit.objects.all(), since, until):
        n, before, sums = found.get(unit.force_type, (0, 0.0, {}))
        sums = {code: sums.get(code, 0.0) + one for code, one in minutes.items()}
        found[unit.force_type] = (n + 1, before + total, sums)
    return [(force, *found[force]) for force in FORCE_TYPES if force in found]


def _activity_minutes(
    units: UnitQuerySet, since: datetime, until: datetime
) -> list[tuple[UnitView, float, dict[str, float]]]:
    visible = {unit.pk: unit for unit in units.with_position()}
    duty: dict[int, list[Span]] = {}
    shifts = UnitShift.objects.filter(unit__in=visible, started_at__lt=until)
    for unit, start, end in shifts.values_list("unit", "started_at", "ended_at"):
        if end is None or end > since:
            duty.setdefault(unit, []).append((max(start, since), min(end or until, until)))
    did: dict[int, dict[str, list[Span]]] = {}
    stretches = ActivityStretch.objects.filter(unit__in=duty, began_at__lt=until)
    for unit, what, start, end in stretches.values_list("unit", "activity", "began_at", "ended_at"):
        if end is None or end > since:
            did.setdefault(unit, {}).setdefault(what, []).append((start, end or until))
    found = []
    for unit, spans in duty.items():
        # A crew that is called in from home answers a call, yet not within its minutes on duty.
        calls = [
            (max(a, c), min(b, d))
            for job in job_spans
            for a, b in job(unit, since, until)
            for c, d in spans
            if a < d and c < b
        ]
        kinds = did.get(unit, {}) | {"response": calls}
        minutes = schedule.minutes_by_activity(kinds, since, until)
        total = sum((b - a).total_seconds() for a, b in spans) / 60
        found.append((visible[unit].view(), total, minutes))
    return sorted(found, key=lambda row: row[0].call_sign)
