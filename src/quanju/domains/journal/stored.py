"""The journal as it is stored, as plain rows: a million of them in seconds, a few at a time."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import DatabaseError, connection
from django.utils.dateparse import parse_datetime

from quanju.domains.journal.models import Entry, Mention
from quanju.domains.journal.verification.findings import Fault, fault
from quanju.domains.journal.verification.hashes import (
    HASHED_FIELDS,
    Spelled,
    canonical_json,
    moment_text,
)
from quanju.domains.journal.verification.walk import Row

AT_ONCE = 2000
MOMENT_LENGTH = len("2026-11-23T04:00:00.000000Z")
encoded = json.encoder.encode_basestring
_COLUMNS = {"related": "related_json", "facts": "facts_json"}
_MOMENTS = [HASHED_FIELDS.index(name) for name in ("at", "recorded_at")]
_URGENT, _EVENT = HASHED_FIELDS.index("urgent"), HASHED_FIELDS.index("event")
_NOTHING = [None] * len(HASHED_FIELDS)
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


def rows(chain: str, *, after: int = 0) -> Iterator[Row]:
    """Every entry of the chain by its number, as the walk takes it."""
    number = after
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


# What the walk and the mentions read of an entry; the rest is in its text alone.
_READ = ("number", "at", "recorded_at", "event", "subject", "related")
_HEAD = HASHED_FIELDS.index("recorded_at") + 1
_PARTED = "\x1f"
_QUOTED = {"sqlite": "json_quote({})", "postgresql": "to_json({}::text)::text"}
_JOINED = {
    "sqlite": "group_concat(m.subject, char(31))",
    "postgresql": "string_agg(m.subject, chr(31))",
}


def spelled_rows(chain: str, mentions: "Mentions") -> Iterator[Row]:
    """The same as `rows`, its texts put together by the database: a third of the time.

    The two moments are spelled here, since SQLite keeps them in another way. What the database
    cannot spell, such as bytes where a text belongs, is read as plain rows.
    """
    statement, number = _spelled_where(AT_ONCE), 0
    while True:
        try:
            batch = _fetched(statement, chain, number)
        except DatabaseError:
            yield from mentions.beside(rows(chain, after=number))
            return
        if not batch:
            return
        for found in batch:
            yield _spelled(chain, mentions, *found)
        number = batch[-1][0]


def _spelled_where(most: int) -> str:
    vendor = connection.vendor
    texts = [_text_of(name, vendor) for name in HASHED_FIELDS[_HEAD:]]
    read = [_column(name) for name in (*_READ, "rows", "prev_hash", "hash")]
    named = f"SELECT {_JOINED[vendor]} FROM {_MENTIONS} m WHERE m.entry_id = e.id"
    body = " || ',' || ".join(texts)
    return (
        f"SELECT {', '.join(read)}, {body}, ({named}) FROM {_ENTRIES} e "
        f"WHERE chain = %s AND number > %s ORDER BY number LIMIT {most}"
    )


def _text_of(name: str, vendor: str) -> str:
    column = connection.ops.quote_name(_COLUMNS.get(name, name))
    if name != "urgent":
        return _QUOTED[vendor].format(column)
    if vendor == "postgresql":
        return f"CASE WHEN {column} THEN 'true' ELSE 'false' END"
    return f"CASE {column} + 0 WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE '?' END"


def _spelled(
    chain: str,
    mentions: "Mentions",
    number: Any,
    at: Any,
    recorded_at: Any,
    event: Any,
    subject: Any,
    related: Any,
    digests: Any,
    previous: Any,
    found: Any,
    body: Any,
    named: Any,
) -> Row:
    if type(at) is not str or len(at) != MOMENT_LENGTH:  # PostgreSQL spells them itself
        at, recorded_at = _moment(at), _moment(recorded_at)
    try:
        head = f"{encoded(chain)},{number},{encoded(at)},{encoded(recorded_at)}"
    except TypeError:  # no text where a moment belongs: the plain row says what is wrong
        head = ""
    values = Spelled(_NOTHING, f"{head},{body}".encode(), lambda: row(chain, number)[0])
    values[0], values[1], values[_MOMENTS[1]], values[_EVENT] = chain, number, recorded_at, event
    mentions.compare(number, subject, related, named.split(_PARTED) if named else ())
    return values, digests, previous, found


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
        for values, *_ in batch:
            have = found.get(values[1], ())
            self.compare(values[1], values[_SUBJECT], values[_RELATED], have)

    def compare(self, number: int, subject: Any, related: Any, have: Sequence[str]) -> None:
        """An entry with the subjects under which it is found, in any order."""
        self._entries += 1
        self._seen += len(have)
        if sorted(have) != _named(subject, related) and not self.faults:
            self.faults.append(fault("mentions", number))

    def strangers(self) -> list[Fault]:
        """Rows that belong to no entry of this chain; to be asked after the walk."""
        ((entries,),) = _fetched(f"SELECT count(*) FROM {_ENTRIES}")
        ((mentions,),) = _fetched(f"SELECT count(*) FROM {_MENTIONS}")
        count = entries - self._entries + mentions - self._seen
        return [fault("strange", count=count)] if count and not self.faults else []


def _named(subject: Any, related: Any) -> list[str]:
    """The subjects that an entry names: `["a","b"]` is stored with one spelling only."""
    if related == "[]":
        return [subject]
    if related[:2] == '["' and related[-2:] == '"]' and "\\" not in related:
        return sorted({subject, *related[2:-2].split('","')})  # spares a parser
    try:
        return sorted({subject, *_texts(related)})
    except (TypeError, ValueError):
        return []


def _texts(related: str) -> list[str]:
    found = json.loads(related)
    return found if canonical_json(found) == related else []
