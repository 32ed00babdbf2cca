"""Signing the hand-over of a shift: by the outgoing one, then by the incoming one."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import told
from quanju.domains.dispatch.models import ShiftHandover
from quanju.domains.dispatch.permissions import may_sit_at_desk
from quanju.domains.dispatch.queries.handover import gathered, handover_due
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor

REMARK = Text("留给下一班的话", "what is left to the next shift")


class SignedAlready(Refused):
    """Somebody else signed first."""

    code = "SIGNED_ALREADY"
    text = Text("这次交接班已经签过", "This hand-over is signed already")


class OutgoingFirst(Refused):
    """Nobody takes over what nobody has handed over."""

    code = "OUTGOING_FIRST"
    text = Text("交班人还没有签", "The outgoing shift has not signed yet")


class SecondPerson(Refused):
    """Nobody hands over to oneself."""

    code = "HANDOVER_NEEDS_TWO"
    text = Text("接班人不能是交班人", "Whoever hands over does not take over")


def sign_outgoing(*, remark: str = "", by: Actor, at: datetime) -> ShiftHandover:
    """Sign what stands open at this moment, with what is left to do; it never changes again."""
    may_sit_at_desk(by).or_refuse()
    words = told(remark, REMARK, field="remark", needed=False)
    begins_at, _ = handover_due(at)
    content = gathered(by, at=at)
    with write():
        row, is_made = ShiftHandover.objects.get_or_create(
            begins_at=begins_at,
            defaults={
                "content": content,
                "remark": words,
                "outgoing_id": by.person_id,
                "outgoing_at": at,
            },
        )
        if not is_made:
            raise SignedAlready
        facts = {"begins_at": begins_at.isoformat(), "incidents": len(content["incidents"])}
        record(events.SHIFT_HANDED_OVER, subject=row.subject, by=by, at=at, facts=facts)
    return row


def sign_incoming(*, by: Actor, at: datetime) -> ShiftHandover:
    """Sign that one takes over what the outgoing shift has signed; another person than that."""
    may_sit_at_desk(by).or_refuse()
    begins_at, _ = handover_due(at)
    with write():
        rows = ShiftHandover.objects.select_for_update(of=("self",))
        row = rows.filter(begins_at=begins_at).first()
        if row is None:
            raise OutgoingFirst
        if row.incoming_id is not None:
            raise SignedAlready
        if row.outgoing_id == by.person_id:
            raise SecondPerson
        row.incoming_id, row.incoming_at = by.person_id, at
        row.save(update_fields=["incoming", "incoming_at"])
        facts = {"begins_at": begins_at.isoformat()}
        record(events.SHIFT_TAKEN_OVER, subject=row.subject, by=by, at=at, facts=facts)
    return row
