"""Many readers of the live stream in a process of their own, driven over its standard input.

The first line is JSON: `{"streams": [[port, cookie], …]}`. Then, a line each: `settle N` (wait
until every stream has heard of entry N, and count from there), `tell N` (the same, with figures).
"""

import asyncio
import json
import sys
import time
from datetime import datetime
from typing import Any

from quanju.config.files import raise_file_limit
from quanju.trial.clients import at_share

TIMED_EVERY = 25
"""One stream in so many looks at the moment of each entry; reading all would measure the reader."""
AT_ONCE = 50
PATIENCE_S = 60


class Listener(asyncio.Protocol):
    """One open stream: how many entries it has heard, the last one's number, and how late."""

    def __init__(self, port: int, cookie: str, *, is_timed: bool) -> None:
        self._ask = (
            f"GET /live/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
            "Accept: text/event-stream\r\n\r\n"
        ).encode()
        self._rest = b""
        self._is_timed = is_timed
        self.status = 0
        self.last = self.base = self.heard = 0
        self.late_s: list[float] = []
        self.is_open = asyncio.Event()
        self.has_ended = False

    def connection_made(self, transport: Any) -> None:
        transport.write(self._ask)

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        end = data.rfind(b"\n\n") + 2
        if end < 2:
            self._rest = data
            return
        frames, self._rest = data[:end], data[end:]
        if not self.status:
            self.status = int(frames.split(b" ", 2)[1])
            self.is_open.set()
        if count := frames.count(b"event: journal"):
            self.heard += count
            begin = frames.rfind(b"id: ") + 4
            self.last = int(frames[begin : frames.index(b"\n", begin)])
            if self._is_timed:
                self._time(frames)

    def _time(self, frames: bytes) -> None:
        now = time.time()
        for part in frames.split(b'"at":"')[1:]:
            at = datetime.fromisoformat(part[: part.index(b'"')].decode().replace("Z", "+00:00"))
            self.late_s.append(now - at.timestamp())

    def connection_lost(self, error: Exception | None) -> None:
        self.has_ended = True
        self.is_open.set()


async def _open(streams: list[tuple[int, str]]) -> list[Listener]:
    loop, gate = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)

    async def one(index: int, port: int, cookie: str) -> Listener:
        async with gate:
            listener = Listener(port, cookie, is_timed=index % TIMED_EVERY == 0)
            await loop.create_connection(lambda: listener, "127.0.0.1", port)
            async with asyncio.timeout(PATIENCE_S):
                await listener.is_open.wait()
        return listener

    return await asyncio.gather(*(one(n, *stream) for n, stream in enumerate(streams)))


async def _settled(listeners: list[Listener], number: int) -> float:
    """Seconds until every open stream has heard of this entry, at most a minute."""
    start = time.monotonic()
    while time.monotonic() < start + PATIENCE_S:
        if all(one.last >= number or one.has_ended for one in listeners):
            break
        await asyncio.sleep(0.05)
    return time.monotonic() - start


async def _serve() -> None:
    lines = asyncio.StreamReader(limit=2**26)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    listeners = await _open(json.loads(await lines.readline())["streams"])
    _say(open=sum(one.status == 200 for one in listeners))
    while words := (await lines.readline()).split():
        number = int(words[1])
        waited = await _settled(listeners, number)
        told = _figures(listeners, number) if words[0] == b"tell" else {}
        for one in listeners:
            one.base, one.heard, one.late_s = one.last, 0, []
        _say(waited_s=waited, **told)


def _figures(listeners: list[Listener], number: int) -> dict[str, Any]:
    """Entries lost over all streams; how late the timed ones heard of each, in seconds."""
    late = [seconds for one in listeners for seconds in one.late_s]
    return {
        "ended": sum(one.has_ended for one in listeners),
        "lost": sum(max(number, one.last) - one.base - one.heard for one in listeners),
        "late_p50_s": at_share(late, 0.5),
        "late_p99_s": at_share(late, 0.99),
    }


def _say(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    import uvloop

    raise_file_limit()
    uvloop.run(_serve())
