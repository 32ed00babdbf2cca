"""What a crew does on its job, pressed now or kept by the phone until there was signal again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from quanju.domains.dispatch import actions
from quanju.domains.dispatch import queries as dispatch
from quanju.domains.dispatch.types import AssignmentView
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol import actions as patrol
from quanju.domains.people.actions import once
from quanju.pages.shared.refusals import wants_fragment
from quanju.pages.shared.request import Request
from quanju.pages.unit_phone import order as shown
from quanju.pages.unit_phone import rounds

STEPS: dict[str, Callable[..., Any]] = {
    "acknowledge": actions.acknowledge_order,
    "depart": actions.depart,
    "arrive": actions.arrive,
    "control": actions.control,
    "transport": actions.transport,
    "clear": actions.clear,
    "done": actions.done,
}
VERBS = (*STEPS, "refuse", "note", "backup", "feedback", "panic", *rounds.VERBS)
AHEAD = timedelta(seconds=60)
MOMENTS = ("assigned_at", "acknowledged_at", "departed_at", "arrived_at", "controlled_at")


class UnknownStep(Refused):
    """The phone asks for something that is no step."""

    code = "UNKNOWN_STEP"
    text = Text("没有这个步骤，请刷新页面", "There is no such step; reload the page")
    status = 422


@require_POST
def step(request: Request) -> HttpResponse:
    """Carry out one step, once, however often the phone sends it."""
    shown.enter(request.actor)
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise UnknownStep
    key = request.POST.get("idempotency_key", "")
    with write(), once(key=key, by=request.actor, verb=f"unit.{verb}", at=request.moment) as form:
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
    number = post.get("incident", "")[:16]
    if verb == "feedback":
        return _feedback(request, number)
    unit = shown.own_unit(by)
    if verb in rounds.VERBS:
        return rounds.carry_out(verb, post, unit, by, request.moment)
    job = dispatch.job_of(unit.pk)
    at = plausible(post.get("pressed_at", ""), job, number, request.moment)
    if verb == "panic":
        patrol.panic(unit=unit.pk, by=by, at=request.moment)
        return unit.subject
    if verb == "note":
        actions.add_note(incident=number, text=post.get("text", ""), by=by, at=at)
    elif verb == "backup":
        actions.call_backup(incident=number, unit=unit.pk, by=by, at=request.moment)
    elif verb == "refuse":
        reason = post.get("reason", "")
        actions.refuse_order(incident=number, unit=unit.pk, reason=reason, by=by, at=at)
    else:
        STEPS[verb](incident=number, unit=unit.pk, by=by, at=at)
    return f"incident:{number}"


def _feedback(request: Request, number: str) -> str:
    post = request.POST
    actions.give_feedback(
        incident=number,
        disposition=post.get("disposition", ""),
        type_code=post.get("type_code", ""),
        text=post.get("text", ""),
        case_report_no=post.get("case_report_no", ""),
        by=request.actor,
        at=request.moment,
    )
    return f"incident:{number}"


def plausible(
    pressed: str, job: AssignmentView | None, incident: str, moment: datetime
) -> datetime:
    """When the step was pressed, by the phone's clock, if that can be true; else now.

    Not more than 60 s ahead of our clock, not before the order nor before the step it follows.
    """
    try:
        at = parse_datetime(pressed[:40])
    except ValueError:
        return moment
    if at is None or at.tzinfo is None or at > moment + AHEAD:
        return moment
    if job is None or job.incident != incident or at < last_moment(job):
        return moment
    return min(at, moment)


def last_moment(job: AssignmentView) -> datetime:
    """The latest moment of the job so far."""
    known = [moment for name in MOMENTS if (moment := getattr(job, name))]
    return max(known)
