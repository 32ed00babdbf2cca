"""One walk over the entries: links, hashes, seals, and what was kept of them elsewhere."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .findings import NAMED, Fault, Verification, fault
from .hashes import (
    GENESIS,
    HASHED_FIELDS,
    Merkle,
    Spelled,
    entry_hash,
    moment_text,
    seal_message,
)
from .signatures import is_signed

UNSEALED_FOR = timedelta(days=1)
HEAD_MOVED = "journal.head_moved"
_RECORDED_AT = HASHED_FIELDS.index("recorded_at")
_EVENT = HASHED_FIELDS.index("event")
_NUMBER = HASHED_FIELDS.index("number")

Row = tuple[Sequence[Any], str, str, str]
"""An entry: its hashed fields in their order, its digests of rows, the hash before it, its own."""

Seal = Mapping[str, Any]
Span = tuple[int, int]


@dataclass
class Kept:
    """What was kept elsewhere: seals with where they lay, and the entries of earlier exports."""

    seals: list[tuple[str, Seal]] = field(default_factory=list)
    exports: list[tuple[str, Callable[[], Iterator[tuple[int, str]]]]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.seals) + len(self.exports)

    def key(self) -> str:
        """The public key that all kept seals name; empty if they disagree or there is none."""
        keys = {str(seal["public_key"]) for _, seal in self.seals}
        return keys.pop() if len(keys) == 1 else ""


@dataclass(frozen=True)
class Head:
    """What the head of the chain says, and whether the service's own mark on it is right."""

    number: int
    hash: str
    is_ours: bool


def _nobody(_: int) -> None:
    """Whom nobody tells how far the walk is."""


class _Elsewhere:
    """The entries of an earlier export, read beside the walk and compared with it."""

    def __init__(self, where: str, entries: Iterator[tuple[int, str]]) -> None:
        self.where, self._entries = where, entries
        self.next = next(entries, None)
        self.first_wrong: int | None = None

    def compare(self, number: int, found: str) -> None:
        if self.next is None or self.next[0] != number:
            return
        if self.next[1] != found and self.first_wrong is None:
            self.first_wrong = number
        self.next = next(self._entries, None)

    def faults(self, entries: int) -> Iterator[Fault]:
        if self.first_wrong is not None:
            yield fault("kept_entry", self.first_wrong, where=self.where)
        last = 0
        while self.next is not None:
            last, self.next = self.next[0], next(self._entries, None)
        if last > entries:
            yield fault("kept_tail", entries + 1, where=self.where, last=last, entries=entries)


class Walk:
    """Feed it the entries in order; then ask it what does not hold. Memory: one hash a level."""

    def __init__(self, seals: Sequence[Seal], kept: Kept) -> None:
        self.entries, self.chain, self.last_hash = 0, "", GENESIS
        self.broken: Fault | None = None
        self.moved: list[Fault] = []
        self._sealed_until = max((seal["last_entry"] for seal in seals), default=0)
        self.unsealed: tuple[int, str] | None = None
        self._beginning: dict[int, set[int]] = {}
        for seal in [*seals, *(seal for _, seal in kept.seals)]:
            ends = self._beginning.setdefault(seal["first_entry"], set())
            ends.add(seal["last_entry"])
        self._growing: list[tuple[int, set[int], Merkle]] = []
        self.roots: dict[Span, str] = {}
        self.elsewhere = [_Elsewhere(where, entries()) for where, entries in kept.exports]

    def take(self, row: Row) -> bool:
        """Take the next entry; False once the chain is broken."""
        values, rows, previous, found = row
        number = self.entries + 1
        if wrong := self._what_is_wrong(values, rows, previous, found, number):
            self.broken = fault(wrong, number)
            return False
        self.entries, self.last_hash, self.chain = number, found, values[0]
        if number > self._sealed_until and self.unsealed is None:
            self.unsealed = number, values[_RECORDED_AT]
        if values[_EVENT] == HEAD_MOVED:
            self.moved.append(fault("head_moved", number))
        self._grow(number, bytes.fromhex(found))
        for kept in self.elsewhere:
            kept.compare(number, found)
        return True

    def _what_is_wrong(
        self, values: Sequence[Any], rows: str, previous: str, found: str, number: int
    ) -> str:
        if not values:
            return "malformed"
        if values[_NUMBER] != number:
            return "missing"
        if previous != self.last_hash:
            return "prev_hash"
        if isinstance(values, Spelled):
            if values.has(found, previous, rows):
                return ""
            values = values.whole()
        try:
            return "" if entry_hash(previous, values, rows) == found else "hash"
        except (TypeError, ValueError, RecursionError):
            return "malformed"

    def _grow(self, number: int, leaf: bytes) -> None:
        if number in self._beginning:
            self._growing.append((number, self._beginning[number], Merkle()))
        for first, ends, tree in self._growing:
            tree.add(leaf)
            if number in ends:
                self.roots[first, number] = tree.root()
        if self._growing:
            self._growing = [one for one in self._growing if max(one[1]) > number]


