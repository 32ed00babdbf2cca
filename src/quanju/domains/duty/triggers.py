"""Database triggers: nobody stands two shifts at once, no unit is planned twice, no person
seconded twice."""

from quanju.domains.kernel.triggers import NotTwiceAtOnce, kept_by

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
create_for, drop_for = kept_by(*_RULES)
