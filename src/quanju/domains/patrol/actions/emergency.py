"""Verbs of an emergency: a crew calls for help, the supervisor ends it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol import events
from quanju.domains.patrol.actions.holding import crew_ids, held_unit, move, note
from quanju.domains.patrol.models import HelpCall, HelpSeen, Unit
from quanju.domains.patrol.permissions import (
    may_end_emergency,
    may_panic,
    may_say_seen,
    may_see_to_help,
)
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


class HelpIsOver(Refused):
    """The call ended before, or this crew was not told of it."""

    code = "HELP_IS_OVER"
    text = Text("求助已解除，或没有通知本班组", "The call is over, or this crew was not told of it")


def see_help(*, unit: int, by: Actor, at: datetime, crew: int | None = None) -> None:
    """Say that the desk has seen that unit's call for help, or the told unit `crew` has.

    Once is enough: a second press changes nothing. Refuses a call that is over, and crews that
    were not told.
    """
    with write():
        row = held_unit(unit)
        call = HelpCall.objects.filter(unit=row, ended_at=None).first()
        if call is None:
            raise HelpIsOver
        seer = None if crew is None else _told(call, held_unit(crew), by)
        if seer is None:
            may_see_to_help(by).or_refuse()
        if HelpSeen.objects.filter(call=call, unit=seer).exists():
            return
        HelpSeen.objects.create(call=call, unit=seer, seen_at=at)
        whom = [seer.subject] if seer else []
        note(events.HELP_SEEN, row, by, at, who=seer.call_sign if seer else "", related=whom)


def _told(call: HelpCall, seer: Unit, by: Actor) -> Unit:
    """The crew itself, if it was told."""
    may_say_seen(by, crew=crew_ids(seer), station_id=seer.station_id).or_refuse()
    if seer.subject not in {one["unit"] for one in call.nearest}:
        raise HelpIsOver
    return seer


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
