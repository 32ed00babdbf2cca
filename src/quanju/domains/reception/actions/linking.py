"""A report that was there before: named as the one an incident became."""

from datetime import datetime

from quanju.domains.dispatch.actions.case_reports import link_case_report
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.domains.reception import events
from quanju.domains.reception.actions.report_holding import held_report, note_report
from quanju.domains.reception.models import CaseReport
from quanju.domains.reception.permissions import may_take_reports
from quanju.domains.reception.queries.reports import told_report
from quanju.domains.reception.types.reports import ReportView


class NoSuchReport(Refused):
    """The number is looked up among the reports, not taken as typed."""

    code = "NO_SUCH_REPORT"
    text = Text(
        "没有查到接报案“{number}”，请从列表里选择",
        "There is no report “{number}”; choose one of the list",
    )
    status = 422
    field = "report"


def link_incident(*, report: str, incident: str, by: Actor, at: datetime) -> ReportView:
    """Say that an incident became this report; refuses one that this person does not see or hold,
    and an incident that has another already."""
    may_take_reports(by).or_refuse()
    number = report.strip()
    if not CaseReport.objects.visible_to(by, at).filter(number=number).exists():
        raise NoSuchReport(number=number[:20])
    with write():
        row = held_report(number, by, at)
        link_case_report(incident=incident, report=row.number, by=by, at=at)
        if not row.incident:
            row.incident = incident[:16]
            row.save(update_fields=["incident"])
        note_report(events.REPORT_LINKED, row, by, at, incident=incident[:16])
    return told_report(row.number, at=at)
