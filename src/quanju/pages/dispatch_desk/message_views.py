"""Messages to crews: the page of those that stand, and their verbs."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.dispatch.actions import messages as actions
from quanju.domains.dispatch.permissions import may_send_messages
from quanju.pages.dispatch_desk.messages import message_context
from quanju.pages.dispatch_desk.views import refreshed
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request

MESSAGE = {name: Words() for name in ("sent_to", "sentence", "text")}


@require_GET
def messages(request: Request) -> HttpResponse:
    """What crews are told now, and the form for another message until the shift ends."""
    may_send_messages(request.actor).or_refuse()
    part = "messages_now" if "HX-Request" in request.headers else "messages"
    return render(request, f"dispatch_desk/{part}.html", message_context(request))


@require_POST
def send_message(request: Request) -> HttpResponse:
    """A message that stands until the shift ends."""
    may_send_messages(request.actor).or_refuse()
    sent, by, at = given(request.POST, **MESSAGE), request.actor, request.moment
    done_once(request, "send_message", lambda: actions.send_message(**sent, by=by, at=at))
    return refreshed()


@require_POST
def tell_message_by_radio(request: Request, message: str) -> HttpResponse:
    """Crews whose phones do not show it were told by radio."""
    may_send_messages(request.actor).or_refuse()
    by, at = request.actor, request.moment
    done_once(
        request,
        "tell_message_by_radio",
        lambda: actions.tell_message_by_radio(message=message, by=by, at=at),
    )
    return refreshed()


@require_POST
def end_message(request: Request, message: str) -> HttpResponse:
    """It holds no longer."""
    may_send_messages(request.actor).or_refuse()
    by, at = request.actor, request.moment
    done_once(request, "end_message", lambda: actions.end_message(message=message, by=by, at=at))
    return refreshed()
