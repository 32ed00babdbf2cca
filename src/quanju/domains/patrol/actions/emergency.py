"""Verbs of an emergency: a crew calls for help, the supervisor ends it."""

from datetime import datetime

from quanju.domains.kernel.transaction import write
from quanju.domains.patrol import events, queries
from quanju.domains.patrol.actions.holding import crew_ids, held, move, note
from quanju.domains.patrol.permissions import may_end_emergency, may_panic
from quanju.domains.patrol.types import Panic, UnitView
from quanju.domains.patrol.workflow import UNIT
from quanju.domains.people.types import Actor

NEAREST = 3


def panic(*, unit: int, by: Actor, at: datetime) -> Panic:
    """Call for help: the dispatcher and the three nearest units are alerted at once.

    Works without a position and without a map. Refuses only strangers, a unit off duty and one
    whose call is open already.
    """
    with write():
        row = held(unit)
        may_panic(by, crew=crew_ids(row), station_id=row.station_id).or_refuse()
        facts = move(row, UNIT.after(row.status, "panic"), at)
        position = queries.position_of(unit)
        nearest = queries.nearest_to_unit(unit, NEAREST, at)
        place = {"lon": position.lon, "lat": position.lat} if position else {}
        note(
            events.PANIC_CALLED,
            row,
            by,
            at,
            **facts,
            **place,
            nearest=[{"unit": subject, "seconds": seconds} for subject, seconds in nearest],
            related=[subject for subject, _ in nearest],
            urgent=True,
        )
    return Panic(unit, position, tuple(nearest))


def end_emergency(*, unit: int, by: Actor, at: datetime) -> UnitView:
    """End a call for help. The dispatcher only; refuses a unit with none open."""
    may_end_emergency(by).or_refuse()
    with write():
        row = held(unit)
        facts = move(row, UNIT.after(row.status, "end_emergency"), at)
        note(events.EMERGENCY_ENDED, row, by, at, **facts, urgent=True)
    return queries.unit_view(unit)
