"""The reception window: what waits, taking a report, one report with its steps and its verbs."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.approvals.queries import open_proposals
from quanju.domains.cases.queries.cases import case_of_report
from quanju.domains.cases.queries.offices import offices
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.documents.queries.papers import papers_on
from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import NotFound
from quanju.domains.notices.queries import outside_ways, told_outside
from quanju.domains.reception.actions import lowering, restricting, transfers
from quanju.domains.reception.actions import reports as actions
from quanju.domains.reception.actions.sorting import receive_matter
from quanju.domains.reception.actions.telling import choose_telling_here
from quanju.domains.reception.permissions import (
    may_read_reports,
    may_take_reports,
    may_work_on_report,
)
from quanju.domains.reception.queries import portal
from quanju.domains.reception.queries import reports as queries
from quanju.domains.reception.queries.follow_ups import follow_ups_of
from quanju.domains.reception.queries.reconciliation import day_of
from quanju.domains.reception.queries.requests import requests_of
from quanju.domains.reception.queries.sites import site_of, sites
from quanju.domains.reception.queries.telling import telling_of
from quanju.domains.reception.types.reports import (
    ReportView,
)
from quanju.domains.reception.types.requests import RECORD_REQUEST_VERBS, REQUESTS
from quanju.domains.supervision.queries.recordings import recordings_on
from quanju.pages.reception_window.forms import EvidenceForm, ReportForm, filled
from quanju.pages.reception_window.lists import COLUMNS
from quanju.pages.shared.fields import Whole, Words, Yes, given, number_in
from quanju.pages.shared.listing import rows_of
from quanju.pages.shared.once import carried_out, done_once
from quanju.pages.shared.proposals import shown_to
from quanju.pages.shared.recordings import index_at
from quanju.pages.shared.request import Request


@never_cache
@require_GET
def desk(request: Request) -> HttpResponse:
    """Tickets to take, open reports, and whether the day's tickets and reports agree."""
    by, at = request.actor, request.moment
    may_read_reports(by).or_refuse()
    site = site_of(by)
    context = {
        "site": site,
        "tickets": queries.tickets_to_take(by, at=at),
        "reports": rows_of(COLUMNS, queries.open_reports(by, at=at)),
        "closed": rows_of(COLUMNS, queries.closed_reports(by, at=at)),
        "day": day_of(site, local_day(at), at=at) if site else None,
        "today": local_day(at),
        "may_take": may_take_reports(by),
    }
    return render(request, "reception_window/desk.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def take_report(request: Request) -> HttpResponse:
    """A new report; from a ticket of the hall or from an incident it opens filled."""
    may_take_reports(request.actor).or_refuse()
    data = request.POST if request.method == "POST" else None
    initial, is_unknown = _known(request)
    form = ReportForm(data, at=request.moment, initial=initial, with_complaints=True)
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, lambda: _taken(request, form))
        if made is not None:
            return HttpResponseRedirect(_page_of(made))
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "asks_pre": request.method == "GET" and not request.GET.get("incident"),
        "visit": number_in(request.GET.get("visit", "")),
        "is_unknown": is_unknown,
    }
    return render(request, "reception_window/take_report.html", context, status=status)


@require_GET
def open_pre_report(request: Request, code: str) -> HttpResponse:
    """A pre-report at the window, by its code."""
    may_take_reports(request.actor).or_refuse()
    address = f"{reverse('reception_window:take_report')}?{urlencode({'pre': code})}"
    return HttpResponseRedirect(address)


def _known(request: Request) -> tuple[dict[str, Any], bool]:
    """What an incident or a pre-report tells already, and whether its code is unknown."""
    number, code = request.GET.get("incident", ""), request.GET.get("pre", "")
    if number:
        view = incident_named(number, actor=request.actor, at=request.moment)
        said = {"title": view.title, "place": view.address, "is_restricted": view.is_restricted}
        return {"channel": "phone", **said}, False
    if not code:
        return {}, False
    try:
        pre = portal.pre_report(code, at=request.moment)
    except NotFound:
        return {}, True
    names = ("title", "place", "statement", "is_restricted")
    said = {name: getattr(pre, name) for name in names}
    return {"channel": "walk_in", **said}, bool(pre.report)


def _page_of(subject: str) -> str:
    """The report; of a complaint the page of who complained, since nobody here sees it."""
    matter, number, *code = subject.split(":")
    if matter == "report":
        return reverse("reception_window:report", args=[number])
    return f"{reverse('portal:letter', args=[number])}?{urlencode({'code': code[0]})}"


def _taken(request: Request, form: ReportForm) -> str:
    said = form.cleaned_data
    return done_once(
        request,
        "reception.take_report",
        lambda: receive_matter(
            channel=said["channel"],
            kind=said["kind"],
            said=form.said,
            is_identity_checked=said["is_identity_checked"],
            is_restricted=said["is_restricted"],
            visit=number_in(request.GET.get("visit", "")),
            incident=request.GET.get("incident", ""),
            pre_report=request.GET.get("pre", ""),
            by=request.actor,
            at=request.moment,
        ),
    )


@require_POST
def enter_later(request: Request) -> HttpResponse:
    """It is going on: units first, the report within the law's hours."""
    said = given(request.POST, title=Words(), is_restricted=Yes())
    made = done_once(
        request,
        "reception.enter_later",
        lambda: actions.enter_later(channel="phone", **said, by=request.actor, at=request.moment),
    )
    number = made.partition(":")[2]
    return HttpResponseRedirect(reverse("reception_window:report", args=[number]))


@never_cache
@require_GET
def report(request: Request, number: str) -> HttpResponse:
    """One report; the reading is recorded."""
    return _page(request, number)


