"""Other services and other bodies: what the panel shows of them, and their verbs."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from quanju.domains.dispatch.actions.handing_over import answer_handover, offer_handover
from quanju.domains.dispatch.actions.services import ask_service, tell_service
from quanju.domains.dispatch.queries.handovers import bodies_at, handovers_of, sheet_of
from quanju.domains.dispatch.queries.services import offers, requests_of
from quanju.domains.dispatch.types import IncidentView
from quanju.domains.dispatch.types.services import SOURCES
from quanju.pages.shared.fields import Words, Yes, given
from quanju.pages.shared.request import Request


def services_context(view: IncidentView, at: datetime) -> dict[str, Any]:
    """What was asked of others for this incident, and what may be asked now."""
    asked = requests_of(view.number, at=at)
    over = handovers_of(view.number, at=at)
    return {
        "services": asked,
        "service_offers": offers(asked, at=at),
        "told_by": SOURCES.items(),
        "handovers": [(one, sheet_of(view, one.fields) if one.is_open else []) for one in over],
        "bodies": bodies_at(at).values() if not any(one.is_open for one in over) else (),
    }


def ask(request: Request, number: str) -> object:
    """Somebody has rung the service, or is ringing it now."""
    sent = given(request.POST, service=Words(), line=Words(), reason=Words(), is_another=Yes())
    return ask_service(incident=number, **sent, by=request.actor, at=request.moment)


def tell(request: Request, _: str) -> object:
    """What was heard of it."""
    sent = given(
        request.POST,
        **{name: Words() for name in ("request", "verb", "told_by", "reference", "reason")},
    )
    return tell_service(**sent, by=request.actor, at=request.moment)


def offer(request: Request, number: str) -> object:
    """The matter is another body's."""
    sent = given(request.POST, body=Words(), reason=Words(), has_consent=Words())
    sent["has_consent"] = {"yes": True, "no": False}.get(sent["has_consent"])
    return offer_handover(incident=number, **sent, by=request.actor, at=request.moment)


def answer(request: Request, _: str) -> object:
    """What the other body said."""
    sent = given(
        request.POST,
        **{name: Words() for name in ("handover", "verb", "reference", "reason")},
    )
    return answer_handover(**sent, by=request.actor, at=request.moment)


VERBS: dict[str, Callable[[Request, str], object]] = {
    "ask_service": ask,
    "tell_service": tell,
    "offer_handover": offer,
    "answer_handover": answer,
}
