"""Questions to planning."""

from quanju.domains.planning.queries.figures import compared
from quanju.domains.planning.queries.plans import (
    crews_moved_by,
    plan,
    plan_in_force,
    plans,
    points_listed,
)
from quanju.domains.planning.queries.studies import studies, study

__all__ = [
    "compared",
    "crews_moved_by",
    "plan",
    "plan_in_force",
    "plans",
    "points_listed",
    "studies",
    "study",
]
