"""Questions to the journal."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from quanju.domains.journal import stored
from quanju.domains.journal.actions.entries import CHAIN
from quanju.domains.journal.digests import Ledger
from quanju.domains.journal.keys import branch_key, head_mark
from quanju.domains.journal.models import ChainHead, Cursor, Entry, Seal, SealWay
from quanju.domains.journal.rules import OVERDUE_AFTER
from quanju.domains.journal.seals import exported_seals, kept_folders, ways
from quanju.domains.journal.subscribers import Subscriber, subscribers
from quanju.domains.journal.types import EntryView, ReactionView, SealsOutside, WayView
from quanju.domains.journal.verification.files import kept_in
from quanju.domains.journal.verification.findings import Verification
from quanju.domains.journal.verification.hashes import (
    GENESIS,
    HASHED_FIELDS,
    canonical_json,
    closing_message,
    merkle_path,
    moment_text,
)
from quanju.domains.journal.verification.walk import Head, Kept, Row, verify_rows
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.transaction import snapshot
from quanju.domains.kernel.types import Text

PAGE = 500
_NUMBER = HASHED_FIELDS.index("number")


def head_number() -> int:
    """Number of the newest entry; 0 in an empty journal."""
    head = ChainHead.objects.filter(chain=CHAIN).first()
    return head.number if head else 0


def newest_recorded_at() -> datetime | None:
    """When the newest entry was written, by the clock of whoever wrote it."""
    newest = Entry.objects.filter(chain=CHAIN).order_by("-number")
    return newest.values_list("recorded_at", flat=True).first()


def entries_after(number: int, *, limit: int = PAGE) -> list[EntryView]:
    """The next `limit` entries above `number`, oldest first. Nothing can be missed (rule 8)."""
    rows = Entry.objects.filter(chain=CHAIN).after(number)[:limit]
    return [row.view() for row in rows]


def history_of(subject: str, *, newest_first: bool = False, limit: int = 1000) -> list[EntryView]:
    """All entries about `subject`, and those that mention it."""
    order = "-number" if newest_first else "number"
    return [row.view() for row in Entry.objects.about(subject).order_by(order)[:limit]]


def offices_that_opened(subject: str) -> list[tuple[date, str]]:
    """On which day which office (its code) read or changed a matter, the newest first (SG-09).

    Offices alone: whose matter it is learns where it was, never by whom.
    """
    rows = Entry.objects.filter(chain=CHAIN, subject=subject, result="ok").exclude(organisation="")
    found = rows.values_list("at", "organisation")
    return sorted({(local_day(at), office) for at, office in found}, reverse=True)


def search(
    *,
    subject: str = "",
    author: str = "",
    event: str = "",
    kind: str = "",
    result: str = "",
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[EntryView]:
    """Entries by object, person, day, kind; newest first, `before` pages back."""
    rows = Entry.objects.filter(chain=CHAIN)
    if subject:
        rows = rows.about(subject)
    wanted: dict[str, Any] = {"author": author, "event": event, "kind": kind, "result": result}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if from_at:
        rows = rows.filter(at__gte=from_at)
    if until_at:
        rows = rows.filter(at__lt=until_at)
    if before:
        rows = rows.filter(number__lt=before)
    return [row.view() for row in rows.order_by("-number")[:limit]]


def exported_rows() -> Iterator[Mapping[str, Any]]:
    """Every entry as a plain row, oldest first, as `quanju journal export` writes it."""
    yield from map(_plain, stored.rows(CHAIN))


def rows_about(subject: str, *, kinds: Iterable[str]) -> list[Mapping[str, Any]]:
    """The entries of a matter itself as plain rows, each with what its hash was made of."""
    numbers = Entry.objects.filter(chain=CHAIN, mentions__subject=subject, subject=subject)
    numbers = numbers.filter(kind__in=list(kinds))
    return [_plain(stored.row(CHAIN, number)) for number in _in_order(numbers)]


def _in_order(entries: QuerySet[Entry]) -> list[int]:
    return list(entries.order_by("number").values_list("number", flat=True))


def _plain(row: Row) -> Mapping[str, Any]:
    values, rows, previous, found = row
    named = dict(zip(HASHED_FIELDS, values, strict=True))
    return {**named, **({"rows": rows} if rows else {}), "prev_hash": previous, "hash": found}


def proofs_of(numbers: Iterable[int]) -> dict[str, list[Any]]:
    """Of entries that are sealed: the seals that cover them, and each one's path to their root.

    An entry with its path and a signed seal proves itself without the rest of the journal.
    """
    wanted = sorted(numbers)
    seals, proofs = [], []
    for seal in exported_seals():
        first, last = seal["first_entry"], seal["last_entry"]
        inside = [one for one in wanted if first <= one <= last]
        if not inside:
            continue
        run = Entry.objects.filter(chain=CHAIN, number__range=(first, last)).order_by("number")
        leaves = list(run.values_list("hash", flat=True))
        seals.append(seal)
        proofs += [
            {"entry": one, "seal": seal["number"], "path": merkle_path(leaves, one - first)}
            for one in inside
        ]
    return {"seals": seals, "proofs": proofs}


def exported_lines(*, at: datetime) -> Iterator[Mapping[str, Any]]:
    """Entries, then seals, then the line that closes the file, signed with the branch's key."""
    count, last = 0, GENESIS
    for row in exported_rows():
        count, last = count + 1, row["hash"]
        yield row
    seals = list(exported_seals())
    yield from seals
    closing = {"chain": CHAIN, "entries": count, "hash": last, "seals": len(seals)}
    closing["at"] = moment_text(at)
    key = branch_key()
    yield {
        "closing": closing,
        "public_key": key.public_key().public_bytes_raw().hex(),
        "signature": key.sign(closing_message(closing)).hex(),
    }


