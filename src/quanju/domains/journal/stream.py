"""The live stream: the journal read forward, and samples such as positions beside it.

One hub a process. A wake-up (a commit here, NOTIFY from another process, or a timer) makes it
read what is new once, for everybody. Readers are woken together at most every 200 ms, or at
once when something urgent happened; each then takes what it may see. Numbers are handed out
under the chain-head lock, so "after 4711" can miss nothing.

The hub keeps the newest entries, read from the journal before its first reader is served: who
falls behind or resumes catches up from there, a page at a time. Who missed more is told to
reload: a page drawn anew costs a few queries, a replay of a week a few hundred thousand frames.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import partial
from itertools import takewhile
from math import inf
from typing import Any, Protocol

from asgiref.sync import sync_to_async
from django.db import OperationalError, connection

from quanju.domains.journal import queries, wakeups
from quanju.domains.journal.queries import PAGE
from quanju.domains.journal.types import EntryView
from quanju.domains.journal.verification.hashes import canonical_json, moment_text
from quanju.domains.kernel.clock import now

COALESCE_S = 0.2
SAMPLE_S = 0.5
TIMER_S = 1.0
BEAT_S = 10.0
TURNS = 3
"""Turns of the loop in which a rung reader has taken its entries and sent them."""
KEPT = 4000
"""Entries in memory for all readers: half a day of a branch's work, 10 MB."""


class Told(Enum):
    """How much of an entry a reader hears."""

    NOT = 0
    COUNTED = 1
    """That it happened, and when."""
    WHOLE = 2
    """Also what it names."""


class Reader(Protocol):
    """Who listens: decides what it may hear."""

    def hears(self, entry: EntryView) -> Told: ...

    def narrow(self, source: str, rows: list[Any]) -> list[Any]: ...


@dataclass(frozen=True)
class Source:
    """Something sampled beside the journal: `sample(since)` gives (rows, next since)."""

    name: str
    sample: Callable[[Any], tuple[list[Any], Any]]


def frame(event: str, data: Any) -> bytes:
    """A server-sent event without a number, so that it moves no reader's position."""
    return f"event: {event}\ndata: {canonical_json(data)}\n\n".encode()


def entry_frame(entry: EntryView, told: Told = Told.WHOLE) -> bytes:
    """One server-sent event. Identifiers only, or none: readers fetch what they may see."""
    is_whole = told is Told.WHOLE
    data = canonical_json(
        {
            "number": entry.number,
            "event": entry.event,
            "subject": entry.subject if is_whole else "",
            "related": list(entry.related) if is_whole else [],
            "at": moment_text(entry.at),
            "urgent": entry.urgent,
        }
    )
    return f"id: {entry.number}\nevent: journal\ndata: {data}\n\n".encode()


def _frames_of(entry: EntryView) -> dict[Told, bytes]:
    return {told: entry_frame(entry, told) for told in (Told.COUNTED, Told.WHOLE)}


def reload_frame(number: int) -> bytes:
    """What a reader hears instead of more entries than are kept: draw anew, go on after this."""
    return f"id: {number}\nevent: reload\ndata: {canonical_json({'number': number})}\n\n".encode()


