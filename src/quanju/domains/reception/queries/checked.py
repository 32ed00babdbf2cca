"""What full supervision asks of reports: which there are, and which it does not know yet."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from quanju.domains.reception.models import CaseReport


def reports_beside(known: QuerySet[Any], *, most: int) -> list[tuple[int, str]]:
    """Key and number of reports that are not among the `known` keys, the oldest first."""
    rows = CaseReport.objects.exclude(pk__in=known).order_by("pk")
    return list(rows.values_list("pk", "number")[:most])


def report_count(*, since: datetime | None = None, until: datetime | None = None) -> int:
    """How many reports there are; with a span, how many were begun in it."""
    rows = CaseReport.objects.all()
    rows = rows.filter(begun_at__gte=since) if since else rows
    return (rows.filter(begun_at__lt=until) if until else rows).count()


def numbers_begun(
    since: datetime, until: datetime, *, sites: Collection[int] | None, kinds: Collection[str]
) -> list[str]:
    """Numbers of the reports that were begun in a span at these sites (all), of these kinds (all),
    sorted; by the site that entered them, which no transfer changes."""
    rows = CaseReport.objects.filter(begun_at__gte=since, begun_at__lt=until)
    rows = rows if sites is None else rows.filter(entered_site__in=sites)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return list(rows.order_by("number").values_list("number", flat=True))


def entered_between(since: datetime, until: datetime, *, kinds: Collection[str]) -> list[str]:
    """Numbers of the reports of these kinds that were entered in a span."""
    rows = CaseReport.objects.filter(entered_at__gte=since, entered_at__lt=until, kind__in=kinds)
    return list(rows.order_by("number").values_list("number", flat=True))
