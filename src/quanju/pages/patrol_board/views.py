"""The week and the staging points."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.duty.permissions import may_read_own_shifts, may_read_plan
from quanju.domains.duty.queries import shifts as shifts_queries
from quanju.domains.duty.queries import tables
from quanju.domains.duty.types import WEEKDAYS, WeekBoard, WeekCell
from quanju.domains.kernel.clock import is_of_our_time
from quanju.domains.kernel.days import branch_zone, local_day, local_time
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries import zones
from quanju.domains.patrol.types.standing import FORCE_TYPES, OWN_FORCES, Span
from quanju.pages.patrol_board.parts import day, tabs
from quanju.pages.shared.fields import number_in
from quanju.pages.shared.request import Request

WEEK_H, DAY_H = 4, 1


@never_cache
@require_GET
def board(request: Request) -> HttpResponse:
    """Zones × hours × forces, a week in stretches of four hours or a day by the hour."""
    if not may_read_plan(request.actor) and may_read_own_shifts(request.actor):
        return HttpResponseRedirect(reverse("patrol_board:mine"))
    may_read_plan(request.actor).or_refuse()
    zone = branch_zone()
    today = local_day(request.moment)
    is_day = request.GET.get("view") == "day"
    chosen = day(request.GET.get("day", ""), today)
    first = chosen if is_day else chosen - timedelta(days=chosen.weekday())
    force = request.GET.get("force", "")
    force = force if force in FORCE_TYPES else ""
    week = shifts_queries.week(
        first=first,
        days=1 if is_day else 7,
        hours=DAY_H if is_day else WEEK_H,
        zone=zone,
        force=force,
        at=request.moment,
    )
    step = timedelta(days=1 if is_day else 7)
    shown = "day" if is_day else "week"
    context = {
        "week": week,
        "rows": _rows(week, request.moment, {"view": shown, "day": first, "force": force}),
        "gaps": sum(
            one.is_empty and one.ends > request.moment for *_, cells in week.rows for one in cells
        ),
        "heads": heads_of(week.stretches, request.moment),
        "hours": [local_time(a).hour for a, _ in week.stretches],
        "forces": [(code, FORCE_TYPES[code]) for code in OWN_FORCES],
        "force": force,
        "view": shown,
        "day": first,
        "day_view": today if not is_day and first <= today < first + step else first,
        "last": first + step - timedelta(days=1),
        "before": first - step,
        "after": first + step,
        "today": today,
        **_cell(request, force),
        **tabs(request.actor, "board"),
    }
    page = "week" if _is_refresh(request) else "board"
    return render(request, f"patrol_board/{page}.html", context)


def _is_refresh(request: Request) -> bool:
    """The part that shows news fetches itself anew (frontend/src/shared/refresh.ts)."""
    return request.headers.get("X-Refresh") == "true"


def heads_of(stretches: Sequence[Span], at: datetime) -> list[dict[str, Any]]:
    """The days over the columns, each with how many stretches it spans."""
    found: list[dict[str, Any]] = []
    today = local_day(at)
    for begins, _ in stretches:
        date = local_day(begins)
        if found and found[-1]["date"] == date:
            found[-1]["span"] += 1
        else:
            found.append(
                {
                    "date": date,
                    "weekday": WEEKDAYS[date.weekday()],
                    "span": 1,
                    "is_today": date == today,
                }
            )
    return found


def _rows(week: WeekBoard, at: datetime, query: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows as drawn: every cell with the five marks of its forces and its words."""
    rows = []
    for number, name, cells in week.rows:
        drawn = []
        for one in cells:
            drawn.append(
                {
                    "cell": one,
                    "marks": _marks(one),
                    "css": _css(one, at),
                    "href": "?"
                    + urlencode(
                        {
                            **query,
                            "zone": number,
                            "from": one.begins.isoformat(),
                            "until": one.ends.isoformat(),
                        }
                    ),
                    "words": _words(number, (one.begins, one.ends), one.people),
                }
            )
        rows.append({"number": number, "name": name, "cells": drawn})
    return rows


def _marks(one: WeekCell) -> str:
    """The forces of a cell as classes of its link: seven hundred cells draw them without a node."""
    return " ".join(f"force-{n}" for n, code in enumerate(OWN_FORCES, 1) if code in one.forces)


def _css(one: WeekCell, at: datetime) -> str:
    shown = {
        "is-empty": one.is_empty,
        "is-now": one.begins <= at < one.ends,
        "is-first": local_time(one.begins).hour == 0,
        "is-over": one.ends <= at,
    }
    return " ".join(name for name, holds in shown.items() if holds)


def _words(zone: int, span: Span, people: int) -> Text:
    begins, ends = (local_time(moment) for moment in span)
    when = f"{begins:%m-%d %H:%M}–{ends:%H:%M}"
    if people == 0:
        return Text(f"{zone} 号巡区 {when} 空档", f"zone {zone}, {when}: nobody")
    return Text(f"{zone} 号巡区 {when} {people} 人", f"zone {zone}, {when}: {people}")


def _cell(request: Request, force: str) -> dict[str, Any]:
    """Who stands in the cell that was clicked; nothing before one was."""
    number = number_in(request.GET.get("zone", ""))
    try:
        begins = datetime.fromisoformat(request.GET.get("from", ""))
        ends = datetime.fromisoformat(request.GET.get("until", ""))
    except ValueError:
        return {"cell": None}
    names = zones.zone_names(request.moment)
    is_span = all(one.tzinfo and is_of_our_time(one) for one in (begins, ends)) and begins < ends
    if number not in names or not is_span:
        return {"cell": None}
    shifts = shifts_queries.shifts_in(
        since=begins, until=ends, zone=number, force=force, by=request.actor, at=request.moment
    )
    begins_here, ends_here = (local_time(one) for one in (begins, ends))
    when = {
        "zone": number,
        "duty_from": f"{begins_here:%Y-%m-%dT%H:%M}",
        "duty_until": f"{ends_here:%Y-%m-%dT%H:%M}",
    }
    return {
        "plan_here": f"{reverse('patrol_board:plan_shift')}?{urlencode(when)}",
        "cell": {"zone": number, "name": names[number], "begins": begins, "ends": ends},
        "shifts": shifts,
        "people": sum(s.headcount for s in shifts if s.status not in ("missed", "excused")),
    }


@never_cache
@require_GET
def staging(request: Request) -> HttpResponse:
    """The staging points now: who is due, who stands there, who covers it, who comes next."""
    may_read_plan(request.actor).or_refuse()
    duties = shifts_queries.point_duties(by=request.actor, at=request.moment)
    context = {
        "duties": duties,
        "bare": sum(not one.covering for one in duties),
        "late": sum(one.shift is not None and one.shift.is_late for one in duties),
        "late_min": tables.duty_rule(request.moment).late_min,
        **tabs(request.actor, "staging"),
    }
    page = "points" if _is_refresh(request) else "staging"
    return render(request, f"patrol_board/{page}.html", context)
