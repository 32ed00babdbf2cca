"""Writing the index: a line for each message, item and file; made anew from the rows."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from heapq import merge
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from quanju.domains.coordination.finding.tokens import day_of, home_of, tokens_of
from quanju.domains.coordination.models import Correction, Item, Message, SearchLine
from quanju.domains.documents.queries.files import files_by_use, text_of_file
from quanju.domains.documents.types import FileView
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.words import cleaned

Row = TypeVar("Row", bound=Model)
LONGEST_PART = 4_000
"""Letters of one line: of a long file each part is found for itself."""
OVERLAP = 60
"""Words across the seam of two parts stand in one of them whole."""
AT_ONCE = 1_000
FILES_AT_ONCE = 5


def note_message(message: Message, *, is_new: bool = False) -> None:
    """The words of a message and those it said before: both stand in the record."""
    before = [] if is_new else [one.before for one in message.corrections.order_by("pk")]
    line = _message(message, before)
    if is_new:
        SearchLine.objects.create(kind="message", ref=message.pk, **line)
    else:
        SearchLine.objects.update_or_create(kind="message", ref=message.pk, part=0, defaults=line)
    if message.file_id:
        file = files_by_use([message.file_id], at=message.sent_at).get(message.file_id)
        if file is not None:
            SearchLine.objects.get_or_create(
                kind="file", ref=file.id, part=0, defaults=_file(message, file)
            )


def note_item(item: Item) -> None:
    """What is asked, and what came of it."""
    SearchLine.objects.update_or_create(kind="item", ref=item.pk, part=0, defaults=_item(item))


def _message(message: Message, before: Iterable[str]) -> dict[str, object]:
    return _line(message.group_id, "\n".join([message.text, *before]), message.sent_at)


def _item(item: Item) -> dict[str, object]:
    said = [item.title, item.title_en, item.result, item.why]
    return _line(item.group_id, "\n".join(one for one in said if one), item.asked_at)


def _file(message: Message, file: FileView) -> dict[str, object]:
    # The name at once; what it says when the job has read it.
    return {**_line(message.group_id, file.name, message.sent_at), "is_waiting": True}


def _line(group: int, body: str, at: datetime) -> dict[str, object]:
    tokens = " ".join([home_of(group), day_of(at), *tokens_of(body)])
    return {"group_id": group, "body": body, "tokens": tokens, "said_at": at}


def read_files(at: datetime) -> int:
    """Read what waits, a few at a time, outside of any write; take out what was deleted since."""
    waiting = SearchLine.objects.filter(is_waiting=True, kind="file").order_by("pk")
    lines = list(waiting[:FILES_AT_ONCE])
    files = files_by_use([one.ref for one in lines], at=at)
    for line in lines:
        file = files.get(line.ref)
        text = cleaned(text_of_file(file), keep_lines=True) if file is not None else ""
        with write():
            SearchLine.objects.filter(kind="file", ref=line.ref, part__gt=0).delete()
            SearchLine.objects.bulk_create(_parts(line, text), AT_ONCE)
            SearchLine.objects.filter(pk=line.pk).update(is_waiting=False)
    return len(lines)


def _parts(line: SearchLine, text: str) -> Iterator[SearchLine]:
    starts = range(0, len(text), LONGEST_PART - OVERLAP)
    for part, start in enumerate(starts, 1):
        piece = text[start : start + LONGEST_PART]
        made = _line(line.group_id, piece, line.said_at)
        yield SearchLine(kind="file", ref=line.ref, part=part, **made)


def forget_files(uses: Iterable[int]) -> None:
    """Files that were deleted are found no more; inside the reaction's write."""
    SearchLine.objects.filter(kind="file", ref__in=list(uses)).delete()


def forget_group(group: int) -> None:
    """Nothing of a group is found any more; inside the write that deletes what was said in it."""
    SearchLine.objects.filter(group=group).delete()


def rebuild(told: Callable[[int], object] = lambda count: None) -> int:
    """Make the whole index anew in the order of time; the words of files follow by the job.

    What is said meanwhile stands in it once: a line that is there already is left alone.
    """
    with write():
        SearchLine.objects.all().delete()
    count = 0
    for batch in _batches(merge(_said(), _asked(), key=lambda one: one.said_at)):
        with write():
            SearchLine.objects.bulk_create(batch, AT_ONCE, ignore_conflicts=True)
        count += len(batch)
        told(count)
    return count


def _said() -> Iterator[SearchLine]:
    known: set[int] = set()
    for batch in _pages(Message.objects.all(), "sent_at"):
        before: dict[int, list[str]] = {}
        changed = [one.pk for one in batch if one.corrected_at is not None]
        for one in Correction.objects.filter(message__in=changed).order_by("pk"):
            before.setdefault(one.message_id, []).append(one.before)
        uses = [one.file_id for one in batch if one.file_id]
        files = files_by_use(uses, at=batch[-1].sent_at) if uses else {}
        for message in batch:
            made = _message(message, before.get(message.pk, ()))
            yield SearchLine(kind="message", ref=message.pk, **made)
            file = files.get(message.file_id or 0)
            if file is not None and file.id not in known and file.is_readable:
                known.add(file.id)
                yield SearchLine(kind="file", ref=file.id, **_file(message, file))


def _asked() -> Iterator[SearchLine]:
    for batch in _pages(Item.objects.all(), "asked_at"):
        for item in batch:
            yield SearchLine(kind="item", ref=item.pk, **_item(item))


def _pages(rows: QuerySet[Row], moment: str) -> Iterator[list[Row]]:
    """All rows in the order of time, a page at a time: no question stays open while one writes,
    which SQLite would refuse."""
    ordered = rows.order_by(moment, "pk")
    listed = list(ordered[:AT_ONCE])
    while listed:
        yield listed
        at, pk = getattr(listed[-1], moment), listed[-1].pk
        later = Q(**{f"{moment}__gt": at}) | Q(**{moment: at}, pk__gt=pk)
        listed = list(ordered.filter(later)[:AT_ONCE])


def _batches(lines: Iterable[SearchLine]) -> Iterator[list[SearchLine]]:
    batch: list[SearchLine] = []
    for one in lines:
        batch.append(one)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
