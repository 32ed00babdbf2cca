"""Requests share a few threads; a stream holds none; what is too much is told so at once."""

import asyncio
import threading
from itertools import count

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import path

from quanju.config.serving import Site

SEEN: set[str] = set()
GATE = threading.Event()
LEFT: list[str] = []


def quick(request):
    SEEN.add(threading.current_thread().name)
    return HttpResponse(request.body or b"well")


def slow(request):
    GATE.wait(20)
    return HttpResponse(b"at last")


def stream(request):
    return StreamingHttpResponse(_frames(), content_type="text/event-stream")


async def _frames():
    try:
        for number in count():
            yield b"%d\n" % number
            await asyncio.sleep(0)
    finally:
        LEFT.append("stream")


def a_file(request):
    return FileResponse(open(request.GET["path"], "rb"))


def broken(request):
    raise KeyError("a fault nobody thought of")


urlpatterns = [path(f"{v.__name__}", v) for v in (quick, slow, stream, a_file, broken)]


@pytest.fixture(autouse=True)
def _alone(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    for one in (SEEN, LEFT, GATE):
        one.clear()
    yield
    GATE.set()


class Reader:
    """One connection: what it sends, and what it gets."""

    def __init__(self, where, query="", body=b"", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.scope = {
            "type": "http",
            "method": "POST" if body else "GET",
            "path": where,
            "query_string": query.encode(),
            "headers": [(n.encode(), v.encode()) for n, v in named.items()],
        }
        self.got, self.body = [], body
        self.hung_up = asyncio.Event()
        self.heard = asyncio.Event()
        self.is_asked = False

    async def receive(self):
        if not self.is_asked:
            self.is_asked = True
            return {"type": "http.request", "body": self.body}
        await self.hung_up.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.got.append(message)
        self.heard.set()

    async def ask(self, site):
        await site(self.scope, self.receive, self.send)
        return self

    @property
    def status(self):
        return self.got[0]["status"]

    @property
    def text(self):
        return b"".join(m.get("body", b"") for m in self.got[1:])

    @property
    def headers(self):
        return {name.decode().lower(): value.decode() for name, value in self.got[0]["headers"]}


def test_a_hundred_requests_share_three_threads():
    async def story():
        site = Site(threads=3, most=200)
        readers = [Reader("/quick", body=b"%d" % n) for n in range(100)]
        return await asyncio.gather(*(reader.ask(site) for reader in readers))

    answers = asyncio.run(story())

    assert [one.text for one in answers] == [b"%d" % n for n in range(100)]
    assert len(SEEN) <= 3


def test_an_open_stream_holds_no_thread():
    async def story():
        site = Site(threads=1, most=10)
        readers = [Reader("/stream") for _ in range(5)]
        streams = [asyncio.create_task(reader.ask(site)) for reader in readers]
        await asyncio.gather(*(reader.heard.wait() for reader in readers[:2]))
        quick = await Reader("/quick").ask(site)
        for reader in readers:
            reader.hung_up.set()
        await asyncio.gather(*streams)
        return quick

    assert asyncio.run(story()).text == b"well"


def test_a_reader_who_leaves_ends_the_stream():
    async def story():
        reader = Reader("/stream")
        stream = asyncio.create_task(reader.ask(Site(threads=1, most=2)))
        await reader.heard.wait()
        reader.hung_up.set()
        await stream

    asyncio.run(story())

    assert LEFT == ["stream"]


def test_a_server_that_leaves_ends_the_stream_as_cancelled():
    async def story():
        reader = Reader("/stream")
        stream = asyncio.create_task(reader.ask(Site(threads=1, most=2)))
        await reader.heard.wait()
        stream.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stream

    asyncio.run(story())

    assert LEFT == ["stream"]


def ask_when_full(**headers):
    """The answer to one request more than the site takes, and to the one after."""

    async def story():
        site = Site(threads=1, most=2)
        waiting = [asyncio.create_task(Reader("/slow").ask(site)) for _ in range(2)]
        await asyncio.sleep(0)
        refused = await Reader("/quick", **headers).ask(site)
        GATE.set()
        await asyncio.gather(*waiting)
        return refused, await Reader("/quick").ask(site)

    return asyncio.run(story())


def test_one_more_than_the_ceiling_is_told_to_come_again():
    refused, later = ask_when_full(accept="text/html", accept_language="zh-CN")

    assert refused.status == 503
    assert refused.headers["retry-after"] == "2"
    assert "请过几秒再试" in refused.text.decode()
    assert later.text == b"well"


def test_a_machine_is_refused_in_problem_details():
    refused, _ = ask_when_full(accept="application/json", accept_language="en")

    assert refused.headers["content-type"] == "application/problem+json"
    assert b"Try again in a few seconds" in refused.text
    assert b'"SERVER_IS_FULL"' in refused.text


def test_a_button_is_refused_beside_itself():
    refused, _ = ask_when_full(hx_request="true", accept_language="en")

    assert b'class="refusal"' in refused.text
    assert b"<html" not in refused.text


def test_a_file_comes_in_pieces_and_whole(tmp_path):
    (tmp_path / "long").write_bytes(bytes(range(256)) * 1000)

    answer = asyncio.run(
        Reader("/a_file", query=f"path={tmp_path / 'long'}").ask(Site(threads=1, most=2))
    )

    assert answer.text == bytes(range(256)) * 1000
    assert len(answer.got) > 4


def test_a_fault_is_answered_and_the_thread_goes_on(caplog):
    async def story():
        site = Site(threads=1, most=1)
        return await Reader("/broken").ask(site), await Reader("/quick").ask(site)

    fault, after = asyncio.run(story())

    assert fault.status == 500
    assert after.text == b"well"


def test_a_reader_who_leaves_before_it_has_asked_is_forgotten():
    async def story():
        reader = Reader("/quick")
        reader.is_asked = True
        reader.hung_up.set()
        return await reader.ask(Site(threads=1, most=1))

    assert asyncio.run(story()).got == []
