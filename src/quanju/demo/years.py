"""A long past in a minute: the demo's closed incidents, again and again, further and further back.

For measuring how the product does after years. Rows are copied in the database by plain SQL, with
their orders, jobs and a call each; nothing of it is in the journal.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

# Tables are copied as tables, whatever their rows mean: no verb of the room is called.
Incident, Order, Assignment, Call = (
    apps.get_model("dispatch", name) for name in ("Incident", "Order", "Assignment", "Call")
)
COPIED: tuple[type[models.Model], ...] = (Incident, Order, Assignment)
OPEN = 60
"""Incidents that are made open again: a busy evening of a county."""

BACK = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', {0}, '-{1} days')",
    "postgresql": "{0} - interval '{1} days'",
}
DAY_BACK = {
    "sqlite": (
        "strftime('%Y%m%d', substr({0}, 1, 4) || '-' || substr({0}, 5, 2) || '-' || "
        "substr({0}, 7, 2), '-{1} days') || substr({0}, 9)"
    ),
    "postgresql": "to_char(to_date(left({0}, 8), 'YYYYMMDD') - {1}, 'YYYYMMDD') || substr({0}, 9)",
}


def multiply(*, days: int, wanted: int) -> int:
    """Copy the incidents of the last `days` until there are `wanted`; returns their number."""
    base = Incident._default_manager.count()
    step = max(model._default_manager.latest("pk").pk for model in COPIED) + 1
    if connection.vendor == "sqlite":  # it serves nobody yet, and eight megabytes hold no index
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-524288")
    with transaction.atomic(), connection.cursor() as cursor, _bare_tables(cursor):
        for copy in range(1, -(-wanted // base)):
            for model in COPIED:
                cursor.execute(_copied(model, copy * step, copy * (days + 2), step))
        cursor.execute(
            "INSERT INTO dispatch_call (number, state, channel, caller_number, is_anonymous, said,"
            " incident_id, handed_to, closing_code, line_ref, line, recording, has_ring,"
            " ringing_at, answered_at) SELECT number, 'incident_linked', channel, '', 1 = 1,"
            " title, id, '', '',"
            " '', '', '', 1 = 0, received_at, answered_at"
            " FROM dispatch_incident"
        )
        for reset in connection.ops.sequence_reset_sql(no_style(), [*COPIED, Call]):
            cursor.execute(reset)
    return Incident._default_manager.count()


FILLED = [model._meta.db_table for model in (*COPIED, Call)]
REFERENCES = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid::regclass::text = ANY(%s) AND NOT EXISTS (
        SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""


@contextmanager
def _bare_tables(cursor: Any) -> Iterator[None]:
    """PostgreSQL fills tables without references and indexes, which are made again at the end.

    Three deferred checks a row, kept in memory until the commit, and a dozen indexes grown row by
    row did not come to an end within an hour at a million incidents.
    """
    if connection.vendor != "postgresql":
        yield
        return
    cursor.execute(REFERENCES, [FILLED])
    references = cursor.fetchall()
    cursor.execute(INDEXES, [FILLED])
    indexes = cursor.fetchall()
    for table, name, _ in references:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _, index in indexes:
        cursor.execute(index)
    for table, name, reference in references:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {reference}")


def _copied(model: type[models.Model], more: int, days: int, step: int) -> str:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    values = [_value(field, more, days) for field in fields]
    names = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    copied = f'SELECT {", ".join(values)} FROM "{table}" WHERE id < {step}'
    return f'INSERT INTO "{table}" ({names}) {copied}'


def _value(field: "models.Field[object, object]", more: int, days: int) -> str:
    """What stands in a copy: keys of the copy, earlier moments and numbers, all else the same."""
    column = f'"{field.column}"'
    if field.primary_key or field.related_model in COPIED:
        return f"{column} + {more}"
    if isinstance(field, models.DateTimeField):
        return BACK[connection.vendor].format(column, days)
    return DAY_BACK[connection.vendor].format(column, days) if field.name == "number" else column


def open_some(at: datetime) -> None:
    """The newest incidents are open again, and each of their units is at work on one of them."""
    newest = "SELECT id FROM dispatch_incident ORDER BY created_at DESC LIMIT %s"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dispatch_incident SET state = 'on_scene', disposition_code = '',"
            f" ended_at = NULL, fed_back_at = NULL, cleared_at = NULL WHERE id IN ({newest})",
            [OPEN],
        )
        cursor.execute(
            "UPDATE dispatch_assignment SET state = 'on_scene', released_at = NULL,"
            " last_status_at = %s WHERE id IN (SELECT min(id) FROM dispatch_assignment WHERE"
            f" incident_id IN ({newest}) GROUP BY unit_id)",
            [at, OPEN],
        )
