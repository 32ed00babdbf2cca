"""The strip of ringing lines, and what a desk does with one."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from quanju.domains.dispatch.actions import lines as line_actions
from quanju.domains.dispatch.actions import lost_calls as lost_call_actions
from quanju.domains.dispatch.permissions import may_see_desk, may_take_calls
from quanju.domains.dispatch.queries import lines, lost_calls
from quanju.domains.dispatch.queries import tables as tables_queries
from quanju.domains.dispatch.queries.pre_alerts import told_ahead_by
from quanju.domains.dispatch.types.calls import CallView
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.pages.dispatch_desk.forms import CallForm, card_sent
from quanju.pages.dispatch_desk.moments import sealed_moment
from quanju.pages.shared.fields import Words, given
from quanju.pages.shared.needs import needs_no_key
from quanju.pages.shared.once import done_once, once_of
from quanju.pages.shared.request import Request

GOT_THE_NEXT = Text(
    "来电 {lost} 已由另一席位接听，这是下一通。",
    "Another desk took call {lost}; this is the next one.",
)
NO_NEXT = Text(
    "来电 {lost} 已由另一席位接听，现在没有别的来电。",
    "Another desk took call {lost}, and no other line rings.",
)


def lines_context(request: Request) -> dict[str, Any]:
    """What rings, what one has in hand, and which telephone system is not heard."""
    if not may_take_calls(request.actor):
        return {"may_call": may_take_calls(request.actor)}
    return {
        "may_call": may_take_calls(request.actor),
        "ringing": lines.lines_ringing(request.actor),
        "in_hand": lines.lines_in_hand(request.actor),
        "to_call_back": lost_calls.calls_to_make(request.actor, at=request.moment),
        "silent_systems": lines.silent_bridges(request.moment),
    }


@require_GET
def ringing_lines(request: Request) -> HttpResponse:
    """The strip alone."""
    may_see_desk(request.actor).or_refuse()
    return render(request, "dispatch_desk/lines.html", lines_context(request))


@require_POST
def answer(request: Request) -> HttpResponse:
    """Take the line that rings longest, or the one pressed; without any, the key is the answer."""
    may_take_calls(request.actor).or_refuse()
    sent = given(request.POST, call=Words(), expected=Words())
    with write(), once_of(request, "answer") as form:
        if not form.is_repeat:
            taken = line_actions.take_line(call=sent["call"], by=request.actor, at=request.moment)
            form.answer = taken.subject if taken else ""
    number = form.answer.removeprefix("call:")
    lost = sent["expected"] if sent["expected"] not in ("", number) else ""
    said = (GOT_THE_NEXT if number else NO_NEXT).filled(lost=lost[4:]) if lost else ""
    line = lines.line_in_hand(number, actor=request.actor) if number else None
    return render(request, "dispatch_desk/call.html", call_context(request, None, line, said))


def call_context(
    request: Request, form: CallForm | None, line: CallView | None, said: Text | str = ""
) -> dict[str, Any]:
    """The call form with the line it is about, if the telephone told of one."""
    first = {"opened": sealed_moment(request.moment)}
    if line is not None:
        first |= {"call": line.number, "caller_number": line.caller_number}
    sent = form.data if form else {}
    return {
        **card_context(request, str(sent.get("type_code", "")), card_sent(sent)),
        "form": form or CallForm(initial={**request.GET.dict(), **first}),
        "line": line,
        "lost_to_another": said,
        "ahead": told_ahead_by(request.actor, at=request.moment),
        "targets": tables_queries.reasons("hand_over", request.moment),
        "topics": tables_queries.reasons("topic", request.moment),
    }


def card_context(request: Request, type_code: str, said: Mapping[str, str]) -> dict[str, Any]:
    """The card of a type with what was answered so far; nothing for a type without one."""
    card = tables_queries.card_of(type_code, request.moment)
    if card is None:
        return {"card": None}
    asked = [
        {"code": one.code, "name": one.name, "answers": one.answers, "chosen": said.get(one.code)}
        for one in card.questions
    ]
    return {"card": {"say": card.say, "questions": asked}}


@require_GET
def card(request: Request) -> HttpResponse:
    """The card of the type that was just chosen."""
    may_take_calls(request.actor).or_refuse()
    sent = given(request.GET, type_code=Words())
    return render(request, "dispatch_desk/card.html", card_context(request, sent["type_code"], {}))


def line_of(request: Request, number: str) -> CallView | None:
    """The line of a form that comes back with an error."""
    try:
        return lines.line_in_hand(number, actor=request.actor) if number else None
    except Refused:
        return None


@require_GET
def line_form(request: Request, number: str) -> HttpResponse:
    """The call one has in hand, its form opened again."""
    line = lines.line_in_hand(number, actor=request.actor)
    return render(request, "dispatch_desk/call.html", call_context(request, None, line))


@require_POST
def call_back(request: Request, pk: int) -> HttpResponse:
    """Ring a lost caller; the call form opens with the ways in which that can end."""
    by, at = request.actor, request.moment
    made = done_once(
        request,
        "dispatch.call_back",
        lambda: lost_call_actions.call_back(lost_call=pk, by=by, at=at),
    )
    line = lines.line_in_hand(made.removeprefix("call:"), actor=by)
    return render(request, "dispatch_desk/call.html", call_context(request, None, line))


@require_POST
@needs_no_key("a reading: each press is recorded, and nothing changes")
def see_caller(request: Request, number: str) -> HttpResponse:
    """A masked number in clear, in place of the button."""
    shown = line_actions.see_caller(call=number, by=request.actor, at=request.moment)
    return render(request, "dispatch_desk/caller_number.html", {"shown": shown})


@require_GET
def recording(request: Request, number: str) -> HttpResponse:
    """To the recorder, which plays it itself; that it was opened is recorded."""
    address = line_actions.open_recording(call=number, by=request.actor, at=request.moment)
    return HttpResponseRedirect(address)
