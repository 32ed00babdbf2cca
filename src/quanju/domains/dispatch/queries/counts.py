"""Counts of incidents in a span: by class, by local day, and how many came again."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Count, Func

from quanju.domains.dispatch.models import Incident, IncidentQuerySet
from quanju.domains.dispatch.types import ARRANGED, Measure
from quanju.domains.kernel.days import midnight
from quanju.domains.kernel.types import Text

AGAIN_WITHIN_S = 24 * 3600
QUARTER_S = 900
"""Local midnight lies on a quarter hour in every zone, so days are made of these."""


class Epoch(Func):
    """Whole seconds since 1970; a year of numbers is read much faster than a year of moments."""

    arity = 1
    output_field = BigIntegerField()

    @property
    def convert_value(self) -> Any:
        """Both databases give a whole number or nothing: asking each of a million costs seconds."""
        return self._convert_value_noop  # type: ignore[attr-defined]

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
        return super().as_sql(compiler, connection, template=template, **more)


def _counted(from_at: datetime, until_at: datetime, station: int | None) -> IncidentQuerySet:
    rows = Incident.objects.filter(created_at__gte=from_at, created_at__lt=until_at)
    if station is not None:
        rows = rows.filter(station=station)
    return rows.exclude(state="merged")


def counts_by_class(
    *, from_at: datetime, until_at: datetime, station: int | None = None
) -> dict[str, int]:
    """Incidents by class code, as classed at the call."""
    rows = _counted(from_at, until_at, station).values("class_code").annotate(n=Count("pk"))
    return dict(rows.values_list("class_code", "n"))


def counts_by_day(
    *, from_at: datetime, until_at: datetime, station: int | None = None
) -> list[tuple[datetime, int]]:
    """Incidents of each local day of the span, days without any included."""
    start = midnight(from_at)
    counts = [0] * ((midnight(until_at) - start).days + 1)
    rows = _counted(from_at, until_at, station).order_by()
    quarters = rows.values_list(Epoch("created_at") / QUARTER_S).annotate(n=Count("pk"))
    for quarter, n in quarters:
        moment = datetime.fromtimestamp(int(quarter) * QUARTER_S, UTC)
        counts[(moment.astimezone(start.tzinfo).date() - start.date()).days] += n
    return [(start + timedelta(days=day), count) for day, count in enumerate(counts)]


def repeat_calls(*, from_at: datetime, until_at: datetime, station: int | None = None) -> Measure:
    """RT-9: incidents at the same address, of the same class, within 24 h after one ended there.

    What was arranged before is nobody's call, neither the first nor the one that came again.
    """
    rows = _counted(from_at, until_at, station).exclude(channel=ARRANGED).order_by("created_at")
    columns = (Epoch("created_at"), Epoch("ended_at"), "address", "class_code", "state")
    ended: dict[tuple[str, str], int] = {}
    closed = again = 0
    for created, end, address, class_code, state in rows.values_list(*columns).iterator(5000):
        closed += state == "closed"
        place = (address, class_code)
        before = ended.get(place)
        again += before is not None and before <= created <= before + AGAIN_WITHIN_S
        if end is not None:
            ended[place] = end
    return Measure(
        code="RT-9",
        name=Text("24 小时内同址同类再报", "Same place and class again within 24 h"),
        n=closed,
        value=100 * again / closed if closed else None,
        unit="%",
    )


def entered_at(numbers: Collection[str]) -> dict[str, datetime]:
    """When these incidents were entered; for figures of other rooms, no word of any of them."""
    rows = Incident.objects.filter(number__in=numbers)
    return dict(rows.values_list("number", "created_at"))
