"""The desks of the shift: what each has in hand and waiting, by number; never a table of names."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.dispatch.actions import desks as actions
from quanju.domains.dispatch.actions import transfers
from quanju.domains.dispatch.permissions import may_run_shift, may_sit_at_desk
from quanju.domains.dispatch.queries import desks as queries
from quanju.domains.dispatch.queries.incidents import open_incidents
from quanju.pages.dispatch_desk.views import refreshed
from quanju.pages.shared.fields import Whole, Words, given
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request


@require_GET
def desks(request: Request) -> HttpResponse:
    """Each desk with its incidents; the supervisor puts them elsewhere or takes a desk over."""
    may_sit_at_desk(request.actor).or_refuse()
    lines = queries.desks_now(request.actor, open_incidents(request.actor, at=request.moment))
    context = {
        "lines": lines,
        "own": next((one for one in lines if one.is_own), None),
        "others": [one for one in lines if one.number is not None and not one.is_own],
        "numbers": [one.number for one in lines if one.number is not None],
        "offers": queries.offers(request.actor),
        "may_run": may_run_shift(request.actor),
    }
    part = "desks_now" if "HX-Request" in request.headers else "desks"
    return render(request, f"dispatch_desk/{part}.html", context)


@require_POST
def take_desk(request: Request) -> HttpResponse:
    """Sit down."""
    may_sit_at_desk(request.actor).or_refuse()
    by, at = request.actor, request.moment
    done_once(request, "take_desk", lambda: actions.take_desk(by=by, at=at))
    return refreshed()


@require_POST
def leave_desk(request: Request) -> HttpResponse:
    """Get up; refused while one has open incidents that others could take."""
    may_sit_at_desk(request.actor).or_refuse()
    by, at = request.actor, request.moment
    done_once(request, "leave_desk", lambda: actions.leave_desk(by=by, at=at))
    return refreshed()


@require_POST
def ask_transfer_of_all(request: Request) -> HttpResponse:
    """Ask another desk to take over all one has in hand."""
    may_sit_at_desk(request.actor).or_refuse()
    to, by, at = given(request.POST, to=Whole())["to"], request.actor, request.moment
    done_once(
        request, "ask_transfer_of_all", lambda: transfers.ask_transfer_of_all(to=to, by=by, at=at)
    )
    return refreshed()


@require_POST
def take_over_desk(request: Request, desk: int) -> HttpResponse:
    """Somebody has gone: the supervisor takes over what is at the desk."""
    may_run_shift(request.actor).or_refuse()
    sent, by, at = given(request.POST, reason=Words()), request.actor, request.moment
    done_once(
        request,
        "take_over_desk",
        lambda: actions.take_over_desk(desk=desk, reason=sent["reason"], by=by, at=at),
    )
    return refreshed()
