"""Who has come nearer than a unit that is on its way, by the branch's table."""

from datetime import datetime

from quanju.domains.dispatch.nearer import Nearer, nearer_units
from quanju.domains.dispatch.plans import RESPONSE_PLANS
from quanju.domains.dispatch.types import IncidentView, Recommendation
from quanju.domains.rulebook.queries import in_force


def nearer_now(view: IncidentView, shown: Recommendation, at: datetime) -> list[Nearer]:
    """For the units of an incident that are not there yet."""
    least_s = in_force(RESPONSE_PLANS, at=at).content.nearer_by_s
    return nearer_units(shown, view.assignments, least_s)