async def _rung(bell: asyncio.Event, seconds: float) -> None:
    """Wait for the bell, at most so long.

    `asyncio.wait_for` of Python 3.11 swallows a cancellation that comes with the ring.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await bell.wait()


async def _ask(question: Callable[[Any], Any], value: Any, *, otherwise: Any) -> Any:
    """Ask the database in a thread; a lost connection is opened anew at the next turn."""

    def ask() -> Any:
        try:
            return question(value)
        except OperationalError:
            connection.close()
            return otherwise

    return await sync_to_async(ask)()


class Hub:
    """Reads the journal once for all readers of this process."""

    def __init__(self, sources: tuple[Source, ...] = (), *, kept: int = KEPT) -> None:
        self._sources = sources
        self._recent: deque[tuple[EntryView, dict[Told, bytes]]] = deque(maxlen=kept)
        self._last = 0
        self._readers: dict[asyncio.Event, deque[tuple[str, list[Any]]]] = {}
        self._wake = asyncio.Event()
        self._urgent = asyncio.Event()
        self._filled = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop_listening: Callable[[], None] | None = None
        self.is_closed = False

    @property
    def readers(self) -> int:
        return len(self._readers)

    async def read(
        self, reader: Reader, after: int | None, *, seconds: float = inf
    ) -> AsyncIterator[bytes]:
        """Frames for one reader, so many seconds: what it missed above `after`, then what comes.

        The reader is entered before the replay starts, and entries are taken by number, so
        none is lost and none is told twice at the seam. No block holds more than a page of
        entries: a slow reader costs a page, however much it missed.
        """
        bell, samples = asyncio.Event(), deque[tuple[str, list[Any]]](maxlen=4)
        self._readers[bell] = samples
        try:
            await self._start()
            position = self._last if after is None else min(after, self._last)
            ends = time.monotonic() + seconds
            while not self.is_closed and time.monotonic() < ends:
                frames, position = self._frames_after(position, reader)
                frames += self._sample_frames(samples, reader)
                if frames:
                    yield b"".join(frames)
                if position < self._last:
                    continue
                if not frames:
                    # A beat tells a silent line from a dead one; browsers do not show comments.
                    yield frame("beat", {"at": moment_text(now())})
                await _rung(bell, min(BEAT_S, ends - time.monotonic()))
                bell.clear()
        finally:
            self._readers.pop(bell, None)
            if not self._readers:
                self._pause()

    def _frames_after(self, position: int, reader: Reader) -> tuple[list[bytes], int]:
        """A page of what the reader missed and may see, and how far it has come with it."""
        first = self._recent[0][0].number if self._recent else self._last + 1
        if position + 1 < first:
            return [reload_frame(self._last)], self._last
        newer = takewhile(lambda pair: pair[0].number > position, reversed(self._recent))
        page = list(newer)[: -PAGE - 1 : -1]
        frames = [frames[told] for entry, frames in page if (told := reader.hears(entry)) in frames]
        return frames, page[-1][0].number if page else position

    @staticmethod
    def _sample_frames(samples: deque[tuple[str, list[Any]]], reader: Reader) -> list[bytes]:
        frames = []
        while samples:
            name, rows = samples.popleft()
            if seen := reader.narrow(name, rows):
                frames.append(frame(name, seen))
        return frames

    async def _start(self) -> None:
        """Begin to read for the first reader; return when the newest entries are there."""
        if not self._tasks:
            self._loop = asyncio.get_running_loop()
            self._filled.clear()
            self._stop_listening = wakeups.listen(self._on_wake_up)
            self._tasks = [asyncio.create_task(self._pump())]
            self._tasks += [asyncio.create_task(self._sample(source)) for source in self._sources]
            if notices := wakeups.other_processes():
                self._tasks.append(asyncio.create_task(self._follow(notices)))
        await self._filled.wait()

    def _pause(self) -> None:
        if self._stop_listening:
            self._stop_listening()
            self._stop_listening = None
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    def close(self) -> None:
        """End all streams, so that the server can leave."""
        self.is_closed = True
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._filled.set)
            self._loop.call_soon_threadsafe(self._ring)

    def _on_wake_up(self, is_urgent: bool) -> None:
        """Called from whatever thread committed."""
        if self._loop is None or self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._wake.set)
        if is_urgent:
            self._loop.call_soon_threadsafe(self._urgent.set)

    async def _follow(self, notices: AsyncIterator[None]) -> None:
        async for _ in notices:
            self._wake.set()

    async def _pump(self) -> None:
        while not await self._fill():
            await asyncio.sleep(TIMER_S)
        self._filled.set()
        while True:
            await _rung(self._wake, TIMER_S)
            self._wake.clear()
            if await self._fetch():
                self._ring()
                await self._rest()
                await _rung(self._urgent, COALESCE_S)
            self._urgent.clear()

    async def _rest(self) -> None:
        """Leave the loop to requests for as long as the readers have just had it.

        To a few readers urgent news goes at once; with thousands, one ring after another would
        leave the loop nothing else to do.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        for _ in range(TURNS):
            await asyncio.sleep(0)
        await asyncio.sleep(loop.time() - began)

    async def _fill(self) -> bool:
        """Bring the memory up to date after a pause; False while the database does not answer."""
        head = await _ask(lambda _: queries.head_number(), None, otherwise=None)
        if head is None:
            return False
        oldest = max(0, head - (self._recent.maxlen or 0))
        if self._last < oldest or not await self._is_still_true():
            self._recent.clear()
            self._last = oldest
        await self._fetch()
        return self._last >= head

    async def _is_still_true(self) -> bool:
        """Is the newest entry we keep the one in the database? Not after a restored backup."""
        if not self._recent:
            return self._last == 0
        there = await _ask(partial(queries.entries_after, limit=1), self._last - 1, otherwise=[])
        return bool(there) and there[0].hash == self._recent[-1][0].hash

    async def _fetch(self) -> bool:
        """Read what is new into the shared memory of recent entries."""
        found = False
        while batch := await _ask(queries.entries_after, self._last, otherwise=[]):
            self._recent.extend((entry, _frames_of(entry)) for entry in batch)
            self._last, found = batch[-1].number, True
        return found

    async def _sample(self, source: Source) -> None:
        since: Any = None
        while True:
            rows, since = await _ask(source.sample, since, otherwise=([], since))
            if rows:
                for samples in self._readers.values():
                    samples.append((source.name, rows))
                self._ring()
            await asyncio.sleep(SAMPLE_S)

    def _ring(self) -> None:
        for bell in self._readers:
            bell.set()
