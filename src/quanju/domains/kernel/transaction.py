"""The one way to write: right, lock, state check, write, journal, and news after commit."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.db import connection, transaction

from quanju.domains.kernel.fair_lock import FairLock
from quanju.domains.kernel.kept import forget


class WriteTransaction:
    """What is gathered while a write is open: the last things to do before it commits."""

    def __init__(self) -> None:
        self.depth = len(connection.savepoint_ids)
        self.before_commit: list[Callable[[], None]] = []
        self.baggage: dict[str, Any] = {}


class _Open(threading.local):
    current: WriteTransaction | None = None


_open = _Open()
_sqlite_turn = FairLock()


class NoWriteOpen(RuntimeError):
    """Something that belongs into a write transaction was called outside of one."""


@contextmanager
def write() -> Iterator[WriteTransaction]:
    """One durable write transaction; a nested call joins the outer one.

    On SQLite it starts with BEGIN IMMEDIATE (a setting) after waiting its turn in the process.
    Whatever was registered with `before_commit` runs last inside the transaction, so that the
    journal takes its chain-head lock at the very end and never holds it while others are taken.
    """
    if _open.current is not None:
        yield _open.current
        return
    turn: AbstractContextManager[None] = (
        _sqlite_turn if connection.vendor == "sqlite" else nullcontext()
    )
    try:
        with turn, transaction.atomic(durable=True):
            _open.current = here = WriteTransaction()
            try:
                yield here
                while here.before_commit:
                    here.before_commit.pop(0)()
            finally:
                _open.current = None
    except BaseException:
        forget()  # what was read of rows that are rolled back
        raise


def open_write() -> WriteTransaction | None:
    """The open write transaction, if there is one."""
    return _open.current


def current() -> WriteTransaction:
    """The open write transaction, or `NoWriteOpen`."""
    if _open.current is None:
        raise NoWriteOpen("this belongs inside `with write():`")
    return _open.current


def after_commit(news: Callable[[], None]) -> None:
    """Run `news` once the change is safe on disk; never if it is rolled back."""
    transaction.on_commit(news)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read as of one moment, however long it takes, and keep no writer waiting.

    Inside another transaction it is that one's view, which a test's is.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _sqlite_snapshot():
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


@contextmanager
def _sqlite_snapshot() -> Iterator[None]:
    """Django would begin it IMMEDIATE, as a writer's."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
