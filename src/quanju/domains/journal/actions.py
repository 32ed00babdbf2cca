"""Verbs of the journal: record, consult, deny, seal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from quanju.domains.journal.events import CONSULTED, DENIED, EXPORTED, HEAD_MOVED, SEALED
from quanju.domains.journal.keys import branch_key, head_mark
from quanju.domains.journal.models import ChainHead, Entry, Mention, Seal
from quanju.domains.journal.types import PURPOSES, Author, Event
from quanju.domains.journal.verification.hashes import (
    GENESIS,
    HASHED_FIELDS,
    canonical_json,
    entry_hash,
    merkle_root,
    moment_text,
    seal_message,
)
from quanju.domains.journal.wakeups import announce
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.transaction import WriteTransaction, after_commit, current, write

CHAIN = "branch"
SERVICE = Author(subject="service:quanju")
_BAGGAGE = "journal"


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
    transaction = current()
    drafts = transaction.baggage.setdefault(_BAGGAGE, [])
    if not drafts:
        transaction.before_commit.append(lambda: _flush(transaction))
    drafts.append(
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


def _flush(transaction: WriteTransaction) -> None:
    """Number, chain and store the drafts; the chain-head lock is held until commit."""
    drafts: list[_Draft] = transaction.baggage.pop(_BAGGAGE)
    head = _locked_head()
    if head.mark != head_mark(CHAIN, head.number, head.hash):
        drafts.insert(0, _head_moved(head, drafts[0].at))
    entries = []
    for draft in drafts:
        entry = _entry(draft, head)
        head.number, head.hash = entry.number, entry.hash
        entries.append(entry)
    Entry.objects.bulk_create(entries)
    _store_mentions(entries)
    head.mark = head_mark(CHAIN, head.number, head.hash)
    head.save(update_fields=["number", "hash", "mark"])
    last, is_urgent = head.number, any(d.urgent for d in drafts)
    announce(connection, last)
    after_commit(lambda: announce(None, last, urgent=is_urgent))


def _head_moved(head: ChainHead, at: datetime) -> _Draft:
    """Somebody without the key has written the head. Duty goes on; marking it anew without this
    entry would hide what was done."""
    return _Draft(
        event=HEAD_MOVED,
        subject="journal:branch",
        related=(),
        by=SERVICE,
        at=at,
        facts={"number": head.number, "hash": head.hash},
        purpose="audit",
        justification="",
        recipient="",
        result="ok",
        deny_code="",
        urgent=True,
    )


def _locked_head() -> ChainHead:
    head = ChainHead.objects.select_for_update().filter(chain=CHAIN).first()
    if head is None:
        begun = {"hash": GENESIS, "mark": head_mark(CHAIN, 0, GENESIS)}
        ChainHead.objects.get_or_create(chain=CHAIN, defaults=begun)
        head = ChainHead.objects.select_for_update().get(chain=CHAIN)
    return head


def _entry(draft: _Draft, head: ChainHead) -> Entry:
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


def _store_mentions(entries: list[Entry]) -> None:
    Mention.objects.bulk_create(
        Mention(entry=entry, subject=subject)
        for entry in entries
        for subject in (entry.subject, *entry.related)
    )


def seal(*, by: Author, at: datetime) -> Seal | None:
    """Sign a Merkle root over all entries since the last seal; None if there are none.

    The seal itself is recorded, so the next seal covers this one's entry.
    """
    with write():
        head = _locked_head()
        before = Seal.objects.filter(chain=CHAIN).order_by("-number").first()
        first = before.last_entry + 1 if before else 1
        if head.number < first:
            return None
        made = _signed_seal(before, first, head.number, at)
        made.save(force_insert=True)
        record(
            SEALED,
            subject=f"seal:{made.number}",
            by=by,
            at=at,
            purpose="audit",
            facts={"first": first, "last": made.last_entry, "root": made.root},
        )
        return made


def _signed_seal(before: Seal | None, first: int, last: int, at: datetime) -> Seal:
    leaves = list(
        Entry.objects.filter(chain=CHAIN, number__range=(first, last))
        .order_by("number")
        .values_list("hash", flat=True)
    )
    facts = {
        "chain": CHAIN,
        "number": before.number + 1 if before else 1,
        "sealed_at": moment_text(at),
        "first_entry": first,
        "last_entry": last,
        "root": merkle_root(leaves),
        "previous": before.signature if before else "",
    }
    key = branch_key()
    return Seal(
        **{**facts, "sealed_at": at},
        public_key=key.public_key().public_bytes_raw().hex(),
        signature=key.sign(seal_message(facts)).hex(),
    )
