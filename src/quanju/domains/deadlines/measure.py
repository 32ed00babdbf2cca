"""How fast a branch with very many running clocks finds what is due, and follows a changed rule."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection

from quanju.domains.deadlines import queries
from quanju.domains.deadlines.models import Clock
from quanju.domains.deadlines.queries import tables_in_force
from quanju.domains.deadlines.reckoning import dates_of, deadline_of
from quanju.domains.deadlines.recomputing import reckon_family
from quanju.domains.deadlines.rules import STATUTORY_CLOCKS
from quanju.domains.deadlines.types import Tables
from quanju.domains.kernel.transaction import write
from quanju.domains.rulebook import queries as rulebook
from quanju.engine.clocks.lengths import Unit

DAYS = 60
HOUR = timedelta(hours=1)
BATCH = 5_000
FIELDS = (
    "subject",
    "family",
    "rule",
    "state",
    "started_at",
    "started_on",
    "is_of_a_day",
    "has_acts",
    "purpose",
    "due_at",
    "due_on",
    "amber_at",
    "next_alarm_at",
    "is_provisional",
    "reckoned_by",
)


def measure_clocks(*, count: int, at: datetime) -> dict[str, Any]:
    """Fill the present database with running clocks and measure; it must hold nothing of value.

    The first half are of one number, A2, which then changes; the others are spread over all
    numbers. Begun within the last sixty days. `due_hour_ms` is the median of 24 hours, fetched
    whole; `recompute_s` puts the changed rule's clocks right, one day a write.
    """
    tables = tables_in_force(at=at)
    begun = time.perf_counter()
    _fill(count, at, tables)
    filled = time.perf_counter()
    hours = [_due_in_hour(at + HOUR * number) for number in range(24)]
    changed = _changed(tables)
    started, cpu = time.perf_counter(), time.process_time()
    moved = reckon_family("A2", changed, at)
    took, cpu = time.perf_counter() - started, time.process_time() - cpu
    return {
        "database": connection.vendor,
        "clocks": count,
        "fill_s": round(filled - begun, 2),
        "due_hour_ms": round(median(ms for ms, _ in hours), 2),
        "due_hour_worst_ms": round(max(ms for ms, _ in hours), 2),
        "due_in_an_hour": round(sum(found for _, found in hours) / len(hours)),
        "recomputed": moved,
        "recompute_s": round(took, 2),
        "recompute_cpu_s": round(cpu, 2),
    }


def _due_in_hour(since: datetime) -> tuple[float, int]:
    begun = time.perf_counter()
    found = len(queries.due_between(since, since + HOUR, most=100_000))
    return (time.perf_counter() - begun) * 1000, found


def _changed(tables: Tables) -> Tables:
    """The same tables, but a public-order case is to be decided within 40 days."""
    text = rulebook.shipped(STATUTORY_CLOCKS)
    old = 'length = "30 day"\nsources = ["order 118"]'
    read = rulebook.read(STATUTORY_CLOCKS.name, text.replace(old, old.replace("30", "40")))
    return Tables(read.book, tables.calendar)


def _fill(count: int, at: datetime, tables: Tables) -> None:
    """Insert below the models: a million rows through them would be most of the measurement."""
    batch: list[tuple[Any, ...]] = []
    for row in _rows(count, at, tables):
        batch.append(row)
        if len(batch) == BATCH:
            _insert(batch)
            batch = []
    _insert(batch)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _insert(rows: list[tuple[Any, ...]]) -> None:
    table, columns = Clock._meta.db_table, ", ".join(FIELDS)
    with write(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(FIELDS))
        cursor.executemany(f"insert into {table} ({columns}) values ({marks})", rows)


def _rows(count: int, at: datetime, tables: Tables) -> Iterator[tuple[Any, ...]]:
    families = [
        family
        for family, rules in tables.book.families.items()
        if any(r.binds(at.date()) and r.length.unit is not Unit.OPEN for r in rules)
    ]
    known: dict[tuple[str, int], tuple[Clock, Any]] = {}
    fields = {field.name: field for field in Clock._meta.concrete_fields}
    prepare = [fields[name].get_db_prep_save for name in FIELDS]
    for number in range(count):
        family = "A2" if number % 2 else families[number // 2 % len(families)]
        day = DAYS - 1 - number * DAYS // count  # clocks are stored as they begin
        row, dates = known.get((family, day)) or known.setdefault(
            (family, day), _sample(family, at - timedelta(days=day), tables)
        )
        later = timedelta(seconds=number % 3600) if dates.due_on is None else timedelta(0)
        row.subject, row.state = f"bench:{number}", "running"
        row.started_at = at - timedelta(days=day) + later
        for name, value in dates.as_fields().items():
            is_moment = name in ("due_at", "amber_at") and value is not None
            setattr(row, name, value + later if is_moment else value)
        row.next_alarm_at = row.amber_at
        values = (getattr(row, name) for name in FIELDS)
        yield tuple(p(v, connection) for p, v in zip(prepare, values, strict=True))


def _sample(family: str, begun: datetime, tables: Tables) -> tuple[Clock, Any]:
    row = Clock(
        family=family,
        started_at=begun,
        started_on=tables.calendar.day_of(begun),
        purpose="respond",
    )
    return row, dates_of(deadline_of(row, (), tables), tables)
