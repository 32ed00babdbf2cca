"""Keeping a unit for an incident, and letting it go."""

from datetime import datetime, timedelta

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import (
    check_open,
    held_incident,
    note,
)
from quanju.domains.dispatch.actions.orders import UnitReserved, check_free
from quanju.domains.dispatch.models import Reservation
from quanju.domains.dispatch.permissions import may_send_order
from quanju.domains.dispatch.rules import DISPATCH_CLOCKS
from quanju.domains.dispatch.types import Recommendation
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound
from quanju.domains.patrol.actions.holding import hold_units
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force


def reserve_unit(*, incident: str, unit: int, by: Actor, at: datetime) -> Reservation:
    """Keep a free unit for an incident for some minutes."""
    minutes = in_force(DISPATCH_CLOCKS, at=at).content.reservation_min
    with write():
        held = hold_units([unit])[unit]
        row = held_incident(incident)
        may_send_order(by, row.station_id).or_refuse()
        check_open(row)
        check_free(held, row, Recommendation((), (), (), (), (), "", {"is_enforcement": False}), at)
        Reservation.objects.filter(unit=unit, ended_at=None, until_at__lte=at).update(ended_at=at)
        if Reservation.objects.filter(unit=unit, ended_at=None).exists():
            raise UnitReserved(unit=held.call_sign, number=row.number)
        assert by.person_id is not None
        kept = Reservation.objects.create(
            unit_id=unit,
            incident=row,
            reserved_by_id=by.person_id,
            reserved_at=at,
            until_at=at + timedelta(minutes=minutes),
        )
        note(events.UNIT_RESERVED, row, by, at, related=[held.subject], unit=held.call_sign)
    return kept


def release_reservation(*, incident: str, unit: int, by: Actor, at: datetime) -> None:
    """Let a reserved unit go."""
    with write():
        held = hold_units([unit])[unit]
        row = held_incident(incident)
        may_send_order(by, row.station_id).or_refuse()
        ended = Reservation.objects.filter(unit=unit, incident=row, ended_at=None).update(
            ended_at=at
        )
        if not ended:
            raise NotFound(subject=f"{row.subject} / {held.subject}")
        note(events.RESERVATION_RELEASED, row, by, at, related=[held.subject])
