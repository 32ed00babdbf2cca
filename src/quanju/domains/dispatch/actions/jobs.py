"""Holding still the job that a press is about, wherever the matter goes on by now."""

from quanju.domains.dispatch.actions.held import held_incident
from quanju.domains.dispatch.lineage import family, job_of_press, of_crew, surviving
from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.permissions import may_act_on_order
from quanju.domains.kernel.types import NotFound
from quanju.domains.patrol.actions.holding import hold_units
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.people.types import Actor


def held_job(
    unit: int, incident: str, job: int | None = None
) -> tuple[UnitView, Incident, Assignment]:
    """The unit, its job and the job's incident, locked in this order; inside a write.

    `job` names the job itself. Without it, it is the unit's job on `incident`, also when that was
    merged into another or split since. `NotFound` if the unit never had it.
    """
    held = hold_units([unit])[unit]
    while True:
        found = _found(unit, incident, job)
        row = held_incident(found.incident.number)
        # Somebody may have merged or split it before we held it: then the job is elsewhere now.
        found.refresh_from_db()
        if found.incident_id == row.pk:
            return held, row, found


def _found(unit: int, incident: str, job: int | None) -> Assignment:
    if job is None:
        found = job_of_press(unit, incident)
    else:
        jobs = Assignment.objects.filter(unit=unit).select_related("incident", "unit")
        found = jobs.filter(pk=job).first()
    if found is None:
        raise NotFound(subject=f"incident:{incident[:20]} / unit {unit}")
    return found


def held_concern(incident: str, by: Actor, job: int | None = None) -> Incident:
    """The incident that somebody's words belong to, locked; inside a write.

    That of the job they name, else the one they name; where it was merged, the one that goes on,
    and for a crew whose job a split took along, the one it was taken to. Refuses whoever has
    nothing to do with it.
    """
    row = surviving(_named(incident, job))
    if not _was_there(row, by):
        mine = Assignment.objects.of_person(by.person_id).order_by("-assigned_at", "-pk")
        row = of_crew(mine.select_related("incident")[:20], row.number) or row
    held = held_incident(row.number)
    crew = [by.person_id] if _was_there(held, by) and by.person_id else []
    may_act_on_order(by, crew, held.station_id).or_refuse()
    return held


def _named(incident: str, job: int | None) -> Incident:
    rows = Incident.objects.filter(number=incident)
    if job is not None:
        rows = Incident.objects.filter(assignments=job)
    row = rows.first()
    if row is None:
        raise NotFound(subject=f"incident:{incident[:20]}")
    return row


def _was_there(row: Incident, by: Actor) -> bool:
    """On a crew of this incident or of one that was merged into it."""
    jobs = Assignment.objects.filter(incident__in=family(row.pk))
    return jobs.of_person(by.person_id).exists()
