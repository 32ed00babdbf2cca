"""Verbs of what is said: send, correct, strike out; and how far a member has come."""

import re
from datetime import datetime
from typing import Any

from django.db.models.functions import Greatest

from quanju.domains.coordination import events
from quanju.domains.coordination.actions.holding import (
    check_running,
    check_speaks,
    held_group,
    moved,
    note_group,
)
from quanju.domains.coordination.finding.lines import note_message
from quanju.domains.coordination.models import Correction, Group, Member, Mention, Message
from quanju.domains.coordination.notices import MENTIONED
from quanju.domains.coordination.permissions import may_take_part
from quanju.domains.coordination.queries.messages import told_message
from quanju.domains.coordination.types import (
    LONGEST_MESSAGE,
    LONGEST_REASON,
    METHANE,
    MessageView,
)
from quanju.domains.coordination.workflow import GROUP
from quanju.domains.geo.queries.checks import read_coordinates
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.prepared import Prepared
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, NotFound, Refused, Text, Verdict
from quanju.domains.notices.actions.telling import tell
from quanju.domains.notices.types import To
from quanju.domains.people.types import Actor

SAID, REASON = Text("消息", "the message"), Text("事由", "the reason")
NAMED = re.compile(r"[@＠]([^\s@＠，。,:：；;]{1,40})")
NOT_YOURS = Verdict.no(
    "DENY_RELATION", Text("只能更正自己的消息", "One corrects one's own messages only")
)


class MessageStruck(Refused):
    """What was struck out is corrected no more."""

    code = "MESSAGE_STRUCK"
    text = Text("这条消息已经划去", "This message was struck out")


class SaysTheSame(Refused):
    """A correction that changes nothing is none."""

    code = "SAYS_THE_SAME"
    text = Text("和原文一样，没有更正", "It says the same as before")
    status = 422
    field = "text"


class ReportEmpty(Refused):
    """A report tells at least where and what."""

    code = "REPORT_EMPTY"
    text = Text("首报至少写准确位置和事件类型", "At least the exact location and the type")
    status = 422
    field = "methane_exact"


def send_message(
    *,
    group: str,
    text: str,
    lon: float | None = None,
    lat: float | None = None,
    own_at: datetime | None = None,
    answers: int | None = None,
    by: Actor,
    at: datetime,
) -> MessageView:
    """Say something in the group. Its place is the server's, in the order in which it arrives.

    An answer stands in the thread of what it answers (`answers`, a place in this group).

    With a point it is a place on the map, and words are not needed. Refuses what is no point.
    """
    has_place = lon is not None and lat is not None
    if has_place:
        lon, lat = read_coordinates(lon, lat)
    said = words.lines(text, SAID, longest=LONGEST_MESSAGE, needed=not has_place, field="text")
    with write():
        row, mine = held_group(group, by, at)
        message = say(
            row,
            mine,
            by,
            at,
            kind="place" if has_place else "text",
            text=said,
            lon=lon,
            lat=lat,
            own_at=own_at,
            **_answering(row, answers),
        )
    return told_message(message.pk, at=at)


def _answering(row: Group, place: int | None) -> dict[str, Message]:
    if place is None:
        return {}
    asked = Message.objects.filter(group=row, place=place).select_related("thread").first()
    if asked is None:
        raise NotFound(subject=f"message {place}")
    return {"answers": asked, "thread": asked.thread or asked}


def send_methane(*, group: str, said: dict[str, str], by: Actor, at: datetime) -> MessageView:
    """The first message of an emergency, in the common order: M/ETHANE."""
    lines = []
    for code, name in METHANE.items():
        line = words.line(
            said.get(code, ""), name, longest=200, needed=False, field=f"methane_{code}"
        )
        if line:
            lines.append(f"{name.zh}：{line}")
        elif code in ("exact", "type"):
            raise ReportEmpty()
    with write():
        row, mine = held_group(group, by, at)
        message = say(row, mine, by, at, kind="methane", text="\n".join(lines))
    return told_message(message.pk, at=at)


