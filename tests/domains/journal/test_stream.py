import asyncio
import json
import threading
from datetime import UTC, datetime

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections

from quanju.domains.journal import queries, triggers
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.models import ChainHead, Entry, Mention
from quanju.domains.journal.stream import PAGES, Hub, Source, Told
from quanju.domains.journal.types import Author, Event
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Text

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
OFFICER = Author(subject="person:31")
HEARD = Event("stream_test.heard", Text("听到", "heard"))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _hang_up():
    """The hub asks in a thread of its own, whose connection would outlive the test database."""
    yield
    asyncio.run(sync_to_async(connections.close_all)())


class Everything:
    scope, own, narrowing = "everything", frozenset(), None

    def hears(self, entry):
        return Told.WHOLE

    def hears_openly(self, entry):
        return self.hears(entry)

    def narrow(self, source, rows):
        return rows


class OnlyAbout(Everything):
    def __init__(self, subject):
        self.subject = self.scope = subject

    def hears(self, entry):
        return Told.WHOLE if self.subject in entry.subjects else Told.NOT


def say(subject="incident:1", urgent=False):
    with write():
        record(HEARD, subject=subject, by=OFFICER, at=NOON, urgent=urgent)


def say_often(count):
    with write():
        for _ in range(count):
            record(HEARD, subject="incident:1", by=OFFICER, at=NOON)


def say_elsewhere(count, subject="incident:1"):
    """Commit from another thread, as a request does."""

    def work():
        for _ in range(count):
            say(subject)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


async def numbers_heard(hub, wanted, *, after=None, reader=None, start=None):
    """Read until `wanted` numbers have come; fails by time-out otherwise."""
    heard = []
    stream = hub.read(reader or Everything(), after)

    async def listen():
        async for block in stream:
            if start and not start.is_set():
                start.set()
            heard.extend(
                json.loads(line[6:])["number"]
                for line in block.decode().splitlines()
                if line.startswith("data: {") and '"number"' in line
            )
            if len(heard) >= wanted:
                return

    await asyncio.wait_for(listen(), timeout=20)
    await stream.aclose()
    return heard


def test_a_reader_that_resumes_gets_all_it_missed_in_order():
    for _ in range(12):
        say()

    assert asyncio.run(numbers_heard(Hub(), 9, after=3)) == list(range(4, 13))


def test_replay_over_many_pages_is_exact():
    say_often(1300)

    assert asyncio.run(numbers_heard(Hub(), 1300, after=0)) == list(range(1, 1301))


def test_nothing_is_lost_or_told_twice_at_the_seam_of_replay_and_live():
    for _ in range(600):
        say()

    async def story():
        writers = [say_elsewhere(50) for _ in range(3)]
        heard = await numbers_heard(Hub(), 750, after=0)
        for writer in writers:
            await asyncio.to_thread(writer.join)
        return heard

    assert asyncio.run(story()) == list(range(1, 751))


def test_a_reader_hears_only_what_it_may_see():
    say("incident:1")
    say("incident:2")
    say("incident:1")

    assert asyncio.run(numbers_heard(Hub(), 2, after=0, reader=OnlyAbout("incident:1"))) == [1, 3]


def test_a_new_reader_starts_with_the_present():
    say()

    async def story():
        started = asyncio.Event()
        listening = asyncio.create_task(numbers_heard(Hub(), 1, start=started))
        await started.wait()
        await asyncio.to_thread(say_elsewhere(1).join)
        return await listening

    assert asyncio.run(story()) == [2]


def test_a_hub_that_pauses_as_it_is_woken_ends_all_the_same():
    async def story():
        hub = Hub()
        await hub._start()
        await asyncio.sleep(0.05)
        tasks = hub._tasks
        hub._wake.set()
        hub._pause()
        _, left = await asyncio.wait(tasks, timeout=5)
        return left

    assert asyncio.run(story()) == set()


def test_samples_reach_readers_beside_the_journal():
    hub = Hub(
        (Source("positions", lambda since: ([["P3", 1.0, 2.0]] if since is None else [], 1)),)
    )

    async def story():
        async for block in hub.read(Everything(), None):
            if b"positions" in block:
                return block
        return b""

    block = asyncio.run(story())
    assert block == b'event: positions\ndata: [["P3",1.0,2.0]]\n\n'


def test_closing_the_hub_ends_the_streams():
    async def story():
        hub = Hub()
        stream = hub.read(Everything(), None)
        await anext(stream)
        hub.close()
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(stream), timeout=5)
        return hub.readers

    assert asyncio.run(story()) == 0


KEPT = 20
HEAD = 30


@pytest.fixture
def rows_read(monkeypatch):
    """How many rows each question for entries brought."""
    counts = []
    ask = queries.entries_after

    def counted(number, **more):
        rows = ask(number, **more)
        counts.append(len(rows))
        return rows

    monkeypatch.setattr(queries, "entries_after", counted)
    return counts


async def blocks_of(hub, count, *, after):
    stream = hub.read(Everything(), after)
    blocks = [await asyncio.wait_for(anext(stream), timeout=20) for _ in range(count)]
    await stream.aclose()
    return blocks


