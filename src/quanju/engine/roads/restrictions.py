"""Turn restrictions as OpenStreetMap's relations tell them."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from quanju.engine.roads.access import Unread, tag_values
from quanju.engine.roads.raw import RawRoads, Restriction
from quanju.engine.roads.words import EXCEPTED_OTHERS, EXCEPTED_US, NO_BANS, TURNS

# A condition of hours or vehicles is taken as always there.
KEYS = tuple(
    key
    for name in (
        "restriction",
        *(f"restriction:{car}" for car in ("motorcar", "motor_vehicle", "vehicle")),
    )
    for key in (name, f"{name}:conditional")
)


TYPES = frozenset(f"restriction:{car}" for car in ("motorcar", "motor_vehicle", "vehicle"))
"""An older spelling: the vehicle stands in the type."""


def take_restriction(raw: RawRoads, relation: Any) -> None:
    """Enter a relation's bans and allowances; what is not covered or not understood is counted."""
    tags = {tag.k: tag.v for tag in relation.tags}
    told_type = tag_values(tags.get("type", ""))
    if "restriction" not in told_type and not TYPES.intersection(told_type):
        return
    told = _told(tags, raw.not_understood)
    if not told or _excepts_us(tags.get("except", ""), raw.not_understood):
        return
    members = list(relation.members)
    via = [(one.type, one.ref) for one in members if one.role == "via"]
    if len(via) != 1 or via[0][0] != "n":
        raw.restrictions_not_covered += 1
        return
    starts, ends = (
        [one.ref for one in members if (one.role, one.type) == (role, "w")]
        for role in ("from", "to")
    )
    if not (starts and ends):  # a role is missing or misspelt: nobody can say which turn is meant
        raw.restrictions_not_covered += 1
    raw.restrictions += [
        Restriction(start, via[0][1], end, kind == "only", turn)
        for start in starts
        for end in ends
        for kind, turn in told
    ]


def _told(tags: dict[str, str], unread: Unread) -> list[tuple[str, str]]:
    """Each (no or only, turn) once."""
    found: dict[tuple[str, str], None] = {}
    for key in KEYS:
        for value in _values(key, tags.get(key, "")):
            if value in TURNS:
                found[TURNS[value]] = None
            elif value not in NO_BANS:
                unread[f"{key}={value[:40]}"] += 1
    return list(found)


def _values(key: str, text: str) -> Iterator[str]:
    if key.endswith(":conditional"):
        text = re.sub(r"\([^)]*\)", "", text)  # hours hold semicolons of their own
        return (value.partition("@")[0].strip() for value in tag_values(text))
    return iter(tag_values(text))


def _excepts_us(text: str, unread: Unread) -> bool:
    told = set(tag_values(text.replace(",", ";")))
    unread.update(Counter(f"except={one[:40]}" for one in told - EXCEPTED_US - EXCEPTED_OTHERS))
    return not told.isdisjoint(EXCEPTED_US)
