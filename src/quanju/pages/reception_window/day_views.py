"""The day's reconciliation: what came in against what was entered, down to each that has none."""

from datetime import date, timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import NotFound
from quanju.domains.reception.actions import reconciling
from quanju.domains.reception.permissions import may_read_reports, may_take_reports
from quanju.domains.reception.queries.reconciliation import days_of
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request


@never_cache
@require_GET
def day(request: Request, day: str) -> HttpResponse:
    """One day; a receptionist's own site, for legal supervision every site."""
    by, at = request.actor, request.moment
    may_read_reports(by).or_refuse()
    wanted, today = _day(day), local_day(at)
    context = {
        "day": wanted,
        "days": days_of(by, wanted, at=at),
        "before": wanted - timedelta(days=1),
        "after": wanted + timedelta(days=1) if wanted < today else None,
        "may_take": may_take_reports(by),
    }
    return render(request, "reception_window/day.html", context)


@require_POST
def say_no_report(request: Request, visit: int) -> HttpResponse:
    """The reason why a ticket for a report has none."""
    sent = given(request.POST, why=Words(), day=Words())
    done_once(
        request,
        "reception.say_no_report",
        lambda: reconciling.say_no_report(
            visit=visit, why=sent["why"], by=request.actor, at=request.moment
        ),
    )
    return HttpResponseRedirect(reverse("reception_window:day", args=[_day(sent["day"])]))


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise NotFound(subject=f"day {text[:12]!r}") from error
    if not 2000 < found.year < 2200:
        raise NotFound(subject=f"day {text[:12]!r}")
    return found
