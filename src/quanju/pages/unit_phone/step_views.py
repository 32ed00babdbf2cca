"""What a crew does on its job, pressed now or kept by the phone until there was signal again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.feedback import give_feedback
from quanju.domains.dispatch.actions.leaving import refuse_order
from quanju.domains.dispatch.actions.meeting import Here, is_of_then, meet_incident
from quanju.domains.dispatch.actions.messages import read_message, show_message
from quanju.domains.dispatch.actions.notes import add_note, call_backup
from quanju.domains.dispatch.actions.pre_alerting import show_pre_alert
from quanju.domains.dispatch.actions.services import tell_service
from quanju.domains.dispatch.actions.showing import show_order
from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.dispatch.queries.board import job_meant
from quanju.domains.dispatch.types import AssignmentView
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions import emergency
from quanju.domains.patrol.queries import tables as patrol_tables
from quanju.domains.patrol.queries import units
from quanju.domains.people.types import Actor
from quanju.pages.shared.fields import Whole, Words, given
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.once import once_of
from quanju.pages.shared.refusals import wants_fragment
from quanju.pages.shared.request import Request
from quanju.pages.unit_phone import order as shown
from quanju.pages.unit_phone import rounds

STEPS: dict[str, Callable[..., Any]] = {
    "acknowledge": acknowledge_order,
    "depart": steps.depart,
    "arrive": steps.arrive,
    "control": steps.control,
    "transport": steps.transport,
    "clear": steps.clear,
    "done": steps.done,
}
ASKS = ("refuse", "note", "backup", "feedback", "panic", "meet", "service", "read_message")
VERBS = (*STEPS, *ASKS, *rounds.VERBS)
KEPT = timedelta(days=1)
"""So long a phone without a line keeps what was pressed (frontend/src/shared/queue.ts)."""
MOMENTS = ("assigned_at", "acknowledged_at", "departed_at", "arrived_at", "controlled_at")


class UnknownStep(Refused):
    """The phone asks for something that is no step."""

    code = "UNKNOWN_STEP"
    text = Text("没有这个步骤，请刷新页面", "There is no such step; reload the page")
    status = 422


class OtherHands(Refused):
    """The press was somebody else's than the one who is signed in now. As with a post that does
    not ride, nothing is decided by that: the phone keeps it for whoever pressed."""

    code = "OTHER_HANDS"
    text = Text(
        "现在登录的不是按下这一步的人；本人重新登录后自动补报",
        "Somebody else is signed in than pressed this; it is sent when they are signed in again",
    )
    status = 401


@dataclass(frozen=True, slots=True)
class Press:
    """What a press is about: the job it names as it stands now, and when it was pressed."""

    incident: str
    unit: int | None
    job: int | None
    at: datetime


@require_POST
def step(request: Request) -> HttpResponse:
    """Carry out one step, once, however often the phone sends it."""
    request.is_reached = False
    sent = given(request.POST, person=Words(), verb=Words())
    if "person" in request.POST and sent["person"] != request.actor.subject:
        raise OtherHands
    shown.enter(request.actor)
    request.is_reached = True
    verb = sent["verb"]
    if verb not in VERBS:
        raise UnknownStep
    with write(), once_of(request, f"unit.{verb}") as form:
        if not form.is_repeat:
            form.answer = _carry_out(request, verb)
    return answer(request)


def answer(request: Request) -> HttpResponse:
    """The page as it stands after a verb."""
    if not wants_fragment(request):
        return HttpResponseRedirect(reverse("unit_phone:order"))
    context = shown.page(request.actor, request.moment)
    return render(request, "unit_phone/whole.html", context)


def _carry_out(request: Request, verb: str) -> str:
    post, by = request.POST, request.actor
    if verb in rounds.VERBS:
        return rounds.carry_out(verb, post, shown.own_unit(by), by, request.moment)
    if verb == "panic":
        unit = shown.own_unit(by)
        pressed = pressed_at(post.get("pressed_at", ""), request.moment)
        emergency.panic(unit=unit.pk, by=by, at=request.moment, pressed_at=pressed)
        return unit.subject
    if verb == "meet":
        return _meet(post, by, request.moment)
    if verb == "read_message":
        unit, at = shown.own_unit(by), pressed_at(post.get("pressed_at", ""), request.moment)
        read_message(message=post.get("message", ""), unit=unit.pk, by=by, at=at)
        return unit.subject
    press = _press(request)
    common: dict[str, Any] = {"incident": press.incident, "job": press.job, "by": by}
    if verb == "feedback":
        return _feedback(post, common, request.moment)
    if verb == "note":
        add_note(text=post.get("text", ""), at=press.at, **common)
        return f"incident:{press.incident}"
    if verb == "service":
        sent = {"request": post.get("request", ""), "verb": post.get("does", "")}
        tell_service(**sent, told_by="crew", by=by, at=press.at)
        return f"incident:{press.incident}"
    common["unit"] = press.unit or shown.own_unit(by).pk
    if verb == "backup":
        call_backup(pressed_at=press.at, at=request.moment, **common)
    elif verb == "refuse":
        refuse_order(reason=post.get("reason", ""), at=press.at, **common)
    else:
        STEPS[verb](at=press.at, **common)
    return f"incident:{press.incident}"


def _meet(post: QueryDict, by: Actor, moment: datetime) -> str:
    """What the crew came across, where and when it pressed; the fix goes along with the press."""
    unit = shown.own_unit(by)
    at = pressed_at(post.get("pressed_at", ""), moment)
    if unit.shift_started_at and at < unit.shift_started_at:
        at = moment
    fix = rounds.fix_of(post, unit, moment)
    row = meet_incident(
        unit=unit.pk,
        type_code=post.get("type_code", ""),
        text=post.get("text", ""),
        here=Here(lon=fix.lon, lat=fix.lat, accuracy_m=fix.accuracy_m)
        if fix and is_of_then(fix.measured_at, at)
        else None,
        by=by,
        at=at,
    )
    return row.subject


def _press(request: Request) -> Press:
    post = request.POST
    number, named = post.get("incident", "")[:16], post.get("job", "")
    own = units.unit_ridden_by(request.actor.person_id or 0)
    known = job_meant(
        job=int(named) if named.isascii() and named.isdigit() and len(named) < 19 else None,
        unit=own.pk if own else None,
        incident=number,
    )
    at = plausible(post.get("pressed_at", ""), known, request.moment)
    if known is None:
        return Press(number, own.pk if own else None, None, at)
    return Press(known.incident, known.unit_id, known.pk, at)


def _feedback(post: QueryDict, common: dict[str, Any], at: datetime) -> str:
    give_feedback(
        disposition=post.get("disposition", ""),
        type_code=post.get("type_code", ""),
        text=post.get("text", ""),
        at=at,
        **common,
    )
    return f"incident:{common['incident']}"


def pressed_at(text: str, moment: datetime) -> datetime:
    """When it was pressed by the phone's clock, if that can be true; else now.

    No farther ahead of our clock than a device may be; a phone keeps a press for a day at most.
    """
    try:
        at = parse_datetime(text[:40])
    except ValueError:
        return moment
    ahead = timedelta(seconds=patrol_tables.position_ages(moment).future_s)
    if at is None or at.tzinfo is None or not moment - KEPT <= at <= moment + ahead:
        return moment
    return min(at, moment)


def plausible(pressed: str, job: AssignmentView | None, moment: datetime) -> datetime:
    """`pressed_at`, and not before the order nor before the step it follows."""
    at = pressed_at(pressed, moment)
    return moment if job is None or at < last_moment(job) else at


def last_moment(job: AssignmentView) -> datetime:
    """The latest moment of the job so far."""
    known = [moment for name in MOMENTS if (moment := getattr(job, name))]
    return max(known)


@require_POST
@needs_no_key("reported again it says the same: the first moment stays")
def order_shown(request: Request) -> HttpResponse:
    """This phone has the order on its screen; it reports by itself, and nobody has pressed."""
    return _is_shown(request, show_order, job=Whole())


@require_POST
@needs_no_key("reported again it says the same: the first moment stays")
def message_shown(request: Request) -> HttpResponse:
    """This phone has the message on its screen; it reports by itself, and nobody has pressed."""
    return _is_shown(request, show_message, message=Words())


@require_POST
@needs_no_key("reported again it says the same: the first moment stays")
def ahead_shown(request: Request) -> HttpResponse:
    """This phone has on its screen what was told ahead; it reports by itself."""
    return _is_shown(request, show_pre_alert, told=Whole())


def _is_shown(request: Request, verb: Callable[..., object], **named: forms.Field) -> HttpResponse:
    """Of the own unit's phone, and the moment is ours."""
    shown.enter(request.actor)
    unit = shown.own_unit(request.actor)
    verb(**given(request.POST, **named), unit=unit.pk, by=request.actor, at=request.moment)
    return HttpResponse(status=204)
