"""Questions about proposed rounds."""

from quanju.domains.people.types import Actor
from quanju.domains.planning.models import AcceptedRounds, Study
from quanju.domains.planning.permissions import may_read_planning
from quanju.domains.planning.studies.round_ground import round_crews
from quanju.domains.planning.types import AcceptedView, StudyView

__all__ = ["accepted_rounds", "open_proposals", "round_crews"]


def accepted_rounds(study: int) -> AcceptedView | None:
    """Who accepted a proposal, and what was planned of it; None while nobody did."""
    rows = AcceptedRounds.objects.select_related("accepted_by").filter(study=study)
    row = rows.first()
    return row.view() if row else None


def open_proposals(*, by: Actor, limit: int = 8) -> list[StudyView]:
    """The newest proposals of rounds that nobody accepted, without inputs and results."""
    may_read_planning(by).or_refuse()
    rows = Study.objects.filter(kind="rounds", accepted__isnull=True).exclude(status="cancelled")
    found = []
    for row in rows.select_related("asked_by").defer("result").order_by("-pk")[:limit]:
        row.inputs = {"options": row.inputs["options"]}
        row.result = None
        found.append(row.view())
    return found
