"""Questions about proposed rounds."""

from datetime import datetime

from quanju.domains.duty.queries import shifts as shifts_queries
from quanju.domains.duty.types import ShiftView
from quanju.domains.patrol.queries import units
from quanju.domains.patrol.types.standing import OUTSIDE_FORCES
from quanju.domains.people.types import Actor
from quanju.domains.planning.models import AcceptedRounds, Study
from quanju.domains.planning.permissions import may_read_planning
from quanju.domains.planning.types import AcceptedView, RoundCrew, StudyView
from quanju.domains.rounds import queries as rounds_queries


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


def round_crews(*, since: datetime, until: datetime, by: Actor, at: datetime) -> list[RoundCrew]:
    """Units of the branch that are planned for those hours or on duty now, and with what."""
    shifts: dict[int, list[ShiftView]] = {}
    for shift in shifts_queries.shifts_in(since=since, until=until, by=by, at=at):
        if shift.unit is not None and not shift.is_gone:
            shifts.setdefault(shift.unit, []).append(shift)
    found, others = [], rounds_queries.rounds_in_the_way(since=since, until=until)
    for unit in units.all_units():
        own = shifts.get(unit.pk, [])
        if unit.force_type in OUTSIDE_FORCES or not (own or unit.status != "off_duty"):
            continue
        begins = max(since, min(s.duty_from for s in own)) if own else since
        ends = min(until, max(s.duty_until for s in own)) if own else until
        found.append(
            RoundCrew(
                unit=unit,
                begins=begins,
                ends=ends,
                has_shift=bool(own),
                is_at_point=any(s.staging_point for s in own),
                other_round=others.get(unit.pk),
            )
        )
    return found
