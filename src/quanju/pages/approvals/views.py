"""What waits for a second person: everything this person may decide, and what they proposed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.approvals import actions, queries
from quanju.domains.kernel.transaction import write
from quanju.domains.people.permissions import holds_post
from quanju.pages.approvals.forms import WhyForm
from quanju.pages.shared.once import once_of
from quanju.pages.shared.proposals import shown_to
from quanju.pages.shared.request import Request


@require_GET
def waiting(request: Request) -> HttpResponse:
    """The page: to decide, proposed by oneself, and what became of the last ones."""
    return render(request, "approvals/waiting.html", _lists(request))


@require_GET
def waiting_list(request: Request) -> HttpResponse:
    """The lists alone, for when something was proposed or decided."""
    return render(request, "approvals/lists.html", _lists(request))


def _lists(request: Request) -> dict[str, Any]:
    actor = request.actor
    holds_post(actor).or_refuse()
    mine = queries.proposed_by(actor), queries.decided_last(actor)
    to_decide, own, ended = shown_to(actor, queries.waiting_for(actor), *mine)
    return {"to_decide": to_decide, "own": own, "ended": ended}


@require_POST
def approve(request: Request, proposal: int) -> HttpResponse:
    """Carry out what another person proposed."""
    return _done(request, "approve", lambda: actions.approve(**_decision(request, proposal)))


@require_POST
def refuse(request: Request, proposal: int) -> HttpResponse:
    """Say no, and why."""
    return _done(request, "refuse", lambda: actions.refuse(**_decision(request, proposal)))


@require_POST
def withdraw(request: Request, proposal: int) -> HttpResponse:
    """Take one's own proposal back."""

    def verb() -> object:
        return actions.withdraw(proposal=proposal, by=request.actor, at=request.moment)

    return _done(request, "withdraw", verb)


def _decision(request: Request, proposal: int) -> dict[str, Any]:
    form = WhyForm(request.POST)
    form.is_valid()
    why = form.cleaned_data.get("why", "")
    return {"proposal": proposal, "why": why, "by": request.actor, "at": request.moment}


def _done(request: Request, verb: str, act: Callable[[], object]) -> HttpResponse:
    """Once, however often the form arrives; the part that asked is fetched anew."""
    with write(), once_of(request, f"approvals.{verb}") as form:
        if not form.is_repeat:
            act()
            form.answer = request.path
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Trigger": "quanju:done"})
    return HttpResponseRedirect(reverse("approvals:waiting"))
