"""The branch's limits of a usable place."""

from datetime import datetime
from functools import lru_cache

from quanju.domains.geo.rules import PLACE_LIMITS, PlaceLimits, parse_place_limits, shipped
from quanju.domains.rulebook.queries import NoRuleInForce, in_force


@lru_cache(maxsize=1)
def _shipped_limits() -> PlaceLimits:
    return parse_place_limits(shipped("place_limits"))


def place_limits(at: datetime | None) -> PlaceLimits:
    """The table in force; before the branch has one, or with no moment, what came with the room."""
    if at is None:
        return _shipped_limits()
    try:
        return in_force(PLACE_LIMITS, at=at).content
    except NoRuleInForce:
        return _shipped_limits()
