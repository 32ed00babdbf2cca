"""Running numbers without gaps: whoever comes second waits; a write that fails gives its back."""

from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import Max

_IN_TURN = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
"""Until the end of the write. Two keys that share a turn by chance wait for each other, no more."""


def count_on(counter: type[models.Model], **key: Any) -> int:
    """The next number of that key, from 1; inside a write.

    `counter` is a room's table: the fields of the key with a unique constraint over them, and
    `last`. One statement counts on, tells and holds the row until the commit, on both databases.
    """
    stored = {field.name: field for field in counter._meta.concrete_fields}
    fields = [stored[name] for name in key]
    columns = ", ".join(field.column for field in fields)
    table = counter._meta.db_table
    values = [
        field.get_db_prep_value(value, connection, prepared=False)
        for field, value in zip(fields, key.values(), strict=True)
    ]
    count = (
        f"INSERT INTO {table} ({columns}, last) VALUES ({', '.join(['%s'] * len(fields))}, 1)"
        f" ON CONFLICT ({columns}) DO UPDATE SET last = {table}.last + 1 RETURNING last"
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # All who wait for a row wake when it is free, and one wins; here they stand in a line.
            turn = f"{table} {' '.join(str(value) for value in values)}"
            cursor.execute(f"{_IN_TURN}; {count}", [turn, *values])
            cursor.nextset()
        else:
            cursor.execute(count, values)
        (running,) = cursor.fetchone()
    return int(running)


def next_after(rows: models.QuerySet[Any], field: str) -> int:
    """One more than the highest of these rows; they are locked until the write ends.

    For few rows, such as the versions of a table: the second of two waits for the first's number.
    """
    list(rows.select_for_update().values_list("pk", flat=True))
    return (rows.aggregate(last=Max(field))["last"] or 0) + 1


def of_day(day: date, running: int) -> str:
    """20261123-0042: a number that says its day."""
    return f"{day:%Y%m%d}-{running:04}"
