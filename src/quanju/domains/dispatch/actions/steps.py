"""What a crew does on a job: acknowledge, depart, arrive, control, transport, clear, done."""

from datetime import datetime
from typing import Any

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import end_alerts
from quanju.domains.dispatch.actions.held import crew_subjects, move, note
from quanju.domains.dispatch.actions.jobs import held_job
from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.permissions import may_act_on_order
from quanju.domains.dispatch.workflow import ASSIGNMENT, INCIDENT
from quanju.domains.journal.types import Event
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.queries.units import crews_of
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.people.types import Actor

STEP_OF = {
    events.ORDER_ACKNOWLEDGED.name: "acknowledge",
    events.UNIT_DEPARTED.name: "depart",
    events.UNIT_ARRIVED.name: "arrive",
    events.SCENE_CONTROLLED.name: "control",
    events.UNIT_TRANSPORTING.name: "transport",
    events.UNIT_CLEARED.name: "clear",
    events.UNIT_RELEASED.name: "done",
}


class StepInThePast(Refused):
    """A step reported late may not stand before the step it follows."""

    code = "STEP_OUT_OF_ORDER"
    text = Text(
        "时间早于上一步，请核对手机时间", "The time is before the step it follows; check the clock"
    )
    status = 422


def check_crew(unit: UnitView, by: Actor) -> bool:
    """The crew itself, its command room, or the desk. True for the crew: else it told by radio."""
    crew = crews_of([unit.pk])[unit.pk]
    may_act_on_order(by, crew, unit.station_id).or_refuse()
    return by.person_id in crew


def _step(
    verb: str, incident: str, unit: int, job: int | None, by: Actor, at: datetime
) -> tuple[Assignment, Incident]:
    """One step of a unit: right, lock, state check, write; the caller records it."""
    held, row, found = held_job(unit, incident, job)
    is_own = check_crew(held, by)
    state = ASSIGNMENT.after(found.state, verb)
    if at < found.assigned_at:
        raise StepInThePast
    found.radio_steps = [one for one in found.radio_steps if one != verb]
    found.radio_steps += [] if is_own else [verb]
    found.has_radio_steps = bool(found.radio_steps)
    found.state, found.last_status_at = state, max(at, found.last_status_at)
    if verb != "clear" and INCIDENT.allows(row.state, verb):
        move(row, verb)
    return found, row


def _done(
    job: Assignment,
    row: Incident,
    event: Event,
    by: Actor,
    at: datetime,
    fields: tuple[str, ...] = (),
    **facts: Any,
) -> Assignment:
    radio = ("radio_steps", "has_radio_steps")
    job.save(update_fields=["state", "last_status_at", *radio, *fields])
    row.save()
    end_alerts(at, "silent_unit", subject=job.unit.subject)
    if row.state != "on_scene":
        end_alerts(at, "first_feedback", incident=row)
    note(
        event,
        row,
        by,
        at,
        # A crew that has just been released is on no job any more, but hears of this still.
        related=[job.unit.subject, *crew_subjects(job.unit_id)],
        unit=job.unit.call_sign,
        state=job.state,
        **_told_by_radio(job, event),
        **facts,
    )
    return job


def _told_by_radio(job: Assignment, event: Event) -> dict[str, Any]:
    """Said of a step that the crew did not enter itself."""
    return {"by_radio": True} if STEP_OF[event.name] in job.radio_steps else {}


def acknowledge_order(
    *, incident: str, unit: int, job: int | None = None, by: Actor, at: datetime
) -> Assignment:
    """The crew has read the order (t2)."""
    with write():
        found, row = _step("acknowledge", incident, unit, job, by, at)
        found.acknowledged_at = at
        row.acknowledged_at = row.acknowledged_at or at
        end_alerts(at, "not_acknowledged", "re_offer", subject=f"assignment:{found.pk}")
        return _done(found, row, events.ORDER_ACKNOWLEDGED, by, at, ("acknowledged_at",))


def depart(
    *, incident: str, unit: int, job: int | None = None, by: Actor, at: datetime
) -> Assignment:
    """The crew drives off (t3)."""
    with write():
        found, row = _step("depart", incident, unit, job, by, at)
        found.departed_at = at
        row.departed_at = row.departed_at or at
        return _done(found, row, events.UNIT_DEPARTED, by, at, ("departed_at",))


def arrive(
    *, incident: str, unit: int, job: int | None = None, by: Actor, at: datetime
) -> Assignment:
    """The crew is at the place; the first arrival fixes the ring result (t4)."""
    with write():
        found, row = _step("arrive", incident, unit, job, by, at)
        found.arrived_at = at
        is_first = row.arrived_at is None
        row.arrived_at = row.arrived_at or at
        seconds = (at - row.ordered_at).total_seconds() if row.ordered_at else None
        return _done(
            found,
            row,
            events.UNIT_ARRIVED,
            by,
            at,
            ("arrived_at",),
            first=is_first,
            seconds=seconds,
            ring=row.ring,
        )


def control(
    *, incident: str, unit: int, job: int | None = None, by: Actor, at: datetime
) -> Assignment:
    """The danger has ended, help is given."""
    with write():
        found, row = _step("control", incident, unit, job, by, at)
        found.controlled_at = at
        row.controlled_at = row.controlled_at or at
        return _done(found, row, events.SCENE_CONTROLLED, by, at, ("controlled_at",))


def transport(
    *, incident: str, unit: int, job: int | None = None, by: Actor, at: datetime
) -> Assignment:
    """The crew takes somebody along."""
    with write():
        found, row = _step("transport", incident, unit, job, by, at)
        return _done(found, row, events.UNIT_TRANSPORTING, by, at)


def clear(
    *, incident: str, unit: int, job: int | None = None, by: Actor, at: datetime
) -> Assignment:
    """The crew has finished at the place; after the last unit, feedback is due (t5)."""
    with write():
        found, row = _step("clear", incident, unit, job, by, at)
        found.cleared_at = at
        found.save(update_fields=["state", "cleared_at", "last_status_at"])
        others = Assignment.objects.at_work().filter(incident=row).exists()
        if not others and INCIDENT.allows(row.state, "clear"):
            move(row, "clear")
            row.cleared_at = at
        return _done(found, row, events.UNIT_CLEARED, by, at, last=not others)


def done(
    *, incident: str, unit: int, job: int | None = None, by: Actor, at: datetime
) -> Assignment:
    """The crew is free again."""
    with write():
        found, row = _step("done", incident, unit, job, by, at)
        found.released_at, found.release_code = at, "done"
        return _done(found, row, events.UNIT_RELEASED, by, at, ("released_at", "release_code"))
