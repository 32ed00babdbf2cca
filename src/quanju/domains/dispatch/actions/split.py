"""Splitting: one open incident turns out to be two, or a merge was none (specification 3.2)."""

from collections.abc import Sequence
from datetime import datetime

from quanju.domains.approvals.actions import overtake
from quanju.domains.approvals.queries import is_waiting
from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.desks import desk_for
from quanju.domains.dispatch.actions.held import (
    crew_subjects,
    held_incident,
    move,
    note,
    told,
    why_of,
)
from quanju.domains.dispatch.actions.incidents import new_incident, put_incident
from quanju.domains.dispatch.actions.notes import put_note
from quanju.domains.dispatch.actions.orders import VolunteersDoNotEnforce
from quanju.domains.dispatch.actions.placing import Told, placed
from quanju.domains.dispatch.lineage import family
from quanju.domains.dispatch.models import Assignment, Call, DutyMessage, Incident
from quanju.domains.dispatch.permissions import may_send_order, may_split_or_reopen
from quanju.domains.dispatch.queries.places import Doubt
from quanju.domains.dispatch.rules import INCIDENT_CLASSES
from quanju.domains.dispatch.workflow import ACTIVE_ASSIGNMENT, AT_WORK, INCIDENT
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions.holding import hold_units
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.queries import in_force

STEPS = (
    ("order", "assigned_at", "ordered_at"),
    ("", "acknowledged_at", "acknowledged_at"),
    ("depart", "departed_at", "departed_at"),
    ("arrive", "arrived_at", "arrived_at"),
    ("control", "controlled_at", "controlled_at"),
)
"""The incident's verb, the moment of a job, the moment of the incident that it sets."""


class UnitNotAtWork(Refused):
    """Only a unit that is at work for the incident can go along with a part of it."""

    code = "UNIT_NOT_AT_WORK"
    text = Text(
        "{unit} 现在不在 {number} 出警，不能随拆分转出",
        "{unit} is not at work for {number} now and cannot go along",
    )
    field = "units"


class CallNotOfIncident(Refused):
    """The call is about another incident."""

    code = "CALL_NOT_OF_INCIDENT"
    text = Text("来电 {call} 不属于 {number}", "Call {call} is not about {number}")
    status = 422
    field = "calls"


class ActPending(Refused):
    """Merging or cancelling was proposed for the whole; that is decided first."""

    code = "ACT_PENDING"
    text = Text(
        "{number} 有并案或撤销待第二人确认，请先决定",
        "Merging or cancelling {number} waits for a second person; decide that first",
    )


