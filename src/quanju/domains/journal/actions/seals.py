"""Sealing: a signed Merkle root over what was recorded since the last seal."""

from datetime import datetime

from quanju.domains.journal.actions.entries import CHAIN, locked_head, record
from quanju.domains.journal.events import SEALED
from quanju.domains.journal.keys import branch_key
from quanju.domains.journal.models import Entry, Seal
from quanju.domains.journal.types import Author
from quanju.domains.journal.verification.hashes import merkle_root, moment_text, seal_message
from quanju.domains.kernel.transaction import write


def seal(*, by: Author, at: datetime) -> Seal | None:
    """Sign a Merkle root over all entries since the last seal; None if there are none.

    The seal itself is recorded, so the next seal covers this one's entry.
    """
    with write():
        head = locked_head()
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
