"""What the verbs share: holding an incident still, numbering, and writing the journal."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from quanju.domains.dispatch.events import INCIDENT_CREATED
from quanju.domains.dispatch.models import Assignment, DayCounter, Incident
from quanju.domains.dispatch.workflow import INCIDENT, OPEN_INCIDENT
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.numbers import count_on, of_day
from quanju.domains.kernel.prepared import Prepared
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.patrol.queries.units import crews_of
from quanju.domains.people.types import Actor, station_subjects


class CodeUnknown(Refused):
    """A reason must be one of the branch's list."""

    code = "CODE_UNKNOWN"
    text = Text("请从列表里选择：{known}", "Choose one of: {known}")
    status = 422


class IncidentNotOpen(Refused):
    """The incident has ended: closed, cancelled or merged."""

    code = "INCIDENT_NOT_OPEN"
    text = Text("警情 {number} 已不在办", "Incident {number} is not open")


LONGEST_TEXT = 4000
LONGEST_REASON = 300


def told(text: str, what: Text, *, field: str = "text", needed: bool = True) -> str:
    """What somebody tells in several lines."""
    return words.lines(text, what, longest=LONGEST_TEXT, needed=needed, field=field)


def why_of(text: str, what: Text, *, field: str = "reason", needed: bool = True) -> str:
    """A reason, in one line."""
    return words.line(text, what, longest=LONGEST_REASON, needed=needed, field=field)


def next_number(kind: str, at: datetime) -> str:
    """20261123-0042: the local day and a running number; inside a write."""
    day = local_day(at)
    return of_day(day, count_on(DayCounter, kind=kind, day=day))


def held_incident(number: str) -> Incident:
    """The incident's row, locked; `NotFound` if there is none."""
    found = _HELD(number=number)
    if not found:
        raise NotFound(subject=f"incident:{number[:20]}")
    row: Incident = found[0]
    return row


_HELD = Prepared(
    lambda number: Incident.objects.select_for_update(of=("self",)).filter(number=number),
    number=str,
)


def check_open(row: Incident) -> None:
    """Refuse what changes an incident that has ended; it is opened again first."""
    if row.state not in OPEN_INCIDENT:
        raise IncidentNotOpen(number=row.number)


def hear(
    row: Incident, received_at: datetime, answered_at: datetime | None, *, has_ring: bool
) -> None:
    """The caller's clock is that of the first call: all its moments, never one of each call."""
    is_same = received_at == row.received_at and row.answered_at is None
    if received_at < row.received_at or is_same:
        row.received_at, row.answered_at, row.has_ring = received_at, answered_at, has_ring


def move(row: Incident, verb: str) -> str:
    """Put the incident into the state after `verb`; returns the state before."""
    before, row.state = row.state, INCIDENT.after(row.state, verb)
    return before


def related_to(row: Incident, *more: str) -> list[str]:
    """Subjects that should hear of the incident: its zone, its station, and more."""
    related = list(more)
    if row.zone is not None:
        related.append(f"zone:{row.zone}")
    return [*related, *station_subjects(row.station_id)]


def crew_subjects(*units: int) -> list[str]:
    """The people of these crews, so that their phones hear of it."""
    return [f"person:{person}" for crew in crews_of(units).values() for person in crew]


def active_crews(row: Incident) -> list[str]:
    """The crews at work on the incident, so that their phones hear of it."""
    return crew_subjects(*_AT_WORK(incident=row.pk))


_AT_WORK = Prepared(
    lambda incident: (
        Assignment.objects.active().filter(incident=incident).values_list("unit", flat=True)
    ),
    incident=int,
)


def note(
    event: Event,
    row: Incident,
    by: Actor,
    at: datetime,
    *,
    related: Iterable[str] = (),
    urgent: bool = False,
    justification: str = "",
    **facts: Any,
) -> None:
    """Record an entry about the incident, heard by its crews, zone and station."""
    crews = () if event is INCIDENT_CREATED else active_crews(row)  # nobody is at work on it yet
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        related=related_to(row, *related, *crews),
        urgent=urgent,
        justification=justification,
        facts=facts,
    )
