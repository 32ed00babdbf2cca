"""What who reported asks of the record: asked at the window, taken on, answered, refused."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from quanju.domains.kernel.types import NotFound
from quanju.domains.reception.actions import requests as actions
from quanju.domains.reception.permissions import may_read_reports
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request


@require_POST
def ask_of_record(request: Request, number: str) -> HttpResponse:
    """Asked for at the window by who reported."""
    may_read_reports(request.actor).or_refuse()
    said = given(request.POST, kind=Words(), text=Words())
    common: dict[str, Any] = {"report": number, "by": request.actor, "at": request.moment}
    done_once(
        request, "reception.ask_of_record", lambda: actions.ask_of_record_here(**said, **common)
    )
    return HttpResponseRedirect(reverse("reception_window:report", args=[number]))


@require_POST
def act_on_request(request: Request, number: str, asked: int, verb: str) -> HttpResponse:
    """One verb of a request; a refusal stands beside its button."""
    may_read_reports(request.actor).or_refuse()
    said = given(request.POST, answer=Words())
    common: dict[str, Any] = {"report": number, "request": asked}
    common |= {"by": request.actor, "at": request.moment}
    verbs = {
        "take_on": lambda: actions.take_on_request(**common),
        "answer": lambda: actions.answer_request(**said, **common),
        "refuse": lambda: actions.refuse_request(**said, **common),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    done_once(request, f"reception.{verb}_request", verbs[verb])
    return HttpResponseRedirect(reverse("reception_window:report", args=[number]))
