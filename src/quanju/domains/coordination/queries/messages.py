"""What was said in a group: a page of it at any place, with who has come how far."""

from collections.abc import Iterable
from datetime import datetime

from quanju.domains.coordination.models import Correction, Group, Member, Message
from quanju.domains.coordination.types import MessageView
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.types import Actor

PAGE = 50
"""Messages of one page, however many a group has."""


def messages_of(
    number: str, *, by: Actor, at: datetime, before: int | None = None, most: int = PAGE
) -> list[MessageView]:
    """The last messages, or those before a place, the oldest first: a walk along one index."""
    group = Group.objects.visible_to(by, at).filter(number=number).first()
    if group is None:
        raise NotFound(subject=f"group:{number[:20]}")
    rows = Message.objects.filter(group=group)
    if before is not None:
        rows = rows.filter(place__lt=before)
    listed = list(rows.select_related("author").order_by("-place")[:most])[::-1]
    inside = Member.objects.present(at).filter(group=group)
    return _views(listed, list(inside.values_list("person", "served_to", "read_to")))


def told_message(pk: int) -> MessageView:
    """For the verbs of this room, which have asked already who may."""
    return _views([Message.objects.select_related("author").get(pk=pk)], [])[0]


def _views(rows: list[Message], come: list[tuple[int, int, int]]) -> list[MessageView]:
    before: dict[int, list[tuple[datetime, str]]] = {}
    asked = [row.pk for row in rows if row.corrected_at is not None]
    for one in Correction.objects.filter(message__in=asked).order_by("pk") if asked else ():
        before.setdefault(one.message_id, []).append((one.corrected_at, one.before))
    return [_view(row, before.get(row.pk, ()), come) for row in rows]


def _view(
    row: Message, before: Iterable[tuple[datetime, str]], come: list[tuple[int, int, int]]
) -> MessageView:
    others = [(served, read) for person, served, read in come if person != row.author_id]
    return MessageView(
        **{name: getattr(row, name) for name in _PLAINLY},
        author=row.author.display_name,
        before=tuple(before),
        served=sum(served >= row.place for served, _ in others),
        read=sum(read >= row.place for _, read in others),
        others=len(others),
    )


_PLAINLY = (
    "pk", "place", "kind", "author_id", "text", "lon", "lat", "sent_at", "own_at",
    "corrected_at", "struck_at", "struck_why",
)  # fmt: skip
"""Columns that members see as they are."""
