"""Supervision by the clock: answers that change although nothing happens, reports never seen."""

from datetime import datetime

from quanju.domains.reception.queries.checked import reports_beside
from quanju.domains.supervision.actions.checking import check_report
from quanju.domains.supervision.actions.escalating import escalate_overdue
from quanju.domains.supervision.models import CheckedReport, Finding
from quanju.domains.supervision.workflow import CLOCKED

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


def escalate_what_is_overdue(at: datetime) -> int:
    """Findings whose unit has not answered or corrected in time go up one level; how many did."""
    rows = Finding.objects.filter(status__in=CLOCKED, due_at__lte=at, level__gt=1)
    numbers = list(rows.order_by("due_at").values_list("number", flat=True)[:AT_ONCE])
    return sum(escalate_overdue(finding=number, at=at) for number in numbers)
