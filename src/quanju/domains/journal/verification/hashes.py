"""The bytes of the journal: canonical text, the hash of an entry, Merkle roots, what is signed."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
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
SEAL_FIELDS = ("chain", "number", "sealed_at", "first_entry", "last_entry", "root", "previous")
CLOSING_FIELDS = ("chain", "entries", "hash", "seals", "at")

_encoded = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def canonical_json(value: Any) -> str:
    """JSON with one spelling only: sorted keys, no blanks, characters as they are."""
    return _encoded(value)


def moment_text(moment: datetime) -> str:
    """UTC to the microsecond, always the same length."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


_TELLS: dict[type, Callable[[Any], str]] = {
    str: json.encoder.encode_basestring,
    int: str,
    bool: {True: "true", False: "false"}.__getitem__,
}


def entry_hash(previous: str, values: Sequence[Any], rows: str = "") -> str:
    """SHA-256 over the previous hash, the hashed fields in their order, and the digests of rows.

    An entry without digests is hashed as it was before there were any. `values` are joined by
    hand, with the same bytes: through the encoder a million of them take twice as long.
    """
    told = [*values, rows] if rows else values
    try:
        body = ",".join([_TELLS[type(value)](value) for value in told])
    except KeyError:
        body = ",".join(map(canonical_json, told))
    return hashlib.sha256(f"{previous}\n[{body}]".encode()).hexdigest()


class Spelled(list[Any]):
    """The hashed fields of an entry whose text was put together where the entry is stored.

    A walk that finds another hash asks for the `whole` fields, and spells them itself before it
    calls anything wrong. What a walk does not read of the fields need not be filled in.
    """

    def __init__(self, fields: Iterable[Any], body: bytes, whole: Callable[[], Sequence[Any]]):
        super().__init__(fields)
        self.body, self.whole = body, whole

    def has(self, found: str, previous: str, rows: str) -> bool:
        """Is that its hash? The same bytes as `entry_hash`."""
        more = b"," + json.encoder.encode_basestring(rows).encode() if rows else b""
        text = b"%s\n[%s%s]" % (previous.encode(), self.body, more)
        return hashlib.sha256(text).hexdigest() == found


class Merkle:
    """The root of a growing row of leaves; keeps one hash a level (RFC 6962, section 2.1).

    Leaves and inner nodes are hashed with different first bytes, so that an inner node can never
    be passed off as a leaf.
    """

    def __init__(self) -> None:
        self._full: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        size, node = 1, hashlib.sha256(b"\x00" + leaf).digest()
        while self._full and self._full[-1][0] == size:
            node = hashlib.sha256(b"\x01" + self._full.pop()[1] + node).digest()
            size *= 2
        self._full.append((size, node))

    def root(self) -> str:
        if not self._full:
            return hashlib.sha256(b"").hexdigest()
        node = self._full[-1][1]
        for _, left in reversed(self._full[:-1]):
            node = hashlib.sha256(b"\x01" + left + node).digest()
        return node.hex()


def merkle_root(leaves: Iterable[str]) -> str:
    """Root of a binary Merkle tree over hex hashes; an odd leaf moves up unchanged."""
    tree = Merkle()
    for leaf in leaves:
        tree.add(bytes.fromhex(leaf))
    return tree.root()


def _inner(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def merkle_path(leaves: Sequence[str], place: int) -> list[str]:
    """What has to be hashed with a leaf to come to the root: `L` or `R`, the side, and the hash."""
    level = [hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest() for leaf in leaves]
    path = []
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):
            path.append(("R" if beside > place else "L") + level[beside].hex())
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level, place = [*(_inner(a, b) for a, b in pairs), *odd], place // 2
    return path


def root_by(leaf: str, path: Iterable[str]) -> str:
    """The root to which a leaf leads along its path."""
    node = hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest()
    for step in path:
        beside = bytes.fromhex(step[1:])
        node = _inner(beside, node) if step[0] == "L" else _inner(node, beside)
    return node.hex()


def seal_message(seal: Mapping[str, Any]) -> bytes:
    """The bytes that the branch's key signs."""
    return canonical_json([seal[name] for name in SEAL_FIELDS]).encode()


def closing_message(closing: Mapping[str, Any]) -> bytes:
    """The bytes that the branch's key signs at the end of an export."""
    return canonical_json(["export", *(closing[name] for name in CLOSING_FIELDS)]).encode()
