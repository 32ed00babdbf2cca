"""Questions to the journal."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from quanju.domains.journal.actions import CHAIN, hashed_row
from quanju.domains.journal.models import ChainHead, Entry, Seal
from quanju.domains.journal.rules import canonical_json, moment_text
from quanju.domains.journal.types import EntryView, Verification
from quanju.domains.journal.verification import verify_rows

PAGE = 500


def head_number() -> int:
    """Number of the newest entry; 0 in an empty journal."""
    head = ChainHead.objects.filter(chain=CHAIN).first()
    return head.number if head else 0


def entries_after(number: int, *, limit: int = PAGE) -> list[EntryView]:
    """The next `limit` entries above `number`, oldest first. Nothing can be missed (rule 8)."""
    rows = Entry.objects.filter(chain=CHAIN).after(number)[:limit]
    return [row.view() for row in rows]


def history_of(subject: str, *, newest_first: bool = False, limit: int = 1000) -> list[EntryView]:
    """All entries about `subject`, and those that mention it."""
    order = "-number" if newest_first else "number"
    return [row.view() for row in Entry.objects.about(subject).order_by(order)[:limit]]


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
    for entry in Entry.objects.filter(chain=CHAIN).order_by("number").iterator(2000):
        row = hashed_row(entry)
        row["prev_hash"], row["hash"] = entry.prev_hash, entry.hash
        for name in ("id", "related_json", "facts_json"):
            row.pop(name)
        yield row


def exported_seals() -> Iterator[Mapping[str, Any]]:
    """Every seal as a plain row, oldest first."""
    for seal in Seal.objects.filter(chain=CHAIN).order_by("number"):
        yield {
            "chain": seal.chain,
            "number": seal.number,
            "sealed_at": moment_text(seal.sealed_at),
            "first_entry": seal.first_entry,
            "last_entry": seal.last_entry,
            "root": seal.root,
            "previous": seal.previous,
            "public_key": seal.public_key,
            "signature": seal.signature,
        }


def latest_seal() -> Seal | None:
    return Seal.objects.filter(chain=CHAIN).order_by("-number").first()


def verify(*, public_key: str = "") -> Verification:
    """Check the whole chain and its seals in the database."""
    return verify_rows(exported_rows(), exported_seals(), head=head_number(), public_key=public_key)


def entries_with_fact(event: str, name: str, value: str, since: datetime) -> int:
    """How many entries of an event since a moment carry this fact."""
    needle = f'"{name}":{canonical_json(value)}'
    return Entry.objects.filter(event=event, at__gte=since, facts_json__contains=needle).count()