def test_who_missed_just_what_is_kept_hears_all_of_it():
    say_often(HEAD)

    heard = asyncio.run(numbers_heard(Hub(kept=KEPT), KEPT, after=HEAD - KEPT))

    assert heard == list(range(HEAD - KEPT + 1, HEAD + 1))


def test_who_missed_one_more_than_is_kept_is_told_to_reload():
    say_often(HEAD)

    [block] = asyncio.run(blocks_of(Hub(kept=KEPT), 1, after=HEAD - KEPT - 1))

    assert block == b'id: 30\nevent: reload\ndata: {"number":30}\n\n'


def test_who_was_told_to_reload_goes_on_with_what_comes():
    say_often(HEAD)

    async def story():
        stream = (hub := Hub(kept=KEPT)).read(Everything(), 0)
        told = await anext(stream)
        await anext(stream)  # the beat: all is told
        await asyncio.to_thread(say_elsewhere(1).join)
        heard = await asyncio.wait_for(anext(stream), timeout=20)
        await stream.aclose()
        return told, heard, hub.readers

    told, heard, left = asyncio.run(story())
    assert told.startswith(b"id: 30\nevent: reload")
    assert heard.startswith(b"id: 31\nevent: journal")
    assert left == 0


def test_a_long_absence_costs_no_reader_more_than_a_page_at_once():
    say_often(queries.PAGE * 2 + 1)

    blocks = asyncio.run(blocks_of(Hub(), 3, after=0))

    assert [block.count(b"event: journal") for block in blocks] == [queries.PAGE, queries.PAGE, 1]


def test_forty_readers_that_come_back_read_the_journal_once(rows_read):
    say_often(HEAD)
    hub = Hub(kept=KEPT)

    async def story():
        return await asyncio.gather(*(numbers_heard(hub, 5, after=HEAD - 5) for _ in range(40)))

    assert asyncio.run(story()) == [list(range(HEAD - 4, HEAD + 1))] * 40
    assert sum(rows_read) == KEPT


def test_a_hub_reads_no_more_than_it_keeps_however_long_the_journal(rows_read):
    say_often(HEAD * 10)

    asyncio.run(blocks_of(Hub(kept=KEPT), 1, after=0))

    assert sum(rows_read) == KEPT


def test_a_hub_that_paused_reads_only_what_is_new(rows_read):
    say_often(HEAD)

    async def story():
        hub = Hub(kept=KEPT)
        await blocks_of(hub, 1, after=HEAD - 1)
        rows_read.clear()
        await elsewhere(lambda: say_often(3))
        return await numbers_heard(hub, 5, after=HEAD - 2)

    assert asyncio.run(story()) == list(range(HEAD - 1, HEAD + 4))
    assert sum(rows_read) == 1 + 3  # the newest it knew, and the news


def test_a_hub_forgets_what_a_restored_journal_does_not_hold():
    say_often(HEAD)

    def restore():
        start_the_journal_anew()
        for _ in range(HEAD + 2):
            say("incident:2")

    async def story():
        hub = Hub()
        await blocks_of(hub, 1, after=HEAD - 1)
        await elsewhere(restore)
        return await numbers_heard(hub, 5, after=HEAD - 3, reader=OnlyAbout("incident:2"))

    assert asyncio.run(story()) == list(range(HEAD - 2, HEAD + 3))


async def elsewhere(act):
    """Do it in another thread, whose connection does not outlive it."""

    def work():
        act()
        connection.close()

    await asyncio.to_thread(work)


def start_the_journal_anew():
    """What restoring another backup does to the tables."""
    triggers.drop(connection)
    try:
        Mention.objects.all().delete()
        Entry.objects.all().delete()
        ChainHead.objects.all().delete()
    finally:
        triggers.create(connection)


class Counting(Everything):
    """Readers of one scope; `looks` counts how often an entry was looked at for any of them."""

    looks = 0

    def __init__(self, subject):
        self.own = frozenset({subject})

    def hears_openly(self, entry):
        Counting.looks += 1
        return Told.NOT if entry.subject == "incident:2" else Told.WHOLE

    def hears(self, entry):
        Counting.looks += 1
        return Told.WHOLE


def test_readers_of_one_scope_are_told_together_and_whom_an_entry_names_hears_more():
    """Ten readers cost three looks, and three more for the one that the second entry names."""
    for subject in ("incident:1", "incident:2", "incident:3"):
        say(subject)
    Counting.looks = 0

    async def story():
        hub, strangers = Hub(), [Counting(f"person:{n}") for n in range(10)]
        hearing = [numbers_heard(hub, 2, after=0, reader=one) for one in strangers]
        named = numbers_heard(hub, 3, after=0, reader=Counting("incident:2"))
        return await asyncio.gather(*hearing, named)

    *others, named = asyncio.run(story())
    assert others == [[1, 3]] * 10
    assert named == [1, 2, 3]
    assert Counting.looks == 6


def test_readers_that_catch_up_from_everywhere_leave_few_pages_behind():
    say_often(60)

    async def story():
        hub = Hub()
        for after in range(59):
            await numbers_heard(hub, 60 - after, after=after)
        return len(hub._pages)

    assert asyncio.run(story()) == PAGES
