"""GET /live/stream: what happens, as server-sent events."""

import random
from collections.abc import AsyncIterator, Hashable
from contextlib import aclosing
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from quanju.domains.coordination.queries import members
from quanju.domains.journal import queries as journal
from quanju.domains.journal.stream import Hub, Told, frame
from quanju.domains.journal.types import EntryView, audience_of
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import Refused
from quanju.domains.patrol.queries import units
from quanju.domains.people.queries import sessions
from quanju.domains.people.types import Actor
from quanju.pages.live.hub import hub
from quanju.pages.live.seats import seats
from quanju.pages.shared import refusals
from quanju.pages.shared.request import Request

# A stream ends after a while, so that rights and sessions are looked at again.
LIFE_S = 300.0
# News about the reader's own account: signed out, deactivated, a post ended or switched.
OWN_NEWS = "people."


class Listener:
    """What one signed-in reader may hear: the rooms' events say it, and the right to positions."""

    def __init__(self, actor: Actor, since: int, at: datetime | None = None) -> None:
        self._since = since
        self._role, self._person = actor.role, actor.subject
        self._station = "" if actor.station_id is None else f"station:{actor.station_id}"
        self._followed = units.call_signs_followed(actor)
        self._groups = members.followed(actor, at=at or now())
        self.scope: Hashable = (self._role, self._station)
        self.own = frozenset({self._person, *self._groups})
        self.narrowing: Hashable = self._followed
        self.is_to_ask_again = False
        """The reader's own account has changed: who still may hear comes again in a second."""

    def hears_openly(self, entry: EntryView) -> Told:
        """How much everybody of this post and station is told of an entry."""
        if entry.event.startswith(OWN_NEWS):
            return Told.NOT  # whom it names must look at it
        audience = audience_of(entry.event)
        if audience.is_open_to(self._role, self._station, entry):
            return Told.WHOLE
        return Told.COUNTED if audience.is_counted_by(self._role) else Told.NOT

    def hears(self, entry: EntryView) -> Told:
        """How much this reader is told of an entry."""
        is_mine = entry.subject == self._person and entry.event.startswith(OWN_NEWS)
        if is_mine and entry.number > self._since:
            self.is_to_ask_again = True
        audience = audience_of(entry.event)
        if self._role and audience.concerns(self._person, entry):
            if audience.moves_followers and self._person in entry.subjects:
                self._moved(entry)
            return Told.WHOLE
        if self._role and audience.is_followed(self._groups, entry):
            return Told.WHOLE
        return self.hears_openly(entry)

    def _moved(self, entry: EntryView) -> None:
        """In or out of a group: from the next entry on nothing of it, until it is asked anew."""
        if entry.number > self._since:
            self._groups = {s: u for s, u in self._groups.items() if s not in entry.subjects}
            self.is_to_ask_again = True

    def narrow(self, source: str, rows: list[Any]) -> list[Any]:
        if source != "positions" or self._followed is None:
            return rows
        return [row for row in rows if row[0] in self._followed]


def stream(request: Request) -> HttpResponseBase:
    """Entries after Last-Event-ID, then live, filtered by what the reader may see."""
    session = request.actor.session
    try:
        seats().check(session)
    except Refused as refused:
        return _come_later(request, refused)
    hello = b"retry: 1000\n" + frame("hello", {"at": request.moment.isoformat()})
    # Up to here the session is asked, from here on the news of the reader's own account tell.
    since = journal.head_number()
    seconds = _seconds_left(request)
    frames = _frames(
        hello, hub(), Listener(request.actor, since, request.moment), _last_event(request), seconds
    )
    answer = StreamingHttpResponse(_seated(session, frames), content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


def _come_later(request: Request, refused: Refused) -> HttpResponse:
    answer = refusals.answer(request, refused)
    answer["Retry-After"] = str(getattr(refused, "retry_after_s", 10))
    return answer


def _last_event(request: Request) -> int | None:
    text = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _seconds_left(request: Request) -> float:
    """How long this stream lasts: at most to the end of the session and of its post."""
    standing = sessions.standing(request.actor.session, at=request.moment)
    if isinstance(standing, str):
        return 0.0  # ended while the request was under way
    most = LIFE_S * random.uniform(0.9, 1.1)  # spreads the reconnects
    ends = filter(None, (standing.session.ends_at, standing.post_until))
    return min([most, *((end - request.moment).total_seconds() for end in ends)])


async def _frames(
    hello: bytes, source: Hub, listener: Listener, after: int | None, seconds: float
) -> AsyncIterator[bytes]:
    yield hello
    async for block in source.read(listener, after, seconds=seconds):
        if listener.is_to_ask_again:
            break
        yield block
    yield frame("bye", {})


async def _seated(session: str, frames: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The frames, with a seat held from the first to the last."""
    with seats().take(session):
        async with aclosing(frames) as open_frames:  # type: ignore[type-var]
            async for block in open_frames:
                yield block
