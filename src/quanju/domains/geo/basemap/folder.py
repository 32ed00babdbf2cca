"""Names and marks of what a branch folder draws."""

from collections.abc import Mapping
from typing import Any

from quanju.domains.geo.basemap.classes import plain_name
from quanju.domains.geo.basemap.types import Traits

FACTS = ("layer", "class", "name_zh", "name_en", "bridge", "oneway")
YES = frozenset({"1", "true", "yes", "t", "y", "是"})


def traits_of(facts: Mapping[str, Any]) -> Traits:
    """From properties `class`, `name_zh`, `name_en`, `bridge`, `oneway`."""
    return Traits(
        kind=_word(facts, "class"),
        name=_word(facts, "name_zh") or _word(facts, "name_en"),
        name_en=_word(facts, "name_en"),
        bridge=_word(facts, "bridge").lower() in YES,
        oneway=_word(facts, "oneway").lower() in YES,
    )


def _word(facts: Mapping[str, Any], key: str) -> str:
    value = facts.get(key)
    return "" if value is None or value is False else plain_name(str(value))
