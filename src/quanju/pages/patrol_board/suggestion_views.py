"""Suggestions for the shifts of a week: look for them, accept one, reject one with a reason."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.duty.queries import measures
from quanju.domains.duty.types import WEEKDAYS
from quanju.domains.kernel.days import branch_zone, local_day, local_time
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.queries import zones
from quanju.domains.planning.actions import suggestions as suggestions_actions
from quanju.domains.planning.permissions import may_decide_suggestion, may_read_planning
from quanju.domains.planning.queries import suggestions as suggestions_queries
from quanju.domains.planning.types import SuggestionView
from quanju.pages.patrol_board.parts import day, tabs
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.once import asked_then_done_once, done_once
from quanju.pages.shared.request import Request

NOTHING_NEW = Text(
    "已与过去的警情比对，没有新的建议",
    "Compared with the calls of the past: nothing new to suggest",
)


@never_cache
@require_GET
def suggestions(request: Request) -> HttpResponse:
    """What calls of the past say to the plan of a week; planners decide."""
    return _page(request, _monday(request.GET.get("week", ""), request))


def _monday(text: str, request: Request) -> date:
    chosen = day(text, local_day(request.moment))
    return chosen - timedelta(days=chosen.weekday())


def _page(
    request: Request, monday: date, refused: Refused | None = None, pk: int | None = None
) -> HttpResponse:
    may_read_planning(request.actor).or_refuse()
    listed = suggestions_queries.suggestions(week_on=monday, by=request.actor)
    names = zones.zone_names(request.moment)
    span = measures.period_of("week", monday, branch_zone())
    context = {
        "rows": [_drawn(one, names) for one in listed if one.is_open],
        "closed": [_drawn(one, names) for one in listed if not one.is_open],
        "basis": listed[0].basis if listed else None,
        "why": Text(listed[0].basis["why_zh"], listed[0].basis["why_en"]) if listed else "",
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "week_no": monday.isocalendar()[1],
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "is_over": span.until <= request.moment,
        "may_decide": may_decide_suggestion(request.actor),
        "refused": refused,
        "refused_at": pk,
        **tabs(request.actor, "suggestions"),
    }
    status = refused.status if refused else 200
    return render(request, "patrol_board/suggestions.html", context, status=status)


def _drawn(one: SuggestionView, names: dict[int, Text]) -> dict[str, Any]:
    here, there = one.basis["from"], one.basis["to"]
    return {
        "one": one,
        "weekday": WEEKDAYS[local_time(one.duty_from).weekday()],
        "from_name": names.get(one.zone_from, ""),
        "to_name": names.get(one.zone_to, ""),
        "zones": [
            _zone(there, one.zone_to, names, 1),
            _zone(here, one.zone_from, names, -1),
        ],
    }


def _zone(cell: dict[str, Any], zone: int, names: dict[int, Text], more: int) -> dict[str, Any]:
    units = cell["units"]
    return {
        "zone": zone,
        "name": names.get(zone, ""),
        "cell": cell,
        "counted": _counted(cell),
        "units_after": units + more,
        "load": f"{cell['mean'] / units:.1f}" if units else "—",
        "load_after": f"{cell['mean'] / (units + more):.1f}" if units + more else "—",
        "is_target": more > 0,
    }


def _counted(cell: dict[str, Any]) -> Text:
    """How many calls the cell holds, and what was merged so that it holds enough."""
    if cell["calls"] is None:
        return Text("不足 5 起", "fewer than 5")
    merged = {
        1: Text("", ""),
        3: Text("（并入前后一天）", " (days before and after merged)"),
        7: Text("（全周同一时段合并）", " (same hours of all days merged)"),
    }[cell["days"]]
    return Text(f"{cell['calls']} 起{merged.zh}", f"{cell['calls']}{merged.en}")


@require_POST
def suggest_shifts(request: Request) -> HttpResponse:
    """Compare the week's plan with the calls of the past."""
    monday = _monday(given(request.POST, week=Words())["week"], request)
    new = 0

    def look() -> Callable[[], None]:
        tell = suggestions_actions.looking(week_on=monday, by=request.actor, at=request.moment)

        def told() -> None:
            nonlocal new
            new = tell()

        return told

    try:
        asked_then_done_once(request, "planning.suggest_shifts", look)
    except Refused as refused:
        return _refused(request, monday, refused, None)
    words = NOTHING_NEW if new == 0 else Text(f"新建议 {new} 条", f"New suggestions: {new}")
    messages.success(request, str(words))
    return _back(monday)


@require_POST
def accept_suggestion(request: Request, pk: int) -> HttpResponse:
    """The shift stands elsewhere from now on."""
    return _decided(request, pk, "accept")


@require_POST
def reject_suggestion(request: Request, pk: int) -> HttpResponse:
    """The plan stays as it is."""
    return _decided(request, pk, "reject")


def _decided(request: Request, pk: int, verb: str) -> HttpResponse:
    monday = _monday(given(request.POST, week=Words())["week"], request)
    try:
        done_once(request, f"planning.{verb}_suggestion", lambda: _carry_out(request, pk, verb))
    except Refused as refused:
        return _refused(request, monday, refused, pk)
    return _back(monday)


def _carry_out(request: Request, pk: int, verb: str) -> SuggestionView:
    by, at = request.actor, request.moment
    if verb == "accept":
        return suggestions_actions.accept_suggestion(suggestion=pk, by=by, at=at)
    said = given(request.POST, why=Words())
    return suggestions_actions.reject_suggestion(suggestion=pk, **said, by=by, at=at)


def _refused(request: Request, monday: date, refused: Refused, pk: int | None) -> HttpResponse:
    if refused.status in (403, 404):
        raise refused
    return _page(request, monday, refused, pk)


def _back(monday: date) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('patrol_board:suggestions')}?week={monday}")
