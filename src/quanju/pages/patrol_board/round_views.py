"""Rounds: the day by zone and mode, one round with its checkpoints, planning."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.dispatch.actions.camera_events import open_camera_incident, report_camera_event
from quanju.domains.dispatch.permissions import may_create_incident
from quanju.domains.dispatch.queries.tables import incident_types
from quanju.domains.duty import permissions as duty_permissions
from quanju.domains.kernel import days as kernel_days
from quanju.domains.kernel.days import branch_zone, end_of_day, local_day, local_time, start_of_day
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.queries import units, zones
from quanju.domains.planning.permissions import may_study
from quanju.domains.planning.queries.rounds import open_proposals
from quanju.domains.rounds import permissions as rounds_permissions
from quanju.domains.rounds import queries as rounds_queries
from quanju.domains.rounds.actions import checkpoints as checkpoints_actions
from quanju.domains.rounds.actions import planning, walking
from quanju.domains.rounds.types import ROUND_MODES, VIEW_OUTCOMES, CheckpointPlan, RoundView
from quanju.pages.patrol_board.forms import RoundForm
from quanju.pages.patrol_board.parts import (
    carried_out,
    day,
    tabs,
)
from quanju.pages.patrol_board.proposal_shown import asked_for
from quanju.pages.shared.fields import Words, given, number_in
from quanju.pages.shared.once import done_once, number_of
from quanju.pages.shared.request import Request

LINE = re.compile(
    r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})\s+(?P<words>.+?)"
    r"(?:\s+(?P<lon>-?\d{1,3}\.\d+)\s*[,，]\s*(?P<lat>-?\d{1,2}\.\d+))?"
)


class LineNotReadable(Refused):
    """A line of checkpoints that says nothing usable."""

    code = "LINE_NOT_READABLE"
    text = Text(
        "第 {number} 行读不懂，应为“21:30 名称”或“21:30 名称 119.75,49.21”",
        "Line {number} cannot be read; write “21:30 name” or “21:30 name 119.75,49.21”",
    )
    status = 422
    field = "checkpoints"


def _waiting(request: Request) -> list[dict[str, Any]]:
    """Proposals that nobody accepted yet, with their hours."""
    if not may_study(request.actor):
        return []
    return [{"one": one, **asked_for(one)} for one in open_proposals(by=request.actor, limit=3)]


@never_cache
@require_GET
def rounds(request: Request) -> HttpResponse:
    """The rounds of a day: planned, started, completed by zone and mode (PAT-06)."""
    duty_permissions.may_read_plan(request.actor).or_refuse()
    today = local_day(request.moment)
    chosen = day(request.GET.get("day", ""), today)
    since, until = start_of_day(chosen), end_of_day(chosen)
    mode = request.GET.get("mode", "")
    mode = mode if mode in ROUND_MODES else ""
    counts = rounds_queries.round_counts(since=since, until=until)
    context = {
        "rounds": rounds_queries.rounds(since=since, until=until, mode=mode),
        "proposals": _waiting(request),
        "may_study": may_study(request.actor),
        "modes": ROUND_MODES.items(),
        "mode": mode,
        "day": chosen,
        "today": today,
        "before": chosen - timedelta(days=1),
        "after": chosen + timedelta(days=1),
        "counts": [
            (number, name, [counts.get((number, code), (0, 0, 0)) for code in ROUND_MODES])
            for number, name in sorted(zones.zone_names(request.moment).items())
        ],
        **tabs(request.actor, "rounds"),
    }
    return render(request, "patrol_board/rounds.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def plan_round(request: Request) -> HttpResponse:
    """A round by hand; a route proposed by an engine fills the same form."""
    by, at = request.actor, request.moment
    duty_permissions.may_plan(by, anywhere=True).or_refuse()
    start = local_time(at).replace(minute=0) + timedelta(hours=1)
    initial = {
        "duty_from": f"{start:%Y-%m-%dT%H:%M}",
        "duty_until": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}",
    }
    data = request.POST if request.method == "POST" else None
    form = RoundForm(data, initial=initial, actor=by, at=at)
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, lambda: _planned(request, form.cleaned_data))
        if made is not None:
            return HttpResponseRedirect(reverse("patrol_board:round", args=[made]))
    context = {"form": form, **tabs(by, "rounds")}
    status = 422 if form.errors else 200
    return render(request, "patrol_board/plan_round.html", context, status=status)


def _planned(request: Request, given: dict[str, Any]) -> int:
    begins, ends = given["duty_from"], given["duty_until"]
    made = done_once(
        request,
        "patrol.plan_round",
        lambda: planning.plan_round(
            mode=given["mode"],
            zone=int(given["zone"]),
            organisation=int(given["organisation"]),
            duty_from=begins,
            duty_until=ends,
            checkpoints=checkpoints(
                given["checkpoints"], begins, is_video=given["mode"] == "video"
            ),
            unit=number_in(given["unit"]),
            person=given["person"],
            by=request.actor,
            at=request.moment,
        ),
    )
    return number_of(made)


def checkpoints(text: str, begins: datetime, *, is_video: bool) -> list[CheckpointPlan]:
    """The lines of the form; a time earlier than the round's beginning lies on the next day."""
    found = []
    first = local_time(begins)
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        read = LINE.fullmatch(line.strip())
        if read is None or int(read["hour"]) > 23 or int(read["minute"]) > 59:
            raise LineNotReadable(number=number)
        hour = time(int(read["hour"]), int(read["minute"]))
        date = first.date() if hour >= first.time() else first.date() + timedelta(days=1)
        words, camera = read["words"], ""
        if is_video:
            camera, _, words = words.partition(" ")
            words = words.strip() or camera
        found.append(
            CheckpointPlan(
                name=Text(words, words),
                due_at=kernel_days.local_moment(date, hour, branch_zone()),
                lon=float(read["lon"]) if read["lon"] else None,
                lat=float(read["lat"]) if read["lat"] else None,
                camera=camera,
            )
        )
    return found


