"""The phone's page, its live fragment, the shift and late feedback."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quanju.domains.dispatch.permissions import may_read_incidents
from quanju.domains.dispatch.queries.board import jobs_since
from quanju.domains.dispatch.queries.incidents import read_incident
from quanju.pages.shared.request import Request
from quanju.pages.unit_phone import order as shown


@never_cache
@require_GET
def order(request: Request) -> HttpResponse:
    """The crew's one page."""
    shown.enter(request.actor)
    context = shown.page(request.actor, request.moment, is_opened=True)
    return render(request, "unit_phone/order.html", context)


@never_cache
@require_GET
def job(request: Request) -> HttpResponse:
    """The same without its frame, for refreshing."""
    shown.enter(request.actor)
    context = shown.page(request.actor, request.moment)
    return render(request, "unit_phone/whole.html", context)


@never_cache
@require_GET
def shift(request: Request) -> HttpResponse:
    """The jobs of this shift."""
    shown.enter(request.actor)
    unit = shown.own_unit(request.actor)
    since = unit.shift_started_at or request.moment
    jobs = jobs_since(unit.pk, since) if may_read_incidents(request.actor) else []
    return render(request, "unit_phone/shift.html", {"unit": unit, "jobs": jobs, "since": since})


@never_cache
@require_GET
def feedback(request: Request, number: str) -> HttpResponse:
    """The feedback of a job that the crew has left already."""
    shown.enter(request.actor)
    incident = read_incident(number, by=request.actor, at=request.moment)
    is_owed = shown.owes_feedback(number, request.actor, request.moment) is not None
    context = {"incident": incident, "is_owed": is_owed}
    context |= shown.feedback_words(incident, request.moment)
    return render(request, "unit_phone/feedback.html", context)
