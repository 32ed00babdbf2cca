"""A finding whose clock ran out goes up one level; the service's own verb, by the clock."""

from datetime import datetime

from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import SERVICE
from quanju.domains.supervision import events
from quanju.domains.supervision.actions.steps import move, note_finding
from quanju.domains.supervision.models import Finding
from quanju.domains.supervision.workflow import CLOCKED


def escalate_overdue(*, finding: str, at: datetime) -> bool:
    """One level up, where a person takes it on. Nothing where it was answered meanwhile, and on
    level 1: there is nobody above, so it stays overdue before legal supervision."""
    with write():
        row = held(Finding, f"finding:{finding}", number=finding)
        if row.status not in CLOCKED or row.due_at is None or row.due_at > at or row.level == 1:
            return False
        if row.status == "correcting" and row.corrected_at is not None:
            return False  # the unit has done its part; the check is another's
        move(row, "escalate")
        row.level, row.escalations = row.level - 1, row.escalations + 1
        row.save()
        note_finding(events.FINDING_MOVED["escalate"], row, SERVICE, at)
    return True