def say(row: Group, mine: Member, by: Actor, at: datetime, **what: Any) -> Message:
    """Write a message into a group that is held; who says something is there."""
    check_running(row)
    check_speaks(mine)
    if mine.status == "invited":
        moved(mine, "join", at)
        note_group(events.MEMBER_JOINED, row, by, at, related=[by.subject], seat=mine.seat)
    message = Message(
        group=row, place=row.messages_last + 1, author_id=by.person_id or 0, sent_at=at, **what
    )
    message.save(force_insert=True)
    row.messages_last = message.place
    stir(row, at)
    row.save(update_fields=["messages_last", "last_at", "status"])
    note_group(events.MESSAGE_SENT, row, by, at, place=message.place, kind=message.kind)
    _mention(row, message, by, at)
    note_message(message, is_new=True)
    return message


def stir(row: Group, at: datetime) -> None:
    """Something happens in the group: it is idle no longer."""
    row.last_at = at
    if row.status == "idle":
        row.status = GROUP.after(row.status, "wake")


def correct_message(*, group: str, place: int, text: str, by: Actor, at: datetime) -> MessageView:
    """Say one's own message anew; what it said before stays beside it."""
    said = words.lines(text, SAID, longest=LONGEST_MESSAGE, field="text")
    with write():
        row, mine = held_group(group, by, at)
        message = _own(row, mine, place)
        if said == message.text:
            raise SaysTheSame()
        Correction.objects.create(message=message, before=message.text, corrected_at=at)
        message.text, message.corrected_at = said, at
        message.save(update_fields=["text", "corrected_at"])
        note_message(message)
        stir(row, at)
        row.save(update_fields=["last_at", "status"])
        note_group(events.MESSAGE_CORRECTED, row, by, at, place=place)
    return told_message(message.pk, at=at)


def strike_message(*, group: str, place: int, why: str, by: Actor, at: datetime) -> MessageView:
    """Strike one's own message out, with the reason; it stays readable as struck out (COL-15)."""
    reason = words.line(why, REASON, longest=LONGEST_REASON, field="why")
    with write():
        row, mine = held_group(group, by, at)
        message = _own(row, mine, place)
        message.struck_at, message.struck_why = at, reason
        message.save(update_fields=["struck_at", "struck_why"])
        stir(row, at)
        row.save(update_fields=["last_at", "status"])
        note_group(events.MESSAGE_STRUCK, row, by, at, place=place)
    return told_message(message.pk, at=at)


def note_seen(*, group: str, up_to: int, is_read: bool, by: Actor, at: datetime) -> None:
    """Note how far a member has come; it never goes back, and is no act of duty."""
    may_take_part(by).or_refuse()
    # Two hundred say it after each message: one question, and a write where there is news alone.
    found = _COME(number=group, person=by.person_id, at=at) if by.person_id is not None else []
    if not found:
        raise NotFound(subject=f"group:{group[:20]}")
    member, served, read, last = found[0]
    served_to = min(up_to, last)
    read_to = served_to if is_read else 0
    if served_to <= served and read_to <= read:
        return
    with write():
        Member.objects.filter(pk=member).update(
            served_to=Greatest("served_to", served_to), read_to=Greatest("read_to", read_to)
        )


_COME = Prepared(
    lambda number, person, at: (
        Member.objects.present(at)
        .filter(group__number=number, person=person)
        .values_list("pk", "served_to", "read_to", "group__messages_last")
    ),
    number=str,
    person=int,
    at=datetime,
)


def _own(row: Group, mine: Member, place: int) -> Message:
    check_running(row)
    message = held(Message, f"message {place}", group=row, place=place)
    if message.author_id != mine.person_id:
        raise Denied(NOT_YOURS)
    if message.struck_at is not None:
        raise MessageStruck()
    return message


def _mention(row: Group, message: Message, by: Actor, at: datetime) -> None:
    """Whoever is named with @, by the beginning of their name, is told; also a seat's sitter."""
    named = {word.casefold() for word in NAMED.findall(message.text)}
    if not named:
        return
    inside = Member.objects.present(at).filter(group=row).select_related("person")
    people = {
        one.person_id
        for one in inside
        if one.person_id != by.person_id
        and any(one.person.display_name.casefold().startswith(word) for word in named)
    }
    for person in sorted(people):
        Mention.objects.create(message=message, person_id=person)
    if people:
        tell(
            MENTIONED,
            to=To(people=sorted(people)),
            about=row.subject,
            cause=message.subject,
            values={"number": row.number, "place": str(message.place)},
            by=by,
            at=at,
        )
