"""Verbs that ask: an item of a member, a pack of items; and how an item is stored."""

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
from quanju.domains.coordination.types import LONGEST_ITEM, SPEAKERS, ItemView
from quanju.domains.coordination.workflow import GROUP
from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.notices.actions.telling import tell
from quanju.domains.notices.types import To
from quanju.domains.people.types import Actor

TITLE = Text("事项", "the item")


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
        item = new_item(row, line, worker_in(row, owner, at), due_at, by, at, message=said)
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


def _message(row: Group, place: int | None) -> Message | None:
    if place is None:
        return None
    found = Message.objects.filter(group=row, place=place).first()
    if found is None:
        raise NotFound(subject=f"message {place}")
    return found


def worker_in(row: Group, person: int | None, at: datetime) -> int:
    """A member who contributes, called or there."""
    inside = Member.objects.present(at).filter(group=row, role__in=SPEAKERS)
    found = inside.filter(person=person or 0).values_list("person", flat=True).first()
    if found is None:
        raise OwnerNotInGroup()
    return found
