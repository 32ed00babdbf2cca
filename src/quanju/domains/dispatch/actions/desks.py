"""Desks: sitting down, taking, leaving; and what a supervisor moves."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import check_open, held_incident, note, why_of
from quanju.domains.dispatch.models import Desk, DeskTransfer, Incident
from quanju.domains.dispatch.permissions import may_run_shift, may_sit_at_desk
from quanju.domains.dispatch.workflow import TRANSFER
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.prepared import Prepared
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor

REASON = Text("理由", "the reason")


class NoDesk(Refused):
    """Nobody sits there, or no longer."""

    code = "NO_DESK"
    text = Text("{number} 席现在没有人", "Nobody sits at desk {number} now")
    field = "to"


class NotAtYourDesk(Refused):
    """Another desk has it in hand, or had it taken over meanwhile."""

    code = "NOT_AT_YOUR_DESK"
    text = Text(
        "{incident} 在 {desk}，请那边转交或请值班长调整",
        "{incident} is at {desk}: ask them, or the shift supervisor",
    )


class DeskHasIncidents(Refused):
    """Whoever leaves hands over first; with nobody else there, it goes to the common desk."""

    code = "DESK_HAS_INCIDENTS"
    text = Text(
        "{number} 席还有 {n} 条在办警情：先转交并等对方接下，或请值班长接管",
        "Desk {number} has {n} open incidents: hand them over first, or ask the shift supervisor",
    )


def take_desk(*, by: Actor, at: datetime) -> Desk:
    """Sit down at a desk: the lowest number that is free. Who sits already stays."""
    may_sit_at_desk(by).or_refuse()
    with write():
        row = own_desk(by)
        if row is None:
            row = _sit(by, at)
            record(events.DESK_TAKEN, subject=by.subject, by=by, at=at, facts={"desk": row.number})
    return row


def desk_for(by: Actor, at: datetime) -> Desk | None:
    """The desk of whoever enters or takes something; a dispatcher without one sits down by it.

    None for others: what they enter waits at the common desk. Inside a write.
    """
    if by.person_id is None or not may_sit_at_desk(by):
        return None
    return own_desk(by) or _sit(by, at)


OWN_DESK = Prepared(
    lambda person: Desk.objects.manned().select_for_update(of=("self",)).filter(person=person),
    person=int,
)


def own_desk(by: Actor) -> Desk | None:
    """Locked, so that nobody leaves it while something is put there."""
    return next(iter(OWN_DESK(person=by.person_id or 0)), None)


def _sit(by: Actor, at: datetime) -> Desk:
    """Two who sit down in one instant find each other's number taken and try the next."""
    assert by.person_id is not None
    while True:
        taken = set(Desk.objects.manned().values_list("number", flat=True))
        free = next(number for number in range(1, len(taken) + 2) if number not in taken)
        try:
            with transaction.atomic():
                return Desk.objects.create(number=free, person_id=by.person_id, began_at=at)
        except IntegrityError:
            own = own_desk(by)
            if own is not None:
                return own


def take_incident(*, incident: str, by: Actor, at: datetime) -> Incident:
    """Take what waits at the common desk; refuses what another desk has."""
    may_sit_at_desk(by).or_refuse()
    with write():
        row = held_incident(incident)
        check_open(row)
        own = desk_for(by, at)
        if own is None or row.desk_id not in (None, own.pk):
            raise NotAtYourDesk(incident=row.number, desk=named(row.desk))
        if row.desk_id is None:
            put_at(row, own)
            note(events.INCIDENT_TAKEN, row, by, at, desk=own.number)
    return row


def reassign_incident(*, incident: str, to: int, reason: str, by: Actor, at: datetime) -> Incident:
    """The shift supervisor puts an incident at a desk, wherever it was; with a reason."""
    may_run_shift(by).or_refuse()
    why = why_of(reason, REASON)
    with write():
        row = held_incident(incident)
        check_open(row)
        other = manned_desk(to)
        before = row.desk.number if row.desk else None
        lapse_transfers(row, at)
        put_at(row, other)
        note(
            events.INCIDENT_REASSIGNED,
            row,
            by,
            at,
            urgent=True,
            related=[f"person:{other.person_id}"],
            justification=why,
            desk=other.number,
            before=before,
        )
    return row


