"""After every test with a database: the digests in the journal are those of the rows.

What a test arranged itself, past the verbs, is known from the signal and left out.
"""

from typing import Any

import pytest

from quanju.domains.kernel.rows import changed_outside

_arranged: set[tuple[str, int]] = set()


def _remember(table: str, pks: list[int], **_: Any) -> None:
    _arranged.update((table, pk) for pk in pks)


changed_outside.connect(_remember)


def uses_database(item: pytest.Item) -> bool:
    """Not one whose server still runs beside it: what it does is not over."""
    fixtures = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}
    return bool(marked) and not item.get_closest_marker("browser")


def unregistered() -> list[str]:
    """Rows that differ from their newest digest, apart from those that the test arranged."""
    from quanju.domains.journal import stored
    from quanju.domains.journal.actions import CHAIN
    from quanju.domains.journal.digests import Ledger
    from quanju.domains.kernel.rows import protected_models, spelled_rows

    ledger = Ledger()
    for values, text, *_ in stored.rows(CHAIN):
        if text:
            ledger.take(values[1], text)
    found = [
        (model._meta.db_table, pk, f"{model.__name__} {pk}: {wrong.code} {spelled}")
        for model in protected_models()
        for pk, spelled in spelled_rows(model)
        if (wrong := ledger.compare(model._meta.db_table, pk, spelled))
    ]
    found += [(table, pk, f"{table} {pk}: row_gone") for table, pk, _ in ledger.vanished()]
    return [what for table, pk, what in found if (table, pk) not in _arranged]


def journal_holds() -> bool:
    """As `quanju journal verify` says, apart from the rows that the test arranged itself."""
    from quanju.domains.journal import queries
    from quanju.domains.kernel.clock import now

    faults = queries.verify(at=now()).faults
    return not [one for one in faults if not one.code.startswith("row_")] + unregistered()


def forget() -> None:
    """The next test arranges its own."""
    _arranged.clear()
