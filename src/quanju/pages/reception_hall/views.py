"""The hall: who is here, what each waits for, who is responsible, which window is free."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.kernel.types import NotFound
from quanju.domains.kernel.typesetting import qr_code
from quanju.domains.people.queries.candidates import candidates
from quanju.domains.reception.actions import calling, greeting, handing_over, visits_ahead
from quanju.domains.reception.permissions import (
    may_read_comments,
    may_receive,
    may_receive_at,
    may_see_hall_figures,
    may_take_over,
)
from quanju.domains.reception.queries import sites as sites_queries
from quanju.domains.reception.queries import visits, waits
from quanju.domains.reception.types.hall import AREAS, RECEIVERS, SERVICES, Site, VisitView
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request


@never_cache
@require_GET
def hall(request: Request) -> HttpResponse:
    """The desk of the lobby officer; the same hall in numbers for who reads numbers."""
    return render(request, "reception_hall/hall.html", _hall(request))


@never_cache
@require_GET
def now(request: Request) -> HttpResponse:
    """The hall alone, for when something happened in it."""
    return render(request, "reception_hall/now.html", _hall(request))


def _hall(request: Request) -> dict[str, Any]:
    by, at = request.actor, request.moment
    may_see_hall_figures(by).or_refuse()
    site, offered = _site(request)
    shown = visits.visits_of_today(by, at=at)
    if site is not None:
        shown = [one for one in shown if one.site == site.pk]
    queue = {one.area for one in shown if one.status == "waiting"}
    return {
        "site": site,
        "sites": offered,
        "visits": [_card(request, one) for one in shown],
        "areas": visits.areas(site, at=at) if site else [],
        "waits": waits.expected_waits(site.pk, at=at) if site else [],
        "figures": waits.figures(site.pk, at=at) if site else None,
        "queued_areas": queue,
        "services": SERVICES.items(),
        "area_names": AREAS.items(),
        "may_receive": site is not None and may_receive_at(by, site.pk),
        "may_take_over": may_take_over(by),
        "may_read_comments": may_read_comments(by),
        "colleagues": _colleagues(request, site),
    }


def _site(request: Request) -> tuple[Site | None, list[Site]]:
    """One's own site; whoever has none, or reads all, may choose."""
    own = sites_queries.site_of(request.actor)
    if own is not None:
        return own, []
    listed = sites_queries.sites()
    if request.actor.station_id is not None:
        listed = [one for one in listed if one.station_id == request.actor.station_id]
    wanted = request.GET.get("site", "")
    chosen = next((one for one in listed if one.code == wanted), None)
    return chosen or (listed[0] if listed else None), listed


def _card(request: Request, one: VisitView) -> dict[str, Any]:
    by = request.actor
    return {
        "one": one,
        "is_own": one.owner_id == by.person_id,
        "may_answer": one.offer is not None and visits.may_answer(by, one.offer),
        "may_act": may_receive(by) or one.owner_id == by.person_id,
    }


def _colleagues(request: Request, site: Site | None) -> list[tuple[str, str]]:
    """To whom a visit can be offered: a group, or one of the site's people by name."""
    groups = [(f"{code}:", str(label)) for code, (label, _) in RECEIVERS.items()]
    if site is None or not may_receive(request.actor):
        return groups
    found = [
        (f"{code}:{one.pk}", f"{one.name} · {one.title}")
        for code, (_, roles) in RECEIVERS.items()
        if code != "legal"
        for one in candidates(organisations=[site.pk], roles=roles, at=request.moment)
        if one.pk != request.actor.person_id
    ]
    return groups + found


@never_cache
@require_GET
def slip(request: Request, visit: int) -> HttpResponse:
    """The ticket to be printed, or scanned from the screen: a number and a code, nothing else."""
    may_take_over(request.actor).or_refuse()
    view = visits.visit_view(visit, by=request.actor, at=request.moment)
    address = request.build_absolute_uri(reverse("reception_hall:ticket", args=[view.code]))
    site = sites_queries.site_with(view.site)
    context = {
        "one": view,
        "site": site,
        "address": address,
        "qr": mark_safe(qr_code(address, scales=True)),
    }
    return render(request, "reception_hall/slip.html", context)


@require_POST
def greet_visitor(request: Request) -> HttpResponse:
    """A ticket for whoever has come in; with a service they are sorted at once."""
    said = given(request.POST, service=Words())

    def verb() -> VisitView:
        return greeting.greet_visitor(**said, by=request.actor, at=request.moment)

    return _done(request, "greet_visitor", verb)


@require_POST
def call_next(request: Request) -> HttpResponse:
    """The longest waiting number of the area to this window."""
    said = given(request.POST, place=Words())

    def verb() -> VisitView:
        return calling.call_next(**said, by=request.actor, at=request.moment)

    return _done(request, "call_next", verb)


@require_POST
def act_on_visit(request: Request, visit: int, verb: str) -> HttpResponse:
    """One verb of a visit; a refusal stands beside its button."""
    fields: dict[str, Any] = {"service": Words(), "place": Words(), "area": Words(), "why": Words()}
    said = given(request.POST, **fields, to=Words())
    common: dict[str, Any] = {"visit": visit, "by": request.actor, "at": request.moment}
    group, _, named = said["to"].partition(":")
    person = int(named) if named.isascii() and named.isdigit() and len(named) < 10 else None
    verbs: dict[str, Callable[[], VisitView]] = {
        "meet": lambda: visits_ahead.meet_booked(**common),
        "sort": lambda: greeting.sort_visit(service=said["service"], **common),
        "take_on": lambda: greeting.take_on(**common),
        "call": lambda: calling.call_visit(place=said["place"], **common),
        "serve": lambda: calling.serve_visit(**common),
        "miss": lambda: calling.miss_visit(**common),
        "return": lambda: calling.return_visit(**common),
        "end": lambda: calling.end_visit(**common),
        "move": lambda: calling.move_visit(area=said["area"], **common),
        "offer": lambda: handing_over.hand_over_visit(to=group, person=person, **common),
        "accept": lambda: handing_over.accept_visit(**common),
        "decline": lambda: handing_over.decline_visit(why=said["why"], **common),
        "withdraw": lambda: handing_over.withdraw_offer(**common),
    }
    may_take_over(request.actor).or_refuse()
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    return _done(request, f"{verb}_visit", verbs[verb])


def _done(request: Request, verb: str, act: Callable[[], VisitView]) -> HttpResponse:
    """Once, however often the form arrives; the part that asked is fetched anew."""
    done_once(request, f"reception.{verb}", act)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Trigger": "quanju:done"})
    return HttpResponseRedirect(reverse("reception_hall:hall"))
