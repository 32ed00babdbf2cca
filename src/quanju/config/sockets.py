"""Connections that say nothing are hung up: a stranger could hold thousands open for ever."""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

# From the first byte, or from the connection, until the head of a request is complete.
HEAD_S = 10.0


class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc,valid-type]
    """uvicorn's HTTP with a limit on how long the head of a request may take.

    uvicorn itself waits without end for the first request of a connection, and its keep-alive
    timer stops with the first byte of the next one.
    """

    head_s = HEAD_S

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._hang_up: asyncio.TimerHandle | None = None
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """A clock runs while bytes are awaited and no request is being answered."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_watching()
        elif self._hang_up is None and not self.transport.is_closing():
            self._hang_up = self.loop.call_later(self.head_s, self.transport.close)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._stop_watching()  # the keep-alive timer of uvicorn takes over

    def _stop_watching(self) -> None:
        if self._hang_up is not None:
            self._hang_up.cancel()
            self._hang_up = None
