"""One incident turns out to be two: the page on which the second is entered."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from quanju.domains.dispatch.actions import split
from quanju.domains.dispatch.permissions import may_see_desk, may_send_order, may_split_or_reopen
from quanju.domains.dispatch.queries.incidents import calls_of, incident_named
from quanju.domains.dispatch.types import IncidentView
from quanju.domains.geo.queries.roads import current_map
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.pages.dispatch_desk.forms import Choices, SplitForm
from quanju.pages.dispatch_desk.place_forms import initial_of
from quanju.pages.shared.once import done_before, once_of
from quanju.pages.shared.request import Request


@require_http_methods(["GET", "POST"])
def split_incident(request: Request, number: str) -> HttpResponse:
    """The form, with what the first is known by; posted, the second incident's page."""
    may_split_or_reopen(request.actor).or_refuse()
    view = incident_named(number, actor=request.actor, at=request.moment)
    may_send = may_send_order(request.actor, view.station_id)
    if second := done_before(request, "split_incident"):  # its units and calls are no choice now
        return HttpResponseRedirect(reverse("dispatch_desk:incident", args=[second]))
    form = SplitForm(
        request.POST or None,
        initial=initial_of(view),
        units=_units(view),
        calls=_calls(request, number),
        may_send=bool(may_send),
    )
    refused, status = None, 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            return HttpResponseRedirect(_entered(request, number, form))
        except Refused as told:
            if told.status == 403:
                raise
            refused, status = told, told.status
    context = {
        "view": view,
        "form": form,
        "refused": refused,
        "map": current_map(request.moment),
        "may_send": may_send,
        "sees_desk": may_see_desk(request.actor),
    }
    return render(request, "dispatch_desk/split_incident.html", context, status=status)


def _entered(request: Request, number: str, form: SplitForm) -> str:
    facts = form.facts()
    said = facts.pop("said")
    with write(), once_of(request, "split_incident") as sent:
        if not sent.is_repeat:
            row = split.split_incident(
                incident=number,
                text=said,
                title=said[:40],
                **facts,
                by=request.actor,
                at=request.moment,
            )
            sent.answer = row.number
    return reverse("dispatch_desk:incident", args=[sent.answer])


def _units(view: IncidentView) -> Choices:
    return [
        (job.unit_id, f"{job.call_sign} · {job.force} · {job.label}")
        for job in view.assignments
        if job.is_at_work
    ]


def _calls(request: Request, number: str) -> Choices:
    nothing = Text("没有记下内容", "nothing was written down")
    return [
        (call.number, f"{call.number[4:]} · {call.said[:60] or nothing}")
        for call in calls_of(number, actor=request.actor)
    ]
