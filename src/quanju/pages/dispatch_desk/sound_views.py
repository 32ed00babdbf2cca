"""The sounds of the desk: on, or quiet until the shift ends."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from quanju.domains.dispatch.actions.quiet import quiet_desk
from quanju.domains.dispatch.permissions import may_see_desk
from quanju.domains.dispatch.queries.quiet import quiet_until
from quanju.domains.kernel.types import Text
from quanju.pages.shared.fields import Yes, given
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request

SOUNDS = (
    ("call", Text("新警情、新来电", "new call or alert")),
    ("order", Text("指令未签收", "order unanswered")),
    ("help", Text("紧急求助", "call for help")),
)
UNANSWERED = frozenset({"not_acknowledged", "re_offer", "no_answer"})


def sound_of(kind: str) -> str:
    """Which of the three an alert sounds."""
    return "order" if kind in UNANSWERED else "call"


def sound_context(request: Request) -> dict[str, Any]:
    """The three sounds, and until when they are off for whoever reads."""
    until: datetime | None = quiet_until(request.actor, at=request.moment)
    return {"sounds": SOUNDS, "quiet_until": until}


@require_POST
def quiet(request: Request) -> HttpResponse:
    """Quiet until the shift ends, or not."""
    may_see_desk(request.actor).or_refuse()
    is_quiet = given(request.POST, quiet=Yes())["quiet"]
    by, at = request.actor, request.moment
    done_once(request, "quiet_desk", lambda: quiet_desk(is_quiet=is_quiet, by=by, at=at))
    return render(request, "dispatch_desk/sound.html", sound_context(request))
