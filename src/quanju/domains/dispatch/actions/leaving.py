"""A unit leaves a job before it has done it: the desk takes it off, or its crew refuses."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.alerts import end_alerts, raise_alert
from quanju.domains.dispatch.actions.calls import known_code
from quanju.domains.dispatch.actions.held import (
    crew_subjects,
    move,
    note,
)
from quanju.domains.dispatch.actions.jobs import held_job
from quanju.domains.dispatch.actions.steps import check_crew
from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.permissions import may_withdraw
from quanju.domains.dispatch.workflow import ASSIGNMENT, INCIDENT
from quanju.domains.journal.types import Event
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import Actor


def withdraw_unit(*, incident: str, unit: int, reason: str, by: Actor, at: datetime) -> Assignment:
    """Take a unit off the incident before it arrives."""
    known_code("release", reason, at)
    with write():
        _, row, job = held_job(unit, incident)
        may_withdraw(by, row.station_id).or_refuse()
        job.state = ASSIGNMENT.after(job.state, "withdraw")
        end_job(job, row, reason, at)
        _record_leaving(events.UNIT_WITHDRAWN, job, row, by, at, reason)
    return job


def end_job(job: Assignment, row: Incident, reason: str, at: datetime) -> None:
    """The unit leaves; the incident follows when no other unit is at work for it."""
    job.released_at = job.last_status_at = at
    job.release_code = reason
    job.save(update_fields=["state", "released_at", "last_status_at", "release_code"])
    end_alerts(at, "not_acknowledged", "re_offer", subject=f"assignment:{job.pk}")
    end_alerts(at, "silent_unit", subject=job.unit.subject)
    if not Assignment.objects.at_work().filter(incident=row).exists():
        _nobody_goes(row, at)


def _nobody_goes(row: Incident, at: datetime) -> None:
    """Those who were there have finished, or nobody came and it waits for another order."""
    if INCIDENT.allows(row.state, "clear"):
        move(row, "clear")
        row.cleared_at = at
    elif row.cleared_at and INCIDENT.allows(row.state, "stand_down"):
        move(row, "stand_down")
    elif INCIDENT.allows(row.state, "all_units_gone"):
        move(row, "all_units_gone")
    row.save(update_fields=["state", "cleared_at"])


def _record_leaving(
    event: Event, job: Assignment, row: Incident, by: Actor, at: datetime, reason: str
) -> None:
    subjects = [job.unit.subject, *crew_subjects(job.unit_id)]
    note(event, row, by, at, urgent=True, related=subjects, unit=job.unit.call_sign, reason=reason)


def refuse_order(
    *, incident: str, unit: int, reason: str, job: int | None = None, by: Actor, at: datetime
) -> Assignment:
    """The crew cannot go, for a reason of the list; the desk is told at once."""
    known_code("refusal", reason, at)
    with write():
        held, row, found = held_job(unit, incident, job)
        check_crew(held, by)
        found.state = ASSIGNMENT.after(found.state, "refuse")
        end_job(found, row, reason, at)
        _record_leaving(events.ORDER_REFUSED, found, row, by, at, reason)
        if row.state == "new":
            raise_alert("no_answer", row.subject, row, by, at)
    return found
