"""Acts that need a second person: merging, and cancelling an incident of grade 1."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import let_go
from quanju.domains.dispatch.actions.calls import known_code
from quanju.domains.dispatch.actions.held import hear, held_incident, move, note, why_of
from quanju.domains.dispatch.models import Assignment, Call, Incident, PendingAct
from quanju.domains.dispatch.permissions import may_cancel, may_confirm_act, may_merge
from quanju.domains.dispatch.workflow import AT_WORK, INCIDENT, OPEN_INCIDENT
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor


class AlreadyPending(Refused):
    """It waits for the second person already."""

    code = "ALREADY_PENDING"
    text = Text("已提请，等待另一人确认", "It waits for a second person already")


class UnitsStillThere(Refused):
    """An incident with units at work is cancelled after they are withdrawn."""

    code = "UNITS_STILL_THERE"
    text = Text("还有警力在办，请先撤回", "Units are still at work; withdraw them first")


class SameIncident(Refused):
    """Two different incidents are merged."""

    code = "SAME_INCIDENT"
    text = Text("请选择另一条在办警情", "Choose another open incident")
    status = 422


def propose_merge(
    *, incident: str, into: str, reason: str = "", by: Actor, at: datetime
) -> PendingAct:
    """Propose that `incident` is the same matter as `into`; a second person confirms."""
    may_merge(by).or_refuse()
    why = why_of(reason, Text("理由", "the reason"), needed=False)
    if incident == into:
        raise SameIncident
    with write():
        first, second = sorted((incident, into))
        rows = {number: held_incident(number) for number in (first, second)}
        row, other = rows[incident], rows[into]
        INCIDENT.after(row.state, "merge")
        if other.state not in OPEN_INCIDENT:
            raise SameIncident
        return _propose("merge", row, other, why, by, at)


def _propose(
    kind: str, row: Incident, other: Incident | None, why: str, by: Actor, at: datetime
) -> PendingAct:
    if PendingAct.objects.filter(incident=row, kind=kind, decided_at=None).exists():
        raise AlreadyPending
    act = PendingAct.objects.create(
        kind=kind, incident=row, other=other, reason=why, proposed_by=by.subject, proposed_at=at
    )
    related = [other.subject] if other else []
    note(events.ACT_PROPOSED, row, by, at, related=related, justification=why, act=kind)
    return act


def cancel_incident(
    *, incident: str, reason: str, by: Actor, at: datetime
) -> Incident | PendingAct:
    """Cancel with a reason of the list; grade 1 only proposes it, a second person confirms."""
    may_cancel(by).or_refuse()
    known_code("cancel", reason, at)
    with write():
        row = held_incident(incident)
        if Assignment.objects.at_work().filter(incident=row).exists():
            raise UnitsStillThere
        INCIDENT.after(row.state, "cancel")
        if row.grade == 1:
            return _propose("cancel", row, None, reason, by, at)
        return _cancel(row, reason, by, at)


def _cancel(row: Incident, reason: str, by: Actor, at: datetime) -> Incident:
    before = move(row, "cancel")
    row.ended_at = at
    row.save(update_fields=["state", "ended_at"])
    let_go(row, at)
    note(events.INCIDENT_CANCELLED, row, by, at, before=before, reason=reason)
    return row


def confirm_act(*, act: int, by: Actor, at: datetime) -> Incident:
    """Do what another person proposed. Refuses the proposer and what is decided already."""
    with write():
        pending = _held_act(act)
        may_confirm_act(by, pending.proposed_by).or_refuse()
        numbers = sorted(filter(None, (_number(pending.incident), _number(pending.other))))
        rows = {number: held_incident(number) for number in numbers}
        row = rows[pending.incident.number]
        _decide(pending, True, by, at)
        if pending.kind == "cancel":
            return _cancel(row, pending.reason, by, at)
        assert pending.other is not None
        return _merge(row, rows[pending.other.number], pending.reason, by, at)


def _number(row: Incident | None) -> str:
    return row.number if row else ""


def _merge(row: Incident, other: Incident, why: str, by: Actor, at: datetime) -> Incident:
    """Both numbers stay; calls and units go over to the other one."""
    before = move(row, "merge")
    if other.state not in OPEN_INCIDENT:
        raise SameIncident
    row.merged_into, row.ended_at = other, at
    row.save(update_fields=["state", "merged_into", "ended_at"])
    Call.objects.filter(incident=row).update(incident=other)
    _take_units_over(row, other)
    let_go(row, at)
    _tell_of(row, other)
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


def _tell_of(row: Incident, other: Incident) -> None:
    """What was known of the one is known of the other: who called first and when that call was
    answered, how grave it is and why, and that it is kept close. Notes are read with the other's.
    """
    hear(other, row.received_at, row.answered_at)
    other.grade = min(other.grade, row.grade)
    other.grade_reasons += [why for why in row.grade_reasons if why not in other.grade_reasons]
    other.is_restricted = other.is_restricted or row.is_restricted
    PendingAct.objects.filter(other=row, decided_at=None).exclude(incident=other).update(
        other=other
    )


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


def decline_act(*, act: int, by: Actor, at: datetime) -> PendingAct:
    """Say no to what another person proposed."""
    with write():
        pending = _held_act(act)
        may_confirm_act(by, pending.proposed_by).or_refuse()
        _decide(pending, False, by, at)
        note(events.ACT_DECLINED, pending.incident, by, at, act=pending.kind)
    return pending


def _held_act(act: int) -> PendingAct:
    pending = (
        PendingAct.objects.select_for_update(of=("self",))
        .select_related("incident", "other")
        .filter(pk=act, decided_at=None)
        .first()
    )
    if pending is None:
        raise NotFound(subject=f"act {act}")
    return pending


def _decide(pending: PendingAct, is_confirmed: bool, by: Actor, at: datetime) -> None:
    pending.is_confirmed, pending.decided_by, pending.decided_at = is_confirmed, by.subject, at
    pending.save(update_fields=["is_confirmed", "decided_by", "decided_at"])
