"""How requests are served: each in one of a few threads, streams on the event loop.

Django's own ASGI handler gives every request a thread of its own, and with it a connection to the
database that is opened for it and left behind; an open live page keeps both. Here a request is
answered from its first middleware to its last byte in one thread of a bounded set, which keeps its
connection, and a stream gives its thread back before its first event is sent. Measured in
docs/decisions/2026-11-29-requests-share-a-few-threads.md.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing, contextmanager
from contextvars import copy_context
from functools import partial
from typing import IO, Any, TypeVar

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import FileResponse, HttpResponseBase
from django.urls import set_script_prefix

from quanju.pages.sign_in.answers import server_is_full

Value = TypeVar("Value")
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class Site(ASGIHandler):
    """The application: at most `threads` requests at once, `most` with those that wait."""

    def __init__(self, *, threads: int, most: int) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._most = most
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"only HTTP is served here, not {scope['type']}")
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        if self._held >= self._most:
            with closing(body):
                request, wrong = self.create_request(scope, body)
                full = wrong if request is None else server_is_full(request)
                await self.send_response(full, send)  # type: ignore[arg-type]
            return
        with self._holding():
            response = await self._in_thread(lambda: self._answered(scope, body))
            if not response.streaming:
                await self.send_response(response, send)
                return
            if not response.is_async:
                await self._send_file(response, send)
                return
        await _send_stream(response, receive, send)

    @contextmanager
    def _holding(self) -> Iterator[None]:
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1

    async def _in_thread(self, work: Callable[[], Value]) -> Value:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, copy_context().run, work)

    def _answered(self, scope: Scope, body: IO[bytes]) -> Any:
        """The whole answer; what it used is let go, except the file that is still to be sent."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, wrong = self.create_request(scope, body)
        if request is None:
            body.close()
        response: Any = wrong if request is None else self.get_response(request)
        response._handler_class = type(self)
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        else:
            response.close()
        return response

    async def _send_file(self, response: Any, send: Send) -> None:
        """A file, piece by piece: a slow reader keeps no thread."""
        pieces = iter(response)
        try:
            await send(_start_of(response))
            while piece := await self._in_thread(lambda: next(pieces, b"")):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body"})
        finally:
            await self._in_thread(response.close)


async def _send_stream(response: Any, receive: Receive, send: Send) -> None:
    """Send what comes until the frames end or the reader leaves."""
    start, frames = _start_of(response), response.streaming_content
    # A stream lives for minutes: the request, its session and its user are not kept as long.
    response._resource_closers.clear()
    here = asyncio.current_task()
    assert here is not None
    left = asyncio.ensure_future(receive())
    hang_up = partial(_cancel, here)
    left.add_done_callback(hang_up)
    try:
        await send(start)
        async with aclosing(frames) as open_frames:
            async for frame in open_frames:
                await send({"type": "http.response.body", "body": frame, "more_body": True})
        await send({"type": "http.response.body"})
    except asyncio.CancelledError:
        if not left.done():
            raise
        here.uncancel()
    finally:
        left.remove_done_callback(hang_up)
        left.cancel()


def _cancel(task: asyncio.Task[Any], _: asyncio.Future[Any]) -> None:
    task.cancel()


def _start_of(response: HttpResponseBase) -> dict[str, Any]:
    headers = [(name.encode("ascii"), value.encode("latin1")) for name, value in response.items()]
    cookies = [
        (b"Set-Cookie", morsel.output(header="").strip().encode("ascii"))
        for morsel in response.cookies.values()
    ]
    return {
        "type": "http.response.start",
        "status": response.status_code,
        "headers": headers + cookies,
    }
