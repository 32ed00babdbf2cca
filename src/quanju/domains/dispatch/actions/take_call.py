"""Taking a call in one act of the desk: entered, joined, or ended without an incident."""

from datetime import datetime

from quanju.domains.dispatch.actions.calls import (
    answer_call,
    close_call,
    hand_over_call,
    inform_caller,
    link_call,
    mark_nuisance,
)
from quanju.domains.dispatch.actions.incidents import create_incident
from quanju.domains.dispatch.models import Call, Incident
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor


class EndingUnknown(Refused):
    """A call without an incident is handed over, answered, or nuisance."""

    code = "ENDING_UNKNOWN"
    text = Text("请选择：移交、答复或骚扰", "Choose: handed over, answered, or nuisance")
    status = 422
    field = "ending"


def take_call(
    *,
    type_code: str,
    said: str,
    lon: float,
    lat: float,
    address: str = "",
    datum: str = "WGS-84",
    title: str = "",
    grade: int | None = None,
    grade_reason: str = "",
    caller_number: str = "",
    is_anonymous: bool = False,
    join: str = "",
    by: Actor,
    at: datetime,
) -> Incident:
    """Answer a call and enter its incident, or join it to the open one named by `join`.

    Refuses whatever answering, entering and joining refuse; then nothing of it is stored.
    """
    with write():
        call = answer_call(caller_number=caller_number, is_anonymous=is_anonymous, by=by, at=at)
        if not join:
            join = create_incident(
                type_code=type_code,
                text=said,
                title=title or said[:40],
                lon=lon,
                lat=lat,
                address=address,
                datum=datum,
                grade=grade,
                grade_reason=grade_reason,
                received_at=call.ringing_at,
                answered_at=call.answered_at,
                by=by,
                at=at,
            ).number
        linked = link_call(call=call.number, incident=join, said=said, by=by, at=at)
    assert linked.incident is not None
    return linked.incident


def settle_call(
    *,
    ending: str,
    said: str = "",
    caller_number: str = "",
    is_anonymous: bool = False,
    target: str = "",
    has_consent: bool | None = None,
    topic: str = "",
    reason: str = "",
    supervisor: str = "",
    by: Actor,
    at: datetime,
) -> Call:
    """Answer a call that makes no incident, and end it: `hand_over`, `inform` or `nuisance`.

    Refuses whatever those refuse; then nothing of it is stored.
    """
    with write():
        call = answer_call(caller_number=caller_number, is_anonymous=is_anonymous, by=by, at=at)
        if ending == "hand_over":
            hand_over_call(
                call=call.number, target=target, has_consent=has_consent, said=said, by=by, at=at
            )
        elif ending == "inform":
            inform_caller(call=call.number, topic=topic, by=by, at=at)
        elif ending == "nuisance":
            mark_nuisance(call=call.number, reason=reason, supervisor=supervisor, by=by, at=at)
        else:
            raise EndingUnknown
        return close_call(call=call.number, by=by, at=at)
