"""Questions that every request asks: their SQL is made once a process, and then only run.

Entering an incident asks nineteen questions of tables of a few rows; of 0.45 ms each, 0.4 went into
building the same SQL anew. A prepared question is written as a query set, so that it says what it
asks where everybody else does:

    IN_FORCE = Prepared(lambda at: Zone.objects.in_force(at).order_by("number"), at=datetime)
    IN_FORCE(at=now)

What is made of the rows of a table that seldom changes is made anew only when the rows say
something else (`PreparedView`): the database is asked each time, so it is never stale.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import (  # type: ignore[attr-defined]
    FlatValuesListIterable,
    ModelIterable,
    get_related_populators,
)

ROWS_A_STATEMENT = 500
VIEWS_A_QUESTION = 8
"""So many different answers are kept: of today, and of those who look at another day."""
Value = TypeVar("Value")
_MARKS: dict[type, Callable[[int], Any]] = {
    datetime: lambda n: datetime(1913, 1, 1, tzinfo=UTC) + timedelta(days=n),
    date: lambda n: date(1914, 1, 1) + timedelta(days=n),
    int: lambda n: 2_147_480_000 + n,
    float: lambda n: -7.7e77 * (n + 1),
    str: lambda n: f"mark {n} of a prepared question",
}
"""Values that nobody asks for: where they stand in the SQL's values, the asked ones go."""


class _Made:
    """The SQL of a question for one kind of database, and what turns its rows into answers."""

    def __init__(self, query_set: QuerySet[Any, Any], marks: dict[str, Any]) -> None:
        compiler = query_set.query.get_compiler(using=query_set.db)
        self.sql, values = compiler.as_sql()
        stored = {_stored(mark): name for name, mark in marks.items()}
        self._values = [(stored.get(value), value) for value in values]
        if missing := marks.keys() - {name for name, _ in self._values}:
            raise ValueError(f"the question does not ask for {sorted(missing)}")
        found = compiler.get_converters([column for column, *_ in compiler.select])
        self._converters = [(place, *how) for place, how in found.items()]
        self._answer = _answers(query_set, compiler)

    def values(self, asked: dict[str, Any]) -> list[Any]:
        """In the order of the SQL; a driver's own kind of number stays that kind."""
        return [
            kept
            if name is None
            else type(kept)(asked[name])
            if isinstance(kept, int)
            else _stored(asked[name])
            for name, kept in self._values
        ]

    def answer(self, row: tuple[Any, ...]) -> Any:
        if self._converters:
            values = list(row)
            for place, converters, column in self._converters:
                for convert in converters:
                    values[place] = convert(values[place], column, connection)
            row = tuple(values)
        return self._answer(row)


class Prepared:
    """A question with its values by name and type. None is no value: it is another question."""

    def __init__(self, question: Callable[..., QuerySet[Any, Any]], **asked: type) -> None:
        self._question, self._asked = question, asked
        self._made: dict[str, _Made] = {}
        self._guard = threading.Lock()

    def __call__(self, **values: Any) -> list[Any]:
        """The rows, as the query set would give them: objects, tuples or values."""
        made, rows = self._rows(values)
        return [made.answer(row) for row in rows]

    def _rows(self, values: dict[str, Any]) -> tuple[_Made, list[tuple[Any, ...]]]:
        """As the driver gives them, and what turns them into answers."""
        if values.keys() != self._asked.keys():
            raise TypeError(f"asked for {sorted(values)}, not for {sorted(self._asked)}")
        made = self._made.get(connection.vendor) or self._make()
        with connection.cursor() as cursor:
            cursor.execute(made.sql, made.values(values))
            return made, cursor.fetchall()

    def _make(self) -> _Made:
        with self._guard:
            marks = {name: _MARKS[kind](n) for n, (name, kind) in enumerate(self._asked.items())}
            made = self._made[connection.vendor] = _Made(self._question(**marks), marks)
        return made


class PreparedView(Generic[Value]):
    """What a question's rows amount to, made once for as long as they say the same.

    Many ask and none may change it: `view` makes views, shapes, tuples, mappings only read.
    """

    def __init__(
        self,
        question: Callable[..., QuerySet[Any, Any]],
        view: Callable[[list[Any]], Value],
        **asked: type,
    ) -> None:
        self._question, self._view = Prepared(question, **asked), view
        self._known: OrderedDict[Hashable, Value] = OrderedDict()
        self._guard = threading.Lock()

    def __call__(self, **values: Any) -> Value:
        made, rows = self._question._rows(values)
        said = tuple(rows)
        with self._guard:
            if said in self._known:
                self._known.move_to_end(said)
                return self._known[said]
        found = self._view([made.answer(row) for row in rows])
        with self._guard:
            self._known[said] = found
            while len(self._known) > VIEWS_A_QUESTION:
                self._known.popitem(last=False)
        return found


class PreparedInsert:
    """Rows of one table stored by a statement whose SQL is made once; no signals are sent."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        self._fields = [
            field
            for field in model._meta.concrete_fields
            if not (field.primary_key or field.generated)
        ]

    def __call__(self, rows: Sequence[Model]) -> None:
        """Store the rows in their order, and give each its key."""
        for start in range(0, len(rows), ROWS_A_STATEMENT):
            self._store(rows[start : start + ROWS_A_STATEMENT])

    def _store(self, rows: Sequence[Model]) -> None:
        values = [
            field.get_db_prep_save(getattr(row, field.attname), connection)
            for row in rows
            for field in self._fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._sql(len(rows)), values)
            for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = key
                row._state.adding, row._state.db = False, connection.alias

    def _sql(self, count: int) -> str:
        quote, meta = connection.ops.quote_name, self._model._meta
        assert meta.pk is not None
        columns = ", ".join(quote(field.column) for field in self._fields)
        row = f"({', '.join(['%s'] * len(self._fields))})"
        marks = ", ".join([row] * count)
        into = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES {marks}"
        return f"{into} RETURNING {quote(meta.pk.column)}"


def _stored(value: Any) -> Any:
    """As the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _answers(query_set: QuerySet[Any, Any], compiler: Any) -> Callable[[tuple[Any, ...]], Any]:
    """What a row of the answer becomes; objects as Django's own `ModelIterable` makes them."""
    kind = query_set._iterable_class
    if kind is FlatValuesListIterable:
        return lambda row: row[0]
    if kind is not ModelIterable:
        return lambda row: row
    about, using = compiler.klass_info, query_set.db
    model, places = about["model"], about["select_fields"]
    first, last = places[0], places[-1] + 1
    names = [column.target.attname for column, *_ in compiler.select[first:last]]
    related = get_related_populators(about, compiler.select, using)

    def made(row: tuple[Any, ...]) -> Any:
        found = model.from_db(using, names, row[first:last])
        for one in related:
            one.populate(row, found)
        return found

    return made
