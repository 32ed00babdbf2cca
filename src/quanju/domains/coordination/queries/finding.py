"""Finding what was said, asked and brought in one's own groups: all words, the newest first."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from quanju.domains.coordination.finding.tokens import asked_of, day_of, folded, home_of, runs
from quanju.domains.coordination.models import Group, Item, Message, SearchLine
from quanju.domains.coordination.triggers import TABLE
from quanju.domains.coordination.types import HitView
from quanju.domains.documents.queries.files import files_by_use
from quanju.domains.people.types import Actor

MOST = 50
LOOKED_AT_ONCE, LOOKED_MOST = 200, 2_000
"""Pairs of letters may stand apart: what the index names is looked at, and so many at most."""
WINDOWS = (1, 7, 56)
"""Days that PostgreSQL looks at first, from the newest on: a common word is found in the first, a
rare one is rare in all of them."""
FEW_HOMES = 8
"""Groups that PostgreSQL is asked for by their tokens; of more their keys are compared."""
LONGEST_ASKED, AROUND = 80, 60


def find_lines(
    words: str,
    *,
    by: Actor,
    at: datetime,
    group: str = "",
    before: int | None = None,
    most: int = MOST,
) -> list[HitView]:
    """Texts of one's own groups in which all words stand, the newest first.

    What was corrected is found by both texts, what was struck out by its words: both are shown in
    the record. `before` is the key of the last one of the page before. Another's groups are not
    even looked at: their lines have another home.
    """
    asked = asked_of(words[:LONGEST_ASKED])
    homes = Group.objects.visible_to(by, at)
    if group:
        homes = homes.filter(number=group)
    titles = {
        pk: (number, title) for pk, number, title in homes.values_list("pk", "number", "title")
    }
    if not asked or not titles:
        return []
    phrases = [run for run, _ in runs(words[:LONGEST_ASKED])]
    found: list[HitView] = []
    last = SearchLine.objects.filter(pk=before).first() if before is not None else None
    for keys in _candidates(asked, sorted(titles), last, at):
        lines = SearchLine.objects.in_bulk(keys)
        hits = [
            lines[key]
            for key in keys
            if key in lines
            and lines[key].group_id in titles
            and all(one in folded(lines[key].body) for one in phrases)
        ]
        found += _hits(hits, titles, phrases, at)
        if len(found) >= most:
            break
    return found[:most]


def _candidates(
    asked: list[str], homes: Sequence[int], last: SearchLine | None, at: datetime
) -> Iterator[list[int]]:
    ask = _of_sqlite if connection.vendor == "sqlite" else _of_postgresql
    looked = 0
    for keys in ask(asked, homes, last, at):
        if keys:
            yield keys
        looked += len(keys)
        if looked >= LOOKED_MOST:
            return


def _of_sqlite(
    asked: list[str], homes: Sequence[int], last: SearchLine | None, at: datetime
) -> Iterator[list[int]]:
    either = " OR ".join(f'"{home_of(one)}"' for one in homes)
    match = " AND ".join([*(f'"{one}"' for one in asked), f"({either})"])
    below = last.pk if last is not None else 2**62
    question = (
        f"SELECT rowid FROM {TABLE}_fts WHERE {TABLE}_fts MATCH %s AND rowid < %s "
        "ORDER BY rowid DESC LIMIT %s"
    )
    while True:
        keys = _keys(question, [match, below, LOOKED_AT_ONCE])
        yield keys
        if len(keys) < LOOKED_AT_ONCE:
            return
        below = keys[-1]


def _of_postgresql(
    asked: list[str], homes: Sequence[int], last: SearchLine | None, at: datetime
) -> Iterator[list[int]]:
    newest = last.said_at if last is not None else at + timedelta(days=1)
    key = last.pk if last is not None else 2**62
    inside = "string_to_array(tokens, ' ')"
    # Many groups would each be walked in the index: then the rows' own column is compared.
    is_few = len(homes) <= FEW_HOMES
    own = f"{inside} && %s" if is_few else "group_id = ANY(%s)"
    mine: list[Any] = [home_of(one) for one in homes] if is_few else list(homes)
    base = f"SELECT id, said_at FROM {TABLE} WHERE {inside} @> %s AND {own}"
    order = "ORDER BY said_at DESC, id DESC LIMIT %s"
    day = newest
    where: str
    these: list[Any]
    for window in (*WINDOWS, 0):
        if window:
            days = [day_of(day - timedelta(days=n)) for n in range(window)]
            where, these = f"AND {inside} && %s", [days]
        else:
            start = day.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
            where, these = "AND said_at < %s", [start + timedelta(days=1)]
        while True:
            question = f"{base} {where} AND (said_at, id) < (%s, %s) {order}"
            with connection.cursor() as cursor:
                cursor.execute(question, [asked, mine, *these, newest, key, LOOKED_AT_ONCE])
                rows = cursor.fetchall()
            yield [pk for pk, _ in rows]
            if rows:
                key, newest = rows[-1]
            if len(rows) < LOOKED_AT_ONCE:
                break
        day -= timedelta(days=window)


def _keys(question: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return [row[0] for row in cursor.fetchall()]


def _hits(
    lines: list[SearchLine], titles: dict[int, tuple[str, str]], phrases: list[str], at: datetime
) -> list[HitView]:
    """Where each stands; a file that was deleted or carries malware stands nowhere."""
    refs = {
        kind: [one.ref for one in lines if one.kind == kind] for kind in ("message", "item", "file")
    }
    said = {
        one.pk: one
        for one in Message.objects.filter(pk__in=refs["message"]).select_related("author")
    }
    carried = {
        one.file_id: one
        for one in Message.objects.filter(file__in=refs["file"])
        .select_related("author")
        .order_by("-place")
    }
    items = {
        one.pk: one for one in Item.objects.filter(pk__in=refs["item"]).select_related("owner")
    }
    files = files_by_use(refs["file"], at=at) if refs["file"] else {}
    rows: dict[str, dict[Any, Any]] = {"message": said, "item": items, "file": carried}
    found = []
    for line in lines:
        row = rows[line.kind].get(line.ref)
        file = files.get(line.ref) if line.kind == "file" else None
        if row is None or (line.kind == "file" and (file is None or not file.is_readable)):
            continue
        number, title = titles[line.group_id]
        found.append(
            HitView(
                key=line.pk,
                kind=line.kind,
                group=number,
                title=title,
                place=row.place,
                author=row.owner.display_name if isinstance(row, Item) else row.author.display_name,
                said_at=line.said_at,
                pieces=_around(line.body, phrases),
                file=file,
            )
        )
    return found


def _around(body: str, phrases: list[str]) -> tuple[tuple[str, bool], ...]:
    """The piece of a text in which the first of the words stands, and what of it was asked."""
    whole = " ".join(body.split())
    same = folded(whole)
    if len(same) != len(whole):  # letters that become several: nothing is marked at a wrong place
        return ((whole[: 3 * AROUND], False),)
    at = max(0, same.find(phrases[0]))
    start, end = max(0, at - AROUND), min(len(whole), at + 2 * AROUND)
    marks = re.compile("|".join(re.escape(one) for one in sorted(phrases, key=len, reverse=True)))
    pieces, last = [("…", False)] if start else [], start
    for found in marks.finditer(same, start, end):
        pieces += [(whole[last : found.start()], False), (whole[found.start() : found.end()], True)]
        last = found.end()
    pieces.append((whole[last:end] + ("…" if end < len(whole) else ""), False))
    return tuple(one for one in pieces if one[0])
