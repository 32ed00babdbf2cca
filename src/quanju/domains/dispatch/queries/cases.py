"""Questions about incidents that ended as a case, for whoever enters their reports."""

from datetime import datetime

from django.db.models import Count, Q

from quanju.domains.dispatch.models import Incident


def cases_counted(*, since: datetime, until: datetime) -> tuple[int, int]:
    """Of all stations: how many ended as a case in a span, and how many of them have a report."""
    rows = Incident.objects.filter(is_case=True, state="closed", station__isnull=False)
    rows = rows.filter(ended_at__gte=since, ended_at__lt=until)
    has_report = Count("pk", filter=~Q(case_report_no=""))
    found = rows.aggregate(came=Count("pk"), entered=has_report)
    return found["came"], found["entered"]


def cases_ended(station: int, *, since: datetime, until: datetime) -> list[tuple[str, str]]:
    """Number and report ("" while there is none) of a station's, in the order of their ends."""
    rows = Incident.objects.filter(is_case=True, state="closed", station=station)
    rows = rows.filter(ended_at__gte=since, ended_at__lt=until).order_by("ended_at", "pk")
    return list(rows.values_list("number", "case_report_no"))
