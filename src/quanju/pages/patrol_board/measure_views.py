"""Measures of patrol: the table, ring coverage by the hour, what a number counts, the heat map."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.dispatch.permissions import may_read_measures
from quanju.domains.dispatch.queries.coverage import coverage_by_hour
from quanju.domains.dispatch.queries.handling import handling_rate
from quanju.domains.duty.queries import counted
from quanju.domains.duty.queries import measures as measures_queries
from quanju.domains.kernel import days
from quanju.domains.kernel.days import branch_zone
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries import presence as presence_queries
from quanju.domains.patrol.queries import zones
from quanju.domains.patrol.types.measures import Counted, PresenceCell
from quanju.domains.people.queries import organisations
from quanju.pages.patrol_board import measured
from quanju.pages.patrol_board.parts import day, tabs
from quanju.pages.patrol_board.views import heads_of
from quanju.pages.shared.fields import number_in
from quanju.pages.shared.listing import Column, Listing, answer
from quanju.pages.shared.request import Request

HEAT_STEPS = 5


@never_cache
@require_GET
def measures(request: Request) -> HttpResponse:
    """V-1 to V-7 of a period; calls by rings come in a second request."""
    may_read_measures(request.actor).or_refuse()
    span, at = measured.period(request), request.moment
    chosen = measured.switch(request, span)
    until = span.up_to(at)
    found = measures_queries.figures(since=span.since, until=until, at=at)
    found.insert(
        next(i for i, one in enumerate(found) if one.code == "V-3"),
        handling_rate(since=span.since, until=until, at=at),
    )
    context = {
        **chosen,
        "lines": [measured.line(one, chosen["query"]) for one in found],
        "teams": _teams(span.since, until),
        **tabs(request.actor, "measures"),
    }
    return render(request, "patrol_board/measures.html", context)


def _teams(since: Any, until: Any) -> list[tuple[Text, float, float]]:
    """Station, hours of its community team, hours of its case team (TWO-08)."""
    hours = counted.team_hours(since, until)
    names = {one.pk: one.name for one in organisations.tree(at=until) if one.kind == "station"}
    rows = [
        (name, hours.get((pk, "community_team"), 0.0), hours.get((pk, "case_team"), 0.0))
        for pk, name in names.items()
    ]
    return [row for row in rows if row[1] or row[2]]


@never_cache
@require_GET
def coverage(request: Request) -> HttpResponse:
    """RT-4 by ring, and by the hour of the day; fetched after the page stands."""
    may_read_measures(request.actor).or_refuse()
    span, at = measured.period(request), request.moment
    chosen = measured.switch(request, span)
    since, until = span.since, span.up_to(at)
    found = coverage_by_hour(since=since, until=until, at=at)
    context = {
        **chosen,
        "charts": [
            (measured.line(one, chosen["query"]), [h.value if h.is_enough else None for h in hours])
            for one, hours in found
        ],
        "marks": ["0", "6", "12", "18"],
        "hours": [
            (hour, [by_hour[hour] for _, by_hour in found], found[0][1][hour].n)
            for hour in range(24)
        ],
        "missing": found[0][0],
        **tabs(request.actor, "measures"),
    }
    # Opened without script it is a page of its own.
    part = "coverage" if "HX-Request" in request.headers else "coverage_page"
    return render(request, f"patrol_board/{part}.html", context)


@never_cache
@require_GET
def measure(request: Request, code: str) -> HttpResponseBase:
    """One measure: its formula, its zones, and exactly the records it counts."""
    may_read_measures(request.actor).or_refuse()
    span, at = measured.period(request), request.moment
    chosen = measured.switch(request, span)
    zone = number_in(request.GET.get("zone", ""))
    one = measured.figure(code, span, at, zone)
    context = {
        **chosen,
        "code": code,
        "zone": zone,
        "line": measured.line(one, chosen["query"]),
        "zones": [
            measured.line(part, f"{chosen['query']}&zone={part.zone}")
            for part in measured.by_zone(code, span, at)
        ],
        "names": zones.zone_names(at),
        "is_listed": measured.may_list(code, request.actor),
        **tabs(request.actor, "measures"),
    }
    if not context["is_listed"]:
        return render(request, "patrol_board/measure.html", context)
    listing = _records(request, code, span, zone)
    return answer(request, "patrol_board/measure.html", listing, **context)


def _records(request: Request, code: str, span: Any, zone: int | None) -> Listing:
    """Exactly the records that the figure counts, by their place in it."""
    href = measured.opener(request.actor)

    def fetch(before: str, limit: int) -> list[tuple[int, Counted]]:
        first = number_in(before) or 0
        found = measured.records(code, span, request.moment, zone, first, limit)
        return list(enumerate(found.rows, first + 1))

    columns = (
        Column(Text("自", "From"), lambda row: row[1].begins, "moment"),
        Column(
            Text("至", "Until"),
            lambda row: row[1].ends if row[1].ends != row[1].begins else None,
            "moment",
        ),
        Column(Text("地点", "Where"), lambda row: _where(row[1])),
        Column(
            Text("记录", "Record"),
            lambda row: row[1].what,
            href=lambda row: href(row[1].subject),
        ),
        Column(Text("计入分子", "Numerator"), lambda row: measured.number(row[1].part), "number"),
        Column(
            Text("计入分母", "Denominator"), lambda row: measured.number(row[1].whole), "number"
        ),
    )
    return Listing(
        columns,
        fetch,
        lambda row: str(row[0]),
        Text("这段时间没有可数的记录。", "There is nothing to count in this time."),
        "chart-bar",
        file=f"counted-{code.replace('/', '-')}",
        subject="measure:records",
        purpose="supervise",
        page=measured.PAGE,
    )


def _where(row: Counted) -> Text:
    zone = (
        Text("{n} 区", "zone {n}").filled(n=row.zone)
        if row.zone
        else Text("巡区以外", "outside all zones")
    )
    if not row.point:
        return zone
    return Text(f"{zone.zh} · {row.point} 号点", f"{zone.en} · point {row.point}")


@never_cache
@require_GET
def presence(request: Request) -> HttpResponse:
    """Where own police were to be seen: staging points × four hours of a week (PAT-08)."""
    may_read_measures(request.actor).or_refuse()
    zone, at = branch_zone(), request.moment
    today = at.astimezone(zone).date()
    week = measures_queries.period_of("week", day(request.GET.get("day", ""), today), zone)
    signal = request.GET.get("signal", "")
    signal = signal if signal in presence_queries.SIGNALS else "V-1"
    spans = days.stretches(week.first, 7, zone, hours=4)
    rows = presence_queries.presence_map(spans=spans, code=signal, at=at)
    chosen = measured.switch(request, week)
    context = {
        **chosen,
        "heads": heads_of(spans, at),
        "hours": [begins.astimezone(zone).hour for begins, _ in spans],
        "rows": [
            (number, name, [_drawn(one, i) for i, one in enumerate(cells)])
            for number, name, cells in rows
        ],
        "signals": [(code, name) for code, (_, name) in presence_queries.SIGNALS.items()],
        "signal": signal,
        **tabs(request.actor, "measures"),
    }
    return render(request, "patrol_board/presence.html", context)


def _drawn(one: PresenceCell, place: int) -> dict[str, Any]:
    """A cell with its step of colour, its figure and its words."""
    share = one.share
    if share is None:
        words = (
            Text("不再能判断", "nobody can say any more")
            if one.not_known
            else Text("未排班，也无人", "not planned, and nobody")
        )
        return {
            "step": "",
            "shown": "?" if one.not_known else "",
            "words": words,
            "first": not place % 6,
        }
    return {
        "step": round(share * HEAT_STEPS),
        "shown": f"{100 * share:.0f}",
        "words": Text(
            f"{one.known} 个一刻钟中 {one.seen} 个见警",
            f"seen in {one.seen} of {one.known} quarter hours",
        ),
        "first": not place % 6,
    }