def latest_seal() -> Seal | None:
    return Seal.objects.filter(chain=CHAIN).order_by("-number").first()


def seals_outside(*, at: datetime) -> SealsOutside:
    """By which ways seals leave the machine, when the last one did, and what is wrong with it."""
    newest, rows = latest_seal(), {row.way: row for row in SealWay.objects.all()}
    views = []
    for way in ways():
        row = rows.get(way.shown, SealWay(way=way.shown))
        why = Text(row.why_zh, row.why_en) if row.why_en else None
        views.append(
            WayView(way.kind, way.shown, row.sent_until, row.left_at, row.tries, row.tried_at, why)
        )
    left = max((one.left_at for one in views if one.left_at), default=None)
    sent = max((one.sent_until for one in views), default=0)
    waits = newest is not None and sent < newest.number
    is_overdue = waits and newest is not None and at - newest.sealed_at >= OVERDUE_AFTER
    return SealsOutside(tuple(views), left, sent, is_overdue)


def reactions() -> list[ReactionView]:
    """Where each room's reaction stands; what failed first, then what is behind."""
    known = {one.name: one for one in subscribers()}
    rows = {row.name: row for row in Cursor.objects.all()}
    views = [
        _reaction(name, known.get(name), rows.get(name)) for name in known.keys() | rows.keys()
    ]
    order = {"failing": 0, "behind": 1, "abreast": 2, "gone": 3}
    return sorted(views, key=lambda one: (order[one.state], one.name))


def _reaction(name: str, one: Subscriber | None, row: Cursor | None) -> ReactionView:
    row = row or Cursor(name=name, number=0)
    waiting = Entry.objects.filter(chain=CHAIN, event=one.event.name) if one else None
    return ReactionView(
        name=name,
        event=one.event.label if one else Text("—", "—"),
        label=one.label if one else Text("程序中已没有", "no longer in the program"),
        number=row.number,
        behind=waiting.after(row.number).count() if waiting is not None else 0,
        moved_at=row.moved_at,
        tries=row.tries,
        tried_at=row.tried_at,
        next_try_at=row.next_try_at,
        fault=_fault(row) if row.tries else None,
        is_known=one is not None,
    )


def _fault(row: Cursor) -> Text:
    return Text(
        "第 {entry} 条记录没有处理成（{fault}），已试 {tries} 次",
        "Entry {entry} could not be dealt with ({fault}); tries so far: {tries}",
    ).filled(entry=row.fault_at or "—", fault=row.fault, tries=row.tries)


def oldest_unsealed_at() -> datetime | None:
    """When the oldest entry that no seal covers was recorded; None if all are sealed."""
    seal = latest_seal()
    rows = Entry.objects.filter(chain=CHAIN).after(seal.last_entry if seal else 0)
    return rows.values_list("recorded_at", flat=True).first()


def verify(
    *,
    at: datetime,
    public_key: str = "",
    kept: Kept | None = None,
    told: Callable[[int], object] = lambda _: None,
) -> Verification:
    """Check the whole record in the database, as it must stand at the moment `at`.

    The chain with its head, its seals by the branch's key, what was `kept` elsewhere (see
    `verification.files.kept_in`; without it the folders that seals are sent to), under which
    subjects entries are found, and every protected row of every room. All as of one moment, while
    others write. `told` hears how many entries have been read.
    """
    mentions, ledger = stored.Mentions(CHAIN), Ledger()
    with snapshot():
        found = verify_rows(
            _told_to(ledger, stored.spelled_rows(CHAIN, mentions)),
            exported_seals(),
            head=_head(),
            public_key=public_key or branch_key().public_key().public_bytes_raw().hex(),
            kept=kept or kept_in(kept_folders()),
            at=at,
            told=told,
        )
        if found.is_broken:
            return found
        more = (*mentions.faults, *mentions.strangers(), *ledger.faults())
    return replace(found, rows=ledger.rows, faults=(*found.faults, *more))


def _told_to(ledger: Ledger, rows: Iterator[Row]) -> Iterator[Row]:
    """The same entries; the walk has found each whole when it asks for the next."""
    for row in rows:
        yield row
        if row[1]:
            ledger.take(row[0][_NUMBER], row[1])


def _head() -> Head:
    row = ChainHead.objects.filter(chain=CHAIN).first()
    if row is None:
        return Head(0, GENESIS, True)
    return Head(row.number, row.hash, row.mark == head_mark(CHAIN, row.number, row.hash))


def entries_with_fact(event: str, name: str, value: str, since: datetime) -> int:
    """How many entries of an event since a moment carry this fact."""
    needle = f'"{name}":{canonical_json(value)}'
    return Entry.objects.filter(event=event, at__gte=since, facts_json__contains=needle).count()
