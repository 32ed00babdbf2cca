"""What is said and asked in the room: the timeline of a page, and the verbs of its forms."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from quanju.domains.coordination.actions import asking, closing, items, messages
from quanju.domains.coordination.queries.messages import MOST, PAGE, messages_in, thread_of
from quanju.domains.coordination.queries.review import requirements_of, review_rules
from quanju.domains.coordination.types import (
    ITEM_STATES,
    METHANE,
    GroupView,
    ItemView,
    MessageView,
    PlaceView,
)
from quanju.domains.dispatch.permissions import may_read_incidents
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.journal.types import EntryView
from quanju.pages.coordination_room.drawing import Reader, Row, message_row
from quanju.pages.shared.entries import last_steps
from quanju.pages.shared.fields import Decimal, MomentField, Whole, Words, Yes, given, number_in
from quanju.pages.shared.request import Request
from quanju.pages.shared.timeline import Line, lines_of

MOST_EVENTS = 60
SHOWN_BESIDE = (
    "coordination.message_",
    "coordination.member_invited",
    "documents.file_kept",
    "notices.",
    "journal.",
)
"""Entries of what stands there itself: the message, the seat with its notice."""


def told(request: Request, view: GroupView | PlaceView, reader: Reader) -> dict[str, Any]:
    """A page of messages with what happened between them: to the group, and to its incident.

    The newest; those before a place; those around one (`at`); or those from one on (`since`).
    """
    by, at = request.actor, request.moment
    asked = {
        name: number_in(request.GET.get(name, "")) for name in ("before", "since", "at", "thread")
    }
    if asked["thread"] is not None:
        return _thread(request, view.number, asked["thread"], reader)
    first, most = asked["since"], MOST
    if asked["at"] is not None:
        first, most = max(1, asked["at"] - PAGE // 2), PAGE
    if first is None:
        most = PAGE
    said = messages_in(view.pk, by=by, at=at, before=asked["before"], since=first, most=most)
    starts, ends = (said[0].place, said[-1].place) if said else (0, 0)
    is_past = asked["before"] is not None or (asked["at"] is not None and len(said) == PAGE)
    until = said[-1].sent_at if said and is_past else None
    return {
        "rows": rows_between(said, steps_of(request, view), view.begun_at, until, reader),
        "older": starts if starts > 1 else None,
        "is_past": is_past,
        "first": starts,
        "last": ends,
        "has_more": first is not None and asked["at"] is None and len(said) == MOST,
    }


def _thread(request: Request, number: str, place: int, reader: Reader) -> dict[str, Any]:
    """A message with all that was answered to it, and nothing between."""
    said = thread_of(number, place, by=request.actor, at=request.moment)
    return {
        "rows": [message_row(one, reader) for one in said],
        "older": None,
        "is_past": True,
        "first": said[0].place,
        "last": said[-1].place,
        "has_more": False,
        "thread": said[0].place,
    }


def steps_of(request: Request, view: GroupView | PlaceView) -> list[EntryView]:
    """The last entries of the group and of its incident that this reader may read."""
    by, at = request.actor, request.moment
    subjects = [view.subject, *([f"incident:{view.incident}"] if view.incident else [])]
    found = {
        one.number: one
        for subject in subjects
        for one in last_steps(subject, by, at=at, most=MOST_EVENTS)
        if not one.event.startswith(SHOWN_BESIDE)
    }
    return list(found.values())


def rows_between(
    said: list[MessageView],
    steps: list[EntryView],
    begun_at: datetime,
    until: datetime | None,
    reader: Reader,
) -> list[Row]:
    """Messages in their order, with what happened between the first and the last of them."""
    since = said[0].sent_at if said and said[0].place > 1 else begun_at
    between = {
        one.number: one for one in steps if since <= one.at and (until is None or one.at <= until)
    }
    rows = [message_row(one, reader) for one in said]
    for line in lines_of(between.values()):
        rows.append(("event", line.at, replace(line, words=_words(line, between[line.number]))))
    return sorted(rows, key=lambda row: row[1])


def _words(line: Line, entry: EntryView) -> str:
    """Of an item's step: its number, and where it stands after it."""
    place, after = entry.facts.get("item"), entry.facts.get("after")
    if not isinstance(place, int):
        return line.words
    state = ITEM_STATES.get(str(after))
    return f"{place} {state}" if state else str(place)


