"""Connections that say nothing are hung up; those that speak are not."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn

from quanju.config.sockets import PatientProtocol

HELLO = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
Visit = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[Any]]


class Impatient(PatientProtocol):
    head_s = 0.05


async def _site(scope: Any, receive: Any, send: Any) -> None:
    await asyncio.sleep(3 * Impatient.head_s)  # an answer may take longer than a head
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    )
    await send({"type": "http.response.body", "body": b"ok"})


async def _end_of(reader: asyncio.StreamReader) -> None:
    with suppress(ConnectionResetError):
        await reader.read()


@contextmanager
def _door() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door


def visited(visit: Visit) -> Any:
    """What a visitor of a running server sees."""

    async def run(door: socket.socket) -> Any:
        config = uvicorn.Config(_site, http=Impatient, lifespan="off", log_level="critical")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[door]))
        reader, writer = await asyncio.open_connection(*door.getsockname())
        try:
            return await visit(reader, writer)
        finally:
            writer.close()
            server.should_exit = True
            await serving

    with _door() as door:
        return asyncio.run(run(door))


def test_a_connection_without_a_word_is_hung_up():
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        return await reader.read()

    assert visited(silent) == b""


def test_a_head_that_never_ends_is_hung_up():
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        hung_up = asyncio.create_task(_end_of(reader))
        while not hung_up.done():  # a letter at a time, for ever
            writer.write(b"X")
            await asyncio.sleep(Impatient.head_s / 5)
        return True

    assert visited(slow)


def test_a_slow_answer_is_waited_for_and_the_line_used_again():
    async def polite(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> list[bytes]:
        answers = []
        for _ in range(2):
            writer.write(HELLO)
            await reader.readuntil(b"\r\n\r\n")
            answers.append(await reader.readexactly(2))
        return answers

    assert visited(polite) == [b"ok", b"ok"]


def test_a_second_head_that_never_ends_is_hung_up():
    async def tires(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HELLO)
        await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(2)
        writer.write(HELLO[:10])
        return await reader.read()

    assert visited(tires) == b""
