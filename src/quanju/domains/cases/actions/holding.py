"""Holding a case still, and what is written down about it."""

from datetime import datetime
from typing import Any

from quanju.domains.cases.models import CaseRecord
from quanju.domains.cases.workflow import FINISHED
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.held import held
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor, station_subjects
from quanju.domains.reception.actions.telling import tell_reporter


class CaseIsOver(Refused):
    """Nobody joins what is over."""

    code = "CASE_IS_OVER"
    text = Text("案件已经办结", "The case is over")


def check_unfinished(row: CaseRecord) -> None:
    """A record that is finished stays as it is; what comes to light later is another's entry."""
    if row.status in FINISHED:
        raise CaseIsOver()


def held_number(number: str) -> CaseRecord:
    """The case, locked; whoever calls has asked who may."""
    return held(CaseRecord, f"case:{number}", number=number)


def held_case(number: str, by: Actor) -> CaseRecord:
    """The case, locked, for who sees it; hidden from others."""
    return held(CaseRecord.objects.visible_to(by), f"case:{number}", number=number)


def tell_of(row: CaseRecord, step: str, by: Actor, at: datetime) -> None:
    """Tell who reported, if they chose to be told, that the case has moved; in the same write."""
    cause = f"{row.subject}:{step}:{at.isoformat()}"
    tell_reporter(report=row.report_number, cause=cause, by=by, at=at)


def note_case(
    event: Event, row: CaseRecord, by: Actor, at: datetime, *, justification: str = "", **facts: Any
) -> None:
    """Record an entry about the case; related are its report, its office, its officer."""
    related = [f"report:{row.report_number}", *station_subjects(row.station_id)]
    if row.office_id:
        related.append(f"organisation:{row.office_id}")
    if row.officer_id:
        related.append(f"person:{row.officer_id}")
    record(
        event,
        subject=row.subject,
        by=by,
        at=at,
        purpose="investigate",
        related=related,
        justification=justification,
        facts={"status": row.status, "kind": row.kind, **facts},
    )
