"""The home page, its slower part, and the numbers behind a number."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.dispatch.permissions import may_read_measures
from quanju.domains.dispatch.queries import measures
from quanju.domains.dispatch.queries.board import open_matters
from quanju.domains.dispatch.queries.counts import counts_by_class, repeat_calls
from quanju.domains.dispatch.types import Measure
from quanju.domains.geo.queries.roads import current_map
from quanju.domains.geo.types import NoMapLoaded
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.patrol.permissions import may_read_zones
from quanju.domains.patrol.queries import cover
from quanju.domains.patrol.queries.zones import zone_names
from quanju.pages.home import areas, enforcement
from quanju.pages.home.collaboration import collaboration
from quanju.pages.home.plain import may_do
from quanju.pages.shared.desks import rail_of
from quanju.pages.shared.request import Request
from quanju.pages.shared.spans import PERIODS, Period, own_station, response, shelf


@never_cache
@require_GET
def home(request: Request) -> HttpResponse:
    """Six areas for those who may read numbers; what one may do for everybody else."""
    if not may_read_measures(request.actor):
        return render(request, "home/plain.html", _plain(request))
    period = _period(request)
    station = own_station(request.actor)
    found = response(period, request.moment, station)
    context = {
        **_switch(request, period),
        "areas": areas.AREAS,
        "later": [
            (code, name, areas.LATER[code])
            for code, name in areas.AREAS.items()
            if code in areas.LATER
        ],
        "rings": areas.rings(found, request.actor, period),
        "response": areas.response_tiles(found, request.actor, period),
        "visible": areas.visible_tiles(period, request.moment),
        "today": areas.today_tiles(request.actor, request.moment),
        "is_one_station": station is not None,
        "reform": areas.reform_tiles(request.moment),
        "collaboration": collaboration(request.actor, period, request.moment),
        "gaps": cover.uncovered_zones(request.moment),
        "entries": _entries(request),
    }
    if period.code != "year":
        context |= _trend(period, request.moment, station)
    return render(request, "home/home.html", context)


@never_cache
@require_GET
def now(request: Request) -> HttpResponse:
    """What is open, as a list and on the map of zones: to read, not to act; no place, no number."""
    may_read_measures(request.actor).or_refuse()
    station = own_station(request.actor)
    matters = open_matters(at=request.moment, station=station)
    zones = zone_names(request.moment)
    by_zone = Counter(one.zone for one in matters)
    context = {
        "matters": [(one, zones.get(one.zone or 0)) for one in matters],
        "zones": [(name, by_zone[zone]) for zone, name in sorted(zones.items())],
        "elsewhere": by_zone[None],
        "map": _map(request),
    }
    part = "now_part" if "HX-Request" in request.headers else "now"
    return render(request, f"home/{part}.html", context)


def _map(request: Request) -> Any:
    """The branch's map, for who may read its zones."""
    try:
        return current_map(request.moment) if may_read_zones(request.actor) else None
    except NoMapLoaded:
        return None


@never_cache
@require_GET
def trend(request: Request) -> HttpResponse:
    """The counts of a year, fetched after the page stands."""
    may_read_measures(request.actor).or_refuse()
    period = _period(request)
    # Opened without script it is a page of its own.
    part = "trend" if "HX-Request" in request.headers else "trend_page"
    context = {"period": period, **_trend(period, request.moment, own_station(request.actor))}
    return render(request, f"home/{part}.html", context)


@never_cache
@require_GET
def enforcement_area(request: Request) -> HttpResponse:
    """Reports, filing and supervision against their targets, fetched after the page stands."""
    may_read_measures(request.actor).or_refuse()
    period, at = _period(request), request.moment
    groups = enforcement.groups(period, at)
    context = {
        "area": areas.AREAS["enforcement"],
        "period": period,
        "groups": groups,
        "count": enforcement.counted(groups),
        "charts": enforcement.charts(at),
        "is_one_station": own_station(request.actor) is not None,
    }
    part = "enforcement" if "HX-Request" in request.headers else "enforcement_page"
    return render(request, f"home/{part}.html", context)


