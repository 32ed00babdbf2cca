"""Incidents, orders and steps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core import signing
from ninja import Query, Router

from quanju.api.request import Request
from quanju.api.schemas import (
    DoubtIn,
    FeedbackIn,
    IncidentIn,
    IncidentOut,
    Moment,
    NoteIn,
    Once,
    OrderIn,
    PlaceIn,
    Problem,
    RecommendationOut,
    StepIn,
)
from quanju.domains.dispatch.actions import correcting, feedback, incidents, notes, orders, steps
from quanju.domains.dispatch.actions.leaving import refuse_order, withdraw_unit
from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.dispatch.permissions import may_send_order
from quanju.domains.dispatch.queries import recommendation
from quanju.domains.dispatch.queries.incidents import (
    incident_after_write,
    incident_named,
    incidents_listed,
    read_incident,
)
from quanju.domains.dispatch.queries.places import Doubt
from quanju.domains.dispatch.queries.recommendation import receipt_content, recommendation_from
from quanju.domains.dispatch.types import IncidentView, Recommendation
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.queries.units import unit_named
from quanju.domains.people.actions.submissions import Once as Submission
from quanju.domains.people.actions.submissions import once

router = Router(tags=["dispatch"])
PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 422), Problem)
RECEIPT_LIFE_S = 600
SALT = "api.receipt"

STEPS: dict[str, Callable[..., Any]] = {
    "acknowledge": acknowledge_order,
    "depart": steps.depart,
    "arrive": steps.arrive,
    "control": steps.control,
    "transport": steps.transport,
    "clear": steps.clear,
    "done": steps.done,
}
REASONED: dict[str, Callable[..., Any]] = {
    "refuse": refuse_order,
    "withdraw": withdraw_unit,
}


class ReceiptNotUsable(Refused):
    """The receipt is older than ten minutes, of another incident, or not ours."""

    code = "RECEIPT_NOT_USABLE"
    text = Text("建议已过期，请重新获取", "The recommendation is out of date; ask for it again")
    status = 409


@router.get("/incidents", response={200: list[IncidentOut], **PROBLEMS})
def list_incidents(
    request: Request,
    from_at: Moment | None = None,
    until_at: Moment | None = None,
    state: str = Query("", max_length=20),
    before: str = Query("", max_length=16),
    limit: int = Query(50, ge=1, le=200),
) -> list[IncidentView]:
    """Incidents you may see, newest first; `before` is the last number of the page before."""
    return incidents_listed(
        request.actor,
        at=request.moment,
        from_at=from_at,
        until_at=until_at,
        state=state,
        before=before,
        limit=limit,
    )


@router.get("/incidents/{number}", response={200: IncidentOut, **PROBLEMS})
def get_incident(request: Request, number: str) -> IncidentView:
    """One incident; the reading is recorded."""
    return read_incident(number, by=request.actor, at=request.moment)


@contextmanager
def _once(request: Request, verb: str, body: Once) -> Iterator[Submission]:
    """Inside one write: the change is made once for its key, and refused for another body."""
    sent = {"path": request.path, **body.dict(exclude={"idempotency_key"})}
    key, by, at = body.idempotency_key, request.actor, request.moment
    with write(), once(key=key, by=by, verb=verb, at=at, body=sent) as form:
        yield form


def _changed(
    request: Request, verb: str, view: IncidentView, body: Once, change: Callable[[], object]
) -> IncidentView:
    """Make a change of an incident once; the incident as it stands afterwards."""
    with _once(request, verb, body) as form:
        if not form.is_repeat:
            change()
            form.answer = view.subject
    return incident_after_write(view.pk, at=request.moment)


@router.post("/incidents", response={200: IncidentOut, **PROBLEMS})
def create_incident(request: Request, body: IncidentIn) -> IncidentView:
    """Enter an incident."""
    facts = body.dict(exclude={"idempotency_key", "received_at", "doubt"})
    with _once(request, "create_incident", body) as form:
        if form.is_repeat:
            number = form.answer.removeprefix("incident:")
            return incident_named(number, actor=request.actor, at=request.moment)
        row = incidents.create_incident(
            **facts,
            doubt=_doubt(body.doubt),
            received_at=body.received_at,
            by=request.actor,
            at=request.moment,
        )
        form.answer = row.subject
    return incident_after_write(row.pk, at=request.moment)


def _doubt(told: DoubtIn | None) -> Doubt | None:
    return Doubt(**told.dict()) if told else None


@router.post("/incidents/{number}/place", response={200: IncidentOut, **PROBLEMS})
def move_incident(request: Request, number: str, body: PlaceIn) -> IncidentView:
    """Say where it is after all; zone, ring and station follow."""
    view = incident_named(number, actor=request.actor, at=request.moment)
    facts = body.dict(exclude={"idempotency_key", "doubt"})

    def move() -> None:
        correcting.move_incident(
            incident=view.number,
            **facts,
            doubt=_doubt(body.doubt),
            by=request.actor,
            at=request.moment,
        )

    return _changed(request, "move_incident", view, body, move)


@router.get("/incidents/{number}/recommendation", response={200: RecommendationOut, **PROBLEMS})
def recommend(request: Request, number: str) -> dict[str, Any]:
    """Who should go, and why; the receipt is good for ten minutes."""
    view = incident_named(number, actor=request.actor, at=request.moment)
    may_send_order(request.actor, view.station_id).or_refuse()
    shown = recommendation.recommend(incident=view.number, at=request.moment)
    content = {"incident": view.number, "content": receipt_content(shown)}
    return {
        "receipt": signing.dumps(content, salt=SALT, compress=True),
        "candidates": [_candidate(c, shown) for c in shown.candidates],
        "left_out": [
            {"call_sign": out.call_sign, "code": out.code, "why": str(out.why)}
            for out in shown.left_out
        ],
        "unmet": [str(words) for words in shown.unmet],
        "remark": str(shown.remark or ""),
        "rules": list(shown.rules),
        "roads": shown.roads,
    }


def _candidate(one: Any, shown: Recommendation) -> dict[str, Any]:
    return {
        "call_sign": one.call_sign,
        "force_type": one.force_type,
        "crew_size": one.crew_size,
        "seconds": one.seconds,
        "best_s": one.best_s,
        "position_age_s": one.position_age_s,
        "reasons": [str(words) for words in one.reasons],
        "cover": str(one.cover or ""),
        "is_proposed": one.unit_id in shown.proposed,
    }


@router.post("/incidents/{number}/orders", response={200: IncidentOut, **PROBLEMS})
def send_order(request: Request, number: str, body: OrderIn) -> IncidentView:
    """Send units, with the receipt of what you were shown."""
    view = incident_named(number, actor=request.actor, at=request.moment)
    may_send_order(request.actor, view.station_id).or_refuse()
    try:
        kept = signing.loads(body.receipt, salt=SALT, max_age=RECEIPT_LIFE_S)
    except signing.BadSignature as error:
        raise ReceiptNotUsable from error
    if kept["incident"] != view.number:
        raise ReceiptNotUsable
    units = [unit_named(sign).pk for sign in body.call_signs]

    def send() -> None:
        orders.send_order(
            incident=view.number,
            units=units,
            recommendation=recommendation_from(kept["content"]),
            receipt_content=kept["content"],
            override_reason=body.override_reason,
            by=request.actor,
            at=request.moment,
        )

    return _changed(request, "send_order", view, body, send)


@router.post(
    "/incidents/{number}/units/{call_sign}/{step}", response={200: IncidentOut, **PROBLEMS}
)
def take_step(
    request: Request, number: str, call_sign: str, step: str, body: StepIn
) -> IncidentView:
    """A step of a unit: acknowledge, depart, arrive, control, transport, clear, done.

    Also refuse and withdraw, with a reason of the branch's list.
    """
    view = incident_named(number, actor=request.actor, at=request.moment)
    unit = unit_named(call_sign)
    facts = {"incident": number, "unit": unit.pk, "by": request.actor, "at": request.moment}
    if step in REASONED:
        facts["reason"] = body.reason
    elif step not in STEPS:
        raise NotFound(subject=f"step {step[:20]}")
    taken = {**STEPS, **REASONED}[step]
    return _changed(request, step, view, body, lambda: taken(**facts))


@router.post("/incidents/{number}/feedback", response={200: IncidentOut, **PROBLEMS})
def give_feedback(request: Request, number: str, body: FeedbackIn) -> IncidentView:
    """Say how it ended."""
    view = incident_named(number, actor=request.actor, at=request.moment)
    facts = body.dict(exclude={"idempotency_key"})
    return _changed(
        request,
        "give_feedback",
        view,
        body,
        lambda: feedback.give_feedback(
            incident=number, **facts, by=request.actor, at=request.moment
        ),
    )


@router.post("/incidents/{number}/feedback/accept", response={200: IncidentOut, **PROBLEMS})
def accept_feedback(request: Request, number: str, body: Once) -> IncidentView:
    """Accept the feedback and close the incident."""
    view = incident_named(number, actor=request.actor, at=request.moment)
    return _changed(
        request,
        "accept_feedback",
        view,
        body,
        lambda: feedback.accept_feedback(incident=number, by=request.actor, at=request.moment),
    )


@router.post("/incidents/{number}/notes", response={200: IncidentOut, **PROBLEMS})
def add_note(request: Request, number: str, body: NoteIn) -> IncidentView:
    """Write a sentence into the incident."""
    view = incident_named(number, actor=request.actor, at=request.moment)
    return _changed(
        request,
        "add_note",
        view,
        body,
        lambda: notes.add_note(
            incident=number, text=body.text, by=request.actor, at=request.moment
        ),
    )
