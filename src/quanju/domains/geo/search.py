"""Places and roads of the branch's map."""

from datetime import datetime

from quanju.domains.geo.permissions import may_read_map
from quanju.domains.geo.queries.places import suggest_addresses
from quanju.domains.kernel.found import Found
from quanju.domains.people.types import Actor

ROADS = frozenset({"street", "crossing"})


def find(words: str, *, by: Actor, at: datetime, most: int) -> list[Found]:
    """Addresses of the map by name, for who may see the map."""
    if not may_read_map(by):
        return []
    return [
        Found(
            kind="road" if one.kind in ROADS else "place",
            subject=f"address:{one.lon:.6f},{one.lat:.6f}",
            title=one.label,
            detail=one.detail,
            lon=one.lon,
            lat=one.lat,
        )
        for one in suggest_addresses(words, limit=most)
    ]
