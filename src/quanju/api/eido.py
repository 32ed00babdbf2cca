"""Incidents as EIDO documents: given by agreement, received from others."""

from typing import Any

from ninja import Router

from quanju.api.incidents import PROBLEMS, _once
from quanju.api.request import Request
from quanju.api.schemas import EidoIn, IncidentOut
from quanju.domains.dispatch.actions.exchange import give_eido, receive_eido
from quanju.domains.dispatch.queries.incidents import incident_after_write, incident_named
from quanju.domains.dispatch.types import IncidentView

router = Router(tags=["exchange"])


@router.get("/EIDO/{number}", response={200: dict[str, Any], **PROBLEMS})
def get_eido(request: Request, number: str, body: str) -> dict[str, Any]:
    """The incident for a body (`traffic`, …): what the agreement with it names; an entry each."""
    return give_eido(incident=number, body=body[:40], by=request.actor, at=request.moment)


@router.post("/EIDO", response={200: IncidentOut, **PROBLEMS})
def post_eido(request: Request, body: EidoIn) -> IncidentView:
    """Enter the incident of a document. Fields that we do not know are kept and given back;
    persons, numbers to call and vehicles are not kept."""
    with _once(request, "receive_eido", body) as form:
        if form.is_repeat:
            number = form.answer.removeprefix("incident:")
            return incident_named(number, actor=request.actor, at=request.moment)
        row = receive_eido(content=body.document, by=request.actor, at=request.moment)
        form.answer = row.subject
    return incident_after_write(row.pk, at=request.moment)
