"""Handing an incident from desk to desk: asked, accepted, taken back."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.desks import (
    NoDesk,
    NotAtYourDesk,
    desk_for,
    manned_desk,
    named,
    own_desk,
    put_at,
)
from quanju.domains.dispatch.actions.held import check_open, held_incident, note
from quanju.domains.dispatch.models import DeskTransfer, Incident
from quanju.domains.dispatch.permissions import may_sit_at_desk
from quanju.domains.dispatch.workflow import TRANSFER
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor


class TransferAsked(Refused):
    """One desk is asked at a time."""

    code = "TRANSFER_ASKED"
    text = Text("{incident} 已请别席接手，先撤回", "{incident} is offered already: take it back")


def ask_transfer(*, incident: str, to: int, by: Actor, at: datetime) -> DeskTransfer:
    """Ask another desk to take an incident over; it stays here until they accept."""
    may_sit_at_desk(by).or_refuse()
    with write():
        return _ask(held_incident(incident), to, by, at)


def ask_transfer_of_all(*, to: int, by: Actor, at: datetime) -> int:
    """Ask another desk to take over all that one has in hand; what is offered already stays so."""
    may_sit_at_desk(by).or_refuse()
    with write():
        own = desk_for(by, at)
        rows = Incident.objects.open().filter(desk=own).exclude(transfers__state="asked")
        numbers = list(rows.order_by("number").values_list("number", flat=True))
        for number in numbers:
            _ask(held_incident(number), to, by, at)
    return len(numbers)


def _ask(row: Incident, to: int, by: Actor, at: datetime) -> DeskTransfer:
    check_open(row)
    own = own_desk(by)
    if own is None or row.desk_id != own.pk:
        raise NotAtYourDesk(incident=row.number, desk=named(row.desk))
    other = manned_desk(to)
    if other.pk == own.pk:
        raise NoDesk(number=to)
    if row.transfers.filter(state="asked").exists():
        raise TransferAsked(incident=row.number)
    asked = DeskTransfer.objects.create(
        incident=row, from_desk=own, to_desk=other, state="asked", asked_at=at
    )
    about = [f"person:{other.person_id}"]
    note(events.TRANSFER_ASKED, row, by, at, related=about, desk=own.number, to=other.number)
    return asked


def accept_transfer(*, incident: str, by: Actor, at: datetime) -> Incident:
    """Take over what another desk offers."""
    may_sit_at_desk(by).or_refuse()
    with write():
        row = held_incident(incident)
        asked = _asked(row)
        own = own_desk(by)
        if own is None or asked.to_desk_id != own.pk:
            raise NotAtYourDesk(incident=row.number, desk=named(asked.to_desk))
        _move(asked, "accept", at)
        put_at(row, own)
        before = asked.from_desk.number
        about = [f"person:{asked.from_desk.person_id}"]
        note(events.TRANSFER_ACCEPTED, row, by, at, related=about, desk=own.number, before=before)
    return row


def take_back_transfer(*, incident: str, by: Actor, at: datetime) -> Incident:
    """The desk that offered keeps it after all."""
    may_sit_at_desk(by).or_refuse()
    with write():
        row = held_incident(incident)
        asked = _asked(row)
        if asked.from_desk.person_id != by.person_id:
            raise NotAtYourDesk(incident=row.number, desk=named(asked.from_desk))
        _move(asked, "take_back", at)
        note(events.TRANSFER_TAKEN_BACK, row, by, at, desk=asked.from_desk.number)
    return row


def _asked(row: Incident) -> DeskTransfer:
    rows = row.transfers.select_related("from_desk", "to_desk").filter(state="asked")
    found = rows.first()
    if found is None:
        raise NotFound(subject=f"transfer of {row.subject}")
    return found


def _move(asked: DeskTransfer, verb: str, at: datetime) -> None:
    asked.state, asked.ended_at = TRANSFER.after(asked.state, verb), at
    asked.save(update_fields=["state", "ended_at"])
