"""Questions to planning."""

from quanju.domains.planning.queries.drafts import (
    mended,
    plan_cautions,
    plan_rings,
    tried,
    zone_cautions,
)
from quanju.domains.planning.queries.figures import compared
from quanju.domains.planning.queries.plans import (
    crews_moved_by,
    plan,
    plans,
    points_listed,
)
from quanju.domains.planning.queries.rounds import accepted_rounds, open_proposals, round_crews
from quanju.domains.planning.queries.studies import studies, study
from quanju.domains.planning.queries.suggestions import suggestions

__all__ = [
    "accepted_rounds",
    "compared",
    "crews_moved_by",
    "mended",
    "open_proposals",
    "plan",
    "plan_cautions",
    "plan_rings",
    "plans",
    "points_listed",
    "round_crews",
    "studies",
    "study",
    "suggestions",
    "tried",
    "zone_cautions",
]
