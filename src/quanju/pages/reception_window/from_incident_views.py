"""An incident that ended as a case: its report is entered, or looked up among those there are."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.dispatch.queries.incidents import read_incident
from quanju.domains.reception.actions import linking
from quanju.domains.reception.permissions import may_take_reports
from quanju.domains.reception.queries import reports as queries
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request


@never_cache
@require_GET
def from_incident(request: Request, incident: str) -> HttpResponse:
    """What the incident tells, and the two ways to its report; the reading is recorded."""
    by, at = request.actor, request.moment
    may_take_reports(by).or_refuse()
    view = read_incident(incident, by=by, at=at, purpose="receive_report")
    reports = [*queries.open_reports(by, at=at), *queries.closed_reports(by, at=at)]
    context = {
        "view": view,
        "reports": [one for one in reports if one.site.pk == by.organisation_id],
        "is_linked": queries.has_report(view.case_report_no, by=by, at=at),
    }
    return render(request, "reception_window/from_incident.html", context)


@require_POST
def link_incident(request: Request, incident: str) -> HttpResponse:
    """Name the report that was there before."""
    sent = given(request.POST, report=Words())
    made = done_once(
        request,
        "reception.link_incident",
        lambda: linking.link_incident(
            report=sent["report"], incident=incident, by=request.actor, at=request.moment
        ),
    )
    number = made.partition(":")[2]
    return HttpResponseRedirect(reverse("reception_window:report", args=[number]))
