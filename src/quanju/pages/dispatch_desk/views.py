"""The desk and its verbs."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.dispatch import actions, queries
from quanju.domains.dispatch.permissions import may_see_desk, may_send_order, may_take_calls
from quanju.domains.geo.queries import check_place, current_map
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.actions import emergency
from quanju.domains.patrol.queries import tables
from quanju.domains.people import queries as people
from quanju.pages.dispatch_desk import receipts
from quanju.pages.dispatch_desk.alerts import alerts_context
from quanju.pages.dispatch_desk.forms import CallForm
from quanju.pages.dispatch_desk.live_views import (
    board_context,
    bottom_counts,
    panel_context,
    queue_context,
    roads_in_force,
)
from quanju.pages.shared.once import once_of
from quanju.pages.shared.request import Request


class NumberMissing(Refused):
    """A grade or a unit must be a number."""

    code = "NUMBER_MISSING"
    text = Text("请选择", "Please choose")
    status = 422


class PlaceNotChosen(Refused):
    """Words alone are no place."""

    code = "PLACE_NOT_CHOSEN"
    text = Text(
        "请从建议中选一个地点，或在地图上点选",
        "Choose a place from the list, or click the map",
    )
    status = 422


@require_GET
def desk(request: Request) -> HttpResponse:
    """Map, queue, the chosen incident."""
    may_see_desk(request.actor).or_refuse()
    chosen = request.GET.get("incident", "")
    board = queries.unit_board(request.actor, at=request.moment)
    context: dict[str, Any] = {
        "branch": people.branch(),
        "map": current_map(request.moment),
        **roads_in_force(request),
        "stale_s": tables.position_ages(request.moment).stale_s,
        **queue_context(request, chosen),
        **board_context(board),
        **bottom_counts(request, board),
        **alerts_context(request),
        "may_call": may_take_calls(request.actor),
    }
    known = {view.number for view in context["incidents"]}
    first = (
        chosen if chosen in known else next(iter(known and [context["incidents"][0].number]), "")
    )
    if first:
        context |= panel_context(request, first)
    context["chosen"] = first
    return render(request, "dispatch_desk/desk.html", context)


@require_http_methods(["GET", "POST"])
def take_call(request: Request) -> HttpResponse:
    """The call form; posted, the call is answered and entered or joined."""
    may_take_calls(request.actor).or_refuse()
    form = CallForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        with write(), once_of(request, "take_call") as form_once:
            if not form_once.is_repeat:
                row = actions.take_call(**facts, by=request.actor, at=request.moment)
                form_once.answer = row.subject
        answer = HttpResponse(status=204)
        number = form_once.answer.removeprefix("incident:")
        answer["HX-Redirect"] = f"/dispatch/?incident={number}"
        return answer
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "targets": queries.reasons("hand_over", request.moment),
        "topics": queries.reasons("topic", request.moment),
    }
    return render(request, "dispatch_desk/call.html", context, status=status)


@require_POST
def settle_call(request: Request) -> HttpResponse:
    """A call that makes no incident, ended in one act."""
    may_take_calls(request.actor).or_refuse()
    post = request.POST
    with write(), once_of(request, "settle_call") as form:
        if not form.is_repeat:
            row = actions.settle_call(
                ending=post.get("ending", ""),
                said=post.get("said", ""),
                caller_number=post.get("caller_number", ""),
                is_anonymous=bool(post.get("is_anonymous")),
                target=post.get("target", ""),
                has_consent={"yes": True, "no": False}.get(post.get("has_consent", "")),
                topic=post.get("topic", ""),
                reason=post.get("reason", ""),
                supervisor=post.get("supervisor", ""),
                by=request.actor,
                at=request.moment,
            )
            form.answer = row.subject
    return refreshed()


@require_POST
def preview_call(request: Request) -> HttpResponse:
    """The grade the rules propose for what was typed so far, and incidents it may be about."""
    may_take_calls(request.actor).or_refuse()
    context: dict[str, Any] = {"proposal": None, "similar": []}
    said = request.POST.get("said", "")[:4000]
    try:
        kind = actions.type_named(request.POST.get("type_code", ""), request.moment)
        context["proposal"] = actions.proposal_for(kind, said, request.moment)
        lon, lat = float(request.POST.get("lon", "")), float(request.POST.get("lat", ""))
        place = check_place(lon, lat, at=request.moment)
        context["similar"] = queries.similar_open_incidents(
            place=place, class_code=kind.class_code, text=said, at=request.moment
        )[:3]
    except (Refused, ValueError):
        pass  # not typed yet, or told when the form is sent
    return render(request, "dispatch_desk/preview.html", context)


@require_POST
def send_order(request: Request, number: str) -> HttpResponse:
    """Send the chosen units, with the receipt of what was shown."""
    view = queries.incident_named(number, actor=request.actor, at=request.moment)
    may_send_order(request.actor, view.station_id).or_refuse()
    content = receipts.opened(number, request.POST.get("receipt", ""))
    units = [_whole(text) for text in request.POST.getlist("unit")]
    with write(), once_of(request, "send_order") as form:
        if not form.is_repeat:
            actions.send_order(
                incident=number,
                units=units,
                recommendation=queries.recommendation_from(content),
                receipt_content=content,
                override_reason=request.POST.get("override_reason", ""),
                by=request.actor,
                at=request.moment,
            )
            form.answer = f"incident:{number}"
    return render(request, "dispatch_desk/panel.html", panel_context(request, number))


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NumberMissing
    return int(text)


Verb = Callable[[Request, str], object]


def _with(action: Callable[..., object], **fields: Callable[[Request], Any]) -> Verb:
    """A verb on an incident with these facts of the form."""

    def act(request: Request, number: str) -> object:
        facts = {name: read(request) for name, read in fields.items()}
        return action(incident=number, by=request.actor, at=request.moment, **facts)

    return act


def _text(name: str) -> Callable[[Request], str]:
    return lambda request: request.POST.get(name, "")


def _number(name: str) -> Callable[[Request], int]:
    return lambda request: _whole(request.POST.get(name, ""))


def _decimal(name: str) -> Callable[[Request], float]:
    def read(request: Request) -> float:
        try:
            return float(request.POST.get(name, "")[:40])
        except ValueError:
            raise PlaceNotChosen from None

    return read


VERBS: dict[str, Verb] = {
    "raise_grade": _with(actions.raise_grade, grade=_number("grade"), reason=_text("reason")),
    "lower_grade": _with(actions.lower_grade, grade=_number("grade"), reason=_text("reason")),
    "add_note": _with(actions.add_note, text=_text("text")),
    "cancel_incident": _with(actions.cancel_incident, reason=_text("reason")),
    "propose_merge": _with(actions.propose_merge, into=_text("into"), reason=_text("reason")),
    "withdraw_unit": _with(actions.withdraw_unit, unit=_number("unit"), reason=_text("reason")),
    "acknowledge_order": _with(actions.acknowledge_order, unit=_number("unit")),
    "depart": _with(actions.depart, unit=_number("unit")),
    "arrive": _with(actions.arrive, unit=_number("unit")),
    "control": _with(actions.control, unit=_number("unit")),
    "transport": _with(actions.transport, unit=_number("unit")),
    "clear": _with(actions.clear, unit=_number("unit")),
    "done": _with(actions.done, unit=_number("unit")),
    "reserve_unit": _with(actions.reserve_unit, unit=_number("unit")),
    "release_reservation": _with(actions.release_reservation, unit=_number("unit")),
    "give_feedback": _with(
        actions.give_feedback,
        disposition=_text("disposition"),
        type_code=_text("type_code"),
        text=_text("text"),
        case_report_no=_text("case_report_no"),
    ),
    "accept_feedback": _with(actions.accept_feedback),
    "return_feedback": _with(actions.return_feedback, reason=_text("reason")),
    "reopen_incident": _with(actions.reopen_incident, reason=_text("reason")),
    "undo_merge": _with(actions.undo_merge, reason=_text("reason")),
    "strike_note": lambda request, _: actions.strike_note(
        note_id=_number("note")(request), by=request.actor, at=request.moment
    ),
    "move_incident": _with(
        actions.move_incident, lon=_decimal("lon"), lat=_decimal("lat"), address=_text("address")
    ),
    "reclassify_incident": _with(
        actions.reclassify_incident, type_code=_text("type_code"), reason=_text("reason")
    ),
}


@require_POST
def act_on_incident(request: Request, number: str, verb: str) -> HttpResponse:
    """One verb on an incident; the page that asked is shown anew."""
    if verb not in VERBS:
        raise NotFound(subject=f"verb {verb[:30]}")
    queries.incident_named(number, actor=request.actor, at=request.moment)
    with write(), once_of(request, verb) as form:
        if not form.is_repeat:
            VERBS[verb](request, number)
            form.answer = f"incident:{number}"
    return refreshed()


@require_POST
def close_alert(request: Request, alert: int) -> HttpResponse:
    """Somebody has seen to it."""
    actions.close_alert(alert=alert, by=request.actor, at=request.moment)
    return refreshed()


@require_POST
def call_for_help(request: Request) -> HttpResponse:
    """A crew calls for help by radio: the desk says it for them."""
    may_see_desk(request.actor).or_refuse()
    unit = _whole(request.POST.get("unit", ""))
    emergency.panic(unit=unit, by=request.actor, at=request.moment)
    return refreshed()


@require_POST
def end_emergency(request: Request, unit: int) -> HttpResponse:
    """The crew is safe: its unit is free again, and whoever was told hears it."""
    emergency.end_emergency(unit=unit, by=request.actor, at=request.moment)
    return refreshed()


def refreshed() -> HttpResponse:
    """Done: the part of the page that asked is fetched anew, the others follow by the stream."""
    answer = HttpResponse(status=204)
    answer["HX-Trigger"] = "quanju:done"
    return answer
