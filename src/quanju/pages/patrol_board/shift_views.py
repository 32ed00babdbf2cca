"""One shift: plan it, read it, change its people, move it on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.duty import permissions as may
from quanju.domains.duty.actions import deciding, planning, staging
from quanju.domains.duty.queries import shifts, staffing
from quanju.domains.duty.types import ShiftView
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.queries import units
from quanju.domains.patrol.types.standing import PositionReport
from quanju.pages.patrol_board.forms import MembersForm, ShiftForm
from quanju.pages.patrol_board.parts import (
    carried_out,
    check_in_window,
    tabs,
)
from quanju.pages.patrol_board.people_views import own_page
from quanju.pages.shared.fields import (
    Decimal,
    FieldNotReadable,
    MomentField,
    Whole,
    Words,
    Yes,
    given,
    number_in,
)
from quanju.pages.shared.once import done_once, number_of
from quanju.pages.shared.request import Request


@never_cache
@require_http_methods(["GET", "POST"])
def plan_shift(request: Request) -> HttpResponse:
    """Put a shift into the plan; the board fills in zone and hours of the cell one came from."""
    by, at = request.actor, request.moment
    may.may_plan(by, anywhere=True).or_refuse()
    form = ShiftForm(
        request.POST if request.method == "POST" else None,
        initial=_suggested(request),
        actor=by,
        at=at,
    )
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, lambda: _planned(request, form))
        if made is not None:
            return HttpResponseRedirect(reverse("patrol_board:shift", args=[made]))
    context = {"form": form, **tabs(by, "board")}
    status = 422 if form.errors else 200
    return render(request, "patrol_board/plan_shift.html", context, status=status)


def _planned(request: Request, form: ShiftForm) -> int:
    given, by, at = form.cleaned_data, request.actor, request.moment
    people = given["people"]
    wish: dict[str, Any] = {
        "force_type": given["force_type"],
        "organisation": int(given["organisation"]),
        "zone": number_in(given["zone"]),
        "staging_point": number_in(given["staging_point"]),
        "duty_from": given["duty_from"],
        "duty_until": given["duty_until"],
        "headcount": given["headcount"],
        "unit": number_in(given["unit"]),
        "people": people,
        "paired": staffing.beside_officers(people, at=given["duty_from"]),
        "reasons": dict.fromkeys(people, given["reason"]),
    }
    if wish["zone"] is None and wish["staging_point"] is None:
        raise NowhereChosen()
    made = done_once(
        request, "patrol.plan_shift", lambda: planning.plan_shift(**wish, by=by, at=at)
    )
    return number_of(made)


class NowhereChosen(Refused):
    """A shift is in a zone or at a point."""

    code = "NOWHERE_CHOSEN"
    text = Text("请选择巡区或屯警点", "Choose a zone or a staging point")
    status = 422
    field = "zone"


def _suggested(request: Request) -> dict[str, Any]:
    start = local_time(request.moment).replace(minute=0) + timedelta(hours=1)
    given = {
        name: request.GET[name][:40]
        for name in ("zone", "staging_point", "force_type", "duty_from", "duty_until")
        if request.GET.get(name)
    }
    words = {
        "duty_from": f"{start:%Y-%m-%dT%H:%M}",
        "duty_until": f"{start + timedelta(hours=8):%Y-%m-%dT%H:%M}",
    }
    return words | given


@never_cache
@require_GET
def shift(request: Request, pk: int) -> HttpResponse:
    """A shift with who stands it, what has happened and what may be done now."""
    return _page(request, pk)


def _page(
    request: Request, pk: int, refused: Refused | None = None, form: MembersForm | None = None
) -> HttpResponse:
    may.may_read_plan(request.actor).or_refuse()
    view = shifts.shift(pk, by=request.actor, at=request.moment)
    right = may.may_plan(request.actor, station_id=view.station_id)
    stands = may.may_stand(request.actor, members=view.member_ids, station_id=view.station_id)
    context = {
        "shift": view,
        **check_in_window([view], request.moment),
        "may_change": right,
        "may_stand": stands,
        "refused": refused,
        "form": form
        or MembersForm(
            initial={"people": [one.person_id for one in view.members]},
            actor=request.actor,
            at=request.moment,
        ),
        "successors": _successors(request, view),
        "covers": [u for u in units.units_on_duty() if u.pk != view.unit] if stands else [],
        "may_keep": may.may_keep_volunteers(request.actor),
        **tabs(request.actor, "staging" if view.staging_point else "board"),
    }
    status = refused.status if refused else 422 if form is not None and form.errors else 200
    return render(request, "patrol_board/shift.html", context, status=status)


def _successors(request: Request, view: ShiftView) -> list[ShiftView]:
    if view.staging_point is None or view.status not in ("checked_in", "away_on_call"):
        return []
    near = shifts.shifts_in(
        since=view.duty_from,
        until=view.duty_until + timedelta(hours=12),
        zone=view.zone,
        by=request.actor,
        at=request.moment,
    )
    return [
        one
        for one in near
        if one.pk != view.pk
        and one.staging_point == view.staging_point
        and one.status == "checked_in"
    ]


@require_POST
def change_members(request: Request, pk: int) -> HttpResponse:
    """Other people for a shift that has not begun."""
    by, at = request.actor, request.moment
    may.may_plan(by, anywhere=True).or_refuse()
    form = MembersForm(request.POST, actor=by, at=at)

    def done() -> str:
        people = form.cleaned_data["people"]
        paired = staffing.beside_officers(people, shift=pk, at=at)
        reasons = dict.fromkeys(people, form.cleaned_data["reason"])
        return done_once(
            request,
            "patrol.change_members",
            lambda: planning.change_members(
                shift=pk, people=people, paired=paired, reasons=reasons, by=by, at=at
            ),
        )

    if form.is_valid() and carried_out(form, done) is not None:
        return HttpResponseRedirect(reverse("patrol_board:shift", args=[pk]))
    return _page(request, pk, form=form)


@require_POST
def move_shift(request: Request, pk: str, step: str) -> HttpResponse:
    """One step of a shift; a refusal stands beside the buttons."""
    number, by = int(pk), request.actor
    if not may.may_read_plan(by):
        may.may_plan(by, anywhere=True).or_refuse()
    is_own = given(request.POST, back=Words())["back"] == "mine"
    try:
        done_once(request, f"patrol.{step}_shift", _steps(request, number)[step])
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        if is_own:
            return own_page(request, refused)
        return _page(request, number, refused)
    if is_own:
        return HttpResponseRedirect(reverse("patrol_board:mine"))
    return HttpResponseRedirect(reverse("patrol_board:shift", args=[number]))


def _steps(request: Request, pk: int) -> dict[str, Callable[[], Any]]:
    said = given(
        request.POST,
        why=Words(),
        on_word=Yes(),
        covered_by=Whole(required=False),
        to=Whole(required=False),
    )
    common: dict[str, Any] = {"shift": pk, "by": request.actor, "at": request.moment}
    why = said["why"]
    place: dict[str, Any] = {"position": _position(request), "on_word": said["on_word"]}
    return {
        "confirm": lambda: deciding.confirm_shift(**common),
        "excuse": lambda: deciding.excuse_shift(why=why, **common),
        "cancel": lambda: deciding.cancel_shift(why=why, **common),
        "check_in": lambda: staging.check_in(**place, **common),
        "leave_for_call": lambda: staging.leave_for_call(covered_by=said["covered_by"], **common),
        "return_to_point": lambda: staging.return_to_point(**place, **common),
        "hand_over": lambda: staging.hand_over(to=said["to"] or 0, **common),
        "check_out": lambda: staging.check_out(**common),
        "mark_missed": lambda: staging.mark_missed(**common),
    }


def _position(request: Request) -> PositionReport | None:
    """The phone's own position, as the page sends it; without one the unit's counts."""
    try:
        found = given(request.POST, lon=Decimal(), lat=Decimal(), measured_at=MomentField())
    except FieldNotReadable:
        return None
    return PositionReport(unit=0, **found)
