"""Database triggers: nobody stands two shifts at once, no unit is planned twice, no person
seconded twice."""

from typing import Any

from quanju.domains.kernel.triggers import NotTwiceAtOnce

_RULES = tuple(
    NotTwiceAtOnce(f"{table}_not_twice_at_once", table, whose, condition)
    for table, whose, condition in (
        ("patrol_shiftmember", "person_id", "{row}is_standing"),
        (
            "patrol_plannedshift",
            "unit_id",
            "{row}unit_id IS NOT NULL AND {row}status NOT IN ('cancelled', 'excused')",
        ),
        ("patrol_secondment", "person_id", "true"),
    )
)


def create_for(apps: Any, editor: Any) -> None:
    for rule in _RULES:
        rule.create(editor)


def drop_for(apps: Any, editor: Any) -> None:
    for rule in _RULES:
        rule.drop(editor)
