"""Which case report an incident became: told by reception, never typed by a crew."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import held_incident, note
from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.permissions import may_link_report
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor


class HasReport(Refused):
    """One incident, one report; the other window was quicker."""

    code = "HAS_REPORT"
    text = Text("警情 {number} 已登记为 {report}", "Incident {number} is report {report} already")


def link_case_report(*, incident: str, report: str, by: Actor, at: datetime) -> Incident:
    """Name the report that was entered for an incident, inside reception's own write.

    Refuses who does not take reports, an incident that they may not see, one with another report.
    """
    may_link_report(by).or_refuse()
    with write():
        row = held_incident(incident)
        if not Incident.objects.visible_to(by, at).filter(pk=row.pk).exists():
            raise NotFound(subject=f"incident:{incident[:20]}")
        if row.case_report_no and row.case_report_no != report:
            raise HasReport(number=row.number, report=row.case_report_no)
        row.case_report_no = report
        row.save(update_fields=["case_report_no"])
        note(
            events.CASE_REPORT_LINKED,
            row,
            by,
            at,
            related=[f"report:{report}"],
            report=report,
        )
    return row
