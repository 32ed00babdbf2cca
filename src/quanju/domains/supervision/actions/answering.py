"""Verbs of the unit that something was found at: answer, and tell what was corrected."""

from datetime import datetime

from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.domains.supervision import events
from quanju.domains.supervision.actions.steps import LONGEST, held_finding, move, note_finding
from quanju.domains.supervision.models import Finding
from quanju.domains.supervision.permissions import may_answer_findings, may_answer_for
from quanju.domains.supervision.queries.findings import told_finding
from quanju.domains.supervision.types.findings import FindingView

ANSWER = Text("答复", "the answer")
CORRECTION = Text("整改情况", "what was corrected")


def answer_finding(*, finding: str, answer: str, by: Actor, at: datetime) -> FindingView:
    """The unit says how it came, and what it will do; its clock stands until somebody looks."""
    said = words.lines(answer, ANSWER, longest=LONGEST, field="answer")
    with write():
        row = _own(finding, by)
        move(row, "answer")
        row.answer, row.answered_by_id, row.answered_at = said, by.person_id, at
        row.save()
        note_finding(events.FINDING_MOVED["answer"], row, by, at)
    return told_finding(finding)


def correct_finding(*, finding: str, correction: str, by: Actor, at: datetime) -> FindingView:
    """The unit tells what it has corrected; whether that holds, another says."""
    said = words.lines(correction, CORRECTION, longest=LONGEST, field="correction")
    with write():
        row = _own(finding, by)
        move(row, "correct")
        row.correction, row.corrected_by_id, row.corrected_at = said, by.person_id, at
        row.save()
        note_finding(events.FINDING_MOVED["correct"], row, by, at)
    return told_finding(finding)


def _own(finding: str, by: Actor) -> Finding:
    may_answer_findings(by).or_refuse()
    row = held_finding(finding, by)
    may_answer_for(by, office=row.office_id, station=row.station_id).or_refuse()
    return row
