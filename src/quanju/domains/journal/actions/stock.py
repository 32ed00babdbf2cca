"""Taking stock: rows that changed by other ways than a verb, registered as they stand."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from quanju.domains.journal import stored
from quanju.domains.journal.actions.entries import CHAIN, record, register_rows
from quanju.domains.journal.digests import Ledger
from quanju.domains.journal.events import STOCK_TAKEN
from quanju.domains.journal.types import Author
from quanju.domains.kernel import rows
from quanju.domains.kernel.transaction import write

AT_ONCE = 10_000


def take_stock(*, because: str, by: Author, at: datetime) -> int:
    """Register every protected row that is not as the journal says; the number of rows.

    For the first time, and after a migration that has changed rows: from here on they are believed
    as they stand. The entry says how many of which table, and `because` of what.
    """
    with write():
        ledger = Ledger()
        for values, text, *_ in stored.rows(CHAIN):
            if text:
                ledger.take(values[1], text)
        counts = {
            model._meta.db_table: _register(ledger, model) for model in rows.protected_models()
        }
        vanished = ledger.vanished()
        for table, pk, _ in vanished:
            rows.deleted_plainly(table, pk)
        if not any(counts.values()) and not vanished:
            return 0
        facts = {"because": because, "rows": {k: n for k, n in counts.items() if n}}
        record(
            STOCK_TAKEN,
            subject="journal:branch",
            by=by,
            at=at,
            purpose="administer",
            facts={**facts, "vanished": len(vanished)},
        )
        return sum(counts.values()) + len(vanished)


def _register(ledger: Ledger, model: type[rows.ProtectedModel]) -> int:
    count, strange = 0, _strange(ledger, model)
    while portion := dict(islice(strange, AT_ONCE)):
        rows.registered(model, portion)
        if len(portion) == AT_ONCE:
            register_rows()
        count += len(portion)
    return count


def _strange(ledger: Ledger, model: type[rows.ProtectedModel]) -> Iterator[tuple[int, str]]:
    for pk, spelled in rows.spelled_rows(model):
        if ledger.compare(model._meta.db_table, pk, spelled):
            yield pk, spelled
