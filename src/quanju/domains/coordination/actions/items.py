"""Verbs of items: ask, accept, decline, finish, confirm, send back, hand on; packs of them."""

from datetime import datetime, timedelta

from quanju.domains.coordination import events
from quanju.domains.coordination.actions.holding import (
    check_leads,
    check_running,
    check_speaks,
    held_group,
    note_group,
)
from quanju.domains.coordination.actions.messages import stir
from quanju.domains.coordination.finding.lines import note_item
from quanju.domains.coordination.models import Group, Item, Member, Message
from quanju.domains.coordination.notices import ITEM_ASKED
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.coordination.queries.items import told_item
from quanju.domains.coordination.types import (
    LEADS,
    LONGEST_ITEM,
    LONGEST_REASON,
    LONGEST_RESULT,
    SPEAKERS,
    ItemView,
)
from quanju.domains.coordination.workflow import GROUP, ITEM
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, NotFound, Refused, Text, Verdict
from quanju.domains.notices.actions.telling import tell
from quanju.domains.notices.types import To
from quanju.domains.people.types import Actor

TITLE, RESULT = Text("事项", "the item"), Text("结果", "the result")
REASON = Text("事由", "the reason")
NOT_THE_OWNER = Verdict.no("DENY_RELATION", Text("这个事项由别人办", "Somebody else has this item"))
NOT_THE_ASKER = Verdict.no(
    "DENY_CONFLICT",
    Text(
        "由交办人或群的主办确认，办事人不能自己确认",
        "Whoever asked or a lead of the group confirms it, never who did it",
    ),
)


class OwnerNotInGroup(Refused):
    """An item belongs to a member who contributes."""

    code = "OWNER_NOT_IN_GROUP"
    text = Text("请选群里能办事的成员", "Choose a member who contributes")
    status = 422
    field = "owner"


class DueInThePast(Refused):
    """It is due after it is asked."""

    code = "DUE_IN_THE_PAST"
    text = Text("办结时限要在现在以后", "It is due after now")
    status = 422
    field = "due_at"


class UnknownPack(Refused):
    """One of the branch's packs."""

    code = "UNKNOWN_PACK"
    text = Text("请选任务包", "Choose a pack")
    status = 422
    field = "pack"


def ask_item(
    *,
    group: str,
    title: str,
    owner: int | None,
    due_at: datetime | None = None,
    message: int | None = None,
    by: Actor,
    at: datetime,
) -> ItemView:
    """Ask something of a member until a moment; any message can become one (COL-05)."""
    if due_at is not None and due_at <= at:
        raise DueInThePast()
    with write():
        row, mine = held_group(group, by, at)
        check_running(row)
        check_speaks(mine)
        said = _message(row, message)
        line = words.line(title, TITLE, longest=LONGEST_ITEM, field="title")
        item = new_item(row, line, _worker(row, owner, at), due_at, by, at, message=said)
    return told_item(item.pk)


def add_pack(*, group: str, pack: str, by: Actor, at: datetime) -> list[ItemView]:
    """Add the items of a pack to a running group: each to its seat, else to the owner."""
    with write():
        row, mine = held_group(group, by, at)
        check_running(row)
        check_leads(mine)
        chosen = group_rules(at).packs.get(pack)
        if chosen is None:
            raise UnknownPack()
        inside = Member.objects.present(at).filter(group=row, role__in=SPEAKERS)
        seats = dict(inside.values_list("seat", "person"))
        items = [
            new_item(
                row,
                Text(one.title.zh, one.title.en),
                seats.get(one.seat, row.owner_id),
                at + timedelta(minutes=one.due_min),
                by,
                at,
                pack=pack,
            )
            for one in chosen.item
        ]
        note_group(events.PACK_ADDED, row, by, at, pack=pack, items=len(items))
    return [told_item(one.pk) for one in items]


def accept_item(*, group: str, item: int, by: Actor, at: datetime) -> ItemView:
    """Take it on."""
    return _moved(group, item, "accept", by, at)


def decline_item(*, group: str, item: int, why: str, by: Actor, at: datetime) -> ItemView:
    """Say no, with the reason; who asked finds somebody else."""
    reason = words.line(why, REASON, longest=LONGEST_REASON, field="why")
    return _moved(group, item, "decline", by, at, why=reason)


def finish_item(*, group: str, item: int, result: str, by: Actor, at: datetime) -> ItemView:
    """It is done: what came of it."""
    said = words.line(result, RESULT, longest=LONGEST_RESULT, field="result")
    return _moved(group, item, "finish", by, at, result=said)


