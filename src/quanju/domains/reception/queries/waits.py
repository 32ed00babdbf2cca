"""How long one waits: what is told, and what came of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from quanju.domains.kernel.days import local_day
from quanju.domains.reception.clocks import hall_rule, sample
from quanju.domains.reception.models import Visit, VisitAlarm
from quanju.domains.reception.types.hall import LIMITS, SERVICES, HallFigures, WaitView


def expected_waits(site: int, *, at: datetime) -> list[WaitView]:
    """For each service what a ticket taken now would wait."""
    return [expected_wait(site, service, at=at) for service in SERVICES]


def expected_wait(site: int, service: str, *, at: datetime, ahead: int | None = None) -> WaitView:
    """People ahead times the mean span between two calls lately; nobody ahead is no wait.

    With fewer calls than the table asks for nothing is promised. Calls from before the queue was
    empty last count as well, so a quiet hour promises rather too much than too little.
    """
    rule = hall_rule(at)
    rows = Visit.objects.filter(site=site, service=service)
    if ahead is None:
        ahead = rows.on(local_day(at)).filter(status="waiting").count()
    since = at - sample(rule)
    called = rows.filter(first_called_at__gt=since, first_called_at__lte=at).count()
    expected: timedelta | None = None
    if not ahead:
        expected = timedelta(0)
    elif called >= rule.sample_least:
        expected = ahead * sample(rule) / called
    return WaitView(service=service, ahead=ahead, expected=expected)


def figures(site: int, *, at: datetime) -> HallFigures:
    """The day of a site: sorted in time (REC-09), waits, how far the told wait was off."""
    rule, day = hall_rule(at), local_day(at)
    rows = list(Visit.objects.who_came().filter(site=site, day=day))
    sorted_ = [row.sorted_at - row.arrived_at for row in rows if row.sorted_at]
    met = [row for row in rows if row.first_called_at and row.waiting_since]
    waits = [row.first_called_at - row.waiting_since for row in met]  # type: ignore[operator]
    off = [
        abs(wait - timedelta(seconds=row.promised_s))
        for row, wait in zip(met, waits, strict=True)
        if row.promised_s is not None
    ]
    alarms = list(
        VisitAlarm.objects.filter(visit__site=site, visit__day=day).values_list("kind", flat=True)
    )
    return HallFigures(
        visits=len(rows),
        sorted_in_time=sum(span <= rule.limit("sort") for span in sorted_),
        sorted_n=len(sorted_),
        waited_median=_median(waits),
        waited_n=len(waits),
        off_median=_median(off),
        off_n=len(off),
        late={kind: alarms.count(kind) for kind in LIMITS},
    )


def _median(spans: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(one.total_seconds() for one in spans)) if spans else None
