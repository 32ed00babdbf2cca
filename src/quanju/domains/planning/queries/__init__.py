"""Questions to planning."""

from quanju.domains.planning.queries.figures import compared
from quanju.domains.planning.queries.plans import plan, plan_in_force, plans
from quanju.domains.planning.queries.studies import studies, study
from quanju.domains.planning.queries.suggestions import suggestions

__all__ = [
    "compared",
    "plan",
    "plan_in_force",
    "plans",
    "studies",
    "study",
    "suggestions",
]
