"""Markets and events, their extra shifts, and the links that calendars read by."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.duty import permissions as may
from quanju.domains.duty.actions import feeds as feeds_actions
from quanju.domains.duty.actions import occasions
from quanju.domains.duty.queries import feeds, staffing
from quanju.domains.duty.queries import shifts as shifts_queries
from quanju.domains.duty.types import FEED_CONTENTS, OccasionView
from quanju.domains.kernel.days import branch_zone, local_day
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.queries.organisations import branch
from quanju.pages.patrol_board.forms import OccasionForm
from quanju.pages.patrol_board.parts import carried_out, tabs
from quanju.pages.patrol_board.people_views import own_page
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request

SHOWN = timedelta(days=28)


@never_cache
@require_GET
def calendar(request: Request) -> HttpResponse:
    """What is extra in the four weeks to come, day by day, and what is planned of it."""
    return _page(request)


def _page(request: Request, refused: Refused | None = None, link: str = "") -> HttpResponse:
    may.may_read_plan(request.actor).or_refuse()
    at = request.moment
    listed = staffing.occasions(at=at)
    shifts = shifts_queries.shifts_in(
        since=at - SHOWN, until=at + SHOWN, extra_only=True, by=request.actor, at=at
    )
    planned = {(s.occasion, s.duty_from): s for s in shifts}
    context = {
        "occasions": listed,
        "days": _days(listed, planned, request),
        "feeds": feeds.feeds_of(request.actor),
        "contents": FEED_CONTENTS.items(),
        "link": link,
        "refused": refused,
        "may_add": may.may_plan(request.actor),
        **tabs(request.actor, "calendar"),
    }
    status = refused.status if refused else 200
    return render(request, "patrol_board/calendar.html", context, status=status)


def _days(
    listed: list[OccasionView], planned: dict[Any, Any], request: Request
) -> list[dict[str, Any]]:
    today = local_day(request.moment)
    days: dict[Any, list[Any]] = {}
    for one in listed:
        if one.ended_at is not None:
            continue
        for begins, ends in staffing.occurrences_of(
            one, since=today, until=today + SHOWN, zone=branch_zone()
        ):
            day = local_day(begins)
            shift = planned.get((one.pk, begins))
            days.setdefault(day, []).append((begins, ends, one, shift))
    return [
        {"date": day, "lines": sorted(days[day], key=lambda line: (line[0], line[2].pk))}
        for day in sorted(days)
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def add_occasion(request: Request) -> HttpResponse:
    """A market or event for the calendar."""
    may.may_plan(request.actor).or_refuse()
    form = OccasionForm(request.POST if request.method == "POST" else None, at=request.moment)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = carried_out(
            form,
            lambda: done_once(
                request,
                "patrol.add_occasion",
                lambda: occasions.add_occasion(
                    name=Text(given["name_zh"], given["name_en"] or given["name_zh"]),
                    staging_point=int(given["staging_point"]),
                    force_type=given["force_type"],
                    headcount=given["headcount"],
                    weekdays=[int(one) for one in given["weekdays"]],
                    starts_on=given["starts_on"],
                    ends_on=given["ends_on"],
                    begins=given["begins"],
                    ends=given["ends"],
                    zone=branch_zone(),
                    by=request.actor,
                    at=request.moment,
                ),
            ),
        )
        if made is not None:
            return HttpResponseRedirect(reverse("patrol_board:calendar"))
    context = {"form": form, **tabs(request.actor, "calendar")}
    status = 422 if form.errors else 200
    return render(request, "patrol_board/add_occasion.html", context, status=status)


@require_POST
def plan_occasion(request: Request, pk: int) -> HttpResponse:
    """Plan the extra shifts of the four weeks to come that are not planned yet."""
    may.may_plan(request.actor).or_refuse()
    today = local_day(request.moment)
    made: list[Any] = []

    def plan() -> None:
        made.extend(
            occasions.plan_occasion(
                occasion=pk,
                organisation=branch().pk,
                since=today,
                until=today + SHOWN,
                zone=branch_zone(),
                by=request.actor,
                at=request.moment,
            )
        )

    try:
        done_once(request, "patrol.plan_occasion", plan)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return _page(request, refused)
    words = Text("已排 {n} 个加勤班次", "{n} extra shifts planned").filled(n=len(made))
    messages.success(request, str(words))
    return HttpResponseRedirect(reverse("patrol_board:calendar"))


@require_POST
def end_occasion(request: Request, pk: int) -> HttpResponse:
    """Take it out of the calendar."""
    try:
        done_once(
            request,
            "patrol.end_occasion",
            lambda: occasions.end_occasion(occasion=pk, by=request.actor, at=request.moment),
        )
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return _page(request, refused)
    return HttpResponseRedirect(reverse("patrol_board:calendar"))


@require_POST
@needs_no_key("each press makes a link of its own, shown this once; the list has them all")
def add_feed(request: Request) -> HttpResponse:
    """Make a link; it is shown this once."""
    _, secret = feeds_actions.add_feed(
        content=given(request.POST, content=Words())["content"] or "own",
        by=request.actor,
        at=request.moment,
    )
    link = request.build_absolute_uri(reverse("patrol_board:feed", args=[secret]))
    if not may.may_read_plan(request.actor):
        return own_page(request, link=link)
    return _page(request, link=link)


@require_POST
def revoke_feed(request: Request, pk: int) -> HttpResponse:
    """Make one's link useless."""
    if not may.may_read_plan(request.actor):
        may.may_read_own_shifts(request.actor).or_refuse()
    done_once(
        request,
        "patrol.revoke_feed",
        lambda: feeds_actions.revoke_feed(feed=pk, by=request.actor, at=request.moment),
    )
    name = "calendar" if may.may_read_plan(request.actor) else "mine"
    return HttpResponseRedirect(reverse(f"patrol_board:{name}"))


@never_cache
@login_not_required
@require_GET
def feed(request: Request, secret: str) -> HttpResponse:
    """The calendar behind a link, for programs that cannot sign in: codes, never names."""
    try:
        content = feeds.calendar_of(
            secret, at=request.moment, zone=branch_zone(), host=request.get_host().partition(":")[0]
        )
    except NotFound:
        return HttpResponse(status=404)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="quanju.ics"'
    return answer
