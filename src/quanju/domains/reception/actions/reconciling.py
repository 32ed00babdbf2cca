"""Verb of the day's reconciliation: why a ticket for a report has none (REC-02)."""

from datetime import datetime

from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.holding import note
from quanju.domains.reception.models import Visit
from quanju.domains.reception.permissions import may_receive_at, may_take_reports
from quanju.domains.reception.queries.reconciliation import unmatched_tickets

LONGEST = 200


class NothingToExplain(Refused):
    """It has a report, or a reason, or is at the window still."""

    code = "NOTHING_TO_EXPLAIN"
    text = Text("这个号已经对上，不用说明", "This ticket is matched; there is nothing to explain")


def say_no_report(*, visit: int, why: str, by: Actor, at: datetime) -> Visit:
    """Say why a ticket for a report has none: they wanted advice, or went away before the end."""
    may_take_reports(by).or_refuse()
    reason = words.line(
        why, Text("为什么没有接报案", "why there is no report"), longest=LONGEST, field="why"
    )
    with write():
        row = held(Visit.objects.visible_to(by), f"visit:{visit}", pk=visit)
        may_receive_at(by, row.site_id).or_refuse()
        if not unmatched_tickets(Visit.objects.filter(pk=row.pk)).exists():
            raise NothingToExplain()
        row.no_report_why = reason
        row.save(update_fields=["no_report_why"])
        note(events.TICKET_EXPLAINED, row, by, at)
    return row
