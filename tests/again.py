"""What hundreds of tests begin with is made once in a process, then stored again as rows."""

from collections.abc import Callable, Hashable
from itertools import chain

from django.apps import apps
from django.db import connection, models
from tests import protection

_KEPT: dict[Hashable, list["_Rows"]] = {}
_ARRANGED: dict[Hashable, set[tuple[str, int]]] = {}


def again(key: Hashable, make: Callable[[], object]) -> None:
    """`make()`, or the rows that it stored the first time.

    It is made anew where its tables hold rows already, since numbers and the journal's chain would
    be others, and outside a transaction, where what follows a commit counts too.
    """
    if not connection.in_atomic_block:
        make()
    elif key in _KEPT and not _counts([rows.model for rows in _KEPT[key]]):
        for rows in _KEPT[key]:
            rows.put()
        protection.arrange(_ARRANGED[key])
    else:
        before = _counts(_tables())
        make()
        changed = [m for m, n in _counts(_tables()).items() if before.get(m) != n]
        if not any(model in before for model in changed):
            _KEPT[key] = [_Rows(model) for model in changed]
            _ARRANGED[key] = protection.arranged()


class _Rows:
    """A table's rows as the driver gives them: through the models they take six times as long."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model, quoted = model, connection.ops.quote_name
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        table, key = quoted(model._meta.db_table), quoted(str(fields[0].column))
        columns = ", ".join(quoted(str(field.column)) for field in fields)
        marks = ", ".join(["%s"] * len(fields))
        self._insert = f"insert into {table} ({columns}) values ({marks})"
        with connection.cursor() as cursor:
            cursor.execute(f"select {columns} from {table} order by {key}")
            self._rows = cursor.fetchall()

    def put(self) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(self._insert, self._rows)


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