def take_over_desk(*, desk: int, reason: str, by: Actor, at: datetime) -> int:
    """Somebody has gone and left a desk: all it has in hand comes to the supervisor's own."""
    may_run_shift(by).or_refuse()
    why = why_of(reason, REASON)
    with write():
        in_hand(number=desk)
        both = Q(number=desk) | Q(person=by.person_id)
        list(Desk.objects.manned().select_for_update(of=("self",)).filter(both).order_by("pk"))
        left = manned_desk(desk)
        own = desk_for(by, at)
        if own is None or own.pk == left.pk:
            raise NoDesk(number=desk)
        rows = in_hand(number=desk)
        for row in rows:
            lapse_transfers(row, at)
            put_at(row, own)
            note(events.INCIDENT_TAKEN, row, by, at, desk=own.number, before=left.number)
        end_desk(left, at)
        record(
            events.DESK_TAKEN_OVER,
            subject=f"person:{left.person_id}",
            by=by,
            at=at,
            justification=why,
            facts={"desk": left.number, "incidents": len(rows)},
        )
    return len(rows)


def leave_desk(*, by: Actor, at: datetime) -> None:
    """Leave one's desk. Refuses while it has open incidents that another desk could take.

    Whoever is the only one leaves what is open at the common desk, where it waits for the next.
    """
    may_sit_at_desk(by).or_refuse()
    with write():
        rows = in_hand(person=by.person_id)
        left = own_desk(by)
        if left is None:
            return
        came = Incident.objects.open().filter(desk=left).exclude(pk__in=[row.pk for row in rows])
        if came.exists() or (rows and Desk.objects.manned().exclude(pk=left.pk).exists()):
            raise DeskHasIncidents(number=left.number, n=len(rows) or 1)
        for row in rows:
            put_at(row, None)
        end_desk(left, at)
        subjects = [row.subject for row in rows]
        facts = {"desk": left.number, "incidents": len(rows)}
        record(events.DESK_LEFT, subject=by.subject, by=by, at=at, related=subjects, facts=facts)


def left_with_session(by: Actor, at: datetime) -> None:
    """Whoever signs out or goes off duty leaves the desk, too; for the port of people."""
    if by.person_id is not None and may_sit_at_desk(by):
        leave_desk(by=by, at=at)


def lapse_transfers(row: Incident, at: datetime) -> None:
    """What was offered is settled elsewhere; inside a write whose own entry says so."""
    row.transfers.filter(state="asked").update(state=TRANSFER.after("asked", "lapse"), ended_at=at)


def in_hand(**desk: object) -> Sequence[Incident]:
    """Open incidents at a desk, locked: every verb locks incidents first, then desks."""
    of_desk = {f"desk__{name}": value for name, value in desk.items()}
    rows = Incident.objects.select_for_update(of=("self",)).open()
    return list(rows.filter(desk__ended_at=None, desk__isnull=False, **of_desk).order_by("pk"))


def end_desk(desk: Desk, at: datetime) -> None:
    """Nobody sits there from now on; what was offered to it lapses. Inside a write."""
    offered = DeskTransfer.objects.filter(state="asked", to_desk=desk)
    offered.update(state=TRANSFER.after("asked", "lapse"), ended_at=at)
    desk.ended_at = max(at, desk.began_at)
    desk.save(update_fields=["ended_at"])


def manned_desk(number: int) -> Desk:
    row = Desk.objects.manned().select_for_update(of=("self",)).filter(number=number).first()
    if row is None:
        raise NoDesk(number=number)
    return row


def put_at(row: Incident, desk: Desk | None) -> None:
    row.desk = desk
    row.save(update_fields=["desk"])


def named(desk: Desk | None) -> Text:
    if desk is None:
        return Text("公共台", "the common desk")
    return Text("{n} 席", "desk {n}").filled(n=desk.number)
