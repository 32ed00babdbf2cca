"""The gate before Django: what is refused before it is read, or asked who sends it.

Django reads a body to its end before the first middleware sees the request, so a stranger could
send a gigabyte, or one byte a minute. Here a body is refused by the size it announces, by the size
it reaches, and by the time it takes; nothing of the branch is loaded for that.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.urls import Resolver404, resolve

from quanju.domains.kernel.types import Text

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MEGABYTE = 1024 * 1024
# The largest form and the largest file that a form brings, and what the browser packs around them.
BODY_MOST = 5 * MEGABYTE // 2
# The poorest line still brings five times as much; who is slower only holds a place.
FIRST_S, BYTES_A_SECOND = 20.0, 4096.0


@dataclass(frozen=True)
class Why:
    """Why the gate stays shut: the status and the sentence of the answer."""

    status: int
    code: str
    text: Text


class Closed(Exception):
    """The gate is shut for this request."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.code)
        self.why = why


TOO_LARGE = Why(
    413,
    "BODY_TOO_LARGE",
    Text(
        "内容太大，没有接收。每次最多 {most} MB；请分开发送或改小文件。",
        "This is too large and was not taken: {most} MB at a time. Send less, or in parts.",
    ),
)
TOO_SLOW = Why(
    408,
    "BODY_TOO_SLOW",
    Text(
        "内容迟迟没有传完，已断开，什么都没有存。请在信号好时再试。",
        "The content did not arrive in time; nothing was stored. Try again with a better signal.",
    ),
)
TWO_LENGTHS = Why(
    400,
    "LENGTH_UNCLEAR",
    Text("请求的长度说了两次，不予接收。", "The request states its length in two ways; not taken."),
)
LENGTH_UNREADABLE = Why(
    400,
    "LENGTH_UNCLEAR",
    Text("请求的长度读不懂，不予接收。", "The length of the request cannot be read; not taken."),
)


def takes_bodies_of(megabytes: int) -> Callable[[Any], Any]:
    """Mark a view that takes more than a form does, such as a file of evidence."""

    def marked(view: Any) -> Any:
        view.body_most = megabytes * MEGABYTE
        return view

    return marked


class Gate:
    """Wraps the site; `first_s` is how long a body of any size may take."""

    def __init__(self, application: Application, *, first_s: float = FIRST_S) -> None:
        self.application = application
        self.first_s = first_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        begun = False

        async def sent(message: Mapping[str, Any]) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            body = _Body(scope, receive, self.first_s)
            await self.application(scope, body.receive, sent)
        except Closed as closed:
            if begun:
                raise
            await _answer(scope, closed.why, send)


class _Body:
    """A body on its way in, counted and timed."""

    def __init__(self, scope: Scope, receive: Receive, first_s: float) -> None:
        self._receive, self._first_s = receive, first_s
        self._most = _most(scope, _announced(scope))
        self._came, self._is_whole = 0, False
        self._started = asyncio.get_running_loop().time()

    async def receive(self) -> Any:
        if self._is_whole:  # what follows is the end of the connection, which may take its time
            return await self._receive()
        ends = self._started + self._first_s + self._came / BYTES_A_SECOND
        try:
            async with asyncio.timeout_at(ends):
                message = await self._receive()
        except TimeoutError:
            raise Closed(TOO_SLOW) from None
        if message["type"] == "http.request":
            self._came += len(message.get("body", b""))
            self._is_whole = not message.get("more_body", False)
            if self._came > self._most:
                raise Closed(TOO_LARGE)
        return message


def _announced(scope: Scope) -> int | None:
    """The length that the headers state, if any."""
    lengths = {value.strip() for name, value in scope["headers"] if name == b"content-length"}
    if not lengths:
        return None
    if len(lengths) > 1 or any(name == b"transfer-encoding" for name, _ in scope["headers"]):
        raise Closed(TWO_LENGTHS)
    length = lengths.pop()
    if not (length.isdigit() and len(length) < 19):
        raise Closed(LENGTH_UNREADABLE)
    return int(length)


def _most(scope: Scope, announced: int | None) -> int:
    """How much this address takes; it is looked up only for who announces much, or nothing."""
    if announced is not None and announced <= BODY_MOST:
        return BODY_MOST
    try:
        view = resolve(scope["path"]).func
    except Resolver404:
        view = None
    most = int(getattr(view, "body_most", BODY_MOST))
    if announced is not None and announced > most:
        raise Closed(TOO_LARGE)
    return most


async def _answer(scope: Scope, why: Why, send: Send) -> None:
    """Both languages: nobody has been asked yet which one is read."""
    text = why.text.filled(most=f"{BODY_MOST / MEGABYTE:g}")
    wanted = dict(scope["headers"])
    is_page = b"text/html" in wanted.get(b"accept", b"") or wanted.get(b"hx-request") == b"true"
    if is_page and not scope["path"].startswith("/api/"):
        kind = b"text/html; charset=utf-8"
        body = f'<p class="refusal" role="alert">{escape(text.zh)}<br>{escape(text.en)}</p>'
    else:
        kind = b"application/problem+json"
        body = json.dumps(
            {
                "type": "about:blank",
                "title": text.en,
                "title_zh": text.zh,
                "status": why.status,
                "code": why.code,
            },
            ensure_ascii=False,
        )
    content = body.encode()
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": why.status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
