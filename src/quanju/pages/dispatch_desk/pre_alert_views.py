"""Telling a crew ahead while its call is taken, and taking it back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.dispatch.actions import pre_alerting
from quanju.domains.dispatch.permissions import may_take_calls
from quanju.domains.dispatch.queries.pre_alerts import told_ahead_by
from quanju.pages.shared.fields import Whole, Words, given
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.request import Request


@require_GET
def told_ahead(request: Request) -> HttpResponse:
    """Who was told ahead of the call in hand, and whether the phone shows it."""
    may_take_calls(request.actor).or_refuse()
    context = {"ahead": told_ahead_by(request.actor, at=request.moment)}
    return render(request, "dispatch_desk/told_ahead.html", context)


@require_POST
@needs_no_key("a second press tells the same crew of the same call: the first is withdrawn by it")
def pre_alert(request: Request) -> HttpResponse:
    """Tell the crew that stood on the button; it is no order."""
    may_take_calls(request.actor).or_refuse()
    sent = given(
        request.POST, ahead=Whole(), type_code=Words(), address=Words(), ahead_grade=Whole()
    )
    pre_alerting.pre_alert(
        unit=sent["ahead"],
        type_code=sent["type_code"],
        grade=sent["ahead_grade"],
        address=sent["address"],
        by=request.actor,
        at=request.moment,
    )
    context = {"ahead": told_ahead_by(request.actor, at=request.moment)}
    return render(request, "dispatch_desk/told_ahead.html", context)


@require_POST
@needs_no_key("a second press finds nothing to take back")
def withdraw_pre_alert(request: Request) -> HttpResponse:
    """The call was dropped, or somebody else will go."""
    may_take_calls(request.actor).or_refuse()
    pre_alerting.withdraw_pre_alert(by=request.actor, at=request.moment)
    return render(request, "dispatch_desk/told_ahead.html", {"ahead": None})
