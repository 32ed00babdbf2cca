"""Verbs of an emergency: a crew calls for help, the supervisor ends it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from quanju.domains.kernel.transaction import write
from quanju.domains.patrol import events
from quanju.domains.patrol.actions.holding import crew_ids, held_unit, move, note
from quanju.domains.patrol.models import HelpCall
from quanju.domains.patrol.permissions import may_end_emergency, may_panic
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.patrol.types.standing import Panic, UnitView
from quanju.domains.patrol.workflow import UNIT
from quanju.domains.people.types import Actor

NEAREST = 3


def panic(*, unit: int, by: Actor, at: datetime, pressed_at: datetime | None = None) -> Panic:
    """Call for help: the dispatcher and the three nearest units are alerted at once.

    `pressed_at` is when the crew pressed, if its phone had to keep the call until there was a line.
    Works without a position and without a map. Refuses only strangers, a unit off duty and one
    whose call is open already.
    """
    with write():
        row = held_unit(unit)
        may_panic(by, crew=crew_ids(row), station_id=row.station_id).or_refuse()
        facts = move(row, UNIT.after(row.status, "panic"), at)
        position = units_queries.position_of(unit)
        nearest = units_queries.nearest_to_unit(unit, NEAREST, at)
        place = {"lon": position.lon, "lat": position.lat} if position else {}
        told = [{"unit": subject, "seconds": seconds} for subject, seconds in nearest]
        pressed = min(pressed_at or at, at)
        HelpCall.objects.create(unit=row, called_at=at, pressed_at=pressed, nearest=told)
        note(
            events.PANIC_CALLED,
            row,
            by,
            at,
            **facts,
            **place,
            nearest=told,
            pressed_at=pressed.isoformat(),
            related=_crews(told),
            urgent=True,
        )
    return Panic(unit, position, tuple(nearest))


def end_emergency(*, unit: int, by: Actor, at: datetime) -> UnitView:
    """End a call for help. The dispatcher only; refuses a unit with none open."""
    may_end_emergency(by).or_refuse()
    with write():
        row = held_unit(unit)
        facts = move(row, UNIT.after(row.status, "end_emergency"), at)
        calls = HelpCall.objects.filter(unit=row, ended_at=None)
        concerned = _crews([told for call in calls for told in call.nearest])
        calls.update(ended_at=at)
        note(events.EMERGENCY_ENDED, row, by, at, **facts, related=concerned, urgent=True)
    return units_queries.unit_view(unit)


def _crews(told: Sequence[Mapping[str, Any]]) -> list[str]:
    """The units that were told and who is on them now: the news reaches their phones."""
    subjects = [one["unit"] for one in told]
    units = [units_queries.unit_named(subject.removeprefix("unit:")).pk for subject in subjects]
    people = {person for crew in units_queries.crews_of(units).values() for person in crew}
    return [*subjects, *(f"person:{person}" for person in sorted(people))]
