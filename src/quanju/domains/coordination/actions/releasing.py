"""What follows a second person's word about a public warning."""

from datetime import datetime, timedelta

from quanju.domains.coordination import events
from quanju.domains.coordination.models import PublicWarning
from quanju.domains.coordination.plans.workflow import WARNING
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.held import held
from quanju.domains.people.types import Actor


def carry_release(pk: int, by: Actor, at: datetime) -> PublicWarning:
    """A leader said yes: from now on it is out, and expires by itself."""
    row = held(PublicWarning, f"warning {pk}", pk=pk)
    row.status = WARNING.after(row.status, "release")
    row.released_at, row.released_by_id = at, by.person_id
    row.expires_at = at + timedelta(hours=row.lasts_h)
    row.save()
    note_warning(events.WARNING_RELEASED, row, by, at)
    return row


def give_back(pk: int, by: Actor, at: datetime) -> PublicWarning:
    """No, taken back, or its time ran out: it is a draft again."""
    row = held(PublicWarning, f"warning {pk}", pk=pk)
    row.status = WARNING.after(row.status, "set_aside")
    row.save(update_fields=["status"])
    note_warning(events.WARNING_MOVED, row, by, at)
    return row


def carry_end(pk: int, why: str, by: Actor, at: datetime) -> PublicWarning:
    """A leader said yes to the all-clear."""
    row = held(PublicWarning, f"warning {pk}", pk=pk)
    row.status = WARNING.after(row.status, "end")
    row.ended_at, row.end_why = at, why
    row.save(update_fields=["status", "ended_at", "end_why"])
    note_warning(events.WARNING_ENDED, row, by, at)
    return row


def note_warning(event: Event, row: PublicWarning, by: Actor, at: datetime) -> None:
    """Record an entry about the warning, in the thread of its group, too."""
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        purpose="public_information",
        related=[f"group:{row.number}"],
        facts={"status": row.status, "cap_status": row.cap_status},
    )
