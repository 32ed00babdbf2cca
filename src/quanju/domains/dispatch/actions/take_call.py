"""Taking a call in one act of the desk: entered, joined, or ended without an incident."""

from collections.abc import Mapping
from datetime import datetime

from quanju.domains.dispatch.actions.calls import (
    answer_call,
    close_call,
    find_nothing,
    hand_over_call,
    held_call,
    inform_caller,
    link_call,
    mark_nuisance,
)
from quanju.domains.dispatch.actions.incidents import create_incident
from quanju.domains.dispatch.actions.lines import LineTaken
from quanju.domains.dispatch.actions.lost_calls import lose_call
from quanju.domains.dispatch.actions.pre_alerting import withdraw_pre_alert
from quanju.domains.dispatch.models import Call, Incident
from quanju.domains.dispatch.queries.places import Doubt
from quanju.domains.kernel import words
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
    lon: float | None = None,
    lat: float | None = None,
    address: str = "",
    datum: str = "WGS-84",
    doubt: Doubt | None = None,
    caller_address: str = "",
    caller_lon: float | None = None,
    caller_lat: float | None = None,
    title: str = "",
    grade: int | None = None,
    grade_reason: str = "",
    caller_number: str = "",
    is_anonymous: bool = False,
    join: str = "",
    call: str = "",
    answered_at: datetime | None = None,
    is_reached: bool = True,
    card: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> Incident:
    """Enter the incident of a call, or join it to the open one named by `join`.

    `call` is the line one has in hand; without one the call is entered as answered at
    `answered_at`. Refuses whatever answering, entering and joining refuse; then nothing is stored.
    """
    with write():
        told = in_hand(call, caller_number, is_anonymous, answered_at, by, at)
        if not join:
            join = create_incident(
                type_code=type_code,
                text=said,
                title=title or said[:40],
                lon=lon,
                lat=lat,
                address=address,
                datum=datum,
                doubt=doubt,
                caller_address=caller_address,
                caller_lon=caller_lon,
                caller_lat=caller_lat,
                grade=grade,
                grade_reason=grade_reason,
                card=card,
                received_at=told.ringing_at,
                answered_at=told.answered_at,
                has_ring=told.has_ring,
                by=by,
                at=at,
            ).number
        linked = link_call(
            call=told.number, incident=join, said=said, is_reached=is_reached, by=by, at=at
        )
        if linked.hung_up_at is not None:
            close_call(call=linked.number, by=by, at=at)
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
    call: str = "",
    answered_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Call:
    """Answer a call that makes no incident, and end it: `hand_over`, `inform` or `nuisance`.

    Of a call back `nothing_needed`, or `lost` once more; `lost` is also a caller who says nothing.

    Refuses whatever those refuse; then nothing of it is stored.
    """
    with write():
        row = in_hand(call, caller_number, is_anonymous, answered_at, by, at)
        if ending == "hand_over":
            hand_over_call(
                call=row.number, target=target, has_consent=has_consent, said=said, by=by, at=at
            )
        elif ending == "inform":
            inform_caller(call=row.number, topic=topic, by=by, at=at)
        elif ending == "nuisance":
            mark_nuisance(call=row.number, reason=reason, supervisor=supervisor, by=by, at=at)
        elif ending == "nothing_needed":
            find_nothing(call=row.number, by=by, at=at)
        elif ending == "lost":
            lose_call(row, by, at)
            return row
        else:
            raise EndingUnknown
        return close_call(call=row.number, by=by, at=at)


def in_hand(
    call: str,
    caller_number: str,
    is_anonymous: bool,
    answered_at: datetime | None,
    by: Actor,
    at: datetime,
) -> Call:
    """The line this person took, with what was asked of the caller; else a call answered now.

    Refuses a line that another desk has. Who stays anonymous leaves no number behind. What a crew
    was told ahead of this call is over: its order follows, or somebody else's.
    """
    withdraw_pre_alert(by=by, at=at)
    if not call:
        return answer_call(
            caller_number=caller_number,
            is_anonymous=is_anonymous,
            answered_at=answered_at,
            by=by,
            at=at,
        )
    row = held_call(call)
    if row.answered_by_id != by.person_id:
        raise LineTaken
    what = Text("号码", "the number")
    told = words.line(caller_number, what, longest=30, needed=False, field="caller_number")
    row.is_anonymous = is_anonymous
    row.caller_number = "" if is_anonymous else told or row.caller_number
    row.save(update_fields=["is_anonymous", "caller_number"])
    return row
