"""Rows that nobody may change unseen: what a write changes of them is gathered until its commit.

A model that derives from `ProtectedModel` is protected in all its fields but those it names as
free. Whatever way a verb takes (`save`, `create`, `update`, `bulk_create`, `delete`), the write
transaction knows the rows and, where it can without asking the database, how they stand now; the
journal takes them at the end and puts their digests into its entry.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.db.models.signals import class_prepared, post_delete, post_save
from django.dispatch import Signal

from quanju.domains.kernel.kept import forget
from quanju.domains.kernel.prepared import PreparedInsert
from quanju.domains.kernel.reading import reading_of
from quanju.domains.kernel.spelling import Spelling
from quanju.domains.kernel.transaction import WriteTransaction, open_write

Row = TypeVar("Row", bound="ProtectedModel")
log = logging.getLogger("quanju.rows")

GONE = ""
"""How a row is spelled that was deleted."""

AT_ONCE = 500
_BAGGAGE = "rows"

changed_outside = Signal()
"""Sent with `table` and `pks` when protected rows change outside of `write()`: no verb does."""

_models: dict[str, type["ProtectedModel"]] = {}
_who_writes_down: list[Callable[[WriteTransaction], object]] = []


class _Touched:
    """The rows of one model that this write has changed: spelled already, or to be read again."""

    def __init__(self) -> None:
        self.spelled: dict[int, str] = {}
        self.unread: set[int] = set()
        self.inserted: set[int] = set()


def protected_models() -> tuple[type["ProtectedModel"], ...]:
    """All protected models of all rooms, by the names of their tables."""
    return tuple(_models[table] for table in sorted(_models))


def written_down_by(journal: Callable[[WriteTransaction], object]) -> None:
    """The journal's port: it is called at the first row that a write changes."""
    _who_writes_down[:] = [journal]


def changes(write: WriteTransaction) -> Iterator[tuple[type["ProtectedModel"], dict[int, str]]]:
    """What the write has changed since it was asked last, each row as it stands now."""
    touched: dict[type[ProtectedModel], _Touched] = write.baggage.pop(_BAGGAGE, {})
    for model, rows in touched.items():
        spelled = rows.spelled
        if rows.unread:
            read = dict(_spelled_now(model, rows.unread))
            lost = rows.unread - read.keys()
            spelled |= read | {pk: GONE for pk in lost if pk not in rows.inserted or pk in spelled}
        if spelled:
            yield model, spelled


def spelled_rows(model: type["ProtectedModel"]) -> Iterator[tuple[int, str]]:
    """All rows as the database has them, by their keys, a few at a time."""
    spelling = model.spelling()
    rows = model._base_manager.order_by("pk").values_list("pk", *spelling.names)
    for pk, *values in rows.iterator(2000):
        yield pk, spelling.of(values)


def _spelled_now(model: type["ProtectedModel"], pks: Collection[int]) -> Iterator[tuple[int, str]]:
    """These rows as the database has them now, in no order."""
    spelling = model.spelling()
    reading = reading_of(model, spelling.names, connection.vendor)
    for portion in _portions(sorted(pks)):
        for pk, *values in reading.rows(portion):
            yield pk, spelling.of(values)


def _portions(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(pks), AT_ONCE):
        yield pks[start : start + AT_ONCE]


def stored_plainly(
    model: type["ProtectedModel"], rows: Iterable[tuple[int, Sequence[Any]]]
) -> None:
    """For loaders that insert below the models: keys, and values in the order of `spelling()`."""
    spelling = model.spelling()
    for pk, values in rows:
        _touch(model, pk, spelling.of(values), is_new=True)


def registered(model: type["ProtectedModel"], spelled: Mapping[int, str]) -> None:
    """For taking stock: rows as they were found."""
    for pk, text in spelled.items():
        _touch(model, pk, text)


def deleted_plainly(table: str, pk: int) -> None:
    """For taking stock: a row that is there no longer."""
    _touch(_models[table], pk, GONE)


