"""What was said after a place: drawn once for all members who read it alike, and asked for by each.

Two hundred open pages ask for a new message in the same second. Whoever asks is looked up anew,
each time; the piece itself is the same bytes for all who wrote none of it, and so it is kept for
some seconds. What differs by reader (one's own messages with their forms, first reports with
their counts) or changes without the group (a file that is being scanned) is drawn for each.
"""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import NamedTuple

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from quanju.domains.coordination.queries.groups import place_in
from quanju.domains.coordination.queries.messages import PAGE, messages_in
from quanju.domains.coordination.types import MessageView, PlaceView
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
    """A page of the record from one place on, for who is a member now."""
    by, at = request.actor, request.moment
    place = place_in(number, by=by, at=at)
    # All that may change what is drawn: something said, corrected or struck moves the group.
    key = (
        place.group_id, after, place.messages_last, place.last_at, place.is_running,
        place.speaks, get_language(),
    )  # fmt: skip
    with _lock:
        known = _pieces.get(key)
    if known is not None and known.until > at and place.person_id not in known.authors:
        return HttpResponse(known.body)
    said = messages_in(place, after, by=by, at=at)
    body = _drawn(request, place, after, said)
    authors = frozenset(one.author_id for one in said)
    if place.person_id not in authors and all(_is_alike(one) for one in said):
        _keep(key, Piece(body, at + KEPT_FOR, authors))
    return HttpResponse(body)


def _is_alike(one: MessageView) -> bool:
    return one.file is None and one.kind != "methane"


def _drawn(request: Request, place: PlaceView, after: int, said: list[MessageView]) -> bytes:
    context = {
        "group": place,
        "mine": place,
        "rows": [("message", one.sent_at, one) for one in said],
        "first": after + 1,
        "last": said[-1].place if said else after,
        "has_more": len(said) == PAGE,
    }
    return render_to_string(TEMPLATE, context, request).encode()


def _keep(key: tuple[object, ...], piece: Piece) -> None:
    with _lock:
        _pieces[key] = piece
        while len(_pieces) > KEPT_MOST:
            _pieces.popitem(last=False)
