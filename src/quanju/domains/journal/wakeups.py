"""Wake-ups: "there may be something new". Never the news itself; readers read the journal."""

import threading
from collections.abc import Callable
from typing import Any

CHANNEL = "quanju_journal"

_guard = threading.Lock()
_listeners: set[Callable[[bool], None]] = set()


def listen(listener: Callable[[bool], None]) -> Callable[[], None]:
    """Call `listener(is_urgent)` after each commit in this process; returns how to stop."""
    with _guard:
        _listeners.add(listener)

    def stop() -> None:
        with _guard:
            _listeners.discard(listener)

    return stop


def announce(connection: Any | None, number: int, *, urgent: bool = False) -> None:
    """Wake the readers: with a PostgreSQL connection other processes, without one this one."""
    if connection is not None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(number)])
        return
    with _guard:
        listeners = tuple(_listeners)
    for listener in listeners:
        listener(urgent)
