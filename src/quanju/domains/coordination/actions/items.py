"""Verbs of items that were asked: accept, decline, finish, confirm, send back, hand on."""

from datetime import datetime

from quanju.domains.coordination import events
from quanju.domains.coordination.actions.asking import new_item, worker_in
from quanju.domains.coordination.actions.holding import (
    check_running,
    held_group,
    note_group,
)
from quanju.domains.coordination.actions.messages import stir
from quanju.domains.coordination.finding.lines import note_item
from quanju.domains.coordination.models import Group, Item
from quanju.domains.coordination.queries.items import told_item
from quanju.domains.coordination.types import (
    LEADS,
    LONGEST_REASON,
    LONGEST_RESULT,
    ItemView,
)
from quanju.domains.coordination.workflow import ITEM
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, Refused, Text, Verdict
from quanju.domains.people.types import Actor


class TheirsAlready(Refused):
    """An item is handed on to somebody else than who has it."""

    code = "ITEM_IS_THEIRS"
    text = Text("这件事已经归这个人了，请另选一人", "It is theirs already; choose somebody else")
    status = 422
    field = "owner"


RESULT = Text("结果", "the result")
REASON = Text("事由", "the reason")
NOT_THE_OWNER = Verdict.no("DENY_RELATION", Text("这个事项由别人办", "Somebody else has this item"))
NOT_THE_ASKER = Verdict.no(
    "DENY_CONFLICT",
    Text(
        "由交办人或群的主办确认，办事人不能自己确认",
        "Whoever asked or a lead of the group confirms it, never who did it",
    ),
)


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
        to = worker_in(row, owner, at)
        if to == one.owner_id:
            raise TheirsAlready()
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


def _held(row: Group, item: int) -> Item:
    return held(Item, f"item {item}", group=row, place=item)
