"""What waits for a second person: appointments and resets of a second factor."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.kernel.types import Text
from quanju.domains.people import actions, queries
from quanju.domains.people.permissions import (
    may_decide_appointment,
    may_decide_reset,
    may_read_accounts,
    may_withdraw_proposal,
)
from quanju.domains.people.queries.appointments import AppointmentView, ResetView
from quanju.domains.people.types import Actor
from quanju.domains.rulebook import queries as rulebook
from quanju.domains.rulebook.permissions import may_read_rules
from quanju.domains.rulebook.types import kind_named
from quanju.pages.administration.answers import tabs
from quanju.pages.shared.request import Request


@require_GET
def decisions(request: Request) -> HttpResponse:
    """The queue; each button says why it cannot be pressed."""
    may_read_accounts(request.actor).or_refuse()
    return render(
        request,
        "administration/decisions.html",
        {
            "appointments": [
                _with_verdicts(request.actor, one) for one in queries.appointments_to_decide()
            ],
            "rule_proposals": _rule_proposals(request.actor),
            "resets": [
                _reset_with_verdicts(request.actor, one) for one in queries.resets_to_decide()
            ],
            **tabs(request.actor, "decisions"),
        },
    )


def _rule_proposals(by: Actor) -> list[tuple[Text, Any]]:
    if not may_read_rules(by):
        return []
    waiting = [one for one in rulebook.tables() if one.status == "proposed"]
    return [
        (kind.label if (kind := kind_named(one.kind)) else Text(one.kind, one.kind), one)
        for one in sorted(waiting, key=lambda one: one.proposed_at)
    ]


def _with_verdicts(actor: Actor, one: AppointmentView) -> dict[str, Any]:
    return {
        "row": one,
        "may_decide": may_decide_appointment(
            actor,
            proposer=f"person:{one.proposer_id}",
            person=f"person:{one.person_id}",
            role=one.role,
            station_id=one.station_id,
        ),
        "may_withdraw": may_withdraw_proposal(actor, f"person:{one.proposer_id}"),
    }


def _reset_with_verdicts(actor: Actor, one: ResetView) -> dict[str, Any]:
    asker = f"person:{one.asker_id}"
    return {
        "row": one,
        "may_decide": may_decide_reset(actor, asker=asker, person=f"person:{one.person_id}"),
        "may_withdraw": may_withdraw_proposal(actor, asker),
    }


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("administration:decisions"))


@require_POST
def approve_appointment(request: Request, pk: int) -> HttpResponse:
    actions.approve_appointment(appointment=pk, by=request.actor, at=request.moment)
    return _back()


@require_POST
def reject_appointment(request: Request, pk: int) -> HttpResponse:
    actions.reject_appointment(appointment=pk, by=request.actor, at=request.moment)
    return _back()


@require_POST
def withdraw_appointment(request: Request, pk: int) -> HttpResponse:
    actions.withdraw_appointment(appointment=pk, by=request.actor, at=request.moment)
    return _back()


@require_POST
def end_appointment(request: Request, pk: int) -> HttpResponse:
    row = actions.end_appointment(appointment=pk, by=request.actor, at=request.moment)
    return HttpResponseRedirect(reverse("administration:account", args=[row.person_id]))


@require_POST
def decide_reset(request: Request, pk: str, verb: str) -> HttpResponse:
    """Approve, reject or withdraw a request to take a second factor off."""
    actions.decide_second_factor_reset(
        reset=int(pk), verb=verb, by=request.actor, at=request.moment
    )
    return _back()