def _touch(
    model: type["ProtectedModel"], pk: int, spelled: str | None, *, is_new: bool = False
) -> None:
    """Remember the row. Inside a savepoint it may still be undone, so it is read at the end."""
    forget(model)
    write = open_write()
    if write is None:
        log.warning("%s %s changed outside of a write", model._meta.db_table, pk)
        changed_outside.send(model, table=model._meta.db_table, pks=[pk])
        return
    touched = write.baggage.get(_BAGGAGE)
    if touched is None:
        touched = write.baggage[_BAGGAGE] = {}
        for journal in _who_writes_down:
            journal(write)
    rows = touched.setdefault(model, _Touched())
    if is_new:
        rows.inserted.add(pk)
    if spelled is None or len(connection.savepoint_ids) > write.depth:
        rows.unread.add(pk)
    else:
        rows.spelled[pk] = spelled
        rows.unread.discard(pk)


class ProtectedQuerySet(models.QuerySet[Row]):
    """Every way past the models' own `save` tells which rows it changes."""

    def update(self, **values: Any) -> int:
        """Locks the rows first, so that those told are those changed; one query more."""
        model = self.model
        if not model.spelling().covers(values):
            return super().update(**values)
        pks = self._locked()
        if not pks:
            return 0
        if len(pks) <= AT_ONCE:
            count = models.QuerySet.update(model._base_manager.filter(pk__in=pks), **values)
        else:
            count = super().update(**values)
        for pk in pks:
            _touch(model, pk, None)
        return count

    def _locked(self) -> list[int]:
        """The keys of the rows, which nobody else changes before the commit (PostgreSQL)."""
        rows: models.QuerySet[Row] = self.order_by("pk")
        if connection.vendor != "sqlite" and open_write():
            if len(self.query.alias_map) > 1:  # a join that may be empty cannot be locked
                rows = self.model._base_manager.filter(pk__in=self.values("pk")).order_by("pk")
            rows = rows.select_for_update()
        return list(rows.values_list("pk", flat=True))

    def bulk_create(  # type: ignore[override]
        self, objs: Iterable[Row], *, ignore_conflicts: bool = False, **options: Any
    ) -> list[Row]:
        """With `ignore_conflicts` row by row: a bundle does not tell which it has left out."""
        if options.get("update_conflicts"):
            raise TypeError("a protected row is updated by a verb, not by a conflict")
        if ignore_conflicts:
            return [one for one in objs if self._is_stored(one)]
        made = super().bulk_create(objs, **options)
        spelling = self.model.spelling()
        for one in made:
            _touch(self.model, one.pk, spelling.of_object(one), is_new=True)
        return made

    def _is_stored(self, one: Row) -> bool:
        try:
            with transaction.atomic():
                one.save(force_insert=True)
        except IntegrityError:
            return False
        return True


class ProtectedInsert(PreparedInsert):
    """Rows of a protected table stored by a ready statement, and remembered as `save` would."""

    def __init__(self, model: type["ProtectedModel"]) -> None:
        super().__init__(model)
        self._protected = model

    def __call__(self, rows: Sequence[models.Model]) -> None:
        super().__call__(rows)
        spelling = self._protected.spelling()
        for row in rows:
            _touch(self._protected, row.pk, spelling.of_object(row), is_new=True)


class ProtectedModel(models.Model):
    """A row that may only change with an entry of the journal that says how it stands."""

    free_fields: ClassVar[tuple[str, ...]] = ()
    """Fields that may change unseen, by their column's name; the model says why."""

    class Meta:
        abstract = True

    @classmethod
    @cache
    def spelling(cls) -> Spelling:
        """How a row of this table is spelled out; made once a class."""
        return Spelling(cls, cls.free_fields)


def _saved(
    sender: type[ProtectedModel],
    instance: ProtectedModel,
    created: bool,
    update_fields: Collection[str] | None = None,
    **_: Any,
) -> None:
    spelling = sender.spelling()
    if update_fields is None:
        _touch(sender, instance.pk, spelling.of_object(instance), is_new=created)
    elif spelling.covers(update_fields):
        _touch(sender, instance.pk, None, is_new=created)


def _deleted(sender: type[ProtectedModel], instance: ProtectedModel, **_: Any) -> None:
    _touch(sender, instance.pk, GONE)


def _prepared(sender: type[models.Model], **_: Any) -> None:
    if issubclass(sender, ProtectedModel) and not sender._meta.abstract:
        _models[sender._meta.db_table] = sender
        if not isinstance(sender._default_manager.all(), ProtectedQuerySet):
            raise TypeError(f"{sender.__name__}.objects must be a ProtectedQuerySet's")
        post_save.connect(_saved, sender)
        post_delete.connect(_deleted, sender)


class_prepared.connect(_prepared)
