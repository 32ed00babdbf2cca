"""The items of a group, and of a person over all of theirs."""

from datetime import datetime

from quanju.domains.coordination.models import Group, Item
from quanju.domains.coordination.types import ItemView
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.types import Actor

_BESIDE = ("asked_by", "owner", "message", "group")


def items_of(number: str, *, by: Actor, at: datetime) -> list[ItemView]:
    """What is open first, by its limit; then what has ended, the newest first."""
    group = Group.objects.visible_to(by, at).filter(number=number).first()
    if group is None:
        raise NotFound(subject=f"group:{number[:20]}")
    views = [_view(row) for row in Item.objects.filter(group=group).select_related(*_BESIDE)]
    far = datetime.max.replace(tzinfo=at.tzinfo)
    return sorted(
        views,
        key=lambda one: (not one.is_open, one.due_at or far if one.is_open else far, -one.place),
    )


def told_item(pk: int) -> ItemView:
    """For the verbs of this room, which have asked already who may."""
    return _view(Item.objects.select_related(*_BESIDE).get(pk=pk))


def _view(row: Item) -> ItemView:
    return ItemView(
        **{name: getattr(row, name) for name in _PLAINLY},
        asked_by=row.asked_by.display_name,
        owner=row.owner.display_name,
        message_place=row.message.place if row.message else None,
        number=row.group.number,
        subject=row.group.subject,
    )


_PLAINLY = (
    "pk", "place", "title", "title_en", "status", "asked_by_id", "owner_id", "asked_at", "due_at",
    "accepted_at", "done_at", "ended_at", "result", "why",
)  # fmt: skip
"""Columns that members see as they are."""
