"""Recording what was done, read or refused."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from quanju.domains.journal import digests
from quanju.domains.journal.events import (
    CONSULTED,
    DENIED,
    EXPORTED,
    HEAD_MOVED,
    LIST_EXPORTED,
    ROWS_CHANGED,
)
from quanju.domains.journal.keys import head_mark
from quanju.domains.journal.models import ChainHead, Entry, Mention
from quanju.domains.journal.types import PURPOSES, Author, Event
from quanju.domains.journal.verification.hashes import (
    GENESIS,
    HASHED_FIELDS,
    canonical_json,
    entry_hash,
    moment_text,
)
from quanju.domains.journal.wakeups import announce
from quanju.domains.kernel import rows
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.prepared import Prepared, PreparedInsert
from quanju.domains.kernel.transaction import WriteTransaction, after_commit, current, write

CHAIN = "branch"
SERVICE = Author(subject="service:quanju")
_BAGGAGE = "journal"
_REGISTERED = "journal rows"
ROWS_AN_ENTRY = 10_000


@dataclass(frozen=True, kw_only=True)
class _Draft:
    event: Event
    subject: str
    related: tuple[str, ...]
    by: Author
    at: datetime
    facts: Mapping[str, Any]
    purpose: str
    justification: str
    recipient: str
    result: str
    deny_code: str
    urgent: bool


def record(
    event: Event,
    *,
    subject: str,
    by: Author,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    related: Iterable[str] = (),
    purpose: str = "respond",
    justification: str = "",
    recipient: str = "",
    result: str = "ok",
    deny_code: str = "",
    urgent: bool = False,
) -> None:
    """Write an entry in the open write transaction; `NoWriteOpen` outside of one.

    Numbers are handed out when the transaction is about to commit, under the chain-head lock.
    Facts hold identifiers, states and numbers; never names, telephone numbers or free text.
    """
    if purpose not in PURPOSES:
        raise ValueError(f"unknown purpose {purpose!r}")
    drafts_of(current()).append(
        _Draft(
            event=event,
            subject=subject,
            related=tuple(dict.fromkeys(r for r in related if r != subject)),
            by=by,
            at=at,
            facts=dict(facts or {}),
            purpose=purpose,
            justification=justification,
            recipient=recipient,
            result=result,
            deny_code=deny_code,
            urgent=urgent,
        )
    )


def drafts_of(transaction: WriteTransaction) -> "list[_Draft]":
    """The entries of this write so far. The first who asks has them written at its commit."""
    if _BAGGAGE not in transaction.baggage:
        transaction.baggage[_BAGGAGE] = []
        transaction.before_commit.append(lambda: _flush(transaction))
    drafts: list[_Draft] = transaction.baggage[_BAGGAGE]
    return drafts


def consult(
    *,
    subject: str,
    by: Author,
    at: datetime,
    purpose: str,
    fields: Iterable[str] = (),
    related: Iterable[str] = (),
    justification: str = "",
    ongoing: timedelta = timedelta(0),
) -> None:
    """Record that a protected record was read; reading fails if this cannot be written.

    A page that stays open and follows what happens is one reading: within `ongoing` the same
    session reading the same record for the same purpose is not recorded again.
    """
    if ongoing and _is_reading_still(subject, by, purpose, at - ongoing):
        return
    with write():
        record(
            CONSULTED,
            subject=subject,
            by=by,
            at=at,
            purpose=purpose,
            related=related,
            justification=justification,
            facts={"fields": sorted(fields)} if fields else {},
        )


def _is_reading_still(subject: str, by: Author, purpose: str, since: datetime) -> bool:
    mine = Entry.objects.filter(author=by.subject, event=CONSULTED.name, session=by.session)
    return mine.filter(subject=subject, purpose=purpose, at__gt=since).exists()


def deny(*, subject: str, by: Author, at: datetime, code: str, verb: str) -> None:
    """Record a refused request, so that attempts are seen too."""
    with write():
        record(
            DENIED,
            subject=subject,
            by=by,
            at=at,
            result="denied",
            deny_code=code,
            facts={"verb": verb},
            purpose="audit",
        )


def record_export(*, recipient: str, by: Author, at: datetime) -> int:
    """Record that the journal is taken out, before it is; returns how many entries there were."""
    with write():
        head = ChainHead.objects.filter(chain=CHAIN).first()
        count = head.number if head else 0
        record(
            EXPORTED,
            subject="journal:branch",
            by=by,
            at=at,
            purpose="audit",
            recipient=recipient,
            facts={"entries": count},
        )
    return count


def export_list(
    *,
    subject: str,
    by: Author,
    at: datetime,
    purpose: str,
    what: str,
    conditions: Iterable[str],
    count: int,
) -> None:
    """Record that a list left as a file: which one, under which conditions, how many rows."""
    facts = {"list": what, "conditions": sorted(conditions), "rows": count}
    with write():
        record(LIST_EXPORTED, subject=subject, by=by, at=at, purpose=purpose, facts=facts)


def _flush(transaction: WriteTransaction) -> None:
    """Number, chain and store the drafts; the chain-head lock is held until commit."""
    drafts = _with_rows(transaction)
    if not drafts:
        return
    head = locked_head()
    if head.mark != head_mark(CHAIN, head.number, head.hash):
        drafts.insert(0, (_head_moved(head, drafts[0][0].at), ""))
    entries = []
    for draft, told in drafts:
        entry = _entry(draft, told, head)
        head.number, head.hash = entry.number, entry.hash
        entries.append(entry)
    _store(entries, head)
    last, is_urgent = head.number, any(draft.urgent for draft, _ in drafts)
    announce(connection, last)
    after_commit(lambda: announce(None, last, urgent=is_urgent))


def _own(event: Event, at: datetime, facts: Mapping[str, Any]) -> _Draft:
    """An entry that nobody asked for: the journal's own."""
    return _Draft(
        event=event,
        subject="journal:branch",
        related=(),
        by=SERVICE,
        at=at,
        facts=facts,
        purpose="audit",
        justification="",
        recipient="",
        result="ok",
        deny_code="",
        urgent=event is HEAD_MOVED,
    )


