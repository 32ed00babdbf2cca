"""What is open to everybody: the big screen, and a visitor's own ticket by its code."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.signing import Signer
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import NotFound, Refused
from quanju.domains.kernel.typesetting import qr_code
from quanju.domains.reception.actions import comments, visits_ahead
from quanju.domains.reception.actions import tickets as actions
from quanju.domains.reception.queries import tickets, visits, waits
from quanju.domains.reception.queries.sites import site as site_named
from quanju.domains.reception.queries.sites import sites
from quanju.domains.reception.types.hall import Site, TicketView
from quanju.pages.reception_hall.forms import ComeForm, CommentForm, TakeForm
from quanju.pages.shared.once import done_once, sent_once
from quanju.pages.shared.pace import too_often
from quanju.pages.shared.request import Request

KEY_LENGTH = 20


def key_of_day(site: Site, at: datetime) -> str:
    """What the screen's code carries today: who has not been in the hall does not know it."""
    signed = Signer(salt="reception.ticket").signature(f"{site.code} {local_day(at)}")
    return signed[:KEY_LENGTH]


@login_not_required
@never_cache
@require_GET
def board(request: Request, site: str) -> HttpResponse:
    """The big screen of a hall: numbers alone."""
    return render(request, "reception_hall/board.html", _board(request, site))


@login_not_required
@never_cache
@require_GET
def board_now(request: Request, site: str) -> HttpResponse:
    """The screen's content, asked for every other second."""
    return render(request, "reception_hall/board_now.html", _board(request, site))


def _board(request: Request, code: str) -> dict[str, Any]:
    site, at = site_named(code), request.moment
    key = key_of_day(site, at)
    address = request.build_absolute_uri(
        reverse("reception_hall:take_ticket", args=[site.code, key])
    )
    calls = tickets.last_calls(site, at=at)
    return {
        "site": site,
        "first": calls[0] if calls else None,
        "others": calls[1:],
        "waits": waits.expected_waits(site.pk, at=at),
        "areas": visits.areas(site, at=at),
        "qr": mark_safe(qr_code(address, scales=True)),
    }


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def take_ticket(request: Request, site: str, key: str) -> HttpResponse:
    """A ticket by one's own phone, from the code on the screen of the hall."""
    if too_many := too_often(request, "take_ticket"):
        return too_many
    chosen = site_named(site)
    if not constant_time_compare(key, key_of_day(chosen, request.moment)):
        raise NotFound(subject="ticket")
    form = TakeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = done_once(
            request,
            "reception.take_ticket",
            lambda: actions.take_ticket(
                at_site=site, service=form.cleaned_data["service"], at=request.moment
            ),
        )
        code = made.partition(":")[2]
        return HttpResponseRedirect(reverse("reception_hall:ticket", args=[code]))
    context = {
        "site": chosen,
        "form": form,
        "waits": waits.expected_waits(chosen.pk, at=request.moment),
    }
    status = 422 if form.errors else 200
    return render(request, "reception_hall/take_ticket.html", context, status=status)


@login_not_required
@never_cache
@require_GET
def ticket(request: Request, code: str) -> HttpResponse:
    """The visitor's own ticket: how many are before, until when one may be away."""
    if too_many := too_often(request, "ticket"):
        return too_many
    return _ticket(request, code)


def _commented(code: str, form: CommentForm, at: datetime) -> TicketView:
    said = form.cleaned_data
    return comments.comment_on_visit(code=code, score=int(said["score"]), said=said["said"], at=at)


def _ticket(
    request: Request, code: str, form: ComeForm | None = None, comment: CommentForm | None = None
) -> HttpResponse:
    at = request.moment
    view = tickets.ticket(code, at=at)
    context = {
        "ticket": view,
        "form": form or _come_form(request, view.site.code),
        "comment": comment or CommentForm(),
        "elsewhere": [
            (one, waits.expected_wait(one.pk, view.service, at=at))
            for one in sites()
            if one.pk != view.site.pk
        ],
    }
    status = 422 if (form and form.errors) or comment else 200
    return render(request, "reception_hall/ticket.html", context, status=status)


def _come_form(request: Request, site: str, data: Any = None) -> ComeForm:
    times = tickets.times_to_come(at=request.moment)
    return ComeForm(data, sites=sites(), times=times, initial={"site": site})


@login_not_required
@require_POST
def change_ticket(request: Request, code: str, verb: str) -> HttpResponse:
    """Another time or site, or no wait at all."""
    if too_many := too_often(request, "ticket"):
        return too_many
    at = request.moment
    view = tickets.ticket(code, at=at)
    if verb == "give_up":
        done_once(request, "reception.give_up", lambda: actions.give_up_ticket(code=code, at=at))
    elif verb == "here":
        done_once(request, "reception.say_here", lambda: visits_ahead.say_here(code=code, at=at))
    elif verb == "comment":
        comment = CommentForm(request.POST)
        if not sent_once(
            request, comment, "reception.comment", lambda: _commented(code, comment, at)
        ):
            return _ticket(request, code, comment=comment)
    elif verb == "come":
        form = _come_form(request, view.site.code, request.POST)
        if not form.is_valid() or not _changed(request, code, form):
            return _ticket(request, code, form)
    else:
        raise NotFound(subject=f"verb {verb[:20]}")
    return HttpResponseRedirect(reverse("reception_hall:ticket", args=[code]))


def _changed(request: Request, code: str, form: ComeForm) -> bool:
    back_at = datetime.fromisoformat(form.cleaned_data["back_at"])
    where = form.cleaned_data["site"]
    try:
        done_once(
            request,
            "reception.change_site",
            lambda: actions.change_site(
                code=code, to_site=where, back_at=back_at, at=request.moment
            ),
        )
    except Refused as refused:
        if refused.status == 404:
            raise
        form.add_error(refused.field or None, str(refused.text))
        return False
    return True
