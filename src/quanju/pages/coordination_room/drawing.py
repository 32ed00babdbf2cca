"""Messages and seats as they are drawn: once for all who read them alike, while they say the same.

A message is a view and a few facts about its reader, and its bytes follow from these alone: they
are the key under which the drawing is kept, so nobody is ever shown what was drawn of another view.
What a reader may not see is not in the view. Forms are not in it either: the page has one of each.
"""

import threading
from collections import OrderedDict
from datetime import datetime
from typing import Any, NamedTuple

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from quanju.domains.coordination.types import GroupView, MessageView
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Text

KEPT_MOST = 4_000
"""Drawings of a process, about a kilobyte and a half each: the newest pages of some groups."""
MESSAGE, SEATS = "coordination_room/message.html", "coordination_room/seats.html"
OPTIONS = "coordination_room/options.html"
SEATS_SHOWN = 12
"""Two hundred of them were two thirds of the page of a large group, and few read so far."""
Row = tuple[str, datetime, Any]


class Reader(NamedTuple):
    """What of a reader a message's drawing depends on."""

    number: str
    """Of the group, to which the links lead."""
    person_id: int | None
    may_answer: bool


_drawn: OrderedDict[tuple[object, ...], SafeString] = OrderedDict()
_lock = threading.Lock()


def message_row(one: MessageView, reader: Reader) -> Row:
    """A row of the record with the message as this reader sees it."""
    return "message", one.sent_at, drawn(one, reader)


def drawn(one: MessageView, reader: Reader) -> SafeString:
    """The message in the reader's language, with the marks and links that are theirs."""
    is_own = one.author_id == reader.person_id
    key = (one, reader.number, reader.may_answer, is_own)
    context = {
        "one": one,
        "number": reader.number,
        "is_own": is_own,
        "may_answer": reader.may_answer,
    }
    return _once(MESSAGE, key, context)


def drawn_seats(view: GroupView, *, is_all: bool) -> SafeString:
    """The seats of a group, the first of them where they are many; no form stands beside them."""
    shown = view.present if is_all else view.present[:SEATS_SHOWN]
    more = len(view.present) - len(shown)
    key = (view.number, shown, more, view.gone, view.empty_seats, view.is_oversize)
    return _once(SEATS, key, {"group": view, "shown": shown, "more": more})


def drawn_options(rows: tuple[tuple[int, str, Text], ...]) -> SafeString:
    """Members to choose from: what is sent, the name, the seat."""
    return _once(OPTIONS, rows, {"rows": rows})


def _once(template: str, key: tuple[object, ...], context: dict[str, Any]) -> SafeString:
    # Times of today are told without their day.
    key = (template, get_language(), local_day(now()), *key)
    with _lock:
        if (found := _drawn.get(key)) is not None:
            _drawn.move_to_end(key)
            return found
    # Without the request: nothing of it may be in what others are shown.
    made = mark_safe(get_template(template).render(context))
    with _lock:
        _drawn[key] = made
        while len(_drawn) > KEPT_MOST:
            _drawn.popitem(last=False)
    return made
