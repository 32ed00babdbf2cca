"""A crew nearby calls for help: where it is, and the way there."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.geo.queries.addresses import describe
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.actions import emergency as actions
from quanju.domains.patrol.actions.emergency import HelpIsOver
from quanju.domains.patrol.queries import help
from quanju.domains.patrol.types.standing import HelpCallView, Position, UnitView
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request
from quanju.pages.unit_phone import order as shown
from quanju.pages.unit_phone.place_views import NOWHERE, way_between


@never_cache
@require_GET
def help_call(request: Request, call_sign: str) -> HttpResponse:
    """The call for help of that unit, for a crew that was told of it."""
    unit, call = _asked(request, call_sign)
    told = call.told if call else ()
    seen_at = next((one.seen_at for one in told if one.call_sign == unit.call_sign), None)
    context: dict[str, Any] = {"unit": unit, "call": call, "call_sign": call_sign[:20]}
    context["seen_at"] = seen_at
    here = call.unit.position if call else None
    if here is not None:
        context |= {
            "here": here,
            "place": describe(here.lon, here.lat, at=request.moment),
            "tiles": shown.tiles(request.moment),
            "map_units": shown.own_sign(unit),
            "map_help": _sign(call_sign, here),
        }
    is_part = request.headers.get("X-Refresh") == "true"
    name = "help_whole" if is_part else "help"
    return render(request, f"unit_phone/{name}.html", context)


@require_POST
def see_help(request: Request, call_sign: str) -> HttpResponse:
    """This crew has seen that another calls for help; the desk reads it."""
    unit, call = _asked(request, call_sign)
    if call is None:
        raise HelpIsOver
    about, by, at = call.unit.pk, request.actor, request.moment
    done_once(
        request, "patrol.see_help", lambda: actions.see_help(unit=about, crew=unit.pk, by=by, at=at)
    )
    answer = HttpResponse(status=204)
    answer["HX-Trigger"] = "quanju:done"
    return answer


@never_cache
@require_GET
def help_route(request: Request, call_sign: str) -> HttpResponse:
    """The way from the unit's last position to whoever calls, and where that is by now; or in
    words why there is none."""
    unit, call = _asked(request, call_sign)
    if call is None:
        raise NotFound(subject=f"help:{call_sign[:20]}")
    here = call.unit.position
    if unit.position is None or here is None:
        words = Text("双方位置未知，请用电台", "A position is missing: use the radio")
        return JsonResponse({**NOWHERE, "why": str(words)})
    there = {
        "sign": _sign(call_sign, here),
        "place": str(describe(here.lon, here.lat, at=request.moment)),
        "at": here.at.isoformat(),
    }
    try:
        way = way_between(unit.position, (here.lon, here.lat), request.moment)
    except Refused as refused:
        way = {**NOWHERE, "why": str(refused.text)}
    return JsonResponse({**way, "there": there})


def _asked(request: Request, call_sign: str) -> tuple[UnitView, HelpCallView | None]:
    """The reader's unit, and the call for help if it stands and this crew was told of it."""
    shown.enter(request.actor)
    unit = shown.own_unit(request.actor)
    told = (call for call, _ in help.help_calls_told_to(unit))
    return unit, next((call for call in told if call.unit.call_sign == call_sign), None)


def _sign(call_sign: str, here: Position) -> dict[str, Any]:
    return shown.sign_at(here.lon, here.lat, subject=f"unit:{call_sign}", grade=1)