def _head_moved(head: ChainHead, at: datetime) -> _Draft:
    """Somebody without the key has written the head. Duty goes on; marking it anew without this
    entry would hide what was done."""
    return _own(HEAD_MOVED, at, {"number": head.number, "hash": head.hash})


def _rows_changed() -> _Draft:
    """For rows that changed without an entry of their verb, or are too many for one entry."""
    return _own(ROWS_CHANGED, now(), {})


_HEAD = Prepared(lambda: ChainHead.objects.select_for_update().filter(chain=CHAIN))


def locked_head() -> ChainHead:
    head: ChainHead | None = next(iter(_HEAD()), None)
    if head is None:
        begun = {"hash": GENESIS, "mark": head_mark(CHAIN, 0, GENESIS)}
        ChainHead.objects.get_or_create(chain=CHAIN, defaults=begun)
        head = ChainHead.objects.select_for_update().get(chain=CHAIN)
    return head


def _with_rows(transaction: WriteTransaction) -> "list[tuple[_Draft, str]]":
    """The drafts, the last of them with the digests of all rows that the write has changed."""
    drafts: list[_Draft] = transaction.baggage.pop(_BAGGAGE)
    register_rows(transaction)
    portions: list[str] = transaction.baggage.pop(_REGISTERED)
    if portions and not drafts:
        drafts = [_rows_changed()]
    more = max(len(portions) - len(drafts), 0)
    drafts += [_rows_changed() for _ in range(more)]
    texts = [""] * (len(drafts) - len(portions)) + portions
    return list(zip(drafts, texts, strict=True))


def register_rows(transaction: WriteTransaction | None = None) -> None:
    """Make the digests of what the write has changed so far, so that no row need be remembered.

    For those who load very much at once; whoever does not has it done at the commit.
    """
    transaction = transaction or current()
    texts: list[str] = transaction.baggage.setdefault(_REGISTERED, [])
    texts += [digests.text_of(some) for some in _portioned(rows.changes(transaction))]


def _portioned(
    changed: "Iterable[tuple[type[rows.ProtectedModel], dict[int, str]]]",
) -> "Iterator[list[tuple[type[rows.ProtectedModel], dict[int, str]]]]":
    """So many rows an entry can hold that reading one takes no memory worth speaking of."""
    portion: list[tuple[type[rows.ProtectedModel], dict[int, str]]] = []
    room = ROWS_AN_ENTRY
    for model, spelled in changed:
        keys = sorted(spelled)
        while keys:
            some, keys = keys[:room], keys[room:]
            portion.append((model, {pk: spelled[pk] for pk in some}))
            room -= len(some)
            if not room:
                yield portion
                portion, room = [], ROWS_AN_ENTRY
    if portion:
        yield portion


def _entry(draft: _Draft, told: str, head: ChainHead) -> Entry:
    entry = Entry(
        chain=CHAIN,
        number=head.number + 1,
        at=draft.at,
        recorded_at=now(),
        event=draft.event.name,
        kind=draft.event.kind,
        subject=draft.subject,
        related_json=canonical_json(list(draft.related)),
        author=draft.by.subject,
        role=draft.by.role,
        post=draft.by.post,
        organisation=draft.by.organisation,
        session=draft.by.session,
        device=draft.by.device,
        network_zone=draft.by.network_zone,
        purpose=draft.purpose,
        justification=draft.justification,
        recipient=draft.recipient,
        result=draft.result,
        deny_code=draft.deny_code,
        urgent=draft.urgent,
        facts_json=canonical_json(draft.facts),
        rows=told,
        prev_hash=head.hash,
    )
    row = hashed_row(entry)
    entry.hash = entry_hash(head.hash, [row[name] for name in HASHED_FIELDS], entry.rows)
    return entry


def hashed_row(entry: Entry) -> dict[str, Any]:
    """The entry as the chain hashes it: moments as text, JSON as its canonical text."""
    row = {f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields}
    row.update(
        at=moment_text(entry.at),
        recorded_at=moment_text(entry.recorded_at),
        related=entry.related_json,
        facts=entry.facts_json,
    )
    return row


# Others wait for the head while this runs: three statements whose SQL is made once.
_ENTRIES, _MENTIONS = PreparedInsert(Entry), PreparedInsert(Mention)
_MOVE_HEAD = (
    f"UPDATE {ChainHead._meta.db_table} SET number = %s, hash = %s, mark = %s WHERE chain = %s"
)


def _store(entries: list[Entry], head: ChainHead) -> None:
    _ENTRIES(entries)
    _MENTIONS(
        [
            Mention(entry=entry, subject=subject)
            for entry in entries
            for subject in (entry.subject, *entry.related)
        ]
    )
    mark = head_mark(CHAIN, head.number, head.hash)
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_HEAD, [head.number, head.hash, mark, CHAIN])