def talk_verbs(request: Request, common: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    """The verbs of messages and items, by the last part of their address."""
    return {
        "say": lambda: _say(request, common),
        "methane": lambda: _methane(request, common),
        "correct": lambda: messages.correct_message(
            **given(request.POST, place=Whole(), text=Words()), **common
        ),
        "strike": lambda: messages.strike_message(
            **given(request.POST, place=Whole(), why=Words()), **common
        ),
        "ask": lambda: _ask(request, common),
        "pack": lambda: _pack(request, common),
        "propose_close": lambda: _propose_close(request, common),
        "accept_close": lambda: _accept_close(request, common),
        "return_close": lambda: closing.return_close(**given(request.POST, why=Words()), **common),
        "archive": lambda: closing.archive_group(**common),
        "wake": lambda: closing.wake_group(**common),
        "accept_item": lambda: items.accept_item(**_item(request), **common),
        "decline_item": lambda: items.decline_item(**_item(request, "why"), **common),
        "finish_item": lambda: items.finish_item(**_item(request, "result"), **common),
        "confirm_item": lambda: items.confirm_item(**_item(request), **common),
        "redo_item": lambda: items.redo_item(**_item(request, "why"), **common),
        "hand_on_item": lambda: items.hand_on_item(
            owner=given(request.POST, owner=Whole(required=False))["owner"],
            **_item(request, "why"),
            **common,
        ),
    }


def _say(request: Request, common: dict[str, Any]) -> MessageView:
    """A message; with a place that was picked, or the incident's, if its writer may see that."""
    said = given(
        request.POST,
        text=Words(),
        incident=Words(),
        has_place=Yes(),
        lon=Decimal(required=False),
        lat=Decimal(required=False),
        pressed_at=MomentField(required=False),
        answers=Whole(required=False),
    )
    where: dict[str, Any] = {"lon": said["lon"], "lat": said["lat"]}
    if said["has_place"] and may_read_incidents(request.actor):
        view = incident_named(said["incident"], actor=request.actor, at=request.moment)
        where = {"lon": view.lon, "lat": view.lat}
    return messages.send_message(
        text=said["text"], own_at=said["pressed_at"], answers=said["answers"], **where, **common
    )


def _methane(request: Request, common: dict[str, Any]) -> MessageView:
    fields = {f"methane_{code}": Words() for code in METHANE}
    said = given(request.POST, **fields)
    return messages.send_methane(said={code: said[f"methane_{code}"] for code in METHANE}, **common)


def _ask(request: Request, common: dict[str, Any]) -> ItemView:
    said = given(
        request.POST,
        title=Words(),
        owner=Whole(required=False),
        due_at=MomentField(required=False),
        message=Whole(required=False),
    )
    return asking.ask_item(**said, **common)


def _pack(request: Request, common: dict[str, Any]) -> object:
    done = asking.add_pack(pack=given(request.POST, pack=Words())["pack"], **common)
    return done[0]


def _item(request: Request, *words: str) -> dict[str, Any]:
    return given(request.POST, item=Whole(), **{name: Words() for name in words})


def _propose_close(request: Request, common: dict[str, Any]) -> GroupView:
    rating = Whole(required=False)
    said = given(request.POST, outcome=Words(), result=Words(), rating=rating)
    return closing.propose_close(**said, **common)


def _accept_close(request: Request, common: dict[str, Any]) -> GroupView:
    rules = review_rules(request.moment)
    requirements = requirements_of(common["group"], by=request.actor, at=request.moment)
    asked = [f"answer_{row.code}" for row in requirements]
    asked += [f"mechanism_{row.code}" for row in rules.mechanism]
    said = given(request.POST, words_said=Words(), **{name: Words() for name in asked})
    return closing.accept_close(
        answers={row.code: said[f"answer_{row.code}"] for row in requirements},
        mechanisms={row.code: said[f"mechanism_{row.code}"] for row in rules.mechanism},
        words_said=said["words_said"],
        **common,
    )
