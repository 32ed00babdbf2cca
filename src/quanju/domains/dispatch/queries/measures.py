"""Measures of response (specification 4.1): each with its n and the records it counts."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.types import Measure
from quanju.domains.kernel.types import Text

OUTSIDE = 0
"""Ring of an incident outside all rings: reported, never dropped."""


def nearest_rank(ordered: Sequence[float], share: float) -> float | None:
    """Percentile by nearest rank of a sorted sample; None of an empty one."""
    if not ordered:
        return None
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def measures(*, from_at: datetime, until_at: datetime) -> list[Measure]:
    """RT-1 to RT-10 of a span, in the order of the specification."""
    rows = Incident.objects.filter(created_at__gte=from_at, created_at__lt=until_at).exclude(
        state="merged"
    )
    span = f"from={from_at.isoformat()}&until={until_at.isoformat()}"
    return [
        _answer(rows, span),
        _processing(rows, span),
        *response_by_ring(rows, span),
        _sign_off(from_at, until_at, span),
        _departure(rows, span),
        _feedback(rows, span),
        _missing(rows, span),
    ]


def _seconds(rows: QuerySet[Incident], end: str, start: str) -> list[float]:
    """Sorted seconds between two moments of incidents that have both."""
    gap = ExpressionWrapper(F(end) - F(start), output_field=DurationField())
    found = rows.filter(**{f"{end}__isnull": False, f"{start}__isnull": False})
    spans = found.annotate(gap=gap).values_list("gap", flat=True)
    return sorted(span.total_seconds() for span in spans.iterator() if span is not None)


def _measure(
    code: str, name: Text, seconds: list[float], limit_s: float, span: str, **more: object
) -> Measure:
    hits = sum(1 for s in seconds if s <= limit_s)
    return Measure(
        code=code,
        name=name,
        n=len(seconds),
        value=100 * hits / len(seconds) if seconds else None,
        unit="%",
        p50=nearest_rank(seconds, 0.5),
        p90=nearest_rank(seconds, 0.9),
        p95=nearest_rank(seconds, 0.95),
        records=span,
        **more,  # type: ignore[arg-type]
    )


def _answer(rows: QuerySet[Incident], span: str) -> Measure:
    seconds = _seconds(rows, "answered_at", "received_at")
    name = Text("15 秒内接听", "Answered within 15 s")
    return _measure("RT-1", name, seconds, 15, span)


def _processing(rows: QuerySet[Incident], span: str) -> Measure:
    seconds = _seconds(rows.filter(grade=1), "ordered_at", "answered_at")
    name = Text("一级警情 60 秒内派警", "Grade 1 dispatched within 60 s")
    return _measure("RT-2", name, seconds, 60, f"{span}&grade=1")


def response_by_ring(rows: QuerySet[Incident], span: str) -> list[Measure]:
    """RT-3 and RT-3b for rings 1, 3, 5 and outside; self-initiated ones have no way to go."""
    found: dict[int, tuple[list[float], list[float], int]] = {
        ring: ([], [], 0) for ring in (1, 3, 5, OUTSIDE)
    }
    counted = rows.filter(is_self_initiated=False, ordered_at__isnull=False)
    columns = ("ring", "ordered_at", "received_at", "arrived_at")
    for ring, ordered, received, arrived in counted.values_list(*columns).iterator(5000):
        key = ring if ring in found else OUTSIDE
        order_s, caller_s, missing = found[key]
        if arrived is None:
            found[key] = (order_s, caller_s, missing + 1)
            continue
        order_s.append((arrived - ordered).total_seconds())
        caller_s.append((arrived - received).total_seconds())
    measured = []
    for ring, (order_s, caller_s, missing) in found.items():
        words = (
            Text(f"{ring} 分钟圈", f"{ring}-minute ring") if ring else Text("圈外", "outside rings")
        )
        limit_s = ring * 60 if ring else 600
        for code, name, seconds in (
            ("RT-3", words, order_s),
            ("RT-3b", Text(f"{words.zh}（自来电）", f"{words.en}, from the call"), caller_s),
        ):
            query = f"{span}&ring={ring}"
            made = _measure(
                f"{code}/{ring}", name, sorted(seconds), limit_s, query, missing=missing
            )
            measured.append(made)
    return measured


def _sign_off(from_at: datetime, until_at: datetime, span: str) -> Measure:
    gap = ExpressionWrapper(F("acknowledged_at") - F("assigned_at"), output_field=DurationField())
    jobs = Assignment.objects.filter(
        assigned_at__gte=from_at, assigned_at__lt=until_at, acknowledged_at__isnull=False
    )
    spans = jobs.annotate(gap=gap).values_list("gap", flat=True)
    seconds = sorted(s.total_seconds() for s in spans.iterator())
    return _measure("RT-5", Text("30 秒内签收", "Signed off within 30 s"), seconds, 30, span)


def _departure(rows: QuerySet[Incident], span: str) -> Measure:
    seconds = _seconds(rows, "departed_at", "ordered_at")
    name = Text("5 分钟内出发", "On the road within 5 min")
    return _measure("RT-6", name, seconds, 300, span)


def _feedback(rows: QuerySet[Incident], span: str) -> Measure:
    seconds = _seconds(rows, "fed_back_at", "ordered_at")
    name = Text("30 分钟内反馈", "Fed back within 30 min")
    return _measure("RT-7", name, seconds, 1800, span)


def _missing(rows: QuerySet[Incident], span: str) -> Measure:
    lacks = Q(ordered_at=None) | Q(arrived_at=None) | Q(fed_back_at=None)
    counts = rows.filter(state="closed").aggregate(n=Count("pk"), missing=Count("pk", filter=lacks))
    share = 100 * counts["missing"] / counts["n"] if counts["n"] else None
    return Measure(
        code="RT-10",
        name=Text("时间缺失", "Missing times"),
        n=counts["n"],
        value=share,
        unit="%",
        missing=counts["missing"],
        records=f"{span}&state=closed",
    )


def ring_measures(*, at: datetime, days: int) -> list[Measure]:
    """RT-3 of the last days, for the home page."""
    from_at = at - timedelta(days=days)
    rows = Incident.objects.filter(created_at__gte=from_at, created_at__lt=at).exclude(
        state="merged"
    )
    span = f"from={from_at.isoformat()}&until={at.isoformat()}"
    return [m for m in response_by_ring(rows, span) if m.code.startswith("RT-3/")]
