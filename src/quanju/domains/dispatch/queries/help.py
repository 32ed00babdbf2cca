"""How a crew's call for help is answered: as what, by which incident, by whom."""

from datetime import datetime

from quanju.domains.dispatch.models import HelpAnswer
from quanju.domains.dispatch.queries.board import job_of
from quanju.domains.dispatch.queries.places import exactly
from quanju.domains.dispatch.queries.recommendation import recommend_for
from quanju.domains.dispatch.rules import INCIDENT_CLASSES
from quanju.domains.dispatch.types import IncidentType, Recommendation
from quanju.domains.patrol.types.standing import HelpCallView
from quanju.domains.rulebook.queries import in_force


def help_type(at: datetime) -> IncidentType | None:
    """What a call for help is entered as; None where the branch has no type for it."""
    return in_force(INCIDENT_CLASSES, at=at).content.crew_help


def answered_by(call: HelpCallView) -> str:
    """The incident that help goes to: the one entered for it, else the one the crew is on."""
    entered = HelpAnswer.objects.filter(call=call.pk, incident__is_open=True)
    number = entered.values_list("incident__number", flat=True).first()
    job = job_of(call.unit.pk)
    return number or (job.incident if job else "")


def recommend_help(call: HelpCallView, *, at: datetime) -> Recommendation | None:
    """Who should go to that crew; None without a position or a type for it."""
    here, kind = call.unit.position, help_type(at)
    if here is None or kind is None:
        return None
    place = exactly((here.lon, here.lat))
    return recommend_for(type_code=kind.code, grade=kind.grade, place=place, at=at)
