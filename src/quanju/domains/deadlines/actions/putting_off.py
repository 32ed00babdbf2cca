"""Verbs on one's own list: put a matter off for a while with a reason, take it back."""

from datetime import datetime

from quanju.domains.deadlines import events
from quanju.domains.deadlines.models import PutOff
from quanju.domains.deadlines.queries import worklist_limits
from quanju.domains.deadlines.types import PutOffView
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.kernel.waiting import Waiting
from quanju.domains.people.permissions import holds_post
from quanju.domains.people.types import Actor

REASON = Text("稍后的理由", "why it is put off")
LONGEST_REASON = 200


class CannotWait(Refused):
    """Somebody's life may hang on it, or its limit is near or over."""

    code = "CANNOT_WAIT"
    text = Text(
        "这件事不能稍后：关系人身安全，或离时限不到 {minutes} 分钟。请现在办，或请同事接手。",
        "This cannot wait: a life may hang on it, or its limit is less than {minutes} minutes "
        "away. Do it now, or ask a colleague to.",
    )


class NotOffered(Refused):
    """A span that the table in force does not offer."""

    code = "NOT_OFFERED"
    text = Text("可选：{offered} 分钟后", "Offered are: in {offered} minutes")
    status = 422
    field = "minutes"


def put_off(*, matter: Waiting, minutes: int, reason: str, by: Actor, at: datetime) -> PutOffView:
    """Lay a matter aside on one's own list; it comes back by itself.

    At the latest it is back while its limit is as far away as the table calls at once: no clock
    runs out on a matter that is put off. Colleagues for whom it waits too still see it. Refuses
    what is at once, what may be a danger, a span that is not offered, and no reason.
    """
    holds_post(by).or_refuse()
    limits = worklist_limits(at)
    if minutes not in limits.put_off_min:
        raise NotOffered(offered=", ".join(map(str, limits.put_off_min)))
    until = limits.back_at(matter.due_at, minutes, at=at)
    if matter.is_at_once or matter.is_danger or until <= at:
        raise CannotWait(minutes=limits.at_once_min)
    why = words.line(reason, REASON, longest=LONGEST_REASON, field="reason")
    said = {"subject": matter.subject, "reason": why, "put_off_at": at, "until_at": until}
    with write():
        row, _ = PutOff.objects.update_or_create(
            person_id=by.person_id, key=matter.key, defaults=said
        )
        _record(events.MATTER_PUT_OFF, row, by, at, until=until.isoformat())
    return row.view()


def take_back(*, key: str, by: Actor, at: datetime) -> PutOffView:
    """Have a matter on the list again before it comes back by itself."""
    holds_post(by).or_refuse()
    with write():
        rows = PutOff.objects.select_for_update().filter(person=by.person_id, key=key)
        row = rows.filter(until_at__gt=at).first()
        if row is None:
            raise NotFound(subject=key)
        row.until_at = max(at, row.put_off_at)
        row.save(update_fields=["until_at"])
        _record(events.MATTER_TAKEN_BACK, row, by, at)
    return row.view()


def _record(event: Event, row: PutOff, by: Actor, at: datetime, **facts: str) -> None:
    """The reason stays in the room's table: the record holds no words of people."""
    record(event, subject=row.subject, by=by, at=at, facts={"key": row.key, **facts})
