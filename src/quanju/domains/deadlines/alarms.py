"""Alarms of clocks: each is raised once, however long no worker ran."""

from datetime import datetime

from quanju.domains.deadlines import events
from quanju.domains.deadlines.models import Clock, ClockAlarm
from quanju.domains.deadlines.workflow import CLOCK
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import SERVICE

BATCH = 200


def raise_some(at: datetime) -> int:
    """Raise what is due of the first few clocks; how many alarms. Others take the next ones."""
    with write():
        due = Clock.objects.select_for_update(skip_locked=True).filter(next_alarm_at__lte=at)
        return sum(_raise(row, at) for row in due.order_by("next_alarm_at", "pk")[:BATCH])


def _raise(row: Clock, at: datetime) -> int:
    """Both alarms where both were missed: who comes back sees when it became urgent."""
    assert row.due_at is not None
    raised = 0
    if row.amber_at and row.amber_at <= at:
        raised += _once(row, "amber", events.CLOCK_NEARLY_DUE, at)
    row.next_alarm_at = row.due_at
    if row.due_at <= at:
        row.state = CLOCK.after(row.state, "lapse")
        row.next_alarm_at = None
        raised += _once(row, "due", events.CLOCK_LAPSED, at)
        row.save(update_fields=["state", "next_alarm_at"])
    else:
        row.save(update_fields=["next_alarm_at"])
    return max(raised, 1)  # a row that was moved on counts, so that the run goes on


def _once(row: Clock, kind: str, event: Event, at: datetime) -> int:
    assert row.due_at is not None
    _, is_new = ClockAlarm.objects.get_or_create(
        clock=row, kind=kind, due_at=row.due_at, defaults={"raised_at": at}
    )
    if is_new:
        record(
            event,
            subject=f"clock:{row.pk}",
            by=SERVICE,
            at=at,
            related=[row.subject],
            purpose=row.purpose,
            urgent=kind == "due",
            facts={"rule": row.rule, "due_at": row.due_at.isoformat()},
        )
    return int(is_new)
