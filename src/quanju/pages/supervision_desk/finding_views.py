"""Findings: the list, one of them with its steps, what supervisors and units do with it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.journal.actions.entries import consult
from quanju.domains.kernel.types import NotFound
from quanju.domains.supervision.actions import answering
from quanju.domains.supervision.actions import findings as acts
from quanju.domains.supervision.permissions import (
    may_answer_for,
    may_read_findings,
    may_supervise,
    may_supervise_at,
)
from quanju.domains.supervision.queries import findings as queries
from quanju.domains.supervision.queries.units import unit_names
from quanju.domains.supervision.types.checks import LEVELS
from quanju.pages.shared.entries import last_steps
from quanju.pages.shared.fields import Whole, Words, given
from quanju.pages.shared.listing import answer
from quanju.pages.shared.matters import page_of, thread_of
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request
from quanju.pages.shared.timeline import lines_of
from quanju.pages.supervision_desk.lists import FindingFilter, finding_list

STEPS_SHOWN = 30


@never_cache
@require_GET
def findings(request: Request) -> HttpResponseBase:
    """The findings this reader may see; as a file and on paper, too."""
    by = request.actor
    may_read_findings(by).or_refuse()
    return answer(
        request,
        "supervision_desk/findings.html",
        finding_list(FindingFilter(request.GET), by, request.moment),
        may_raise=bool(may_supervise(by)) and (by.station_id is None),
        units=unit_names().items(),
        levels=LEVELS.items(),
    )


@require_POST
def raise_finding(request: Request) -> HttpResponse:
    """Something is wrong at a unit, found without a rule: on site, in a check of papers."""
    may_supervise(request.actor).or_refuse()
    said = given(request.POST, unit=Words(), level=Whole(), what=Words(), report=Words())
    subject = done_once(
        request,
        "supervision.raise_finding",
        lambda: acts.raise_finding(**said, by=request.actor, at=request.moment),
    )
    return HttpResponseRedirect(_page(subject.partition(":")[2]))


@never_cache
@require_GET
def finding(request: Request, number: str) -> HttpResponse:
    """One finding; the reading is recorded."""
    by, at = request.actor, request.moment
    may_read_findings(by).or_refuse()
    view = queries.finding_view(number, by=by)
    consult(subject=view.subject, by=by, at=at, purpose="supervise")
    where: dict[str, Any] = {"office": view.office_id, "station": view.station_id}
    context = {
        "finding": view,
        "may_answer": may_answer_for(by, **where),
        "may_supervise": may_supervise_at(by, level=view.level, **where),
        "report_page": page_of(f"report:{view.report}", by) if view.report else "",
        "thread": thread_of(view.subject),
        "entries": lines_of(reversed(last_steps(view.subject, by, at=at, most=STEPS_SHOWN))),
    }
    return render(request, "supervision_desk/finding.html", context)


@require_POST
def act_on_finding(request: Request, number: str, verb: str) -> HttpResponse:
    """One verb of a finding; a refusal stands beside its button."""
    may_read_findings(request.actor).or_refuse()
    sent = request.POST
    common: dict[str, Any] = {"finding": number, "by": request.actor, "at": request.moment}
    verbs: dict[str, Callable[[], Any]] = {
        "answer": lambda: answering.answer_finding(**given(sent, answer=Words()), **common),
        "correct": lambda: answering.correct_finding(**given(sent, correction=Words()), **common),
        "notify": lambda: acts.notify_again(**common),
        "accept": lambda: acts.accept_answer(**common),
        "send_back": lambda: acts.send_back(**given(sent, why=Words()), **common),
        "check": lambda: acts.check_finding(**given(sent, note=Words()), **common),
        "reopen": lambda: acts.reopen_finding(**given(sent, why=Words()), **common),
        "close": lambda: acts.close_finding(**common),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    done_once(request, f"supervision.{verb}_finding", verbs[verb])
    return HttpResponseRedirect(_page(number))


def _page(number: str) -> str:
    return reverse("supervision_desk:finding", args=[number])
