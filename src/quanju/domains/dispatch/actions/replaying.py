"""An incident replayed to the second (CAD-10): its entries, and where its crews were meanwhile."""

from dataclasses import dataclass
from datetime import datetime

from quanju.domains.dispatch.permissions import may_replay
from quanju.domains.dispatch.queries.incidents import incident_named
from quanju.domains.dispatch.types import AssignmentView, IncidentView
from quanju.domains.journal.actions.entries import consult
from quanju.domains.patrol.actions.traces import read_trace
from quanju.domains.patrol.permissions import may_read_trace
from quanju.domains.people.types import Actor

PURPOSE = "supervise"
STEPS = (
    ("assigned", "assigned_at"),
    ("acknowledged", "acknowledged_at"),
    ("en_route", "departed_at"),
    ("on_scene", "arrived_at"),
    ("reporting", "cleared_at"),
)


@dataclass(frozen=True, slots=True)
class Track:
    """A crew's job: its states by moment, and its positions while it had that job only."""

    call_sign: str
    states: tuple[tuple[datetime, str], ...]
    points: tuple[tuple[datetime, float, float], ...]
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Replay:
    """What is shown again, from the first call to the end, or to now."""

    view: IncidentView
    from_at: datetime
    until_at: datetime
    tracks: tuple[Track, ...]
    has_positions: bool


def replay_incident(*, incident: str, by: Actor, at: datetime) -> Replay:
    """Open an incident again as it went; the opening is recorded, and each crew's trace is.

    Positions only for whom traces are, only of a crew's time on this job, and only as long as they
    are kept fine. Refuses whoever does not answer for the shift or for the law.
    """
    may_replay(by).or_refuse()
    view = incident_named(incident, actor=by, at=at)
    consult(subject=view.subject, by=by, at=at, purpose=PURPOSE, fields=["replay"])
    has_positions = bool(may_read_trace(by, crew=(), purpose=PURPOSE))
    tracks = tuple(_track(job, by, at, has_positions) for job in view.assignments)
    ends = [view.cleared_at, view.fed_back_at, *(one.until_at for one in tracks)]
    last = max((one for one in ends if one), default=at)
    return Replay(view, view.received_at, max(last, view.created_at), tracks, has_positions)


def _track(job: AssignmentView, by: Actor, at: datetime, has_positions: bool) -> Track:
    ended = job.released_at or at
    states = tuple((moment, state) for state, name in STEPS if (moment := getattr(job, name)))
    points = []
    if has_positions and job.assigned_at < ended:
        points = read_trace(
            unit=job.unit_id,
            from_at=job.assigned_at,
            until_at=ended,
            purpose=PURPOSE,
            justification=job.incident,
            by=by,
            at=at,
        )
    placed = tuple(
        (one.at, one.lon, one.lat) for one in points if one.lon is not None and one.lat is not None
    )
    return Track(job.call_sign, states, placed, ended)
