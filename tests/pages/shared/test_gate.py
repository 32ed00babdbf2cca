"""The gate before Django: refused by size, by time and by contradiction, unread."""

import asyncio
import json
from typing import Any

import pytest

from quanju.pages.shared.gate import BODY_MOST, MEGABYTE, Gate, takes_bodies_of

ALLOWED = {b"accept": b"text/html"}


class Site:
    """Reads the whole body and answers how much it was."""

    def __init__(self) -> None:
        self.read: int | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        length, more = 0, True
        while more:
            message = await receive()
            length, more = length + len(message["body"]), message.get("more_body", False)
        self.read = length
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})


def knock(
    *parts: bytes,
    path: str = "/dispatch/",
    headers: dict[bytes, bytes] | None = None,
    twice: tuple[tuple[bytes, bytes], ...] = (),
    first_s: float = 60.0,
    never_ends: bool = False,
) -> tuple[Site, int, bytes, int]:
    """Send parts to a site behind the gate; (the site, status, answer, parts it asked for)."""
    site, answers, asked = Site(), [], 0
    waiting = list(parts) or [b""]

    async def receive() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        if not waiting:
            await asyncio.Event().wait()
        part = waiting.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(waiting) or never_ends}

    async def send(message: Any) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "path": path,
        "method": "POST",
        "headers": [*(headers or {}).items(), *twice],
    }
    asyncio.run(Gate(site, first_s=first_s)(scope, receive, send))
    body = b"".join(one.get("body", b"") for one in answers[1:])
    return site, answers[0]["status"], body, asked


def test_a_form_comes_through_unchanged():
    site, status, body, _ = knock(b"a=1", b"&b=2", headers={b"content-length": b"7"})
    assert (site.read, status, body) == (7, 200, b"done")


@pytest.mark.parametrize(("over", "status"), [(0, 200), (1, 413)])
def test_the_announced_size_is_enough_to_refuse(over, status):
    length = str(BODY_MOST + over).encode()
    site, answered, _, asked = knock(b"x", headers={b"content-length": length})
    assert answered == status
    assert (site.read is None) == (asked == 0) == bool(over)  # nothing was read of what is refused


@pytest.mark.parametrize(("over", "status"), [(0, 200), (1, 413)])
def test_an_unannounced_body_is_counted_as_it_comes(over, status):
    half = BODY_MOST // 2
    site, answered, _, _ = knock(
        b"x" * half, b"x" * (BODY_MOST - half + over), headers={b"transfer-encoding": b"chunked"}
    )
    assert (answered, site.read is None) == (status, bool(over))


def test_a_body_that_stops_coming_is_given_up():
    site, status, body, _ = knock(b"a=1", first_s=0.02, never_ends=True)
    assert (site.read, status) == (None, 408)
    assert json.loads(body)["code"] == "BODY_TOO_SLOW"


@pytest.mark.parametrize(
    "twice",
    [
        ((b"content-length", b"3"), (b"transfer-encoding", b"chunked")),
        ((b"content-length", b"3"), (b"content-length", b"4")),
        ((b"content-length", b"-3"),),
        ((b"content-length", "３".encode()),),
        ((b"content-length", b"9" * 40),),
    ],
)
def test_a_length_that_is_unclear_is_refused(twice):
    site, status, _, asked = knock(b"abc", twice=twice)
    assert (site.read, status, asked) == (None, 400, 0)


def test_the_same_length_twice_is_one_length():
    _, status, _, _ = knock(b"abc", twice=((b"content-length", b"3"),) * 2)
    assert status == 200


def test_a_view_may_take_more_than_a_form(monkeypatch):
    class Found:
        func = staticmethod(takes_bodies_of(200)(lambda request: None))

    monkeypatch.setattr("quanju.pages.shared.gate.resolve", lambda path: Found)
    for megabytes, status in ((200, 200), (201, 413)):
        length = str(megabytes * MEGABYTE).encode()
        assert knock(b"x", headers={b"content-length": length})[1] == status


def test_the_refusal_is_shown_in_the_form_that_was_asked_for():
    large = {b"content-length": b"99999999"}
    assert json.loads(knock(headers=large)[2])["status"] == 413
    assert knock(headers={**large, b"accept": b"text/html"})[2].startswith(b"<p")
    assert json.loads(knock(path="/api/v1/incidents", headers={**large, **ALLOWED})[2])["title_zh"]


def test_what_is_no_request_passes():
    seen = []

    async def site(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    asyncio.run(Gate(site)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]
