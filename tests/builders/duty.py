"""Planned duty for tests: a shift in a sentence."""

from datetime import timedelta
from typing import Any

from tests.builders.people import NOON, a_branch, an_actor

from quanju.domains.duty.actions import planning
from quanju.domains.duty.types import ShiftView
from quanju.domains.people.types import Actor

HOUR = timedelta(hours=1)


def a_shift(people: tuple[Actor, ...] | list[Actor] = (), **more: Any) -> ShiftView:
    """A shift of special police in zone 1, 14:00 to 20:00, planned by the dispatcher at noon."""
    more.setdefault("force_type", "special_police")
    if "organisation" not in more:
        more["organisation"] = a_branch().pk
    if "staging_point" not in more:
        more.setdefault("zone", 1)
    more.setdefault("duty_from", NOON + 2 * HOUR)
    more.setdefault("duty_until", more["duty_from"] + 6 * HOUR)
    if "by" not in more:
        more["by"] = an_actor("dispatcher")
    more.setdefault("at", NOON)
    return planning.plan_shift(people=[one.person_id or 0 for one in people], **more)
