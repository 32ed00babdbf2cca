"""Holding an inspection plan still, and what is written down about it."""

from collections.abc import Mapping
from datetime import datetime

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.held import held
from quanju.domains.people.types import Actor
from quanju.domains.supervision.models import Inspection


def held_inspection(number: str) -> Inspection:
    """The plan, locked until the write ends."""
    return held(Inspection, f"inspection:{number}", number=number)


def note_inspection(
    event: Event,
    row: Inspection,
    by: Actor,
    at: datetime,
    facts: Mapping[str, object],
    *related: str,
) -> None:
    """Record an entry about the plan."""
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        purpose="supervise",
        related=related,
        facts={"status": row.status, **facts},
    )
