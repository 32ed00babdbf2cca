"""Verbs of the desk on a line the telephone told of: take it, open its number or recording."""

from datetime import datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.db.models import QuerySet

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.calls import held_call
from quanju.domains.dispatch.models import Call
from quanju.domains.dispatch.permissions import (
    may_open_number,
    may_play_recordings,
    may_take_calls,
)
from quanju.domains.dispatch.telephone import TELEPHONE
from quanju.domains.dispatch.types.calls import CallView
from quanju.domains.dispatch.views import call_view
from quanju.domains.dispatch.workflow import CALL
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, NotFound, Refused, Text, Verdict
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

NOT_BY_TABLE = Verdict.no(
    "DENY_ROLE",
    Text(
        "本分局的规则表不让这个岗位打开来电号码", "The branch's table keeps numbers from this post"
    ),
)


class LineTaken(Refused):
    """Another desk has this call in hand, or it rings no longer."""

    code = "LINE_TAKEN"
    text = Text("这通来电已由别的席位接听，或已挂断", "Another desk has this call, or it has ended")


class NumberKeptNoLonger(Refused):
    """A caller's number is opened for some hours after the call; later it stays masked."""

    code = "NUMBER_MASKED"
    text = Text(
        "来电 {hours} 小时后，号码不再打开", "A number is opened within {hours} h of its call only"
    )


class NoRecorder(Refused):
    """The branch has not said where its recorder is, or the call names no recording."""

    code = "NO_RECORDER"
    text = Text(
        "这通来电没有录音编号，或分局没有设置录音系统的地址",
        "This call names no recording, or the branch has set no address of a recorder",
    )


def on_the_line() -> QuerySet[Call]:
    """Calls that nobody has in hand: ringing, or picked up and not yet taken at a desk."""
    return Call.objects.filter(is_on_line=True, answered_by=None)


def take_line(*, by: Actor, at: datetime, call: str = "") -> CallView | None:
    """Take a line into one's hand: the one named, else the one that rings longest; None if none.

    Two desks at one instant: the rows are locked one by one and looked at again, so each gets its
    own. Refuses a named line that another desk has.
    """
    may_take_calls(by).or_refuse()
    rows = on_the_line().order_by("ringing_at", "number")
    named = rows.filter(number=call) if call else rows
    with write():
        for pk in list(named.values_list("pk", flat=True)):
            row = on_the_line().select_for_update(of=("self",)).filter(pk=pk).first()
            if row is None:
                continue
            if row.state == "ringing":
                row.state, row.answered_at = CALL.after(row.state, "answer"), at
            row.answered_by_id = by.person_id
            row.save(update_fields=["state", "answered_at", "answered_by"])
            record(events.LINE_TAKEN, subject=row.subject, by=by, at=at, urgent=True)
            return call_view(row, with_caller=True)
    if call:
        raise LineTaken
    return None


def see_caller(*, call: str, by: Actor, at: datetime) -> str:
    """A masked number in clear, for who may and as long as the branch's table says; recorded."""
    may_open_number(by).or_refuse()
    rule = in_force(TELEPHONE, at=at).content
    if by.role not in rule.number_roles:
        raise Denied(NOT_BY_TABLE)
    with write():
        row = held_call(call)
        if at - row.ringing_at > timedelta(hours=rule.number_hours):
            raise NumberKeptNoLonger(hours=f"{rule.number_hours:g}")
        related = [row.incident.subject] if row.incident else []
        record(events.CALLER_SEEN, subject=row.subject, by=by, at=at, related=related)
    return row.caller_number


def open_recording(*, call: str, by: Actor, at: datetime) -> str:
    """Where the recorder itself plays this call: nothing is copied, the opening is recorded."""
    may_play_recordings(by).or_refuse()
    with write():
        row = Call.objects.filter(number=call).select_related("incident").first()
        if row is None:
            raise NotFound(subject=f"call:{call[:20]}")
        if not row.recording or not settings.RECORDER:
            raise NoRecorder
        related = [row.incident.subject] if row.incident else []
        record(events.RECORDING_OPENED, subject=row.subject, by=by, at=at, related=related)
    return str(settings.RECORDER).replace("{recording}", quote(row.recording, safe=""))
