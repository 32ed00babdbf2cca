"""Merging two incidents that are one matter: it needs a second person."""

from datetime import datetime

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.types import Act, ProposalView
from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import let_go
from quanju.domains.dispatch.actions.held import (
    hear,
    held_incident,
    move,
    note,
    related_to,
    why_of,
)
from quanju.domains.dispatch.actions.placing import PLACE_FIELDS
from quanju.domains.dispatch.lineage import surviving
from quanju.domains.dispatch.models import Assignment, Call, DutyMessage, Incident
from quanju.domains.dispatch.permissions import may_confirm_act, may_merge
from quanju.domains.dispatch.workflow import AT_WORK, INCIDENT, OPEN_INCIDENT
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor


class SameIncident(Refused):
    """Two different incidents are merged."""

    code = "SAME_INCIDENT"
    text = Text("请选择另一条在办警情", "Choose another open incident")
    status = 422


def propose_merge(
    *, incident: str, into: str, reason: str = "", by: Actor, at: datetime
) -> ProposalView:
    """Propose that `incident` is the same matter as `into`; a second person approves."""
    may_merge(by).or_refuse()
    why = why_of(reason, Text("理由", "the reason"), needed=False)
    if incident == into:
        raise SameIncident
    with write():
        row, other = _held(incident, into)
        INCIDENT.after(row.state, "merge")
        if other.state not in OPEN_INCIDENT:
            raise SameIncident
        return approvals.propose(
            MERGE,
            subject=row.subject,
            said=Text("警情 {one} 并入 {other}", "Merge incident {one} into {other}").filled(
                one=row.number, other=other.number
            ),
            content={"incident": row.number, "into": other.number},
            related=[other.subject, *related_to(row)],
            reason=why,
            by=by,
            at=at,
        )


def _held(incident: str, into: str) -> tuple[Incident, Incident]:
    """Both rows, locked in the order of their numbers, whoever is merged into whom."""
    rows = {number: held_incident(number) for number in sorted((incident, into))}
    return rows[incident], rows[into]


def _survivor(proposal: ProposalView) -> str:
    """What the other incident goes on as: it may have been merged itself meanwhile."""
    named = Incident.objects.filter(number=proposal.content["into"]).first()
    return surviving(named).number if named else str(proposal.content["into"])


def _hold(proposal: ProposalView) -> None:
    _held(proposal.content["incident"], _survivor(proposal))


def _carry_out(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """Merge into what the other goes on as. Refuses when that is this very incident."""
    incident, into = proposal.content["incident"], _survivor(proposal)
    if incident == into:
        raise SameIncident
    row, other = _held(incident, into)
    _merge(row, other, proposal.reason, by, at)


def _merge(row: Incident, other: Incident, why: str, by: Actor, at: datetime) -> Incident:
    """Both numbers stay; calls and units go over to the other one."""
    before = move(row, "merge")
    if other.state not in OPEN_INCIDENT:
        raise SameIncident
    row.merged_into, row.ended_at = other, at
    row.save(update_fields=["state", "merged_into", "ended_at"])
    Call.objects.filter(incident=row).update(incident=other)
    DutyMessage.objects.filter(incident=row, written_for=None).update(written_for=row)
    DutyMessage.objects.filter(incident=row).update(incident=other)
    _take_units_over(row, other)
    let_go(row, at)
    _tell_of(row, other, at)
    other.save()
    note(
        events.INCIDENT_MERGED,
        row,
        by,
        at,
        urgent=True,
        related=[other.subject],
        justification=why,
        before=before,
        into=other.number,
    )
    return row


def _tell_of(row: Incident, other: Incident, at: datetime) -> None:
    """What was known of the one is known of the other: who called first and when that call was
    answered, how grave it is and why, and that it is kept close. Notes are read with the other's.
    """
    hear(other, row.received_at, row.answered_at, has_ring=row.has_ring)
    other.grade = min(other.grade, row.grade)
    other.grade_reasons += [why for why in row.grade_reasons if why not in other.grade_reasons]
    other.card += [fact for fact in row.card if fact not in other.card]
    other.is_restricted = other.is_restricted or row.is_restricted
    _place_better(row, other, at)


def _place_better(row: Incident, other: Incident, at: datetime) -> None:
    """A place known well is not lost to one that is known less."""
    is_better = {"exact": 0, "around": 1, "either": 1, "unknown": 2}
    if is_better[row.place_kind] >= is_better[other.place_kind]:
        return
    for name in PLACE_FIELDS:
        setattr(other, name, getattr(row, name))
    other.place_changed_at = at


ABOUT_UNITS = ("not_acknowledged", "re_offer", "silent_unit", "backup")
_STEPS = (("depart", "departed_at"), ("arrive", "arrived_at"), ("control", "controlled_at"))


def _take_units_over(row: Incident, other: Incident) -> None:
    """The other incident stands at least where the units stand that come over to it."""
    jobs = list(Assignment.objects.active().filter(incident=row))
    has_primary = other.assignments.filter(is_primary=True).exists()
    Assignment.objects.filter(pk__in=[job.pk for job in jobs]).update(incident=other)
    if has_primary:
        other.assignments.filter(pk__in=[job.pk for job in jobs]).update(is_primary=False)
    working = [job for job in jobs if job.state in AT_WORK]
    if working and INCIDENT.allows(other.state, "order"):
        move(other, "order")
    for verb, moment in _STEPS:
        if any(getattr(job, moment) for job in working) and INCIDENT.allows(other.state, verb):
            move(other, verb)
    row.alerts.filter(closed_at=None, kind__in=ABOUT_UNITS).update(incident=other)
    if working:
        _earliest(other, row, "ordered_at", "acknowledged_at", *(name for _, name in _STEPS))


def _earliest(other: Incident, row: Incident, *moments: str) -> None:
    for name in moments:
        known = [moment for moment in (getattr(other, name), getattr(row, name)) if moment]
        setattr(other, name, min(known, default=None))


MERGE = Act(
    name="dispatch.merge_incident",
    label=Text("并案", "merge two incidents"),
    may_decide=may_confirm_act,
    roles=may_confirm_act.roles,
    hold=_hold,
    carry_out=_carry_out,
    purpose="respond",
)
