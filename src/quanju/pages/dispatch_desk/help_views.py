"""Calls for help at the desk: heard by radio, seen, answered, ended."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from quanju.domains.dispatch.actions import help as help_actions
from quanju.domains.dispatch.permissions import may_see_desk
from quanju.domains.dispatch.queries.recommendation import recommendation_from
from quanju.domains.kernel.transaction import write
from quanju.domains.patrol.actions import emergency
from quanju.domains.patrol.permissions import may_see_to_help
from quanju.pages.dispatch_desk import receipts
from quanju.pages.dispatch_desk.views import refreshed
from quanju.pages.shared.fields import Whole, Wholes, Words, given
from quanju.pages.shared.once import done_once, once_of
from quanju.pages.shared.request import Request


@require_POST
def call_for_help(request: Request) -> HttpResponse:
    """A crew calls for help by radio: the desk says it for them."""
    may_see_desk(request.actor).or_refuse()
    unit = given(request.POST, unit=Whole())["unit"]
    done_once(
        request,
        "patrol.panic",
        lambda: emergency.panic(unit=unit, by=request.actor, at=request.moment),
    )
    return refreshed()


@require_POST
def see_help(request: Request, unit: int) -> HttpResponse:
    """The desk has seen that a crew calls for help."""
    by, at = request.actor, request.moment
    done_once(request, "patrol.see_help", lambda: emergency.see_help(unit=unit, by=by, at=at))
    return refreshed()


@require_POST
def send_help(request: Request, unit: int) -> HttpResponse:
    """Send the units shown to the crew that calls for help; the desk opens its incident."""
    may_see_to_help(request.actor).or_refuse()
    sent = given(request.POST, receipt=Words(), unit=Wholes(required=False))
    content = receipts.opened(f"help:{unit}", sent["receipt"])
    with write(), once_of(request, "send_help") as form:
        if not form.is_repeat:
            form.answer = help_actions.send_help(
                unit=unit,
                units=sent["unit"],
                recommendation=recommendation_from(content),
                receipt_content=content,
                by=request.actor,
                at=request.moment,
            )
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = f"/dispatch/?incident={form.answer}"
    return answer


@require_POST
def end_emergency(request: Request, unit: int) -> HttpResponse:
    """The crew is safe: its unit is free again, and whoever was told hears it."""
    done_once(
        request,
        "patrol.end_emergency",
        lambda: emergency.end_emergency(unit=unit, by=request.actor, at=request.moment),
    )
    return refreshed()
