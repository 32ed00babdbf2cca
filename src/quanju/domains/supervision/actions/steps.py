"""What every step of a finding does: hold the row, move its state, start its clock, tell it."""

from datetime import date, datetime

from quanju.domains.deadlines.queries import last_day
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.days import end_of_day, local_day
from quanju.domains.kernel.held import held
from quanju.domains.kernel.roles import STATION
from quanju.domains.notices.actions.telling import tell
from quanju.domains.notices.types import To
from quanju.domains.people.queries.candidates import candidates
from quanju.domains.people.types import Actor, station_subjects
from quanju.domains.supervision import events
from quanju.domains.supervision.models import Finding
from quanju.domains.supervision.notices import FINDING_SENT
from quanju.domains.supervision.permissions import may_answer_findings
from quanju.domains.supervision.rules import findings_rule
from quanju.domains.supervision.types.checks import LEVELS
from quanju.domains.supervision.workflow import CLOCKED, FINDING

LONGEST = 2000


def held_finding(number: str, by: Actor) -> Finding:
    """The finding, locked, for who sees it; hidden from others."""
    return held(Finding.objects.visible_to(by), f"finding:{number}", number=number)


def move(row: Finding, verb: str) -> None:
    """Its next state; the unit's clock stands where the unit is not to act."""
    row.status = FINDING.after(row.status, verb)
    if row.status not in CLOCKED:
        row.due_at = None


def start(row: Finding, due_on: date, at: datetime) -> None:
    """A clock of the unit runs from now to the end of that day."""
    row.since_at = at
    row.due_at = end_of_day(due_on)


def answer_due(at: datetime) -> date:
    """The last working day on which the unit answers."""
    count = findings_rule(at).content.answer_working_days
    return last_day(local_day(at), count, working=True, at=at)


def correction_due(at: datetime) -> date:
    """The last day on which it is corrected."""
    return last_day(local_day(at), findings_rule(at).content.correct_days, working=False, at=at)


def notify_unit(row: Finding, by: Actor, at: datetime, *, verb: str = "notify") -> None:
    """Tell the unit, and start its clock for an answer; the row is saved."""
    move(row, verb)
    due_on = answer_due(at)
    start(row, due_on, at)
    row.save()
    note_finding(events.FINDING_MOVED[verb], row, by, at)
    tell(
        FINDING_SENT,
        to=_whom(row, at),
        about=row.subject,
        cause=f"{row.subject} {verb} {at.isoformat()}",
        values={"number": row.number, "level": LEVELS[row.level], "due": due_on.isoformat()},
        by=by,
        at=at,
    )


def _whom(row: Finding, at: datetime) -> To:
    """A station's command room; of an office without a station, its own people."""
    if row.station_id is not None:
        return To(roles=STATION, station_id=row.station_id)
    people = candidates(organisations=(row.office_id,), roles=may_answer_findings.roles, at=at)
    return To(people=[one.pk for one in people])


def note_finding(event: Event, row: Finding, by: Actor, at: datetime) -> None:
    """Record an entry about the finding; related are its report and its station."""
    related = [*station_subjects(row.station_id)]
    if row.report_number:
        related.append(f"report:{row.report_number}")
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        purpose="supervise",
        related=related,
        facts={"status": row.status, "level": row.level},
    )