def confirm_item(*, group: str, item: int, by: Actor, at: datetime) -> ItemView:
    """Whoever asked, or a lead, looks at the result and closes the item; never who did it."""
    return _moved(group, item, "confirm", by, at)


def redo_item(*, group: str, item: int, why: str, by: Actor, at: datetime) -> ItemView:
    """It is not done yet: back to its owner, with the reason."""
    reason = words.line(why, REASON, longest=LONGEST_REASON, field="why")
    return _moved(group, item, "redo", by, at, why=reason)


def hand_on_item(
    *, group: str, item: int, owner: int | None, why: str, by: Actor, at: datetime
) -> ItemView:
    """Give it to another member: it ends here and goes on as theirs, with the same limit."""
    reason = words.line(why, REASON, longest=LONGEST_REASON, field="why")
    with write():
        row, mine = held_group(group, by, at)
        check_running(row)
        one = _held(row, item)
        if one.owner_id != mine.person_id and mine.role not in LEADS:
            raise Denied(NOT_THE_OWNER)
        to = _worker(row, owner, at)
        if to == one.owner_id:
            raise OwnerNotInGroup()
        _move(one, "hand_on", at, why=reason)
        note_group(events.ITEM_MOVED, row, by, at, item=one.place, after=one.status)
        due_at = one.due_at if one.due_at and one.due_at > at else None
        new_item(row, one.named, to, due_at, by, at, follows=one)
    return told_item(one.pk)


def _moved(group: str, item: int, verb: str, by: Actor, at: datetime, **said: str) -> ItemView:
    with write():
        row, mine = held_group(group, by, at)
        check_running(row)
        one = _held(row, item)
        if verb in ("confirm", "redo"):
            may = one.owner_id != mine.person_id and (
                one.asked_by_id == mine.person_id or mine.role in LEADS
            )
            if not may:
                raise Denied(NOT_THE_ASKER)
        elif one.owner_id != mine.person_id:
            raise Denied(NOT_THE_OWNER)
        _move(one, verb, at, **said)
        stir(row, at)
        row.save(update_fields=["last_at", "status"])
        note_group(
            events.ITEM_MOVED,
            row,
            by,
            at,
            related=[f"person:{one.asked_by_id}"],
            item=one.place,
            after=one.status,
        )
    return told_item(one.pk)


def _move(one: Item, verb: str, at: datetime, **said: str) -> None:
    one.status = ITEM.after(one.status, verb)
    for name, value in said.items():
        setattr(one, name, value)
    if verb == "accept":
        one.accepted_at = at
    elif verb == "finish":
        one.done_at = at
    elif verb == "redo":
        one.done_at = None
    else:
        one.ended_at = at
    one.save()
    note_item(one)


def new_item(
    row: Group,
    title: str | Text,
    owner: int,
    due_at: datetime | None,
    by: Actor,
    at: datetime,
    *,
    message: Message | None = None,
    follows: Item | None = None,
    pack: str = "",
) -> Item:
    """Store an item; the first of a group sets it to work. Who asks oneself has it accepted."""
    is_own = owner == by.person_id
    item = Item(
        group=row,
        place=row.items_last + 1,
        message=message,
        follows=follows,
        pack=pack,
        title=title.zh if isinstance(title, Text) else title,
        title_en=title.en if isinstance(title, Text) else "",
        asked_by_id=by.person_id or 0,
        owner_id=owner,
        status="accepted" if is_own else "asked",
        asked_at=at,
        accepted_at=at if is_own else None,
        due_at=due_at,
    )
    item.save(force_insert=True)
    note_item(item)
    row.items_last = item.place
    stir(row, at)
    if row.status == "opened":
        row.status = GROUP.after(row.status, "begin")
    row.save(update_fields=["items_last", "last_at", "status"])
    note_group(events.ITEM_ASKED, row, by, at, related=[f"person:{owner}"], item=item.place)
    if not is_own:
        tell(
            ITEM_ASKED,
            to=To(people=[owner]),
            about=row.subject,
            cause=item.subject,
            values={"number": row.number, "item": str(item.place)},
            by=by,
            at=at,
        )
    return item


def _held(row: Group, item: int) -> Item:
    return held(Item, f"item {item}", group=row, place=item)


def _message(row: Group, place: int | None) -> Message | None:
    if place is None:
        return None
    found = Message.objects.filter(group=row, place=place).first()
    if found is None:
        raise NotFound(subject=f"message {place}")
    return found


def _worker(row: Group, person: int | None, at: datetime) -> int:
    """A member who contributes, called or there."""
    inside = Member.objects.present(at).filter(group=row, role__in=SPEAKERS)
    found = inside.filter(person=person or 0).values_list("person", flat=True).first()
    if found is None:
        raise OwnerNotInGroup()
    return found
