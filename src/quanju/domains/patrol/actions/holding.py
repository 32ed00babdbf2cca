"""Holding a unit still: its row is locked until the write ends."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.held import held
from quanju.domains.kernel.types import NotFound
from quanju.domains.patrol import events
from quanju.domains.patrol.models import (
    ActivityStretch,
    CrewMember,
    LitStretch,
    Unit,
    UnitPosition,
    UnitShift,
)
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.patrol.workflow import UNIT
from quanju.domains.people.types import Actor, station_subjects


def hold_units(units: Iterable[int]) -> dict[int, UnitView]:
    """Lock these units until the write ends, in a fixed order, and return them as they are.

    For rooms above that send units: nobody can sign off or send a unit that is held.
    """
    wanted = sorted(set(units))
    rows = Unit.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    locked = {row.pk for row in rows}
    if missing := [pk for pk in wanted if pk not in locked]:
        raise NotFound(subject=f"unit {missing[0]}")
    views = Unit.objects.filter(pk__in=wanted).with_position()
    return {row.pk: row.view() for row in views}


def held_unit(unit: int) -> Unit:
    """One unit's row, locked; `NotFound` if there is none."""
    return held(Unit, f"unit {unit}", pk=unit)


def crew_ids(unit: Unit) -> frozenset[int]:
    """Who is on the crew now."""
    members = CrewMember.objects.present().filter(unit=unit)
    return frozenset(members.values_list("person_id", flat=True))


def move(unit: Unit, state: str, at: datetime, *, until: datetime | None = None) -> dict[str, Any]:
    """Put the unit into its next state; returns the facts that every such entry carries."""
    before, unit.status, unit.status_at = unit.status, state, at
    unit.status_until_at = until
    unit.save(update_fields=["status", "status_at", "status_until_at", "shift_started_at"])
    _stretch(unit, state, at)
    return {"before": before, "after": state}


def _stretch(unit: Unit, state: str, at: datetime) -> None:
    """Close what the unit did and open what it does now: minutes by activity (PAT-09)."""
    open_ = ActivityStretch.objects.filter(unit=unit, ended_at__isnull=True)
    open_.update(ended_at=Greatest(F("began_at"), Value(at, DateTimeField())))
    if state in ("staging", "patrolling"):
        ActivityStretch.objects.create(unit=unit, activity=state, began_at=at)


def end_shift(unit: Unit, at: datetime) -> None:
    """Close shift and crew; the last position goes, so nobody off duty is on the map."""
    CrewMember.objects.present().filter(unit=unit).update(left_at=at)
    UnitShift.objects.filter(unit=unit, ended_at__isnull=True).update(ended_at=at)
    UnitPosition.objects.filter(unit=unit).delete()
    lit = LitStretch.objects.filter(unit=unit, ended_at__isnull=True)
    lit.update(ended_at=Greatest(F("began_at"), Value(at, DateTimeField())))


def note(event: Event, unit: Unit, by: Actor, at: datetime, **more: Any) -> None:
    """Record an entry about the unit; related are its crew and its station."""
    related = [f"person:{pk}" for pk in sorted(crew_ids(unit))]
    related += station_subjects(unit.station_id)
    record(
        event,
        subject=unit.subject,
        by=by,
        at=at,
        related=[*more.pop("related", ()), *related],
        urgent=more.pop("urgent", False),
        facts=more,
    )


def set_patrolling(unit: int, *, by: Actor, at: datetime, round: int) -> None:
    """Who sets out on a round patrols; a unit off duty, on a break or in need keeps its state.

    For rooms above that send crews on rounds, inside their write.
    """
    row = held_unit(unit)
    if row.status in ("available", "staging"):
        facts = move(row, UNIT.after(row.status, "set_patrolling"), at)
        note(events.ACTIVITY_SET, row, by, at, **facts, round=round)
