"""Wake-ups: "there may be something new". Never the news itself; readers read the journal."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
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


def other_processes() -> AsyncIterator[None] | None:
    """Wake-ups from other processes through LISTEN, on PostgreSQL; None elsewhere."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    return _notices(connection.get_connection_params())


async def _notices(parameters: dict[str, Any]) -> AsyncIterator[None]:
    """Yield at each notice; after a lost connection yield once, since news may be missed."""
    import psycopg

    # Django adds words of its own; whatever the database's library knows, certificates and
    # several hosts too, must be as it is for every other connection.
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    address = {name: value for name, value in parameters.items() if name in known and value}
    while True:
        try:
            link = await psycopg.AsyncConnection.connect(**address, autocommit=True)
            async with link:
                await link.execute(f"LISTEN {CHANNEL}")
                yield None
                async for _ in link.notifies():
                    yield None
        except psycopg.OperationalError:
            await asyncio.sleep(1)
