"""Roads as they are tonight: closed, slow, or snow over all of them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.dispatch.permissions import may_see_desk
from quanju.domains.geo.actions import closures
from quanju.domains.geo.actions.closures import end_circumstance, reopen_road
from quanju.domains.geo.permissions import may_close_road, may_set_circumstance
from quanju.domains.geo.queries import roads as roads_queries
from quanju.domains.geo.queries.roads import closures_ahead
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound
from quanju.pages.dispatch_desk.forms import CircumstanceForm, ClosureForm
from quanju.pages.dispatch_desk.views import refreshed
from quanju.pages.shared.once import once_of
from quanju.pages.shared.request import Request

Facts = Mapping[str, Any]


@require_GET
def roads(request: Request) -> HttpResponse:
    """What is closed or slow, and the forms to change it."""
    may_see_desk(request.actor).or_refuse()
    return _shown(request, ClosureForm(), CircumstanceForm())


def _shown(
    request: Request, closing: ClosureForm, slowing: CircumstanceForm, status: int = 200
) -> HttpResponse:
    station = request.actor.station_id
    context = {
        "closures": [*roads_queries.closures(request.moment), *closures_ahead(request.moment)],
        "circumstances": roads_queries.circumstances(request.moment),
        "closing": closing,
        "slowing": slowing,
        "may_close": may_close_road(request.actor, station_id=station),
        "may_slow": may_set_circumstance(request.actor),
    }
    return render(request, "dispatch_desk/roads.html", context, status=status)


@require_POST
def close_road(request: Request) -> HttpResponse:
    """Close or slow the roads around a place."""
    may_close_road(request.actor, station_id=request.actor.station_id).or_refuse()
    form = ClosureForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, CircumstanceForm(), status=422)
    return _done(request, "close_road", closures.close_road, form.facts())


@require_POST
def set_circumstance(request: Request) -> HttpResponse:
    """Slow the whole network."""
    may_set_circumstance(request.actor).or_refuse()
    form = CircumstanceForm(request.POST)
    if not form.is_valid():
        return _shown(request, ClosureForm(), form, status=422)
    return _done(request, "set_circumstance", closures.set_circumstance, form.cleaned_data)


@require_POST
def lift(request: Request, kind: str, pk: int) -> HttpResponse:
    """Reopen a road, or end a circumstance."""
    lifts: dict[str, tuple[Callable[..., Any], str]] = {
        "closure": (reopen_road, "closure"),
        "circumstance": (end_circumstance, "circumstance"),
    }
    if kind not in lifts:
        raise NotFound(subject=f"{kind[:20]}:{pk}")
    act, name = lifts[kind]
    return _done(request, f"lift_{kind}", act, {name: pk})


def _done(request: Request, verb: str, act: Callable[..., Any], facts: Facts) -> HttpResponse:
    with write(), once_of(request, verb) as form:
        if not form.is_repeat:
            form.answer = act(**facts, by=request.actor, at=request.moment).subject
    return refreshed()
