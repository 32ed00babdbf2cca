"""The unit board and the counts of the day."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from quanju.domains.dispatch.lineage import job_of_press
from quanju.domains.dispatch.models import Assignment, Incident
from quanju.domains.dispatch.types import INCIDENT_STATES, KEPT_CLOSE, AssignmentView, UnitOnBoard
from quanju.domains.dispatch.views import assignment_view, classes_at
from quanju.domains.dispatch.workflow import ASSIGNMENT
from quanju.domains.kernel.days import midnight
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries import tables
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.patrol.queries import zones as zones_queries
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.people.types import Actor

TONES = {
    "available": "good",
    "staging": "good",
    "patrolling": "good",
    "assigned": "warn",
    "acknowledged": "warn",
    "en_route": "warn",
    "on_scene": "accent",
    "transporting": "accent",
    "reporting": "muted",
    "break": "muted",
    "out_of_service": "muted",
    "emergency": "bad",
}


def unit_board(actor: Actor, *, at: datetime) -> list[UnitOnBoard]:
    """Units on duty that this reader may see, with what they do now; by call sign."""
    units = units_queries.units_visible_to(actor, is_on_duty=True)
    return _on_board(units, at)


def _on_board(units: list[UnitView], at: datetime) -> list[UnitOnBoard]:
    jobs = {job.unit_id: job for job in Assignment.objects.active().select_related("incident")}
    stale_s = tables.position_ages(at).stale_s
    units = sorted(units, key=_as_one_counts)
    places = [(u.position.lon, u.position.lat) for u in units if u.position]
    zones = iter(zones_queries.zones_of_points(places, at)) if places else iter(())
    return [_shown(unit, jobs.get(unit.pk), zones, stale_s, at) for unit in units]


def _as_one_counts(unit: UnitView) -> tuple[str, int]:
    """P2 before P10."""
    letters = unit.call_sign.rstrip("0123456789")
    return letters, int(unit.call_sign.removeprefix(letters) or 0)


def _shown(unit, job, zones, stale_s: float, at: datetime) -> UnitOnBoard:  # type: ignore[no-untyped-def]
    is_working = job is not None and unit.status != "emergency"
    status = job.state if is_working else unit.status
    until = None if is_working else unit.status_until_at
    is_over = until is not None and until <= at
    age = unit.position.age(at).total_seconds() if unit.position else None
    return UnitOnBoard(
        unit_id=unit.pk,
        call_sign=unit.call_sign,
        force_type=unit.force_type,
        status=status,
        label=ASSIGNMENT.state_labels[status] if is_working else unit.status_label,
        tone="warn" if is_over else TONES.get(status, "muted"),
        until_at=until,
        incident=job.incident.number if job else "",
        zone=next(zones) if unit.position else unit.home_zone,
        lon=unit.position.lon if unit.position else None,
        lat=unit.position.lat if unit.position else None,
        position_at=unit.position.at if unit.position else None,
        position_age_s=age,
        is_stale=age is None or age > stale_s,
        crew_size=unit.crew_size,
        is_outside=unit.is_outside,
    )


def job_of(unit: int) -> AssignmentView | None:
    """The unit's job now, if it has one."""
    job = Assignment.objects.active().filter(unit=unit).select_related("incident", "unit").first()
    return assignment_view(job) if job else None


def job_meant(*, job: int | None, unit: int | None, incident: str) -> AssignmentView | None:
    """The job that a press names, or that of the unit on the incident it names; also one that has
    ended, and wherever merging and splitting took it since."""
    rows = Assignment.objects.filter(pk=job or 0).select_related("incident", "unit")
    found = rows.first()
    if job is None and unit is not None:
        found = job_of_press(unit, incident)
    return assignment_view(found) if found else None


def jobs_since(unit: int, since: datetime) -> list[AssignmentView]:
    """The unit's jobs of this shift, the newest first."""
    rows = Assignment.objects.filter(unit=unit, assigned_at__gte=since)
    rows = rows.select_related("incident", "unit").order_by("-assigned_at")
    return [assignment_view(row) for row in rows[:50]]


def today_counts(*, at: datetime, station: int | None = None) -> dict[str, int]:
    """Incidents of the day and how many are open, late or waiting; of one station, or of all."""
    rows = Incident.objects.all() if station is None else Incident.objects.filter(station=station)
    today = rows.filter(created_at__gte=midnight(at), created_at__lte=at)
    counts = today.aggregate(today=Count("pk"), closed=Count("pk", filter=Q(state="closed")))
    opened = rows.open().aggregate(
        open=Count("pk"),
        waiting=Count("pk", filter=Q(state__in=("new", "reopened"))),
        feedback=Count("pk", filter=Q(state="feedback_due")),
    )
    return {**counts, **opened}


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """An open incident as whoever leads sees it: what, where by zone, since when; whose, nobody."""

    grade: int
    type_name: Text
    zone: int | None
    state: Text
    since: datetime
    units: int


def open_matters(*, at: datetime, station: int | None = None) -> list[OpenMatter]:
    """What is open now, by grade and age: no number, no place, no words of a caller."""
    rows = Incident.objects.open()
    rows = rows if station is None else rows.filter(station=station)
    names = classes_at(at)
    at_work = Count("assignments", filter=Q(assignments__is_active=True))
    values = rows.annotate(units=at_work).order_by("grade", "created_at", "pk")
    found = []
    for grade, code, is_kept, zone, state, since, units in values.values_list(
        "grade", "type_code", "is_restricted", "zone", "state", "created_at", "units"
    ):
        kind = names.named(code)
        name = KEPT_CLOSE if is_kept else kind.name if kind else Text(code, code)
        found.append(OpenMatter(grade, name, zone, INCIDENT_STATES[state], since, units))
    return found


def jobs_listed(*, is_all: bool = False) -> list[AssignmentView]:
    """Every job now, or every job there ever was; for comparing a replay with its input."""
    rows = Assignment.objects.select_related("incident", "unit").order_by("pk")
    return [assignment_view(row) for row in (rows if is_all else rows.active())]
