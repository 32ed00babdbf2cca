"""Where merging and splitting have taken an incident and the jobs of its units.

A press on a phone or at a stale page names what it saw; by the time it arrives the same matter may
go on under another number, and the same job with it.
"""

from collections.abc import Iterable, Iterator

from quanju.domains.dispatch.models import Assignment, Incident


def surviving(row: Incident) -> Incident:
    """The incident that goes on for this one: itself, or the one it was merged into at last."""
    while row.merged_into is not None:
        row = row.merged_into
    return row


def family(incident: int) -> list[int]:
    """Identifiers of this incident and of every one that was merged into it."""
    found, newest = [incident], [incident]
    while newest:
        rows = Incident.objects.filter(merged_into__in=newest)
        newest = list(rows.values_list("pk", flat=True))
        found += newest
    return found


def job_of_press(unit: int, number: str) -> Assignment | None:
    """The unit's job on this incident, or on the one that it went into or was split from it.

    The newest one, also when it has ended: then its state says why nothing more can be done.
    """
    jobs = Assignment.objects.filter(unit=unit).select_related("incident__merged_into", "unit")
    # A unit has one job at a time: where that is on the incident named, nothing took it elsewhere.
    if (now := jobs.active().filter(incident__number=number).first()) is not None:
        return now
    named = Incident.objects.filter(number=number).first()
    if named is None:
        return None
    wanted = {named.pk, surviving(named).pk}
    recent = [*jobs.active(), *jobs.filter(incident__in=wanted).order_by("-assigned_at", "-pk")]
    return next((job for job in recent if wanted & set(_numbers(job.incident))), None)


def of_crew(jobs: Iterable[Assignment], number: str) -> Incident | None:
    """The incident among these jobs' that was split from the one named, if any."""
    named = Incident.objects.filter(number=number).first()
    wanted = {named.pk, surviving(named).pk} if named else set()
    return next((job.incident for job in jobs if wanted & set(_numbers(job.incident))), None)


def _numbers(row: Incident | None) -> Iterator[int]:
    """An incident, what it went into, and what each of them was split from."""
    while row is not None:
        yield row.pk
        yield surviving(row).pk
        row = row.split_from
