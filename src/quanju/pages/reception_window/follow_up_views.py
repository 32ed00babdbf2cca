"""Follow-ups: the list, one with what is asked, what came of it, how an unhappy answer ends."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.types import NotFound
from quanju.domains.reception.actions import follow_ups as actions
from quanju.domains.reception.permissions import may_decide_reports, may_read_reports
from quanju.domains.reception.queries import follow_ups as queries
from quanju.domains.reception.queries.reports import has_report, steps_rule
from quanju.pages.reception_window.forms import AnswerForm
from quanju.pages.reception_window.lists import FollowUpFilter, follow_up_list
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.listing import answer
from quanju.pages.shared.once import done_once, sent_once
from quanju.pages.shared.request import Request


@never_cache
@require_GET
def follow_ups(request: Request) -> HttpResponseBase:
    """Whom to ask, the first due first; as a file and on paper, too."""
    may_read_reports(request.actor).or_refuse()
    form = FollowUpFilter(request.GET)
    listing = follow_up_list(form, request.actor, request.moment)
    return answer(request, "reception_window/follow_ups.html", listing)


@never_cache
@require_http_methods(["GET", "POST"])
def follow_up(request: Request, pk: int) -> HttpResponse:
    """One: whom to ring, and the form for what they said; the reading is recorded."""
    by, at = request.actor, request.moment
    may_read_reports(by).or_refuse()
    view = queries.follow_up(pk, by=by, at=at)
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, asks_score=view.asks_score)
    if sent_once(request, form, "reception.note_answer", lambda: _noted(request, form, pk)):
        return HttpResponseRedirect(request.path)
    consult(subject=f"report:{view.report}", by=by, at=at, purpose="receive_report")
    context = {
        "one": view,
        "form": form,
        "may_ask": view.is_due and queries.may_ask_now(view, by, at=at),
        "may_settle": view.is_unhappy and may_decide_reports(by),
        "may_open": has_report(view.report, by=by, at=at),
        "complaint_line": steps_rule(at).complaint_line,
    }
    status = 422 if form.errors else 200
    return render(request, "reception_window/follow_up.html", context, status=status)


def _noted(request: Request, form: AnswerForm, pk: int) -> Any:
    said = {"score": None} | form.cleaned_data
    return actions.note_answer(follow_up=pk, **said, by=request.actor, at=request.moment)


@require_POST
def act_on_follow_up(request: Request, pk: int, verb: str) -> HttpResponse:
    """Not reached, would rather not, settled; a refusal stands beside its button."""
    may_read_reports(request.actor).or_refuse()
    common: dict[str, Any] = {"follow_up": pk, "by": request.actor, "at": request.moment}
    verbs = {
        "miss": lambda: actions.note_not_reached(**common),
        "decline": lambda: actions.note_declined(**common),
        "settle": lambda: actions.settle_follow_up(
            **given(request.POST, settled=Words()), **common
        ),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    done_once(request, f"reception.{verb}_follow_up", verbs[verb])
    return HttpResponseRedirect(reverse("reception_window:follow_up", args=[pk]))
