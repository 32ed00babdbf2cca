"""Reports by their number alone, and only those one may read."""

from datetime import datetime

from quanju.domains.kernel.found import Found, number_asked
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.reception.models.reports import CaseReport
from quanju.domains.reception.workflow import REPORT


def find(words: str, *, by: Actor, at: datetime, most: int) -> list[Found]:
    """Reports whose number begins or ends so."""
    asked = number_asked(words)
    if asked is None:
        return []
    rows = CaseReport.objects.visible_to(by, at).filter(asked).order_by("-number")
    return [
        Found(
            kind="number",
            subject=f"report:{number}",
            title=Text(f"接报案 {number}", f"Report {number}"),
            detail=REPORT.state_labels[status],
        )
        for number, status in rows.values_list("number", "status")[:most]
    ]
