"""What was said in a group: a page of it at any place, with who has come how far."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from quanju.domains.coordination.models import Correction, Group, Member, Message
from quanju.domains.coordination.types import MessageView
from quanju.domains.documents.queries.files import files_by_use
from quanju.domains.documents.types import FileView
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.types import Actor

_BESIDE = ("author", "answers__author", "thread")
PAGE = 50
"""Messages of one page, however many a group has."""
MOST = 4 * PAGE
"""Of what is asked for anew at once; who lacks more asks again."""


def messages_of(
    number: str,
    *,
    by: Actor,
    at: datetime,
    before: int | None = None,
    since: int | None = None,
    most: int = PAGE,
) -> list[MessageView]:
    """The last messages, those before a place, or those from a place on; the oldest first.

    A walk along one index. How many have a message is told of one's own and of first reports.
    """
    group = Group.objects.visible_to(by, at).filter(number=number).first()
    if group is None:
        raise NotFound(subject=f"group:{number[:20]}")
    return messages_in(group.pk, by=by, at=at, before=before, since=since, most=most)


def messages_in(
    group: int,
    *,
    by: Actor,
    at: datetime,
    before: int | None = None,
    since: int | None = None,
    most: int = PAGE,
) -> list[MessageView]:
    """The same of a group that was just seen to be this member's (`group_view`, `place_in`)."""
    rows = Message.objects.filter(group=group).select_related(*_BESIDE)
    if since is not None:
        listed = list(rows.filter(place__gte=since).order_by("place")[: min(most, MOST)])
    else:
        rows = rows if before is None else rows.filter(place__lt=before)
        listed = list(rows.order_by("-place")[: min(most, MOST)])[::-1]
    is_counted = any(_is_counted(row, by) for row in listed)
    return _views(listed, _come(group, at) if is_counted else [], at, by)


def thread_of(number: str, place: int, *, by: Actor, at: datetime) -> list[MessageView]:
    """What a message began or belongs to, whole: the first of it, then each answer as it came."""
    group = Group.objects.visible_to(by, at).filter(number=number).first()
    asked = Message.objects.filter(group=group, place=place).first() if group else None
    if group is None or asked is None:
        raise NotFound(subject=f"group:{number[:20]}")
    root = asked.thread_id or asked.pk
    rows = Message.objects.filter(Q(pk=root) | Q(thread=root)).select_related(*_BESIDE)
    return _views(list(rows.order_by("place")[:MOST]), _come(group.pk, at), at, by)


def reach_of(number: str, *, by: Actor, at: datetime) -> dict[int, tuple[int, int, int]]:
    """Of one's own last messages: how many have each, how many read it, of how many."""
    group = Group.objects.visible_to(by, at).filter(number=number).first()
    if group is None:
        raise NotFound(subject=f"group:{number[:20]}")
    mine = Message.objects.filter(group=group, author=by.person_id).select_related(*_BESIDE)
    views = _views(list(mine.order_by("-place")[:PAGE]), _come(group.pk, at), at, by)
    return {one.place: (one.served, one.read, one.others) for one in views}


def places_told(number: str, *, by: Actor, at: datetime) -> list[MessageView]:
    """Messages with a place that stand, the newest first: what the map of the group shows."""
    group = Group.objects.visible_to(by, at).filter(number=number).first()
    if group is None:
        raise NotFound(subject=f"group:{number[:20]}")
    rows = Message.objects.filter(group=group, lon__isnull=False, struck_at=None)
    listed = list(rows.select_related(*_BESIDE).order_by("-place")[:MOST])
    return _views(listed, [], at, by)


def _come(group: int, at: datetime) -> list[tuple[int, int, int]]:
    inside = Member.objects.present(at).filter(group=group)
    return list(inside.values_list("person", "served_to", "read_to"))


def _is_counted(row: Message, by: Actor | None) -> bool:
    return by is None or row.author_id == by.person_id or row.kind == "methane"


def told_message(pk: int, *, at: datetime) -> MessageView:
    """For the verbs of this room, which have asked already who may."""
    return _views([Message.objects.select_related(*_BESIDE).get(pk=pk)], [], at)[0]


def _views(
    rows: list[Message],
    come: list[tuple[int, int, int]],
    at: datetime,
    by: Actor | None = None,
) -> list[MessageView]:
    before: dict[int, list[tuple[datetime, str]]] = {}
    asked = [row.pk for row in rows if row.corrected_at is not None]
    for one in Correction.objects.filter(message__in=asked).order_by("pk") if asked else ():
        before.setdefault(one.message_id, []).append((one.corrected_at, one.before))
    uses = [row.file_id for row in rows if row.file_id]
    files = files_by_use(uses, at=at) if uses else {}
    return [
        _view(
            row,
            before.get(row.pk, ()),
            come if _is_counted(row, by) else [],
            files.get(row.file_id or 0),
        )
        for row in rows
    ]


def _view(
    row: Message,
    before: Iterable[tuple[datetime, str]],
    come: list[tuple[int, int, int]],
    file: FileView | None,
) -> MessageView:
    others = [(served, read) for person, served, read in come if person != row.author_id]
    return MessageView(
        **{name: getattr(row, name) for name in _PLAINLY},
        author=row.author.display_name,
        answers=row.answers.place if row.answers else None,
        answers_whom=row.answers.author.display_name if row.answers else "",
        thread=row.thread.place if row.thread else None,
        file=file,
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
