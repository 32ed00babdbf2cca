"""The desk and its verbs."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quanju.domains.dispatch.actions import (
    alarm,
    alerts,
    complaining,
    desks,
    exchanging,
    orders,
    stations,
    transfers,
)
from quanju.domains.dispatch.actions import take_call as take_call_actions
from quanju.domains.dispatch.actions.cancelling import cancel_incident
from quanju.domains.dispatch.actions.correcting import move_incident, reclassify_incident
from quanju.domains.dispatch.actions.feedback import accept_feedback, give_feedback, return_feedback
from quanju.domains.dispatch.actions.grading import lower_grade, raise_grade
from quanju.domains.dispatch.actions.incidents import asked_of, reopen_incident, type_named
from quanju.domains.dispatch.actions.leaving import withdraw_unit
from quanju.domains.dispatch.actions.merging import propose_merge
from quanju.domains.dispatch.actions.messages import send_message
from quanju.domains.dispatch.actions.notes import add_note, strike_note
from quanju.domains.dispatch.actions.placing import told_place
from quanju.domains.dispatch.actions.radio import tell_by_radio
from quanju.domains.dispatch.actions.reserving import release_reservation, reserve_unit
from quanju.domains.dispatch.actions.split import undo_merge
from quanju.domains.dispatch.permissions import may_see_desk, may_send_order, may_take_calls
from quanju.domains.dispatch.queries.board import unit_board
from quanju.domains.dispatch.queries.incidents import incident_named, similar_open_incidents
from quanju.domains.dispatch.queries.pre_alerts import may_tell_ahead
from quanju.domains.dispatch.queries.recommendation import recommendation_from
from quanju.domains.geo.queries.roads import current_map
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused
from quanju.domains.patrol.queries import tables
from quanju.domains.people.queries import organisations
from quanju.pages.dispatch_desk import receipts, service_views
from quanju.pages.dispatch_desk.alerts import alerts_context
from quanju.pages.dispatch_desk.forms import CallForm, card_sent
from quanju.pages.dispatch_desk.known import known_of
from quanju.pages.dispatch_desk.line_views import call_context, line_of, lines_context
from quanju.pages.dispatch_desk.live_views import (
    board_context,
    bottom_counts,
    panel_context,
    queue_context,
    roads_in_force,
)
from quanju.pages.dispatch_desk.moments import opened_moment
from quanju.pages.dispatch_desk.place_forms import with_doubt
from quanju.pages.dispatch_desk.radio_views import told_context
from quanju.pages.dispatch_desk.seats import seat_context
from quanju.pages.dispatch_desk.sound_views import sound_context
from quanju.pages.shared.fields import Decimal, Whole, Wholes, Words, Yes, given
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.once import done_once, once_of, sent_once
from quanju.pages.shared.request import Request


@require_GET
def desk(request: Request) -> HttpResponse:
    """Map, queue, the chosen incident."""
    may_see_desk(request.actor).or_refuse()
    chosen = request.GET.get("incident", "")
    board = unit_board(request.actor, at=request.moment)
    context: dict[str, Any] = {
        "branch": organisations.branch(),
        "map": current_map(request.moment),
        **roads_in_force(request),
        "may_take": may_take_calls(request.actor),
        "stale_s": tables.position_ages(request.moment).stale_s,
        **queue_context(request, chosen),
        **board_context(board, request.moment),
        **bottom_counts(request, board),
        **alerts_context(request),
        **lines_context(request),
        **told_context(request),
        **sound_context(request),
        **seat_context(request),
    }
    known = {view.number for view in context["incidents"]}
    shown = [card["view"].number for card in context["cards"]]
    first = chosen if chosen in known else next(iter(shown), "")
    if first:
        context |= panel_context(request, first)
    context["chosen"] = first
    return render(request, "dispatch_desk/desk.html", context)


@require_http_methods(["GET", "POST"])
def take_call(request: Request) -> HttpResponse:
    """The call form; posted, the call is answered and entered or joined."""
    may_take_calls(request.actor).or_refuse()
    form = CallForm(request.POST or None)
    if subject := sent_once(request, form, "take_call", lambda: _call_taken(request, form)):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = f"/dispatch/?incident={subject.removeprefix('incident:')}"
        return answer
    status = 422 if request.method == "POST" else 200
    line = line_of(request, str(form["call"].value() or "")) if form.is_bound else None
    context = call_context(request, form if form.is_bound else None, line)
    return render(request, "dispatch_desk/call.html", context, status=status)


def _call_taken(request: Request, form: CallForm) -> object:
    facts = form.facts()
    facts["answered_at"] = opened_moment(facts.pop("opened"))
    facts["is_reached"] = not facts.pop("is_unreached")
    facts["card"] = card_sent(form.data)
    return take_call_actions.take_call(**facts, by=request.actor, at=request.moment)


SETTLED = {
    **{name: Words() for name in ("ending", "said", "caller_number", "target", "topic")},
    **{name: Words() for name in ("reason", "supervisor", "call")},
}


@require_POST
def settle_call(request: Request) -> HttpResponse:
    """A call that makes no incident, ended in one act."""
    may_take_calls(request.actor).or_refuse()
    sent = given(request.POST, **SETTLED, is_anonymous=Yes(), has_consent=Words(), opened=Words())
    sent["answered_at"] = opened_moment(sent.pop("opened"))
    sent["has_consent"] = {"yes": True, "no": False}.get(sent["has_consent"])
    by, at = request.actor, request.moment
    done_once(request, "settle_call", lambda: take_call_actions.settle_call(**sent, by=by, at=at))
    return refreshed()


@require_POST
def register_complaint(request: Request) -> HttpResponse:
    """A complaint about police: registered at legal supervision; what to read out to the caller."""
    may_take_calls(request.actor).or_refuse()
    sent = given(
        request.POST,
        **{name: Words() for name in ("said", "caller_number", "call")},
        is_anonymous=Yes(),
        has_consent=Words(),
        opened=Words(),
    )
    sent["answered_at"] = opened_moment(sent.pop("opened"))
    sent["has_consent"] = {"yes": True, "no": False}.get(sent["has_consent"])
    with write(), once_of(request, "register_complaint") as form:
        if not form.is_repeat:
            made = complaining.register_complaint(**sent, by=request.actor, at=request.moment)
            form.answer = f"{made.number} {made.code}"
    number, _, code = form.answer.partition(" ")
    return render(request, "dispatch_desk/complaint.html", {"number": number, "code": code})


@require_POST
@needs_no_key("nothing is kept: it only shows what the rules would say")
def preview_call(request: Request) -> HttpResponse:
    """The grade the rules propose for what was typed so far, and incidents it may be about."""
    may_take_calls(request.actor).or_refuse()
    context: dict[str, Any] = {"proposal": None, "similar": []}
    sent = given(request.POST, said=Words(), type_code=Words())
    place = None
    with suppress(Refused):  # none is chosen yet
        place = told_place(_place_sent(request), request.moment)
        context |= known_of(request, place)
    with suppress(Refused):  # not typed yet, or told when the form is sent
        kind = type_named(sent["type_code"], request.moment)
        asked = asked_of(kind, sent["said"], card_sent(request.POST), request.moment)
        context["proposal"] = asked.proposal
        if place is not None:
            context["similar"] = similar_open_incidents(
                place=place, class_code=kind.class_code, text=sent["said"], at=request.moment
            )[:3]
            context["ahead_grade"] = asked.proposal.grade
            context["ahead_units"] = may_tell_ahead(
                kind.code, asked.proposal.grade, place, at=request.moment
            )
    return render(request, "dispatch_desk/preview.html", context)


@require_POST
def send_order(request: Request, number: str) -> HttpResponse:
    """Send the chosen units, with the receipt of what was shown."""
    view = incident_named(number, actor=request.actor, at=request.moment)
    may_send_order(request.actor, view.station_id).or_refuse()
    sent = given(
        request.POST, receipt=Words(), unit=Wholes(required=False), override_reason=Words()
    )
    content = receipts.opened(number, sent["receipt"])
    with write(), once_of(request, "send_order") as form:
        if not form.is_repeat:
            orders.send_order(
                incident=number,
                units=sent["unit"],
                recommendation=recommendation_from(content),
                receipt_content=content,
                override_reason=sent["override_reason"],
                by=request.actor,
                at=request.moment,
            )
            form.answer = f"incident:{number}"
    return render(request, "dispatch_desk/panel.html", panel_context(request, number))


@require_POST
def exchange_unit(request: Request, number: str) -> HttpResponse:
    """Another unit in the place of one on its way, with the receipt of what was shown."""
    view = incident_named(number, actor=request.actor, at=request.moment)
    may_send_order(request.actor, view.station_id).or_refuse()
    sent = given(request.POST, receipt=Words(), unit=Whole(), other=Whole(), reason=Words())
    content = receipts.opened(number, sent.pop("receipt"))
    with write(), once_of(request, "exchange_unit") as form:
        if not form.is_repeat:
            exchanging.exchange_unit(
                incident=number,
                **sent,
                recommendation=recommendation_from(content),
                receipt_content=content,
                by=request.actor,
                at=request.moment,
            )
            form.answer = f"incident:{number}"
    return refreshed()


@require_POST
def raise_alarm(request: Request, number: str) -> HttpResponse:
    """The next level of alarm, with the units that stood on its button."""
    view = incident_named(number, actor=request.actor, at=request.moment)
    may_send_order(request.actor, view.station_id).or_refuse()
    sent = given(request.POST, receipt=Words(), unit=Wholes(required=False), level=Whole())
    content = receipts.opened(number, sent["receipt"])
    with write(), once_of(request, "raise_alarm") as form:
        if not form.is_repeat:
            alarm.raise_alarm(
                incident=number,
                level=sent["level"],
                units=sent["unit"],
                recommendation=recommendation_from(content),
                receipt_content=content,
                by=request.actor,
                at=request.moment,
            )
            form.answer = f"incident:{number}"
    return refreshed()


PLACE = {
    **{name: Words() for name in ("address", "place_kind", "other_address")},
    **{
        name: Decimal(required=False)
        for name in ("lon", "lat", "radius_m", "other_lon", "other_lat")
    },
    "zone": Whole(required=False),
}


def _place_sent(request: Request) -> dict[str, Any]:
    """The place as somebody told it, whole or not yet."""
    return with_doubt(given(request.POST, **PLACE))


Verb = Callable[[Request, str], object]


def _with(action: Callable[..., object], **fields: forms.Field) -> Verb:
    """A verb on an incident with these facts of the form."""

    def act(request: Request, number: str) -> object:
        facts = given(request.POST, **fields)
        return action(incident=number, by=request.actor, at=request.moment, **facts)

    return act


def _told(does: str) -> Verb:
    """A step that a crew told by radio."""
    return _with(partial(tell_by_radio, does=does), unit=Whole())


VERBS: dict[str, Verb] = {
    **service_views.VERBS,
    "take_incident": _with(desks.take_incident),
    "ask_transfer": _with(transfers.ask_transfer, to=Whole()),
    "accept_transfer": _with(transfers.accept_transfer),
    "take_back_transfer": _with(transfers.take_back_transfer),
    "reassign_incident": _with(desks.reassign_incident, to=Whole(), reason=Words()),
    "send_to_station": _with(stations.send_to_station),
    "sign_station_call": _with(stations.sign_station_call),
    "take_back_station_call": _with(stations.take_back_station_call),
    "raise_grade": _with(raise_grade, grade=Whole(), reason=Words()),
    "lower_grade": _with(lower_grade, grade=Whole(), reason=Words()),
    "lower_alarm": _with(alarm.lower_alarm, reason=Words()),
    "send_message": _with(send_message, sent_to=Words(), sentence=Words(), text=Words()),
    "add_note": _with(add_note, text=Words()),
    "cancel_incident": _with(cancel_incident, reason=Words()),
    "propose_merge": _with(propose_merge, into=Words(), reason=Words()),
    "withdraw_unit": _with(withdraw_unit, unit=Whole(), reason=Words()),
    "acknowledge_order": _told("acknowledge"),
    **{does: _told(does) for does in ("depart", "arrive", "control", "transport", "clear", "done")},
    "reserve_unit": _with(reserve_unit, unit=Whole()),
    "release_reservation": _with(release_reservation, unit=Whole()),
    "give_feedback": _with(
        give_feedback,
        disposition=Words(),
        type_code=Words(),
        text=Words(),
    ),
    "accept_feedback": _with(accept_feedback),
    "return_feedback": _with(return_feedback, reason=Words()),
    "reopen_incident": _with(reopen_incident, reason=Words()),
    "undo_merge": _with(undo_merge, reason=Words()),
    "strike_note": lambda request, _: strike_note(
        note_id=given(request.POST, note=Whole())["note"], by=request.actor, at=request.moment
    ),
    "move_incident": lambda request, number: move_incident(
        incident=number, **_place_sent(request), by=request.actor, at=request.moment
    ),
    "reclassify_incident": _with(reclassify_incident, type_code=Words(), reason=Words()),
}


@require_POST
def act_on_incident(request: Request, number: str, verb: str) -> HttpResponse:
    """One verb on an incident; the page that asked is shown anew."""
    if verb not in VERBS:
        raise NotFound(subject=f"verb {verb[:30]}")
    incident_named(number, actor=request.actor, at=request.moment)
    with write(), once_of(request, verb) as form:
        if not form.is_repeat:
            VERBS[verb](request, number)
            form.answer = f"incident:{number}"
    return refreshed()


@require_POST
def close_alert(request: Request, alert: int) -> HttpResponse:
    """Somebody has seen to it."""
    done_once(
        request,
        "dispatch.close_alert",
        lambda: alerts.close_alert(alert=alert, by=request.actor, at=request.moment),
    )
    return refreshed()


def refreshed() -> HttpResponse:
    """Done: the part of the page that asked is fetched anew, the others follow by the stream."""
    answer = HttpResponse(status=204)
    answer["HX-Trigger"] = "quanju:done"
    return answer
