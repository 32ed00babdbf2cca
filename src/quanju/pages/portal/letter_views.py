"""Letters of residents: sent without an account, read and answered by number and code."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.kernel.types import NotFound
from quanju.domains.kernel.typesetting import qr_code
from quanju.domains.people.queries.organisations import names_of_kind
from quanju.domains.reception.actions import letters as actions
from quanju.domains.reception.queries import letters as queries
from quanju.domains.reception.queries.portal import portal_rule
from quanju.domains.reception.queries.reports import steps_rule
from quanju.domains.reception.types.letters import LETTERS
from quanju.pages.portal.forms import LetterForm, ProgressForm
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.once import done_once, sent_once
from quanju.pages.shared.pace import too_often
from quanju.pages.shared.request import Request


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def send_letter(request: Request, kind: str) -> HttpResponse:
    """A question, a complaint about police, a petition: a number and a code at once."""
    if kind not in LETTERS:
        raise NotFound(subject=f"letter {kind[:20]!r}")
    if request.method == "POST" and (too_many := too_often(request, "portal_write")):
        return too_many
    data = request.POST if request.method == "POST" else None
    form = LetterForm(data, kind=kind, offices=names_of_kind("station"), initial=_known(request))

    def send() -> Any:
        return actions.send_letter(
            kind=kind,
            said=form.said,
            about=form.about,
            office=form.cleaned_data.get("office", ""),
            by=request.actor,
            at=request.moment,
        )

    made = sent_once(request, form, "reception.send_letter", send)
    if made:
        _, number, code = made.split(":")
        return HttpResponseRedirect(_address(number, code))
    context = {
        "form": form,
        "kind": kind,
        "label": LETTERS[kind],
        "rule": portal_rule(request.moment).letters[kind],
        "line": steps_rule(request.moment).complaint_line,
    }
    status = 422 if form.errors else 200
    return render(request, "portal/send_letter.html", context, status=status)


def _known(request: Request) -> dict[str, str]:
    """Who comes from a matter's own page need not type its number again."""
    return {f"about_{name}": request.GET.get(name, "") for name in ("number", "code")}


def _address(number: str, code: str) -> str:
    return f"{reverse('portal:letter', args=[number])}?{urlencode({'code': code})}"


@login_not_required
@never_cache
@require_GET
def letter(request: Request, number: str) -> HttpResponse:
    """The sender's own: where it stands, the answer, and what one may do next."""
    if too_many := too_often(request, "progress"):
        return too_many
    code = request.GET.get("code", "")
    try:
        view = queries.own_letter(number, code)
    except NotFound:
        context = {"form": ProgressForm({"number": number, "code": code}), "is_asked": True}
        return render(request, "portal/progress.html", context, status=404)
    address = request.build_absolute_uri(_address(view.number, code))
    state, why = view.plain
    context = {
        "one": view,
        "state": state,
        "why": why,
        "code": code.strip().upper(),
        "qr": mark_safe(qr_code(address, scales=True)),
    }
    return render(request, "portal/letter.html", context)


@login_not_required
@require_POST
def act_on_own(request: Request, number: str, verb: str) -> HttpResponse:
    """Who complained accepts the answer, or asks for a review."""
    if too_many := too_often(request, "progress"):
        return too_many
    said = given(request.POST, code=Words(), why=Words())
    common: dict[str, Any] = {"letter": number, "code": said["code"], "at": request.moment}
    if verb == "accept":
        done_once(request, "reception.accept_answer", lambda: actions.accept_answer(**common))
    elif verb == "review":
        done_once(
            request,
            "reception.ask_review",
            lambda: actions.ask_review(why=said["why"], **common),
        )
    else:
        raise NotFound(subject=f"verb {verb[:20]}")
    return HttpResponseRedirect(_address(number, said["code"]))
