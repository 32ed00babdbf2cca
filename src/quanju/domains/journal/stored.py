"""The journal as it is stored, as plain rows: a million of them in seconds, a few at a time."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.dateparse import parse_datetime

from quanju.domains.journal.models import Entry, Mention
from quanju.domains.journal.verification.findings import Fault, fault
from quanju.domains.journal.verification.hashes import HASHED_FIELDS, canonical_json, moment_text
from quanju.domains.journal.verification.walk import Row

AT_ONCE = 2000
_COLUMNS = {"related": "related_json", "facts": "facts_json"}
_MOMENTS = [HASHED_FIELDS.index(name) for name in ("at", "recorded_at")]
_URGENT = HASHED_FIELDS.index("urgent")
_SUBJECT, _RELATED = HASHED_FIELDS.index("subject"), HASHED_FIELDS.index("related")
_ENTRIES, _MENTIONS = Entry._meta.db_table, Mention._meta.db_table


def _column(name: str) -> str:
    """A column as the chain hashes it. PostgreSQL spells moments itself; on SQLite an expression
    escapes Django's converters, which cost more than the hash."""
    column = connection.ops.quote_name(_COLUMNS.get(name, name))
    if connection.vendor == "postgresql" and name in ("at", "recorded_at"):
        return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    if connection.vendor == "sqlite":
        return {"at": "at || ''", "recorded_at": "recorded_at || ''", "urgent": "urgent + 0"}.get(
            name, column
        )
    return column


def _moment(text: Any) -> Any:
    """SQLite's `2026-11-23 04:00:00[.000001]` as the chain spells it; anything else stays wrong."""
    if isinstance(text, str) and len(text) in (19, 26) and text[10] == " ":
        return f"{text[:10]}T{text[11:19]}.{text[20:] or '000000'}Z"
    found = parse_datetime(text) if isinstance(text, str) else None
    return moment_text(found) if found and found.tzinfo else text


def rows(chain: str) -> Iterator[Row]:
    """Every entry of the chain by its number, as the walk takes it."""
    number = 0
    while batch := _fetched(_entries_where("number > %s", AT_ONCE), chain, number):
        for found in batch:
            yield _row(found)
        number = batch[-1][1]


def row(chain: str, number: int) -> Row:
    """One entry as the walk takes it."""
    return _row(_fetched(_entries_where("number = %s", 1), chain, number)[0])


def _entries_where(condition: str, most: int) -> str:
    columns = ", ".join(map(_column, (*HASHED_FIELDS, "rows", "prev_hash", "hash")))
    return (
        f"SELECT {columns} FROM {_ENTRIES} WHERE chain = %s AND {condition} "
        f"ORDER BY number LIMIT {most}"
    )


def _row(found: tuple[Any, ...]) -> Row:
    values = list(found[:-3])
    if connection.vendor == "sqlite":
        for place in _MOMENTS:
            values[place] = _moment(values[place])
        values[_URGENT] = {0: False, 1: True}.get(values[_URGENT], values[_URGENT])
    return values, found[-3], found[-2], found[-1]


def _fetched(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


class Mentions:
    """Compares under which subjects entries are found with those that they name."""

    def __init__(self, chain: str) -> None:
        self._chain, self.faults = chain, list[Fault]()
        self._entries = self._seen = 0

    def beside(self, entries: Iterator[Row]) -> Iterator[Row]:
        """The same entries; their mentions are read and compared a batch at a time."""
        while batch := list(islice(entries, AT_ONCE)):
            self._compare(batch)
            yield from batch

    def _compare(self, batch: list[Row]) -> None:
        found: dict[int, list[str]] = {}
        statement = (
            f"SELECT e.number, m.subject FROM {_ENTRIES} e JOIN {_MENTIONS} m ON m.entry_id = e.id "
            "WHERE e.chain = %s AND e.number BETWEEN %s AND %s"
        )
        first, last = batch[0][0][1], batch[-1][0][1]
        for number, subject in _fetched(statement, self._chain, first, last):
            found.setdefault(number, []).append(subject)
        self._entries += len(batch)
        for values, *_ in batch:
            have = sorted(found.get(values[1], ()))
            self._seen += len(have)
            if have != _named(values) and not self.faults:
                self.faults.append(fault("mentions", values[1]))

    def strangers(self) -> list[Fault]:
        """Rows that belong to no entry of this chain; to be asked after the walk."""
        ((entries,),) = _fetched(f"SELECT count(*) FROM {_ENTRIES}")
        ((mentions,),) = _fetched(f"SELECT count(*) FROM {_MENTIONS}")
        count = entries - self._entries + mentions - self._seen
        return [fault("strange", count=count)] if count and not self.faults else []


def _named(values: Any) -> list[str]:
    """The subjects that an entry names: `["a","b"]` is stored with one spelling only."""
    related = values[_RELATED]
    if related == "[]":
        return [values[_SUBJECT]]
    if related[:2] == '["' and related[-2:] == '"]' and "\\" not in related:
        return sorted({values[_SUBJECT], *related[2:-2].split('","')})  # spares a parser
    try:
        return sorted({values[_SUBJECT], *_texts(related)})
    except (TypeError, ValueError):
        return []


def _texts(related: str) -> list[str]:
    found = json.loads(related)
    return found if canonical_json(found) == related else []
