"""After every test with a database: the digests in the journal are those of the rows.

What a test arranged itself, past the verbs, is known from the signal and left out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from quanju.domains.kernel.rows import ProtectedModel, changed_outside, protected_models

_arranged: dict[str, set[tuple[str, int]]] = {"function": set(), "module": set()}
_scope = ["function"]


def _remember(table: str, pks: list[int], **_: Any) -> None:
    _arranged[_scope[-1]].update((table, pk) for pk in pks)


def arrange(rows: set[tuple[str, int]]) -> None:
    """For rows that are stored again as another test arranged them."""
    _arranged["function"].update(rows)


def arranged() -> set[tuple[str, int]]:
    return _arranged["function"] | _arranged["module"]


@contextmanager
def in_scope(scope: str) -> Iterator[None]:
    """What a fixture of a whole file arranges stays known for all its tests."""
    _scope.append("function" if scope == "function" else "module")
    try:
        yield
    finally:
        _scope.pop()


changed_outside.connect(_remember)


def uses_database(item: pytest.Item) -> bool:
    """Not one whose server still runs beside it: what it does is not over."""
    fixtures = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}
    if not marked or item.get_closest_marker("browser"):
        return False
    return not connection.needs_rollback  # a test may end with what the database refused


def unregistered() -> list[str]:
    """Rows that differ from their newest digest, apart from those that the test arranged."""
    from quanju.domains.journal import stored
    from quanju.domains.journal.actions.entries import CHAIN
    from quanju.domains.journal.digests import Ledger
    from quanju.domains.kernel.rows import _spelled_now

    ledger = Ledger()
    for values, text, *_ in stored.rows(CHAIN):
        if text:
            ledger.take(values[1], text)
    found = [
        (model._meta.db_table, pk, f"{model.__name__} {pk}: {wrong.code} {spelled}")
        for model, pks in _filled()
        for pk, spelled in _spelled_now(model, pks)
        if (wrong := ledger.compare(model._meta.db_table, pk, spelled))
    ]
    found += [(table, pk, f"{table} {pk}: row_gone") for table, pk, _ in ledger.vanished()]
    known = arranged()
    return [what for table, pk, what in found if (table, pk) not in known]


def _filled() -> Iterator[tuple[type[ProtectedModel], list[int]]]:
    """Those that hold rows, and their keys: there are a hundred, and a test fills a few."""
    quoted = connection.ops.quote_name
    models = {model._meta.db_table: model for model in protected_models()}
    asked = (f"select '{table}' where exists (select 1 from {quoted(table)})" for table in models)
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(asked))
        for (table,) in cursor.fetchall():
            cursor.execute(f"select {quoted(models[table]._meta.pk.column)} from {quoted(table)}")
            yield models[table], [pk for (pk,) in cursor.fetchall()]


def journal_holds() -> bool:
    """As `quanju journal verify` says, apart from the rows that the test arranged itself."""
    from quanju.domains.journal import queries
    from quanju.domains.kernel.clock import now

    faults = queries.verify(at=now()).faults
    return not [one for one in faults if not one.code.startswith("row_")] + unregistered()


def forget(*, is_last_of_file: bool) -> None:
    """The next test arranges its own."""
    _arranged["function"].clear()
    if is_last_of_file:
        _arranged["module"].clear()
