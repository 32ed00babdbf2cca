"""Reception's clock: a limit that a visit passes is told once, to who can still do something."""

from datetime import datetime

from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import SERVICE
from quanju.domains.reception import events
from quanju.domains.reception.actions.holding import note
from quanju.domains.reception.clocks import hall_rule, running
from quanju.domains.reception.models import Visit, VisitAlarm


def raise_hall_alarms(at: datetime) -> int:
    """Raise each limit that has run out and was not raised; safe in several processes."""
    rule, raised = hall_rule(at), 0
    waiting = Visit.objects.filter(status__in=("arrived", "sorted", "waiting"))
    for row in waiting:
        for kind, _, due_at in running(row, rule):
            if due_at <= at:
                raised += _raise(row, kind, due_at, at)
    return raised


def _raise(row: Visit, kind: str, due_at: datetime, at: datetime) -> int:
    with write():
        _, is_new = VisitAlarm.objects.get_or_create(
            visit=row, kind=kind, defaults={"due_at": due_at, "raised_at": at}
        )
        if is_new:
            note(events.VISIT_LATE, row, SERVICE, at, limit=kind)
    return int(is_new)