def split_incident(
    *,
    incident: str,
    type_code: str,
    reason: str,
    lon: float | None = None,
    lat: float | None = None,
    address: str = "",
    datum: str = "WGS-84",
    doubt: Doubt | None = None,
    text: str = "",
    title: str = "",
    grade: int | None = None,
    grade_reason: str = "",
    units: Sequence[int] = (),
    calls: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> Incident:
    """Enter a second incident out of an open one; the chosen units and calls go along to it.

    It has its own number, place, type and grade, and the channel of the first. Refuses: other
    roles, an incident that has ended or was merged, one whose merging or cancelling waits for a
    second person, units that are not at work for it, calls about another, and whatever creating
    refuses. Units go along only by whoever may send them.
    """
    may_split_or_reopen(by).or_refuse()
    why = why_of(reason, Text("拆分理由", "why they are split"))
    said = told(text, Text("另一起的情况", "what the other event is"), field="said", needed=False)
    chosen = list(dict.fromkeys(units))
    place = placed(Told(lon=lon, lat=lat, address=address, datum=datum, doubt=doubt), at)
    with write():
        held = hold_units(chosen)
        first = held_incident(incident)
        move(first, "split")
        if chosen:
            may_send_order(by, first.station_id).or_refuse()
        if is_waiting(first.subject):
            raise ActPending(number=first.number)
        jobs = _jobs(first, {unit: held[unit].call_sign for unit in chosen})
        second, proposed, grade_why = new_incident(
            type_code=type_code,
            text=said,
            place=place,
            grade=grade,
            grade_reason=grade_reason,
            title=title,
            by=by,
            at=at,
        )
        _refuse_volunteers(second, [held[unit].force_type for unit in chosen], at)
        _copy_facts(first, second)
        put_incident(second, proposed, grade_why, by, at, first.subject)
        _take_units_along(first, second, jobs)
        _take_calls_along(first, second, calls)
        first.save()
        second.save()
        if said:
            put_note(second, said, by, at)
        subjects = [held[unit].subject for unit in chosen]
        note(
            events.INCIDENT_SPLIT,
            first,
            by,
            at,
            urgent=bool(chosen),
            related=[second.subject, *subjects, *crew_subjects(*chosen)],
            justification=why,
            into=second.number,
            units=[held[unit].call_sign for unit in chosen],
            calls=len(calls),
        )
    return second


def _jobs(first: Incident, wanted: dict[int, str]) -> list[Assignment]:
    """The jobs of these units, the earliest first; each must be at work for the incident."""
    rows = Assignment.objects.at_work().filter(incident=first, unit__in=list(wanted))
    jobs = list(rows.select_related("unit").order_by("assigned_at", "pk"))
    missing = [sign for unit, sign in wanted.items() if unit not in {j.unit_id for j in jobs}]
    if missing:
        raise UnitNotAtWork(unit="、".join(missing), number=first.number)
    return jobs


def _refuse_volunteers(second: Incident, forces: list[str], at: datetime) -> None:
    kind = in_force(INCIDENT_CLASSES, at=at).content.named(second.type_code)
    if "volunteer" in forces and kind is not None and kind.is_enforcement:
        raise VolunteersDoNotEnforce


def _copy_facts(first: Incident, second: Incident) -> None:
    """The second was told by the same caller; what was kept close stays so."""
    second.split_from, second.desk_id = first, first.desk_id
    second.channel, second.is_self_initiated = first.channel, first.is_self_initiated
    second.caller_address = first.caller_address
    second.caller_lon, second.caller_lat = first.caller_lon, first.caller_lat
    second.received_at, second.answered_at = first.received_at, first.answered_at
    second.has_ring = first.has_ring
    second.is_restricted = second.is_restricted or first.is_restricted


def _take_calls_along(first: Incident, second: Incident, numbers: Sequence[str]) -> None:
    """The caller's clock of each starts with the first call it has; but a unit that was sent
    before the second's call was answered was sent for the whole, and that clock stays."""
    calls = list(Call.objects.select_for_update().filter(incident=first).order_by("ringing_at"))
    known = {call.number: call for call in calls}
    for number in numbers:
        if number not in known:
            raise CallNotOfIncident(call=number[:20], number=first.number)
    gone = [call for call in calls if call.number in set(numbers)]
    Call.objects.filter(pk__in=[call.pk for call in gone]).update(incident=second)
    stay = [call for call in calls if call not in gone]
    for row, about in ((first, stay), (second, gone)):
        if not gone or not about:
            continue
        told, sent = about[0].answered_at, row.ordered_at
        if row is first or told is None or sent is None or told <= sent:
            row.received_at, row.answered_at = about[0].ringing_at, told
            row.has_ring = about[0].has_ring


def _take_units_along(first: Incident, second: Incident, jobs: list[Assignment]) -> None:
    """Each incident then stands where its own units stand, with their moments."""
    if not jobs:
        return
    ids = [job.pk for job in jobs]
    Assignment.objects.filter(pk__in=ids).update(incident=second, is_primary=False)
    Assignment.objects.filter(pk=ids[0]).update(is_primary=True)
    stay = list(first.assignments.order_by("assigned_at", "pk"))
    active = [job for job in stay if job.state in ACTIVE_ASSIGNMENT]
    if active and not any(job.is_primary for job in active):
        Assignment.objects.filter(pk=active[0].pk).update(is_primary=True)
    about = [f"assignment:{pk}" for pk in ids] + [job.unit.subject for job in jobs]
    first.alerts.filter(closed_at=None, subject__in=about).update(incident=second)
    for _, of_job, name in STEPS:
        gone = _known(jobs, of_job)
        setattr(second, name, min(gone, default=None))
        if getattr(first, name) in gone:
            setattr(first, name, min(_known(stay, of_job), default=None))
    stand_where(second, jobs)
    _stand_without(first, stay)


def _known(jobs: Sequence[Assignment], name: str) -> list[datetime]:
    return [moment for job in jobs if (moment := getattr(job, name))]


def stand_where(row: Incident, jobs: Sequence[Assignment]) -> None:
    """From `new`, as far as the farthest of these jobs."""
    for verb, of_job, _ in STEPS:
        if verb and _known(jobs, of_job) and INCIDENT.allows(row.state, verb):
            move(row, verb)


def _stand_without(first: Incident, stay: Sequence[Assignment]) -> None:
    """The first goes back to where those that stay have brought it, or waits for an order again."""
    there = [job for job in stay if job.state not in ("refused", "withdrawn")]
    if any(job.state in AT_WORK for job in there):
        move(first, "all_units_gone")
        stand_where(first, there)
    elif cleared := _known(there, "cleared_at"):
        move(first, "stand_down" if INCIDENT.allows(first.state, "stand_down") else "clear")
        first.cleared_at = max(cleared)
    else:
        move(first, "all_units_gone")
        first.cleared_at = None


def undo_merge(*, incident: str, reason: str, by: Actor, at: datetime) -> Incident:
    """Take a merged incident out of the other one again, with the messages written for it."""
    may_split_or_reopen(by).or_refuse()
    why = why_of(reason, Text("取消并案的理由", "why the merge is undone"))
    with write():
        row = held_incident(incident)
        other = row.merged_into
        before = move(row, "undo_merge")
        row.merged_into, row.ended_at, row.desk = None, None, desk_for(by, at)
        row.save(update_fields=["state", "merged_into", "ended_at", "desk"])
        DutyMessage.objects.filter(written_for__in=family(row.pk)).update(incident=row)
        overtake(subject=row.subject, by=by, at=at)
        related = [other.subject] if other else []
        note(events.MERGE_UNDONE, row, by, at, justification=why, related=related, before=before)
    return row
