"""What residents do without an account: the front page, a pre-report, a visit that is booked."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.kernel.typesetting import qr_code
from quanju.domains.reception.actions import pre_reports, visits_ahead
from quanju.domains.reception.queries import board as board_queries
from quanju.domains.reception.queries import portal as queries
from quanju.domains.reception.queries.reports import steps_rule
from quanju.domains.reception.queries.sites import site as site_named
from quanju.domains.reception.queries.sites import sites
from quanju.pages.portal.forms import PreReportForm, VisitForm, WhereForm
from quanju.pages.shared.once import done_once, sent_once
from quanju.pages.shared.pace import too_often
from quanju.pages.shared.request import Request


@login_not_required
@never_cache
@require_GET
def front(request: Request) -> HttpResponse:
    """Everything that needs no account, on one page."""
    context = {"rule": steps_rule(request.moment), "sites": sites()}
    return render(request, "portal/front.html", context)


@login_not_required
@never_cache
@require_GET
def board(request: Request) -> HttpResponse:
    """Time limits, who waits now, what was on time in closed months (SUP-08)."""
    if too_many := too_often(request, "portal"):
        return too_many
    at = request.moment
    context = {
        "law": board_queries.limits_of_law(at=at),
        "own": list(board_queries.own_limits(at=at)),
        "waiting": board_queries.waiting_now(at=at),
        "months": board_queries.closed_months(at=at),
        "least": queries.portal_rule(at).comments_least,
    }
    return render(request, "portal/board.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def write_pre_report(request: Request) -> HttpResponse:
    """What happened, written at home; a code opens it at the window."""
    if request.method == "POST" and (too_many := too_often(request, "portal_write")):
        return too_many
    form = PreReportForm(request.POST if request.method == "POST" else None)

    def write() -> Any:
        return pre_reports.write_pre_report(**form.cleaned_data, at=request.moment)

    made = sent_once(request, form, "reception.write_pre_report", write)
    if made:
        code = made.partition(":")[2]
        return HttpResponseRedirect(reverse("portal:pre_report", args=[code]))
    context = {"form": form, "rule": queries.portal_rule(request.moment)}
    status = 422 if form.errors else 200
    return render(request, "portal/write_pre_report.html", context, status=status)


@login_not_required
@never_cache
@require_GET
def pre_report(request: Request, code: str) -> HttpResponse:
    """One's own pre-report: its code, until when it is kept, and how to take it back."""
    if too_many := too_often(request, "progress"):
        return too_many
    view = queries.pre_report(code, at=request.moment)
    address = request.build_absolute_uri(reverse("portal:pre_report", args=[view.code]))
    context = {"one": view, "qr": mark_safe(qr_code(address, scales=True))}
    return render(request, "portal/pre_report.html", context)


@login_not_required
@require_POST
def take_back_pre_report(request: Request, code: str) -> HttpResponse:
    """Delete it at once."""
    if too_many := too_often(request, "progress"):
        return too_many
    done_once(
        request,
        "reception.take_back_pre_report",
        lambda: pre_reports.take_back_pre_report(code=code, at=request.moment),
    )
    return HttpResponseRedirect(reverse("portal:front"))


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def book_visit(request: Request) -> HttpResponse:
    """A ticket for another time: first where and what for, then one of the times left."""
    door = "portal_write" if request.method == "POST" else "portal"
    if too_many := too_often(request, door):
        return too_many
    where = WhereForm(request.GET or None, sites=sites())
    context: dict[str, Any] = {"where": where}
    if where.is_bound and where.is_valid():
        said = where.cleaned_data
        chosen = site_named(said["site"])
        days = queries.times_left(chosen, said["service"], at=request.moment)
        form = VisitForm(request.POST if request.method == "POST" else None, days=days)

        def book() -> Any:
            come_at = datetime.fromisoformat(form.cleaned_data["come_at"])
            return visits_ahead.book_visit(
                at_site=chosen.code, service=said["service"], come_at=come_at, at=request.moment
            )

        made = sent_once(request, form, "reception.book_visit", book)
        if made:
            return HttpResponseRedirect(
                reverse("reception_hall:ticket", args=[made.partition(":")[2]])
            )
        context |= {"form": form, "site": chosen, "days": days}
    is_wrong = where.errors or getattr(context.get("form"), "errors", None)
    return render(request, "portal/book_visit.html", context, status=422 if is_wrong else 200)
