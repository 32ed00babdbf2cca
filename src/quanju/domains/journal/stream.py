"""The live stream: the journal read forward, and samples such as positions beside it.

One hub a process. A wake-up (a commit here, NOTIFY from another process, or a timer) makes it
read what is new once, for everybody. Readers are woken together at most every 200 ms, or at
once when something urgent happened. What readers of one scope hear alike is put together once;
only whom an entry names looks through the page itself. Numbers are handed out under the
chain-head lock, so "after 4711" can miss nothing.

With thousands of readers it is the wake-up that costs: a bare future and one shared block are
4 µs each (an event with a time-out of its own and a look at every entry were 50), what remains
is the system's 11 µs to send it.

The hub keeps the newest entries, read from the journal before its first reader is served: who
falls behind or resumes catches up from there, a page at a time. Who missed more is told to
reload: a page drawn anew costs a few queries, a replay of a week a few hundred thousand frames.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
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
BEAT_S = 2.0
"""So often a reader hears something: a desk without a line says so within five seconds."""
TICK_S = 0.5
RUNG_AT_ONCE = 200
"""Readers that are woken before requests have their turn of the loop again."""
PAGES = 16
"""Pages kept ready: readers that catch up from sixteen different numbers, at the busiest."""
KEPT = 4000
"""Entries in memory for all readers: half a day of a branch's work, 10 MB."""


_Kept = tuple[EntryView, dict["Told", bytes]]


class Told(Enum):
    """How much of an entry a reader hears."""

    NOT = 0
    COUNTED = 1
    """That it happened, and when."""
    WHOLE = 2
    """Also what it names."""


class Reader(Protocol):
    """Who listens: decides what it may hear."""

    scope: Hashable
    """Readers of one scope are told the same of all that does not name their own."""
    own: frozenset[str]
    """Subjects by which an entry may concern this very reader."""
    narrowing: Hashable
    """Readers of one narrowing are sent the same of what is sampled."""

    def hears_openly(self, entry: EntryView) -> Told: ...

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


@dataclass(slots=True)
class _Sample:
    """Rows of a source, and what readers of each narrowing are sent of them."""

    name: str
    rows: list[Any]
    blocks: dict[Hashable, bytes] = field(default_factory=dict)

    def block_for(self, reader: Reader) -> bytes:
        if (block := self.blocks.get(reader.narrowing)) is None:
            seen = reader.narrow(self.name, self.rows)
            block = self.blocks[reader.narrowing] = frame(self.name, seen) if seen else b""
        return block


@dataclass(slots=True)
class _Page:
    """Entries after a number, and what each scope hears of them alike."""

    kept: list[_Kept]
    heard: dict[Hashable, tuple[bytes, frozenset[str]]] = field(default_factory=dict)

    def block_for(self, reader: Reader) -> bytes:
        if (found := self.heard.get(reader.scope)) is None:
            found = self.heard[reader.scope] = self._heard_alike(reader)
        block, named = found
        if reader.own.isdisjoint(named):
            return block
        return b"".join(frames.get(reader.hears(entry), b"") for entry, frames in self.kept)

    def _heard_alike(self, reader: Reader) -> tuple[bytes, frozenset[str]]:
        """The frames of a scope, and whom the entries name of which it does not hear the whole."""
        blocks, named = [], set[str]()
        for entry, frames in self.kept:
            told = reader.hears_openly(entry)
            blocks.append(frames.get(told, b""))
            if told is not Told.WHOLE:
                named |= {entry.author, *entry.subjects}
        return b"".join(blocks), frozenset(named)


