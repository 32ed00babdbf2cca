"""Database triggers: no unit goes two rounds at once and nobody looks through two."""

from typing import Any

from quanju.domains.kernel.triggers import NotTwiceAtOnce

_RULES = tuple(
    NotTwiceAtOnce(
        f"patrol_rounds_{whose}",
        "patrol_patrolround",
        whose,
        f"{{row}}{whose} IS NOT NULL AND {{row}}duty_from < {{row}}duty_until "
        "AND {row}status IN ('planned', 'started', 'paused')",
    )
    for whose in ("unit_id", "person_id")
)


def create_for(apps: Any, editor: Any) -> None:
    for rule in _RULES:
        rule.create(editor)


def drop_for(apps: Any, editor: Any) -> None:
    for rule in _RULES:
        rule.drop(editor)
