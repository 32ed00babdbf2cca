"""Who helps on a case, and when somebody was caught: small verbs of its page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from quanju.domains.cases.actions import story
from quanju.domains.cases.permissions import may_accept_cases
from quanju.domains.kernel.types import NotFound
from quanju.pages.shared.fields import MomentField, Whole, Words, given
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request


@require_POST
def act_on_story(request: Request, number: str, verb: str) -> HttpResponse:
    """One of these verbs; a refusal stands beside its button."""
    may_accept_cases(request.actor).or_refuse()
    sent = request.POST
    common: dict[str, Any] = {"case": number, "by": request.actor, "at": request.moment}
    verbs: dict[str, Callable[[], Any]] = {
        "add_helper": lambda: story.add_helper(
            **given(sent, office=Words(), why=Words()), **common
        ),
        "end_helper": lambda: story.end_helper(
            **given(sent, helper=Whole(), why=Words()), **common
        ),
        "note_caught": lambda: story.note_caught(
            **given(sent, caught_at=MomentField(), source=Words()), **common
        ),
        "withdraw_caught": lambda: story.withdraw_caught(
            **given(sent, moment=Whole(), why=Words()), **common
        ),
    }
    if verb not in verbs:
        raise NotFound(subject=f"verb {verb[:20]}")
    done_once(request, f"cases.{verb}", verbs[verb])
    return HttpResponseRedirect(reverse("case_desk:case", args=[number]))
