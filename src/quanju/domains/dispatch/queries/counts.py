"""Counts of incidents in a span: by class, by local day, and how many came again."""

from datetime import datetime, timedelta

from django.db.models import Count

from quanju.domains.dispatch.models import Incident, IncidentQuerySet
from quanju.domains.dispatch.queries.board import day_start
from quanju.domains.dispatch.types import Measure
from quanju.domains.kernel.types import Text

AGAIN_WITHIN = timedelta(hours=24)


def _counted(from_at: datetime, until_at: datetime) -> IncidentQuerySet:
    rows = Incident.objects.filter(created_at__gte=from_at, created_at__lt=until_at)
    return rows.exclude(state="merged")


def counts_by_class(*, from_at: datetime, until_at: datetime) -> dict[str, int]:
    """Incidents by class code, as classed at the call."""
    rows = _counted(from_at, until_at).values("class_code").annotate(n=Count("pk"))
    return dict(rows.values_list("class_code", "n"))


def counts_by_day(*, from_at: datetime, until_at: datetime) -> list[tuple[datetime, int]]:
    """Incidents of each local day of the span, days without any included."""
    start = day_start(from_at)
    counts = [0] * ((day_start(until_at) - start).days + 1)
    moments = _counted(from_at, until_at).values_list("created_at", flat=True)
    for created in moments.iterator(5000):
        counts[(created - start).days] += 1
    return [(start + timedelta(days=day), count) for day, count in enumerate(counts)]


def repeat_calls(*, from_at: datetime, until_at: datetime) -> Measure:
    """RT-9: incidents at the same address, of the same class, within 24 h after one ended there."""
    rows = _counted(from_at, until_at).order_by()
    columns = ("created_at", "ended_at", "address", "class_code", "state")
    ended: dict[tuple[str, str], datetime] = {}
    closed = again = 0
    for created, end, address, class_code, state in sorted(
        rows.values_list(*columns), key=lambda row: row[0]
    ):
        closed += state == "closed"
        place = (address, class_code)
        before = ended.get(place)
        again += before is not None and before <= created <= before + AGAIN_WITHIN
        if end is not None:
            ended[place] = end
    return Measure(
        code="RT-9",
        name=Text("24 小时内同址同类再报", "Same place and class again within 24 h"),
        n=closed,
        value=100 * again / closed if closed else None,
        unit="%",
    )
