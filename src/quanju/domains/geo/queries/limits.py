"""The branch's limits of a usable place."""

from datetime import datetime

from quanju.domains.geo.rules import PLACE_LIMITS, PlaceLimits
from quanju.domains.rulebook.queries import in_force


def place_limits(at: datetime | None) -> PlaceLimits:
    """The table in force; with no moment, what comes with the room."""
    return in_force(PLACE_LIMITS, at=at).content
