"""Database triggers: no unit goes two rounds at once and nobody looks through two."""

from quanju.domains.kernel.triggers import NotTwiceAtOnce, kept_by

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
create_for, drop_for = kept_by(*_RULES)
