"""Supervision by the clock: answers that change although nothing happens, reports never seen."""

from datetime import datetime

from quanju.domains.reception.queries.checked import reports_beside
from quanju.domains.supervision.actions.checking import check_report
from quanju.domains.supervision.models import CheckedReport

AT_ONCE = 200
"""Reports a turn: one turn holds no other job up for long."""


def check_what_is_due(at: datetime) -> int:
    """Reports whose limit has passed since they were looked at, and those that were never: full
    supervision leaves none out. How many were looked at."""
    rows = CheckedReport.objects.filter(again_at__lte=at).order_by("again_at")
    numbers = list(rows.values_list("number", flat=True)[:AT_ONCE])
    known = CheckedReport.objects.values("report")
    numbers += [number for _, number in reports_beside(known, most=AT_ONCE)]
    for number in numbers:
        check_report(report=number, at=at)
    return len(numbers)
