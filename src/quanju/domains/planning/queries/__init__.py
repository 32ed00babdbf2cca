"""Questions to planning."""

from quanju.domains.planning.queries.drafts import mended, plan_cautions, plan_rings, tried
from quanju.domains.planning.queries.figures import compared
from quanju.domains.planning.queries.plans import plan, plan_in_force, plans
from quanju.domains.planning.queries.studies import studies, study

__all__ = [
    "compared",
    "mended",
    "plan",
    "plan_cautions",
    "plan_in_force",
    "plan_rings",
    "plans",
    "studies",
    "study",
    "tried",
]
