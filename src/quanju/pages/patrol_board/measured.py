"""What a measure looks like on a page: numbers in words, a bar, the page behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from quanju.domains.dispatch.permissions import READS_ALL
from quanju.domains.dispatch.queries import handling
from quanju.domains.dispatch.queries.coverage import coverage_by_zone, covered_calls, ring_coverage
from quanju.domains.dispatch.queries.handling import handling_by_zone, handling_rate
from quanju.domains.duty.permissions import may_read_plan
from quanju.domains.duty.queries import measures
from quanju.domains.kernel.days import branch_zone, local_day
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.patrol.types.measures import PER_CENT, PERIOD_KINDS, CountedPage, Figure, Period
from quanju.domains.people.types import Actor
from quanju.pages.patrol_board.parts import day
from quanju.pages.shared.request import Request

PAGE = 100
KINDS = ("day", "week", "month", "year")
OF_CALLS = ("V-2", "RT-4/")
"""Measures that count calls: one by one they are for those who may read every incident."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as a line of the table."""

    figure: Figure
    shown: str
    of: str
    n: str
    width: float | None
    target: float | None
    href: str
    is_part: bool


def period(request: Request) -> Period:
    """The period of the address; without one, the ISO week of today."""
    today = local_day(request.moment)
    chosen = day(request.GET.get("day", ""), today)
    return measures.period_of(request.GET.get("period", ""), chosen, branch_zone())


def switch(request: Request, span: Period) -> dict[str, Any]:
    """The periods to choose from, and the ones before and after."""
    zone = branch_zone()
    today = local_day(request.moment)
    neighbours = [
        measures.period_of(span.kind, one, zone).first
        for one in (span.first - _DAY, span.last + _DAY)
    ]
    return {
        "period": span,
        "periods": [(kind, PERIOD_KINDS[kind]) for kind in KINDS],
        "before": neighbours[0],
        "after": neighbours[1] if span.until <= request.moment and span.kind in KINDS else None,
        "today": today,
        "within": today if span.first < today < span.last else span.last,
        "title": _title(span),
        "from_at": span.since,
        "until_at": span.up_to(request.moment),
        "query": urlencode({"period": span.kind, "day": span.last.isoformat()}),
    }


_DAY = timedelta(days=1)


def _title(span: Period) -> Text:
    year, week, _ = span.first.isocalendar()
    if span.kind == "week":
        return Text(f"{year} 年第 {week} 周", f"Week {week}, {year}")
    if span.kind in ("day", "month"):
        shown = f"{span.first:%Y-%m-%d}" if span.kind == "day" else f"{span.first:%Y-%m}"
        return Text(shown, shown)
    if span.kind == "year":
        return Text(f"{span.first.year} 年", f"{span.first.year}")
    return PERIOD_KINDS[span.kind]


def line(one: Figure, query: str) -> Line:
    value = one.value
    is_rate = one.unit == PER_CENT
    return Line(
        one,
        "" if value is None else f"{value:,.1f}",
        f"{number(one.numerator)} / {number(one.denominator)}",
        number(one.n),
        value if is_rate and one.is_enough else None,
        one.target * 100 if one.target is not None and is_rate else None,
        f"{reverse('patrol_board:measure', args=[one.code])}?{query}",
        "/" in one.code and one.code.startswith("V-1"),
    )


def number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def figure(code: str, span: Period, at: datetime, zone: int | None = None) -> Figure:
    since, until = span.since, span.up_to(at)
    if code == "V-2":
        return handling_rate(since=since, until=until, zone=zone, at=at)
    if code.startswith("RT-4/"):
        found = ring_coverage(since=since, until=until, zone=zone, at=at)
        return _named(code, found)
    return measures.figure(code, since=since, until=until, zone=zone, at=at)


def _named(code: str, found: Sequence[Figure]) -> Figure:
    for one in found:
        if one.code == code:
            return one
    raise NotFound(subject=f"measure {code[:20]}")


def by_zone(code: str, span: Period, at: datetime) -> list[Figure]:
    """The figure split by zone; the n of the parts add up to its n."""
    since, until = span.since, span.up_to(at)
    if code == "V-2":
        return handling_by_zone(since=since, until=until, at=at)
    if code.startswith("RT-4/"):
        return coverage_by_zone(code, since=since, until=until, at=at)
    return measures.figure_by_zone(code, since=since, until=until, at=at)


def may_list(code: str, actor: Actor) -> bool:
    """Single calls are for legal supervision, who reads all of them; others see their parts."""
    return not code.startswith(OF_CALLS) or actor.role in READS_ALL


def records(
    code: str, span: Period, at: datetime, zone: int | None, first: int, most: int
) -> CountedPage:
    """A page of what the figure counts."""
    since, until = span.since, span.up_to(at)
    if code == "V-2":
        return handling.handled(since=since, until=until, zone=zone, first=first, most=most)
    if code.startswith("RT-4/"):
        return covered_calls(
            code, since=since, until=until, zone=zone, first=first, most=most, at=at
        )
    return measures.counted(
        code, since=since, until=until, zone=zone, first=first, most=most, at=at
    )


def opener(actor: Actor) -> Callable[[str], str]:
    """The page of a record, for those who may open it."""
    reads_plan, reads_calls = bool(may_read_plan(actor)), actor.role in READS_ALL

    def href(subject: str) -> str:
        kind, _, key = subject.partition(":")
        if kind == "planned_shift" and reads_plan:
            return reverse("patrol_board:shift", args=[key])
        if kind == "round" and reads_plan:
            return reverse("patrol_board:round", args=[key])
        if kind == "incident" and reads_calls:
            return reverse("dispatch_desk:incident", args=[key])
        return ""

    return href
