"""What is new in a record: drawn once for all members who read it alike, and asked for by each.

Two hundred open pages ask in the second in which something is said or happens. Whoever asks is
looked up anew, each time; the piece itself is the same bytes for all who wrote none of it, and so
it is kept for some seconds. What differs by reader (one's own messages, first reports with their
counts) or changes without the group (a file that is being scanned) is put together for each, of
messages that are drawn once (`drawing`).
"""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import NamedTuple

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from quanju.domains.coordination.queries.groups import place_in
from quanju.domains.coordination.queries.messages import MOST, PAGE, messages_in
from quanju.domains.coordination.types import MessageView, PlaceView
from quanju.domains.journal.types import EntryView
from quanju.pages.coordination_room.drawing import Reader, Row, message_row
from quanju.pages.coordination_room.talk import rows_between, steps_of
from quanju.pages.shared.request import Request

KEPT_FOR = timedelta(seconds=10)
KEPT_MOST = 128
"""Pieces of a process: some groups, some places in each, two languages."""
TEMPLATE = "coordination_room/stream_page.html"


class Piece(NamedTuple):
    """Bytes, until when they serve, and who wrote what is in them."""

    body: bytes
    until: datetime
    authors: frozenset[int]


_pieces: OrderedDict[tuple[object, ...], Piece] = OrderedDict()
_lock = threading.Lock()


def answer_after(request: Request, number: str, after: int) -> HttpResponse:
    """What was said after a place, for who is a member now."""
    return _answer(request, number, after + 1, PAGE, with_steps=False)


def answer_since(request: Request, number: str, first: int) -> HttpResponse:
    """The newest page anew from its first place on, with what happened between the messages."""
    return _answer(request, number, first, MOST, with_steps=True)


def _answer(
    request: Request, number: str, first: int, most: int, *, with_steps: bool
) -> HttpResponse:
    by, at = request.actor, request.moment
    place = place_in(number, by=by, at=at)
    # What happened is asked by each reader's own rights; those who may read the same are alike.
    steps = steps_of(request, place) if with_steps else []
    # All that may change what is drawn: something said, corrected or struck moves the group.
    key = (
        place.pk, first, most, place.messages_last, place.last_at, place.is_running,
        place.speaks, get_language(), with_steps, *(one.number for one in steps),
    )  # fmt: skip
    with _lock:
        known = _pieces.get(key)
    if known is not None and known.until > at and place.person_id not in known.authors:
        return HttpResponse(known.body)
    said = messages_in(place.pk, by=by, at=at, since=first, most=most)
    body = _drawn(place, said, steps, first, most)
    authors = frozenset(one.author_id for one in said)
    if place.person_id not in authors and all(_is_alike(one) for one in said):
        _keep(key, Piece(body, at + KEPT_FOR, authors))
    return HttpResponse(body)


def _is_alike(one: MessageView) -> bool:
    return one.file is None and one.kind != "methane"


def _drawn(
    place: PlaceView, said: list[MessageView], steps: list[EntryView], first: int, most: int
) -> bytes:
    reader = reader_of(place)
    rows: list[Row] = (
        rows_between(said, steps, place.begun_at, None, reader)
        if steps
        else [message_row(one, reader) for one in said]
    )
    context = {
        "rows": rows,
        "first": said[0].place if said else first,
        "last": said[-1].place if said else first - 1,
        "has_more": len(said) == most,
    }
    return render_to_string(TEMPLATE, context).encode()


def reader_of(place: PlaceView) -> Reader:
    """What the drawing of a message depends on, of a member's place."""
    return Reader(place.number, place.person_id, place.is_running and place.speaks)


def _keep(key: tuple[object, ...], piece: Piece) -> None:
    with _lock:
        _pieces[key] = piece
        while len(_pieces) > KEPT_MOST:
            _pieces.popitem(last=False)
