"""Raising and lowering the grade of an incident."""

from datetime import datetime

from quanju.domains.dispatch import events
from quanju.domains.dispatch.actions.held import (
    check_open,
    held_incident,
    note,
)
from quanju.domains.dispatch.actions.incidents import (
    LoweringNeedsReason,
    change_reason,
    check_grade,
    tell_by_plan,
)
from quanju.domains.dispatch.models import Incident
from quanju.domains.dispatch.permissions import (
    may_change_incident,
)
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor


class SameGrade(Refused):
    """The grade is that already."""

    code = "SAME_GRADE"
    text = Text("现在就是 {grade} 级", "It is grade {grade} already")


def raise_grade(
    *, incident: str, grade: int, reason: str = "", by: Actor, at: datetime
) -> Incident:
    """Make the incident more urgent."""
    why = change_reason(reason)
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        check_open(row)
        check_grade(grade, at)
        if grade >= row.grade:
            raise SameGrade(grade=row.grade)
        return _set_grade(row, grade, why, by, at)


def lower_grade(*, incident: str, grade: int, reason: str, by: Actor, at: datetime) -> Incident:
    """Make the incident less urgent; a reason is needed."""
    why = change_reason(reason)
    with write():
        row = held_incident(incident)
        may_change_incident(by, row.station_id).or_refuse()
        check_open(row)
        check_grade(grade, at)
        if grade <= row.grade:
            raise SameGrade(grade=row.grade)
        if not why:
            raise LoweringNeedsReason(proposed=row.grade, chosen=grade)
        return _set_grade(row, grade, why, by, at)


def _set_grade(row: Incident, grade: int, reason: str, by: Actor, at: datetime) -> Incident:
    before, row.grade = row.grade, grade
    row.save(update_fields=["grade"])
    event = events.GRADE_RAISED if grade < before else events.GRADE_LOWERED
    note(event, row, by, at, justification=reason, before=before, after=grade)
    tell_by_plan(row, by, at)
    return row
