"""What crews tell by radio: the one line, its words as buttons, and taking a slip back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.dispatch.actions.radio import take_back as take_radio_back
from quanju.domains.dispatch.actions.radio import tell_by_radio
from quanju.domains.dispatch.actions.services import ask_service
from quanju.domains.dispatch.permissions import may_see_desk
from quanju.domains.dispatch.queries import radio
from quanju.domains.dispatch.queries.services import services_of_line
from quanju.domains.dispatch.types import ASSIGNMENT_VERBS, AssignmentView
from quanju.domains.kernel.types import Refused, Text
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request

NEXT_STEPS = {
    "assigned": ("acknowledge_order", "acknowledge"),
    "acknowledged": ("depart", "depart"),
    "en_route": ("arrive", "arrive"),
    "on_scene": ("clear", "clear"),
    "transporting": ("clear", "clear"),
    "reporting": ("done", "done"),
}
"""What a crew tells by radio next, by the state of its job: the verb and its word."""
MOST_SHOWN = 12


class NotUnderstood(Refused):
    """A line that means nothing, or more than one thing."""

    code = "LINE_NOT_UNDERSTOOD"
    text = Text("{why}", "{why}")
    status = 422


SEVERAL = Text(
    "可能是单位动态，也可能是请求外援，请选一个",
    "It may be a unit's step or a service: choose one",
)
HOW = Text("写呼号和状态，例如 P3 到场", "A call sign and a state, such as P3 at scene")


def next_step(job: AssignmentView) -> tuple[str, Text | str]:
    """The verb a crew tells next, and its word; nothing once its job has ended."""
    verb, word = NEXT_STEPS.get(job.state, ("", ""))
    return verb, ASSIGNMENT_VERBS[word] if word else ""


def told_context(request: Request) -> dict[str, Any]:
    """What this dispatcher entered in the last seconds."""
    return {"told": radio.may_be_taken_back(request.actor, at=request.moment)}


@require_GET
def one_line(request: Request) -> HttpResponse:
    """What the line means so far, drawn below it while somebody types."""
    may_see_desk(request.actor).or_refuse()
    words = given(request.GET, words=Words())["words"]
    meant = radio.heard(words, request.actor, at=request.moment)
    number = given(request.GET, incident=Words())["incident"]
    found, is_whole = services_of_line(words, number, at=request.moment)
    context = {
        "words": words,
        "meant": meant,
        "incident": number,
        "services": found,
        # Said whole and nothing a crew may have said: Enter asks for it.
        "is_service": is_whole and meant.ready is None,
        "is_radio": not is_whole,
        "shown": meant.commands[:MOST_SHOWN],
        "warning": radio.warning_of(meant, at=request.moment),
        "crew": radio.crew_of(meant),
    }
    return render(request, "dispatch_desk/one_line.html", context)


@require_POST
def tell(request: Request) -> HttpResponse:
    """Enter what the line says; a line that may mean two things enters nothing."""
    may_see_desk(request.actor).or_refuse()
    sent = given(request.POST, words=Words(), incident=Words())
    words, number = sent["words"], sent["incident"]
    by, at = request.actor, request.moment

    def enter() -> object:
        meant = radio.heard(words, by, at=at)
        one = meant.ready
        found, is_whole = services_of_line(words, number, at=at)
        if is_whole and one is not None:
            raise NotUnderstood(why=SEVERAL)
        if is_whole:
            return ask_service(incident=number, service=found[0].code, by=by, at=at)
        if one is None:
            raise NotUnderstood(why=meant.why or HOW)
        return tell_by_radio(
            unit=one.unit.unit_id,
            does=one.does,
            minutes=one.minutes,
            confirmed=one.is_confirmed,
            by=by,
            at=at,
        )

    done_once(request, "tell_by_radio", enter)
    return render(request, "dispatch_desk/told.html", told_context(request))


@require_GET
def told(request: Request) -> HttpResponse:
    """What was entered in the last seconds, alone."""
    may_see_desk(request.actor).or_refuse()
    return render(request, "dispatch_desk/told.html", told_context(request))


@require_POST
def take_back(request: Request, entry: int) -> HttpResponse:
    """A slip: as it was before, and both entries stay."""
    may_see_desk(request.actor).or_refuse()
    by, at = request.actor, request.moment
    done_once(request, "take_back_radio", lambda: take_radio_back(entry=entry, by=by, at=at))
    return render(request, "dispatch_desk/told.html", told_context(request))
