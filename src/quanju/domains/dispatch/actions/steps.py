"""What a crew does on a job: acknowledge, depart, arrive, control, transport, clear, done."""

from datetime import datetime
from typing import Any

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import end_alerts
from quanju.domains.dispatch.actions.held import crew_subjects, held_incident, move, note
from quanju.domains.dispatch.actions.orders import active_job
from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.permissions import may_act_on_order
from quanju.domains.dispatch.workflow import ASSIGNMENT, INCIDENT
from quanju.domains.journal.types import Event
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions import hold_units
from quanju.domains.patrol.queries import crews_of
from quanju.domains.patrol.types import UnitView
from quanju.domains.people.types import Actor


class StepInThePast(Refused):
    """A step reported late may not stand before the step it follows."""

    code = "STEP_OUT_OF_ORDER"
    text = Text(
        "时间早于上一步，请核对手机时间", "The time is before the step it follows; check the clock"
    )
    status = 422


def check_crew(unit: UnitView, by: Actor) -> None:
    """The crew itself, its command room, or the desk."""
    may_act_on_order(by, crews_of([unit.pk])[unit.pk], unit.station_id).or_refuse()


def _step(
    verb: str, event: Event, incident: str, unit: int, by: Actor, at: datetime
) -> tuple[Assignment, Incident]:
    """One step of a unit: right, lock, state check, write; the caller records it."""
    held = hold_units([unit])[unit]
    row = held_incident(incident)
    job = active_job(row, unit)
    check_crew(held, by)
    state = ASSIGNMENT.after(job.state, verb)
    if at < job.assigned_at:
        raise StepInThePast
    job.state, job.last_status_at = state, max(at, job.last_status_at)
    if INCIDENT.allows(row.state, verb):
        move(row, verb)
    return job, row


def _done(
    job: Assignment,
    row: Incident,
    event: Event,
    by: Actor,
    at: datetime,
    fields: tuple[str, ...] = (),
    **facts: Any,
) -> Assignment:
    job.save(update_fields=["state", "last_status_at", *fields])
    row.save()
    end_alerts(at, "silent_unit", subject=job.unit.subject)
    note(
        event,
        row,
        by,
        at,
        # A crew that has just been released is on no job any more, but hears of this still.
        related=[job.unit.subject, *crew_subjects(job.unit_id)],
        unit=job.unit.call_sign,
        state=job.state,
        **facts,
    )
    return job


def acknowledge_order(*, incident: str, unit: int, by: Actor, at: datetime) -> Assignment:
    """The crew has read the order (t2)."""
    with write():
        job, row = _step("acknowledge", events.ORDER_ACKNOWLEDGED, incident, unit, by, at)
        job.acknowledged_at = at
        row.acknowledged_at = row.acknowledged_at or at
        end_alerts(at, "not_acknowledged", "re_offer", subject=f"assignment:{job.pk}")
        return _done(job, row, events.ORDER_ACKNOWLEDGED, by, at, ("acknowledged_at",))


def depart(*, incident: str, unit: int, by: Actor, at: datetime) -> Assignment:
    """The crew drives off (t3)."""
    with write():
        job, row = _step("depart", events.UNIT_DEPARTED, incident, unit, by, at)
        job.departed_at = at
        row.departed_at = row.departed_at or at
        return _done(job, row, events.UNIT_DEPARTED, by, at, ("departed_at",))


def arrive(*, incident: str, unit: int, by: Actor, at: datetime) -> Assignment:
    """The crew is at the place; the first arrival fixes the ring result (t4)."""
    with write():
        job, row = _step("arrive", events.UNIT_ARRIVED, incident, unit, by, at)
        job.arrived_at = at
        is_first = row.arrived_at is None
        row.arrived_at = row.arrived_at or at
        seconds = (at - row.ordered_at).total_seconds() if row.ordered_at else None
        return _done(
            job,
            row,
            events.UNIT_ARRIVED,
            by,
            at,
            ("arrived_at",),
            first=is_first,
            seconds=seconds,
            ring=row.ring,
        )


def control(*, incident: str, unit: int, by: Actor, at: datetime) -> Assignment:
    """The danger has ended, help is given."""
    with write():
        job, row = _step("control", events.SCENE_CONTROLLED, incident, unit, by, at)
        job.controlled_at = at
        row.controlled_at = row.controlled_at or at
        return _done(job, row, events.SCENE_CONTROLLED, by, at, ("controlled_at",))


def transport(*, incident: str, unit: int, by: Actor, at: datetime) -> Assignment:
    """The crew takes somebody along."""
    with write():
        job, row = _step("transport", events.UNIT_TRANSPORTING, incident, unit, by, at)
        return _done(job, row, events.UNIT_TRANSPORTING, by, at)


def clear(*, incident: str, unit: int, by: Actor, at: datetime) -> Assignment:
    """The crew has finished at the place; after the last unit, feedback is due (t5)."""
    with write():
        held = hold_units([unit])[unit]
        row = held_incident(incident)
        job = active_job(row, unit)
        check_crew(held, by)
        job.state = ASSIGNMENT.after(job.state, "clear")
        job.cleared_at, job.last_status_at = at, max(at, job.last_status_at)
        job.save(update_fields=["state", "cleared_at", "last_status_at"])
        others = Assignment.objects.at_work().filter(incident=row).exists()
        if not others and INCIDENT.allows(row.state, "clear"):
            move(row, "clear")
            row.cleared_at = at
        return _done(job, row, events.UNIT_CLEARED, by, at, last=not others)


def done(*, incident: str, unit: int, by: Actor, at: datetime) -> Assignment:
    """The crew is free again."""
    with write():
        job, row = _step("done", events.UNIT_RELEASED, incident, unit, by, at)
        job.released_at, job.release_code = at, "done"
        return _done(job, row, events.UNIT_RELEASED, by, at, ("released_at", "release_code"))
