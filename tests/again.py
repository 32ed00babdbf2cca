"""What hundreds of tests begin with is made once in a process, then stored again as rows."""

from collections.abc import Callable, Hashable
from itertools import chain

from django.apps import apps
from django.db import connection, models
from tests import protection

_KEPT: dict[Hashable, list[list[models.Model]]] = {}
_ARRANGED: dict[Hashable, set[tuple[str, int]]] = {}


def again(key: Hashable, make: Callable[[], object]) -> None:
    """`make()`, or the rows that it stored the first time.

    It is made anew where its tables hold rows already, since numbers and the journal's chain would
    be others, and outside a transaction, where what follows a commit counts too.
    """
    if not connection.in_atomic_block:
        make()
    elif key in _KEPT and not _counts([type(rows[0]) for rows in _KEPT[key]]):
        for rows in _KEPT[key]:
            type(rows[0])._base_manager.bulk_create(rows)
        protection.arrange(_ARRANGED[key])
    else:
        before = _counts(_tables())
        make()
        changed = [m for m, n in _counts(_tables()).items() if before.get(m) != n]
        if not any(model in before for model in changed):
            _KEPT[key] = [list(m._base_manager.order_by("pk")) for m in changed]
            _ARRANGED[key] = protection.arranged()


def _tables() -> list[type[models.Model]]:
    """Every table, those that others point at first."""
    found = list(chain.from_iterable(config.get_models() for config in apps.get_app_configs()))
    depth: dict[type[models.Model], int] = {}

    def deep(model: type[models.Model]) -> int:
        if model not in depth:
            depth[model] = 0  # a row may point at its own table
            parents = [f.remote_field.model for f in model._meta.fields if f.remote_field]
            depth[model] = 1 + max((deep(p) for p in parents if p is not model), default=0)
        return depth[model]

    return sorted(found, key=deep)


def _counts(tables: list[type[models.Model]]) -> dict[type[models.Model], int]:
    """How many rows each table holds; those without rows are left out."""
    one = "select {0}, count(*) from {1}"
    asked = [one.format(n, model._meta.db_table) for n, model in enumerate(tables)]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(asked))
        return {tables[n]: count for n, count in cursor.fetchall() if count}