class _Seat:
    """A reader that waits: a bare future, rung by the hub; no clock of its own."""

    __slots__ = ("_waits", "due", "is_rung", "samples")

    def __init__(self) -> None:
        self.samples = deque[_Sample](maxlen=4)
        self.is_rung = False
        self.due = inf
        self._waits: asyncio.Future[None] | None = None

    def ring(self) -> None:
        self.is_rung = True
        if self._waits and not self._waits.done():
            self._waits.set_result(None)

    async def rest_until(self, due: float) -> None:
        """Until it is rung, or the hub's clock has come to `due`."""
        if not self.is_rung:
            self.due = due
            self._waits = asyncio.get_running_loop().create_future()
            await self._waits
        self.is_rung = False


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
        self._recent: deque[_Kept] = deque(maxlen=kept)
        self._last = 0
        self._pages: dict[int, _Page] = {}
        self._seats: set[_Seat] = set()
        self._wake = asyncio.Event()
        self._urgent = asyncio.Event()
        self._filled = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop_listening: Callable[[], None] | None = None
        self.is_closed = False

    @property
    def readers(self) -> int:
        return len(self._seats)

    async def read(
        self, reader: Reader, after: int | None, *, seconds: float = inf
    ) -> AsyncIterator[bytes]:
        """Frames for one reader, so many seconds: what it missed above `after`, then what comes.

        The reader is entered before the replay starts, and entries are taken by number, so
        none is lost and none is told twice at the seam. No block holds more than a page of
        entries: a slow reader costs a page, however much it missed.
        """
        seat, spoke = _Seat(), -inf
        self._seats.add(seat)
        try:
            await self._start()
            position = self._last if after is None else min(after, self._last)
            ends = time.monotonic() + seconds
            while not self.is_closed and (here := time.monotonic()) < ends:
                block, position = self._block_after(position, reader)
                while seat.samples:
                    block += seat.samples.popleft().block_for(reader)
                if not block and position == self._last and here >= spoke + BEAT_S:
                    # A beat tells a silent line from a dead one; browsers do not show comments.
                    block = frame("beat", {"at": moment_text(now())})
                if block:
                    spoke = here
                    yield block
                if position == self._last:
                    await seat.rest_until(min(spoke + BEAT_S, ends))
        finally:
            self._seats.discard(seat)
            if not self._seats:
                self._pause()

    def _block_after(self, position: int, reader: Reader) -> tuple[bytes, int]:
        """A page of what the reader missed and may hear, and how far it has come with it."""
        if position == self._last:
            return b"", position
        if (page := self._pages.get(position)) is None:
            first = self._recent[0][0].number if self._recent else self._last + 1
            if position + 1 < first:
                return reload_frame(self._last), self._last
            newer = takewhile(lambda kept: kept[0].number > position, reversed(self._recent))
            if len(self._pages) >= PAGES:  # each holds blocks of a page for every scope
                self._pages.pop(next(iter(self._pages)))
            page = self._pages[position] = _Page(list(newer)[: -PAGE - 1 : -1])
        return page.block_for(reader), page.kept[-1][0].number

    async def _start(self) -> None:
        """Begin to read for the first reader; return when the newest entries are there."""
        if not self._tasks:
            self._loop = asyncio.get_running_loop()
            self._filled.clear()
            self._stop_listening = wakeups.listen(self._on_wake_up)
            self._tasks = [asyncio.create_task(self._pump())]
            self._tasks += [asyncio.create_task(self._sample(source)) for source in self._sources]
            self._tasks.append(asyncio.create_task(self._tick()))
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
            self._loop.call_soon_threadsafe(self._ring_all)

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
                # To a few readers urgent news goes at once; with thousands, one ring after another
                # would leave requests nothing of the loop: they have it for as long in between.
                await asyncio.sleep(await self._ring())
                await _rung(self._urgent, COALESCE_S)
            self._urgent.clear()

    async def _fill(self) -> bool:
        """Bring the memory up to date after a pause; False while the database does not answer."""
        head = await _ask(lambda _: queries.head_number(), None, otherwise=None)
        if head is None:
            return False
        oldest = max(0, head - (self._recent.maxlen or 0))
        if self._last < oldest or not await self._is_still_true():
            self._recent.clear()
            self._pages.clear()
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
            self._pages.clear()
            self._last, found = batch[-1].number, True
        return found

    async def _sample(self, source: Source) -> None:
        since: Any = None
        while True:
            rows, since = await _ask(source.sample, since, otherwise=([], since))
            if rows:
                sample = _Sample(source.name, rows)
                for seat in self._seats:
                    seat.samples.append(sample)
                await self._ring()
            await asyncio.sleep(SAMPLE_S)

    async def _tick(self) -> None:
        """One clock for all readers: who is due for a beat, or has heard long enough, is rung."""
        while True:
            await asyncio.sleep(TICK_S)
            here = time.monotonic()
            for seat in [seat for seat in self._seats if seat.due <= here]:
                seat.ring()

    async def _ring(self) -> float:
        """Wake all readers, some at a time; returns the seconds that they took."""
        loop = asyncio.get_running_loop()
        began, seats = loop.time(), list(self._seats)
        for start in range(0, len(seats), RUNG_AT_ONCE):
            for seat in seats[start : start + RUNG_AT_ONCE]:
                seat.ring()
            await asyncio.sleep(0)
        return loop.time() - began

    def _ring_all(self) -> None:
        for seat in self._seats:
            seat.ring()
