"""GET /live/stream: what happens, as server-sent events."""

import random
import time
from collections.abc import AsyncIterator
from typing import Any

from django.http import StreamingHttpResponse

from quanju.domains.dispatch.permissions import stream_scope
from quanju.domains.journal.stream import Hub, frame
from quanju.domains.journal.types import EntryView
from quanju.domains.patrol import queries as patrol
from quanju.domains.people.types import Actor
from quanju.pages.live.hub import hub
from quanju.pages.shared.request import Request

# A stream ends after a while, so that rights and sessions are looked at again.
LIFE_S = 300.0


class Listener:
    """What one signed-in reader may hear."""

    def __init__(self, actor: Actor) -> None:
        self._sees = stream_scope(actor)
        everything = patrol.visible_units(actor) is None
        mine = () if everything else patrol.units_visible_to(actor)
        self._call_signs = None if everything else {unit.call_sign for unit in mine}

    def sees(self, entry: EntryView) -> bool:
        return self._sees(entry)

    def narrow(self, source: str, rows: list[Any]) -> list[Any]:
        if self._call_signs is None or source == "service":
            return rows
        return [row for row in rows if row[0] in self._call_signs]


def stream(request: Request) -> StreamingHttpResponse:
    """Entries after Last-Event-ID, then live, filtered by what the reader may see."""
    frames = _frames(hub(), Listener(request.actor), _last_event(request), request.moment)
    answer = StreamingHttpResponse(frames, content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


def _last_event(request: Request) -> int | None:
    text = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


async def _frames(
    source: Hub, listener: Listener, after: int | None, moment: Any
) -> AsyncIterator[bytes]:
    yield b"retry: 1000\n" + frame("hello", {"at": moment.isoformat()})
    ends = time.monotonic() + LIFE_S * random.uniform(0.9, 1.1)  # spreads the reconnects
    async for block in source.read(listener, after):
        yield block
        if time.monotonic() > ends:
            break
    yield frame("bye", {})
