"""Taking a call: answered, entered or joined, in one act of the desk."""

from datetime import datetime

from quanju.domains.dispatch.actions.calls import answer_call, link_call
from quanju.domains.dispatch.actions.incidents import create_incident
from quanju.domains.dispatch.models import Incident
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import Actor


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
