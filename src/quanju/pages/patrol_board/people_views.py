"""Own shifts; secondments; volunteers."""

from collections.abc import Sequence
from datetime import timedelta
from operator import attrgetter
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.duty import permissions as may
from quanju.domains.duty.actions import secondments as secondments_actions
from quanju.domains.duty.actions import volunteers as volunteers_actions
from quanju.domains.duty.queries import feeds, shifts, staffing, tables
from quanju.domains.kernel.days import local_day, start_of_day
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.rounds import queries as rounds_queries
from quanju.pages.patrol_board.forms import SecondmentForm, VolunteerForm
from quanju.pages.patrol_board.parts import (
    carried_out,
    check_in_window,
    tabs,
)
from quanju.pages.shared.fields import Whole, Words, given
from quanju.pages.shared.listing import Column, Listing, answer, drawn, rows_of, whole
from quanju.pages.shared.once import done_once
from quanju.pages.shared.request import Request

RECENT = timedelta(days=14)
SECONDMENT_COLUMNS = (
    Column(Text("人员", "Who"), attrgetter("name")),
    Column(Text("派出", "Home"), attrgetter("home")),
    Column(Text("接收", "Host"), attrgetter("host")),
    Column(Text("自", "From"), attrgetter("duty_from"), "moment"),
    Column(Text("至", "Until"), attrgetter("duty_until"), "moment"),
    Column(
        Text("操作", "Verbs"), attrgetter("pk"), "verbs", part="patrol_board/end_secondment.html"
    ),
)
HOURS_COLUMNS = (
    Column(Text("派出单位", "Home"), lambda row: row[0]),
    Column(Text("人数", "People"), lambda row: row[1], "number"),
    Column(Text("工时（小时）", "Hours"), lambda row: f"{row[2]:.1f}", "number"),
)
VOLUNTEER_COLUMNS = (
    Column(Text("义警", "Volunteer"), attrgetter("name")),
    Column(Text("登记", "Registered"), attrgetter("registered_at"), "moment"),
    Column(
        Text("培训", "Briefed"),
        attrgetter("briefed_at"),
        "moment",
        part="patrol_board/briefed.html",
    ),
    Column(Text("班次", "Shifts"), attrgetter("shifts"), "number"),
    Column(Text("服务（分钟）", "Served (min)"), attrgetter("served_min"), "number"),
)


def _listing(columns: Sequence[Column], rows: Sequence[Any], **more: Any) -> Any:
    """A list that stands under a form of its page; what was sent is drawn with it, not asked."""
    key = attrgetter("pk" if columns is SECONDMENT_COLUMNS else "person_id")
    return Listing(
        columns,
        whole(rows, lambda row: str(key(row))),
        lambda row: str(key(row)),
        purpose="administer",
        **more,
    )


@never_cache
@require_GET
def mine(request: Request) -> HttpResponse:
    """One's own shifts, on a phone: check in, leave, return, hand over; volunteers log hours."""
    return own_page(request)


def own_page(request: Request, refused: Refused | None = None, link: str = "") -> HttpResponse:
    may.may_read_own_shifts(request.actor).or_refuse()
    by, at = request.actor, request.moment
    is_volunteer = bool(may.may_volunteer(by))
    listed = shifts.own_shifts(since=at - RECENT, by=by, at=at)
    context = {
        "coming": [s for s in listed if s.duty_until > at and s.ended_at is None],
        **check_in_window(listed, at),
        "past": [s for s in reversed(listed) if s.duty_until <= at or s.ended_at is not None],
        "rounds": rounds_queries.rounds_of(by, since=at) if not is_volunteer else [],
        "open": shifts.open_volunteer_shifts(by=by, at=at) if is_volunteer else [],
        "is_volunteer": is_volunteer,
        "feeds": [f for f in feeds.feeds_of(by) if f.revoked_at is None],
        "link": link,
        "refused": refused,
        **tabs(by, "mine"),
    }
    status = refused.status if refused else 200
    return render(request, "patrol_board/mine.html", context, status=status)


@require_POST
def sign_up(request: Request, pk: int) -> HttpResponse:
    """A volunteer joins a shift."""
    may.may_volunteer(request.actor).or_refuse()
    try:
        done_once(
            request,
            "patrol.sign_up",
            lambda: volunteers_actions.sign_up(shift=pk, by=request.actor, at=request.moment),
        )
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return own_page(request, refused)
    return HttpResponseRedirect(reverse("patrol_board:mine"))


@require_POST
def log_duty(request: Request, pk: int) -> HttpResponse:
    """A volunteer writes down minutes and what they saw."""
    may.may_volunteer(request.actor).or_refuse()
    try:
        sent = given(request.POST, minutes=Whole(), observation=Words())
        done_once(
            request,
            "patrol.log_duty",
            lambda: volunteers_actions.log_duty(
                shift=pk, **sent, by=request.actor, at=request.moment
            ),
        )
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return own_page(request, refused)
    return HttpResponseRedirect(reverse("patrol_board:mine"))