def _page(request: Request, number: str, form: EvidenceForm | None = None) -> HttpResponse:
    by, at = request.actor, request.moment
    may_read_reports(by).or_refuse()
    view = queries.report_view(number, by=by, at=at)
    consult(subject=view.subject, by=by, at=at, purpose="receive_report")
    is_here = view.site.pk == by.organisation_id
    (proposals,) = shown_to(by, open_proposals(view.subject))
    context = {
        "report": view,
        "may_work": may_work_on_report(by, view.owner_id, view.is_restricted) and is_here,
        "may_take_over": view.is_header and is_here and bool(may_take_reports(by)),
        "may_answer": view.offer is not None and view.offer.to_site_id == by.organisation_id,
        "may_decide": view.is_at_legal and not may_take_reports(by),
        "evidence_form": form or EvidenceForm(),
        "clocks": clocks_on(view.subject, at=at),
        "papers": papers_on(view.subject, by=by, at=at),
        "proposals": proposals,
        "telling": telling_of(number),
        "requests": [] if view.is_header else requests_of(number),
        "follow_ups": [] if view.is_restricted else follow_ups_of(number),
        "recordings": [] if view.is_header else recordings_on(view.subject, by=by, at=at),
        "index_at": index_at(by, view.subject) if is_here else "",
        "request_kinds": REQUESTS,
        "request_verbs": [(one, RECORD_REQUEST_VERBS[one]) for one in ("answer", "refuse")],
        "told": told_outside(view.subject),
        "ways": outside_ways(),
        "case": case_of_report(number),
        "offices": offices(),
        "becomes_case": bool(view.kind and queries.steps_rule(at).by_code[view.kind].case),
        "lighter": queries.steps_rule(at).lighter_than(view.kind),
        "sites": [one for one in sites() if one.pk != view.site.pk],
    }
    status = 422 if form else 200
    return render(request, "reception_window/report.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def write_report(request: Request, number: str) -> HttpResponse:
    """Write on; what was begun at the scene is entered by this."""
    may_take_reports(request.actor).or_refuse()
    view = queries.report_view(number, by=request.actor, at=request.moment)
    may_work_on_report(request.actor, view.owner_id, view.is_restricted).or_refuse()
    data = request.POST if request.method == "POST" else None
    form = ReportForm(data, at=request.moment, initial=filled(view))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = carried_out(
            form,
            lambda: done_once(
                request,
                "reception.write_report",
                lambda: actions.write_report(
                    report=number,
                    kind=said["kind"],
                    said=form.said,
                    is_identity_checked=said["is_identity_checked"],
                    is_restricted=said["is_restricted"],
                    by=request.actor,
                    at=request.moment,
                ),
            ),
        )
        if made is not None:
            return HttpResponseRedirect(reverse("reception_window:report", args=[number]))
    context = {"form": form, "report": view}
    status = 422 if form.errors else 200
    return render(request, "reception_window/take_report.html", context, status=status)


@require_POST
def act_on_report(request: Request, number: str, verb: str) -> HttpResponse:
    """One verb of a report; a refusal stands beside its button."""
    may_read_reports(request.actor).or_refuse()
    fields = ("why", "outcome", "to_site", "step", "kind")
    said = given(request.POST, **{name: Words() for name in fields})
    common: dict[str, Any] = {"report": number, "by": request.actor, "at": request.moment}
    verbs: dict[str, Callable[[], Any]] = {
        "evidence": lambda: _evidence(request, common),
        "no_evidence": lambda: actions.say_no_evidence(why=said["why"], **common),
        "receipt": lambda: _receipt(request, common),
        "close": lambda: actions.close_report(outcome=said["outcome"], **common),
        "skip": lambda: actions.propose_skip(step=said["step"], why=said["why"], **common),
        "offer": lambda: transfers.offer_report(to_site=said["to_site"], why=said["why"], **common),
        "accept": lambda: transfers.accept_report(**common),
        "decline": lambda: transfers.decline_report(why=said["why"], **common),
        "withdraw": lambda: transfers.withdraw_report(**common),
        "lower_kind": lambda: lowering.propose_lighter_kind(
            kind=said["kind"], why=said["why"], **common
        ),
        "tell": lambda: choose_telling_here(
            **given(request.POST, way=Words(), address=Words()), language="zh-hans", **common
        ),
        "restrict": lambda: restricting.restrict_report(**common),
        "take_over": lambda: restricting.take_over_report(why=said["why"], **common),
        "decide": lambda: transfers.decide_site(to_site=said["to_site"], **common),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    done_once(request, f"reception.{verb}_report", verbs[verb])
    return HttpResponseRedirect(_home(request, number))


def _home(request: Request, number: str) -> str:
    """The report's page, or the desk where the report is no longer to be seen from here."""
    try:
        queries.report_view(number, by=request.actor, at=request.moment)
    except NotFound:
        return reverse("reception_window:desk")
    return reverse("reception_window:report", args=[number])


def _evidence(request: Request, common: dict[str, Any]) -> ReportView:
    said = given(request.POST, name=Words(), count=Whole(min_value=1), unit=Words(), remark=Words())
    return actions.add_evidence(**said, **common)


def _receipt(request: Request, common: dict[str, Any]) -> ReportView:
    """The address on the paper is the one this page was asked at."""
    number = common["report"]
    view = queries.report_view(number, by=request.actor, at=request.moment)
    query = urlencode({"code": view.code})
    address = reverse("portal:progress", args=[number])
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    return actions.give_receipt(
        address=request.build_absolute_uri(f"{address}?{query}"),
        language=language,
        **given(request.POST, office=Words()),
        **common,
    )
