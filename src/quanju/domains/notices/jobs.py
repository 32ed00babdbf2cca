"""The clock of notices: what waits is sent, each way in a thread of its own."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import DatabaseError, connection

from quanju.domains.kernel.clock import now
from quanju.domains.notices import queries
from quanju.domains.notices.actions.pushing import forget_ended_sessions, push_next
from quanju.domains.notices.actions.sending import ask_receipt, send_next

log = logging.getLogger("quanju.jobs")
AT_MOST = 200
"""Lines a turn; the rest follows with the next."""


def send_what_waits(at: datetime) -> None:
    """Begin a turn of every way that is due and has none under way.

    Beside the other jobs and each other: a machine that does not answer holds nothing else up.
    """
    for way in queries.ways_due(at):
        turn = _ask if way == "receipt" else partial(_send, way)
        _beside(f"sends notices: {way}", turn)


def wake_phones(at: datetime) -> None:
    """Wake the phones that are to be, in a thread of its own: a slow service holds nothing up."""
    if settings.PUSH_TO and queries.phones_wait():
        _beside("wakes phones", _push)


def forget_phones(at: datetime) -> None:
    """What was asked in sessions that have ended."""
    forget_ended_sessions(at=at)


def _push() -> None:
    for _ in range(AT_MOST):
        if not push_next(at=now()):
            return


def _beside(name: str, turn: Callable[[], None]) -> None:
    if all(thread.name != name for thread in threading.enumerate()):
        threading.Thread(target=_run, args=(name, turn), name=name, daemon=True).start()


def _run(name: str, turn: Callable[[], None]) -> None:
    try:
        turn()
    except DatabaseError:
        log.exception("%s: a turn failed; it will be tried again", name)
    finally:
        connection.close()


def _send(way: str) -> None:
    for _ in range(AT_MOST):
        if not send_next(way, at=now()):
            return


def _ask() -> None:
    for _ in range(AT_MOST):
        if not ask_receipt(at=now()):
            return