@never_cache
@require_http_methods(["GET", "POST"])
def secondments(request: Request) -> HttpResponseBase:
    """Who of the offices stands patrol duty, and the hours of the month by home (PAT-12)."""
    may.may_read_secondments(request.actor).or_refuse()
    by, at = request.actor, request.moment
    data = request.POST if request.method == "POST" else None
    form = SecondmentForm(data, actor=by, at=at)
    if request.method == "POST":
        may.may_second(by).or_refuse()
        if form.is_valid():
            made = carried_out(form, lambda: _seconded(request, form))
            if made is not None:
                return HttpResponseRedirect(reverse("patrol_board:secondments"))
    return _secondments(request, form)


def _seconded(request: Request, form: SecondmentForm) -> str:
    given = form.cleaned_data
    return done_once(
        request,
        "patrol.second_person",
        lambda: secondments_actions.second_person(
            person=given["person"],
            home=int(given["home"]),
            host=int(given["host"]),
            duty_from=given["duty_from"],
            duty_until=given["duty_until"],
            by=request.actor,
            at=request.moment,
        ),
    )


def _secondments(
    request: Request, form: SecondmentForm, refused: Refused | None = None
) -> HttpResponseBase:
    by, at = request.actor, request.moment
    first = local_day(at).replace(day=1)
    since, until = start_of_day(first), start_of_day((first + timedelta(days=32)).replace(day=1))
    listing = _listing(
        SECONDMENT_COLUMNS,
        staffing.secondments(at=at),
        empty=Text("现在没有下沉人员。", "Nobody is seconded."),
        icon="users",
        file="secondments",
        subject="secondment:list",
    )
    context = {
        "form": form,
        "refused": refused,
        "hours": rows_of(HOURS_COLUMNS, staffing.seconded_hours(since=since, until=until)),
        "share": staffing.community_share(since=since, until=until),
        "target": tables.duty_rule(at).community_share,
        "month": since,
        "may_second": may.may_second(by),
        **tabs(by, "secondments"),
    }
    if not refused and not form.errors:
        return answer(request, "patrol_board/secondments.html", listing, **context)
    context |= drawn(request, listing)
    status = refused.status if refused else 422
    return render(request, "patrol_board/secondments.html", context, status=status)


@require_POST
def end_secondment(request: Request, pk: int) -> HttpResponseBase:
    """End a secondment now."""
    by, at = request.actor, request.moment
    try:
        done_once(
            request,
            "patrol.end_secondment",
            lambda: secondments_actions.end_secondment(secondment=pk, by=by, at=at),
        )
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return _secondments(request, SecondmentForm(actor=by, at=at), refused)
    return HttpResponseRedirect(reverse("patrol_board:secondments"))


@never_cache
@require_http_methods(["GET", "POST"])
def volunteers(request: Request) -> HttpResponseBase:
    """Who is registered and briefed, with shifts and hours; registering another."""
    may.may_keep_volunteers(request.actor).or_refuse()
    rows = staffing.volunteers()
    form = VolunteerForm(
        request.POST if request.method == "POST" else None,
        registered={one.person_id for one in rows},
        at=request.moment,
    )
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, lambda: _registered(request, form.cleaned_data["person"]))
        if done:
            return HttpResponseRedirect(reverse("patrol_board:volunteers"))
    listing = _listing(
        VOLUNTEER_COLUMNS,
        rows,
        empty=Text("还没有登记义警。", "No volunteer is registered."),
        icon="users",
        file="volunteers",
        subject="volunteer:list",
    )
    context = {"form": form, **tabs(request.actor, "volunteers")}
    if not form.errors:
        return answer(request, "patrol_board/volunteers.html", listing, **context)
    context |= drawn(request, listing)
    return render(request, "patrol_board/volunteers.html", context, status=422)


def _registered(request: Request, person: int) -> bool:
    done_once(
        request,
        "patrol.register_volunteer",
        lambda: volunteers_actions.register_volunteer(
            person=person, by=request.actor, at=request.moment
        ),
    )
    return True


@require_POST
def brief_volunteer(request: Request, pk: int) -> HttpResponse:
    """Say that a volunteer is briefed."""
    done_once(
        request,
        "patrol.brief_volunteer",
        lambda: volunteers_actions.brief_volunteer(person=pk, by=request.actor, at=request.moment),
    )
    return HttpResponseRedirect(reverse("patrol_board:volunteers"))


@require_POST
def thank_volunteer(request: Request, pk: int, person: int) -> HttpResponse:
    """Thank a volunteer for a shift."""
    done_once(
        request,
        "patrol.thank_volunteer",
        lambda: volunteers_actions.thank_volunteer(
            shift=pk, person=person, by=request.actor, at=request.moment
        ),
    )
    return HttpResponseRedirect(reverse("patrol_board:shift", args=[pk]))