@never_cache
@require_GET
def one_round(request: Request, pk: int) -> HttpResponse:
    """A round with its checkpoints."""
    return _page(request, pk)


def _page(request: Request, pk: int, refused: Refused | None = None) -> HttpResponse:
    duty_permissions.may_read_plan(request.actor).or_refuse()
    view = rounds_queries.round_view(pk)
    crew = {view.person_id} if view.person_id else set()
    if view.unit is not None:
        crew = {one.person_id for one in units.crew_of(view.unit)}
        crew |= set(units.roster_of(view.unit))
    context = {
        "round": view,
        "may_go": rounds_permissions.may_go_round(
            request.actor, crew=frozenset(crew), station_id=view.station_id
        ),
        "may_change": duty_permissions.may_plan(request.actor, station_id=view.station_id),
        "outcomes": VIEW_OUTCOMES.items(),
        **(_cameras(request, view) if view.mode == "video" else {}),
        "refused": refused,
        **tabs(request.actor, "rounds"),
    }
    status = refused.status if refused else 200
    page = "video_round" if view.mode == "video" else "round"
    return render(request, f"patrol_board/{page}.html", context, status=status)


def _cameras(request: Request, view: RoundView) -> dict[str, Any]:
    """The camera to look at now, and what an incident from it would be."""
    may_open = may_create_incident(request.actor)
    return {
        "camera": view.following if view.status == "started" else None,
        "may_open": may_open,
        "types": incident_types(request.moment) if may_open else (),
    }


@require_POST
def move_round(request: Request, pk: str, step: str) -> HttpResponse:
    """One step of a round; a refusal stands beside the buttons."""
    duty_permissions.may_read_plan(request.actor).or_refuse()
    number, said = int(pk), given(request.POST, why=Words(), findings=Words())
    common: dict[str, Any] = {"round": number, "by": request.actor, "at": request.moment}
    steps: dict[str, Callable[[], Any]] = {
        "start": lambda: walking.start_round(**common),
        "pause": lambda: walking.pause_round(**common),
        "resume": lambda: walking.resume_round(**common),
        "complete": lambda: walking.complete_round(findings=said["findings"], **common),
        "cut_short": lambda: walking.cut_round_short(why=said["why"], **common),
        "cancel": lambda: planning.cancel_round(why=said["why"], **common),
    }
    return _done(request, number, f"patrol.{step}_round", steps[step])


@require_POST
def close_checkpoint(request: Request, pk: str, checkpoint: str, step: str) -> HttpResponse:
    """Pass a place, look at a camera, or skip it with a reason."""
    duty_permissions.may_read_plan(request.actor).or_refuse()
    number, said = int(pk), given(request.POST, outcome=Words(), note=Words(), type_code=Words())
    outcome, note = said["outcome"], said["note"]
    common: dict[str, Any] = {
        "round": number,
        "checkpoint": int(checkpoint),
        "by": request.actor,
        "at": request.moment,
    }
    steps: dict[str, Callable[[], Any]] = {
        "visit": lambda: checkpoints_actions.visit_checkpoint(outcome=outcome, note=note, **common),
        "skip": lambda: checkpoints_actions.skip_checkpoint(why=note, **common),
        "open_incident": lambda: open_camera_incident(
            type_code=said["type_code"], text=note, **common
        ),
    }
    if step == "visit" and outcome == "event":
        return _done(
            request, number, "patrol.camera_event", lambda: report_camera_event(text=note, **common)
        )
    return _done(request, number, f"patrol.{step}_checkpoint", steps[step])


def _done(request: Request, pk: int, verb: str, act: Callable[[], Any]) -> HttpResponse:
    try:
        done_once(request, verb, act)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return _page(request, pk, refused)
    return HttpResponseRedirect(reverse("patrol_board:round", args=[pk]))
