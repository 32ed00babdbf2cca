"""Questions to planning."""

from quanju.domains.planning.queries.figures import compared
from quanju.domains.planning.queries.plans import plan, plan_in_force, plans
from quanju.domains.planning.queries.rounds import accepted_rounds, open_proposals, round_crews
from quanju.domains.planning.queries.studies import studies, study

__all__ = [
    "accepted_rounds",
    "compared",
    "open_proposals",
    "plan",
    "plan_in_force",
    "plans",
    "round_crews",
    "studies",
    "study",
]
