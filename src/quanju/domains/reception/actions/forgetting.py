"""What is deleted of a report by the clock: who reported, once its time is over (6.4)."""

from datetime import datetime

from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import SERVICE
from quanju.domains.reception import events
from quanju.domains.reception.actions.report_holding import note_report
from quanju.domains.reception.models import CaseReport


def forget_reporter(*, pk: int, fields: tuple[str, ...], at: datetime) -> None:
    """Empty these of a closed report; its entry says which, never what stood there."""
    with write():
        row = held(CaseReport, f"report {pk}", pk=pk)
        for name in fields:
            setattr(row, name, "")
        row.save(update_fields=list(fields))
        note_report(events.REPORTER_FORGOTTEN, row, SERVICE, at, fields=list(fields))
