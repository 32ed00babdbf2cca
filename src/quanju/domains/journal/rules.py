"""Pure decisions of the journal: canonical bytes, chain hashes, Merkle roots. No database."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64

# The order and names of what is hashed. Changing this list breaks every older chain.
HASHED_FIELDS = (
    "chain",
    "number",
    "at",
    "recorded_at",
    "event",
    "kind",
    "subject",
    "related",
    "author",
    "role",
    "post",
    "organisation",
    "session",
    "device",
    "network_zone",
    "purpose",
    "justification",
    "recipient",
    "result",
    "deny_code",
    "urgent",
    "facts",
)


def canonical_json(value: Any) -> str:
    """JSON with one spelling only: sorted keys, no blanks, characters as they are."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def moment_text(moment: datetime) -> str:
    """UTC to the microsecond, always the same length."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(previous: str, row: Mapping[str, Any]) -> str:
    """SHA-256 over the previous hash and the hashed fields of `row` in fixed order."""
    body = canonical_json([row[name] for name in HASHED_FIELDS])
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def merkle_root(leaves: Sequence[str]) -> str:
    """Root of a binary Merkle tree over hex hashes; an odd leaf moves up unchanged.

    Leaves and inner nodes are hashed with different first bytes (RFC 6962, section 2.1), so
    that an inner node can never be passed off as a leaf.
    """
    if not leaves:
        return hashlib.sha256(b"").hexdigest()
    level = [hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest()
            for i in range(0, len(level) - 1, 2)
        ]
        level = pairs + ([level[-1]] if len(level) % 2 else [])
    return level[0].hex()


SEAL_FIELDS = ("chain", "number", "sealed_at", "first_entry", "last_entry", "root", "previous")


def seal_message(seal: Mapping[str, Any]) -> bytes:
    """The bytes that the branch's key signs."""
    return canonical_json([seal[name] for name in SEAL_FIELDS]).encode()