def verify_rows(
    rows: Iterable[Row],
    seals: Iterable[Seal],
    *,
    head: Head | None = None,
    public_key: str = "",
    kept: Kept | None = None,
    at: datetime | None = None,
    told: Callable[[int], object] = _nobody,
) -> Verification:
    """Walk the chain once; then check head, seals, and what was kept elsewhere, against it.

    `at` is the moment for which it is checked: what was recorded a day before must be sealed.
    """
    sealed, kept = list(seals), kept or Kept()
    walk = Walk(sealed, kept)
    for row in rows:
        if not walk.take(row):
            break
        if walk.entries % 1000 == 0:
            told(walk.entries)
    told(walk.entries)
    faults = list(_faults(walk, sealed, head, public_key or kept.key(), kept, at))
    return Verification(
        walk.chain or "branch", walk.entries, len(sealed), len(kept), 0, tuple(faults[:NAMED])
    )


def _faults(
    walk: Walk, seals: list[Seal], head: Head | None, key: str, kept: Kept, at: datetime | None
) -> Iterator[Fault]:
    """What does not hold. After a broken link nothing later can be judged."""
    if walk.broken:
        yield walk.broken
        return
    yield from walk.moved
    if head is not None:
        yield from _head_faults(walk, head)
    yield from _seal_faults(walk, seals, key)
    yield from _kept_faults(walk, seals, key, kept)
    if at is not None and walk.unsealed is not None:
        number, recorded_at = walk.unsealed
        if recorded_at < moment_text(at - UNSEALED_FOR):
            yield fault("unsealed", number, at=recorded_at)


def _head_faults(walk: Walk, head: Head) -> Iterator[Fault]:
    if head.number != walk.entries:
        number = min(head.number, walk.entries) + 1
        yield fault("tail", number, head=head.number, entries=walk.entries)
    elif not head.is_ours or head.hash != walk.last_hash:
        yield fault("head", walk.entries + 1)


def _seal_faults(walk: Walk, seals: list[Seal], key: str) -> Iterator[Fault]:
    previous, first = "", 1
    for place, seal in enumerate(seals, 1):
        number, last = seal["number"], seal["last_entry"]
        if (number, seal["first_entry"], seal["previous"]) != (place, first, previous):
            yield fault("seal_order", first, seal=number)
            return
        if key and seal["public_key"] != key:
            yield fault("key", first, seal=number)
        elif not is_signed(seal["public_key"], seal_message(seal), seal["signature"]):
            yield fault("signature", first, seal=number)
        elif last > walk.entries:
            yield fault("seal_tail", walk.entries + 1, seal=number, last=last, entries=walk.entries)
        elif walk.roots.get((first, last)) != seal["root"]:
            yield fault("seal", first, seal=number, first=first, last=last)
        previous, first = seal["signature"], last + 1


def _kept_faults(walk: Walk, seals: list[Seal], key: str, kept: Kept) -> Iterator[Fault]:
    by_number = {seal["number"]: seal for seal in seals}
    for where, seal in kept.seals:
        number, first, last = seal["number"], seal["first_entry"], seal["last_entry"]
        named = {"where": where, "seal": number, "first": first, "last": last}
        is_ours = seal["public_key"] == key if key else True
        if not is_ours or not is_signed(seal["public_key"], seal_message(seal), seal["signature"]):
            yield fault("kept_key", **named)
            continue
        if last > walk.entries:
            yield fault("kept_tail", walk.entries + 1, entries=walk.entries, **named)
        elif walk.roots.get((first, last)) != seal["root"]:
            yield fault("kept_root", first, **named)
        if number not in by_number:
            yield fault("kept_missing", first, **named)
        elif by_number[number]["signature"] != seal["signature"]:
            yield fault("kept_differs", first, **named)
    for export in walk.elsewhere:
        yield from export.faults(walk.entries)
