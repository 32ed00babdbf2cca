"""Keyed digests of protected rows: made when an entry is written, compared when it is checked.

An entry holds them as `{"table": {"17": D, "18-20": DDD, "21": ""}}`: one row, a run of rows, one
that was deleted. A digest is HMAC-SHA256 over table, key and spelling, cut to 120 bits: 20
characters, so that the past of a branch, loaded at once, takes 20 bytes a row.
"""

import base64
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping

from quanju.domains.journal.keys import record_key
from quanju.domains.journal.verification.findings import NAMED, Fault, fault
from quanju.domains.journal.verification.hashes import canonical_json
from quanju.domains.kernel.rows import GONE, ProtectedModel, protected_models, spelled_rows

BYTES, LENGTH = 15, 20
PAGE = 256
_NUMBER = 6
_PLACE = BYTES + _NUMBER
_SEEN = 1 << (8 * _NUMBER - 1)
_NOTHING = bytes(BYTES)

Spelled = Mapping[int, str]


def _digest(key: bytes, table: str, pk: int, spelled: str) -> bytes:
    return hmac.digest(key, f"row\n{table}\n{pk}\n{spelled}".encode(), "sha256")[:BYTES]


def text_of(changed: Iterable[tuple[type[ProtectedModel], Spelled]]) -> str:
    """The digests of these rows as an entry holds them; nothing for no rows."""
    key, tables = record_key(), {}
    for model, rows in changed:
        table = model._meta.db_table
        tables[table] = dict(_runs(key, table, rows))
    return canonical_json(tables) if tables else ""


def _runs(key: bytes, table: str, rows: Spelled) -> Iterator[tuple[str, str]]:
    """Neighbours together; deleted rows each alone."""
    first = last = 0
    run: list[str] = []
    for pk in sorted(rows):
        if run and (pk != last + 1 or rows[pk] == GONE):
            yield _span(first, last), "".join(run)
            run = []
        if rows[pk] == GONE:
            yield str(pk), ""
            continue
        if not run:
            first = pk
        last = pk
        run.append(base64.b64encode(_digest(key, table, pk, rows[pk])).decode())
    if run:
        yield _span(first, last), "".join(run)


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


class Ledger:
    """The newest digest of every row, and the entry that holds it: 21 bytes a row."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, int], bytearray] = {}
        self._key = record_key()
        self.rows = 0

    def take(self, number: int, text: str) -> None:
        """Take over what an entry says. Its text is covered by its hash."""
        for table, runs in json.loads(text).items():
            for span, digests in runs.items():
                first, _, last = span.partition("-")
                raw = base64.b64decode(digests) or _NOTHING
                for step, pk in enumerate(range(int(first), int(last or first) + 1)):
                    self._put(table, pk, raw[step * BYTES : (step + 1) * BYTES], number)

    def _put(self, table: str, pk: int, digest: bytes, number: int) -> None:
        page, place = divmod(pk, PAGE)
        held = self._pages.get((table, page))
        if held is None:
            held = self._pages[table, page] = bytearray(PAGE * _PLACE)
        start = place * _PLACE
        held[start : start + _PLACE] = digest + number.to_bytes(_NUMBER, "big")

    def compare(self, table: str, pk: int, spelled: str) -> Fault | None:
        """Is the row as its newest digest says? It counts as seen then."""
        page, place = divmod(pk, PAGE)
        held, start = self._pages.get((table, page)), place * _PLACE
        known = bytes(held[start : start + _PLACE]) if held else b""
        number = int.from_bytes(known[BYTES:], "big")
        if held is None or not number or known[:BYTES] == _NOTHING:
            return fault("row_unknown", table=table, row=pk)
        held[start + BYTES : start + _PLACE] = (number | _SEEN).to_bytes(_NUMBER, "big")
        if hmac.compare_digest(known[:BYTES], _digest(self._key, table, pk, spelled)):
            return None
        return fault("row_changed", number, table=table, row=pk)

    def vanished(self) -> list[tuple[str, int, int]]:
        """Table, key and entry of each row that was entered and not seen."""
        found, known_tables = [], {model._meta.db_table for model in protected_models()}
        for (table, page), held in sorted(self._pages.items()):
            if table not in known_tables:  # a room that is no more
                continue
            for place in range(PAGE):
                known = bytes(held[place * _PLACE : (place + 1) * _PLACE])
                number = int.from_bytes(known[BYTES:], "big")
                if number and not number & _SEEN and known[:BYTES] != _NOTHING:
                    found.append((table, page * PAGE + place, number))
        return found

    def faults(self) -> list[Fault]:
        """Rows that are not as their newest digest says, that nobody entered, or that vanished."""
        found: list[Fault] = []
        for model in protected_models():
            for pk, spelled in spelled_rows(model):
                self.rows += 1
                wrong = self.compare(model._meta.db_table, pk, spelled)
                if wrong and len(found) < NAMED:
                    found.append(wrong)
        found += [
            fault("row_gone", number, table=table, row=pk)
            for table, pk, number in self.vanished()[:NAMED]
        ]
        return found[:NAMED]
