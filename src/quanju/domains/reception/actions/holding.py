"""Holding a visit still, its owner, and what is written down about it."""

from datetime import datetime
from typing import Any

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.held import held
from quanju.domains.people.types import Actor
from quanju.domains.reception import events
from quanju.domains.reception.models import Handover, Visit
from quanju.domains.reception.permissions import may_receive_at, may_take_over
from quanju.domains.reception.queries.sites import site_with
from quanju.domains.reception.workflow import HANDOVER


def held_visit(visit: int, by: Actor) -> Visit:
    """The visit, locked; hidden from whom it is hidden from, refused at another's site.

    Whoever owns it goes on with it, also where it is not their site: legal supervision does.
    """
    may_take_over(by).or_refuse()
    row = held(Visit.objects.visible_to(by), f"visit:{visit}", pk=visit)
    if by.person_id is None or row.owner_id != by.person_id:
        may_receive_at(by, row.site_id).or_refuse()
    return row


def note(event: Event, row: Visit, by: Actor, at: datetime, **facts: Any) -> None:
    """Record an entry about the visit; related is its site."""
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        purpose="receive_report",
        related=[site_with(row.site_id).subject],
        facts={"number": row.number, "status": row.status, **facts},
    )


def own(row: Visit, by: Actor, at: datetime) -> None:
    """Whoever calls or greets a visitor accepts them by that; the owner before is free of it."""
    if row.owner_id == by.person_id:
        return
    before, row.owner_id, row.owned_at = row.owner_id, by.person_id, at
    offered = Handover.objects.filter(visit=row, status="offered").first() if before else None
    if offered is not None:
        offered.status, offered.answered_at = HANDOVER.after("offered", "accept"), at
        offered.save(update_fields=["status", "answered_at"])
    note(
        events.OWNER_NAMED,
        row,
        by,
        at,
        before=f"person:{before}" if before else "",
        after=by.subject,
    )
