"""A crew calls for help: it is entered and answered in one act."""

from collections.abc import Sequence
from datetime import datetime

from quanju.domains.dispatch.actions.incidents import create_incident
from quanju.domains.dispatch.actions.orders import send_order
from quanju.domains.dispatch.models import HelpAnswer
from quanju.domains.dispatch.queries.help import answered_by, help_type
from quanju.domains.dispatch.types import Recommendation
from quanju.domains.geo.queries.addresses import describe
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions.emergency import HelpIsOver, see_help
from quanju.domains.patrol.queries import help
from quanju.domains.patrol.types.standing import HelpCallView
from quanju.domains.people.types import Actor


class NowhereToSend(Refused):
    """Neither a position nor an incident says where the crew is."""

    code = "NOWHERE_TO_SEND"
    text = Text(
        "{unit} 没有位置，也不在警情上：先用电台问明地点，再接警派人",
        "{unit} has no position and no incident: ask by radio where, then enter it and send",
    )


def send_help(
    *,
    unit: int,
    units: Sequence[int],
    recommendation: Recommendation,
    receipt_content: str,
    override_reason: str = "",
    by: Actor,
    at: datetime,
) -> str:
    """Send these units to the crew that calls for help; returns the incident's number.

    They go to the incident that the crew is on, else to one entered where the crew is. The desk
    has seen the call thereby. Refuses what an order refuses, a call that is over, and a place
    that nobody knows.
    """
    with write():
        call = help.help_call_of(unit)
        if call is None:
            raise HelpIsOver
        see_help(unit=unit, by=by, at=at)
        number = answered_by(call) or _entered(call, by, at)
        send_order(
            incident=number,
            units=units,
            recommendation=recommendation,
            receipt_content=receipt_content,
            override_reason=override_reason,
            by=by,
            at=at,
        )
    return number


def _entered(call: HelpCallView, by: Actor, at: datetime) -> str:
    kind, here = help_type(at), call.unit.position
    if here is None or kind is None:
        raise NowhereToSend(unit=call.unit.call_sign)
    place = describe(here.lon, here.lat, at=at)
    row = create_incident(
        type_code=kind.code,
        text="",
        lon=here.lon,
        lat=here.lat,
        address=f"{call.unit.call_sign} {place.zh}",
        channel="help",
        received_at=call.called_at,
        answered_at=call.seen_at or at,
        by=by,
        at=at,
    )
    HelpAnswer.objects.create(call_id=call.pk, incident=row)
    return row.number
