"""A complaint about police: registered at legal supervision, nothing of it stays at the desk."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.calls import ConsentMissing, close_call, end_with
from quanju.domains.dispatch.actions.held import told
from quanju.domains.dispatch.actions.take_call import in_hand
from quanju.domains.dispatch.permissions import may_take_calls
from quanju.domains.dispatch.ports import Registered, complaints
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor

SUPERVISION = "complaint_desk"
"""Where the call says it was handed to."""


class NobodyTakesComplaints(Refused):
    """No room of this branch registers complaints."""

    code = "NOBODY_TAKES_COMPLAINTS"
    text = Text(
        "没有受理投诉的模块，请告知来电人督察电话",
        "No room registers complaints: tell the caller the number of legal supervision",
    )


def register_complaint(
    *,
    said: str,
    has_consent: bool | None,
    caller_number: str = "",
    is_anonymous: bool = False,
    call: str = "",
    answered_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Registered:
    """Register what the caller complains of, end the call, and return what to read out.

    The words go to legal supervision alone: the call keeps none. The number goes along with the
    caller's yes. Refuses whoever does not take calls, no words, no answer about the number.
    """
    may_take_calls(by).or_refuse()
    text = told(said, Text("投诉内容", "what the complaint is"), field="said")
    if has_consent is None:
        raise ConsentMissing
    with write():
        row = in_hand(call, caller_number, is_anonymous, answered_at, by, at)
        taken = next(iter(complaints), None)
        if taken is None:
            raise NobodyTakesComplaints
        contact = row.caller_number if has_consent else ""
        registered = taken(text=text, contact=contact, by=by, at=at)
        end_with(row, "hand_over", by, at, handed_to=SUPERVISION, has_consent=has_consent, said="")
        fields = ["said", *(["caller_number"] if contact else [])]
        record(
            events.CALL_HANDED_OVER,
            subject=row.subject,
            by=by,
            at=at,
            recipient=SUPERVISION,
            facts={"consent": has_consent, "fields": fields},
        )
        close_call(call=row.number, by=by, at=at)
    return registered
