"""Upward news: a room says in its own `subscribers.py` what it does when another has recorded.

    @reacts_to(SHIFT_RELOCATED, name="planning.shift_relocated", label=Text("…", "…"))
    def drop_suggestions(entry: EntryView, at: datetime) -> None:
        actions.supersede_suggestions_of(shift=…, at=at)

One function an event. The worker calls it for every such entry, in order and after the commit,
from a cursor of its own. What it writes and the cursor's step are one transaction, so a crash
between them leaves neither; whatever lies outside the database may be done twice. It calls a
verb, quickly: no outside system and no waiting, since its cursor is locked meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.utils.module_loading import autodiscover_modules

from quanju.domains.journal.types import EntryView, Event
from quanju.domains.kernel.types import Text

Reaction = Callable[[EntryView, datetime], object]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A reaction of a room: its stable name, the event it waits for, the function."""

    name: str
    event: Event
    label: Text
    react: Reaction
    from_the_beginning: bool


_SUBSCRIBERS: dict[str, Subscriber] = {}


def reacts_to(
    event: Event, *, name: str, label: Text, from_the_beginning: bool = False
) -> Callable[[Reaction], Reaction]:
    """Register a function for an event. Its cursor keeps `name` for ever.

    A new one begins with what is recorded after the worker has first seen it, or with the first
    entry of the journal.
    """

    def register(react: Reaction) -> Reaction:
        if name in _SUBSCRIBERS:
            raise ValueError(f"two reactions are called {name}")
        _SUBSCRIBERS[name] = Subscriber(name, event, label, react, from_the_beginning)
        return react

    return register


def subscribers() -> tuple[Subscriber, ...]:
    """The reactions of all rooms, by name."""
    _discover()
    return tuple(_SUBSCRIBERS[name] for name in sorted(_SUBSCRIBERS))


def subscriber_named(name: str) -> Subscriber | None:
    """The reaction of that name, if a room still has it."""
    _discover()
    return _SUBSCRIBERS.get(name)


@cache
def _discover() -> None:
    """Each room's `subscribers.py`, once it is asked for: who only reads needs none of them."""
    autodiscover_modules("subscribers")
