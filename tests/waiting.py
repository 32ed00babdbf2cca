"""What waits for a post, for the tests of each room's `waiting.py`."""

from datetime import datetime, timedelta
from types import ModuleType

from quanju.domains.kernel.roles import ROLES
from quanju.domains.people.types import Actor

AHEAD = timedelta(days=14)


def waits(room: ModuleType, actor: Actor, at: datetime) -> list[str]:
    """The kinds of keys that wait for this actor, each as often as it does: `order`, `alert`."""
    found = room.waiting_for(actor, at=at, until=at + AHEAD)
    assert len({one.key for one in found}) == len(found)
    return sorted(one.key.partition(":")[0].partition(".")[2] for one in found)


def posts_that_wait(room: ModuleType, actors: dict[str, Actor], at: datetime) -> dict[str, int]:
    """Of these posts those for whom anything waits, and how much."""
    assert set(actors) <= set(ROLES)
    found = {role: len(waits(room, actor, at)) for role, actor in actors.items()}
    return {role: count for role, count in found.items() if count}