@never_cache
@require_GET
def figures(request: Request) -> HttpResponse:
    """A measure split into the parts of its period."""
    may_read_measures(request.actor).or_refuse()
    period, code = _period(request), request.GET.get("code", "")[:20]
    rows = _split(code, period, request.moment, own_station(request.actor))
    total = rows[0][1]
    context = {**_switch(request, period), "code": code, "total": total, "rows": rows[1:]}
    return render(request, "home/figures.html", context)


def _period(request: Request) -> Period:
    return PERIODS.get(request.GET.get("period", ""), PERIODS["week"])


def _switch(request: Request, period: Period) -> dict[str, Any]:
    from_at, until_at = period.span(request.moment)
    return {
        "period": period,
        "periods": PERIODS.values(),
        "from_at": from_at,
        "until_at": min(until_at, request.moment),
    }


def _entries(request: Request) -> list[Any]:
    return [one for one in rail_of(request.actor) if one.desk.key != "home"]


def _plain(request: Request) -> dict[str, Any]:
    return {
        "role": ROLES.get(request.actor.role),
        "entries": _entries(request),
        "sentences": may_do(request.actor),
        "account": _account(),
    }


def _account() -> str:
    try:
        return reverse("account:account")
    except NoReverseMatch:
        return ""


def _trend(period: Period, at: datetime, station: int | None) -> dict[str, Any]:
    counted = areas.days(period, at, station)
    shown = _by_month(counted) if period.code == "year" else counted
    marks = [f"{local_time(day):%m-%d}" for day, _ in counted[:: max(1, len(counted) // 6)]]
    if period.code == "year":
        marks = [f"{day:%Y-%m}" for day, _ in shown[::2]]
    classed = areas.classes(period, at, station)
    return {
        "columns": [n for _, n in shown],
        "days": shown,
        "marks": marks,
        "is_by_month": period.code == "year",
        "classes": [(name, n, str(n)) for name, n in classed],
        "class_total": sum(n for _, n in classed),
        "headline": areas.headline(period, at, station),
    }


def _by_month(counted: list[tuple[datetime, int]]) -> list[tuple[datetime, int]]:
    months: dict[datetime, int] = {}
    for day, n in counted:
        months[day.replace(day=1)] = months.get(day.replace(day=1), 0) + n
    return list(months.items())


def _split(
    code: str, period: Period, at: datetime, station: int | None
) -> list[tuple[str, Measure]]:
    """The measure of the whole period first, then of each day, or month of a year."""
    from_at, until_at = period.span(at)
    parts = [(str(Text("全部", "All")), from_at, until_at), *_parts(period, from_at, until_at)]
    if not any(one.code == code for one in _measures(code, from_at, until_at, station)):
        raise NotFound(subject=f"measure {code}")
    return [
        (name, next(one for one in _measures(code, start, end, station) if one.code == code))
        for name, start, end in parts
    ]


def _measures(
    code: str, from_at: datetime, until_at: datetime, station: int | None
) -> list[Measure]:
    if enforcement.is_ours(code):
        return [enforcement.found(code, from_at, until_at)]
    alone: dict[str, Callable[[], list[Measure]]] = {
        "count": lambda: [_count(from_at, until_at, station)],
        "RT-9": lambda: [repeat_calls(from_at=from_at, until_at=until_at, station=station)],
    }
    if code in alone:
        return shelf.get((code, "list", from_at, until_at, station), alone[code])
    return shelf.get(
        ("measures", from_at, until_at, station),
        lambda: measures.measures(from_at=from_at, until_at=until_at, station=station),
    )


def _count(from_at: datetime, until_at: datetime, station: int | None) -> Measure:
    total = sum(counts_by_class(from_at=from_at, until_at=until_at, station=station).values())
    return Measure(
        code="count", name=Text("警情数", "Incidents"), n=total, value=float(total), unit=""
    )


def _parts(
    period: Period, from_at: datetime, until_at: datetime
) -> list[tuple[str, datetime, datetime]]:
    found, start = [], from_at
    while start < until_at:
        if period.code == "year":
            end = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
            name = f"{start:%Y-%m}"
        elif period.code == "today":
            end, name = start + timedelta(hours=1), f"{start:%H:%M}"
        else:
            end, name = start + timedelta(days=1), f"{start:%m-%d}"
        found.append((name, start, min(end, until_at)))
        start = end
    return found
