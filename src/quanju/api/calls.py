"""What a telephone system tells of its calls, with a key of its own in place of a session."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from ninja import Router

from quanju.api.door import DeviceKey
from quanju.api.incidents import PROBLEMS
from quanju.api.request import Request
from quanju.api.schemas import CallNewsIn, CallNewsOut
from quanju.domains.dispatch.actions import telephone
from quanju.domains.dispatch.queries.lines import call_told
from quanju.domains.dispatch.types.calls import BridgeView
from quanju.domains.geo.queries.checks import read_fix, world_around
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused
from quanju.domains.people.actions.submissions import once

router = Router(tags=["telephone"], auth=DeviceKey())

NEWS: dict[str, Callable[..., Any]] = {
    "ringing": telephone.line_rings,
    "claimed": telephone.line_claimed,
    "ended": telephone.line_ended,
    "abandoned": telephone.line_abandoned,
}


@router.post("/calls", response={200: CallNewsOut, **PROBLEMS}, url_name="tell_of_call")
def tell_of_call(request: Request, body: CallNewsIn) -> dict[str, str]:
    """A line rings, is claimed, ends, or is abandoned by its caller; or the system's heartbeat.

    Send it with `Authorization: Bearer <device key>`. Each event tells its own moment `at`; events
    of one `call` may come twice and in any order. Send a heartbeat well within the branch's limit:
    a system that falls silent is shown at every desk.
    """
    bridge: BridgeView = request.auth  # type: ignore[attr-defined]
    by, at = request.actor, request.moment
    sent = {"path": request.path, **body.dict(exclude={"idempotency_key"})}
    with write(), once(key=body.idempotency_key, by=by, verb=body.event, at=at, body=sent) as form:
        if not form.is_repeat and body.event == "heartbeat":
            telephone.beat(bridge=bridge.pk, by=by, at=at)
        elif not form.is_repeat:
            told = _told(body, at)
            row = NEWS[body.event](bridge=bridge.pk, told=told, by=by, at=at)
            form.answer = row.subject
    if body.event == "heartbeat":
        return {"number": "", "state": ""}
    return call_told(bridge.pk, body.call)


def _told(body: CallNewsIn, at: datetime) -> telephone.Told:
    """A place that cannot be one is left out: no call is lost for it."""
    place = None
    if body.place is not None:
        with suppress(Refused):
            here = body.place
            lon, lat = read_fix(here.lon, here.lat, here.datum, world_around(at))
            place = (lon, lat, here.radius_m)
    return telephone.Told(
        call=body.call,
        told_at=body.at,
        caller_number=body.caller_number,
        line=body.line,
        recording=body.recording,
        place=place,
    )
