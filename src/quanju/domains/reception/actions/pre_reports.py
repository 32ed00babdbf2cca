"""Verbs of a pre-report: written at home, taken back, deleted when its days are over (REC-17).

It becomes a report at the window alone, where an officer sees who reports: `take_report`.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from quanju.domains.dispatch.queries.tables import tells_of_danger
from quanju.domains.documents.actions.papers import CODE_LETTERS
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import SERVICE, STRANGER, Actor
from quanju.domains.reception import events
from quanju.domains.reception.models import CaseReport, PreReport
from quanju.domains.reception.queries.portal import plain_code, portal_rule, pre_report_view
from quanju.domains.reception.types.portal import PreReportView

CODE_LENGTH = 12
"""59 bits: a stranger who guesses a thousand times a second needs ten million years."""
LONGEST = {"title": 60, "place": 120, "statement": 4000}
WHAT = {
    "title": Text("出了什么事", "what happened"),
    "place": Text("地点", "the place"),
    "statement": Text("经过", "how it happened"),
}


class TakenAlready(Refused):
    """It is a report by now."""

    code = "TAKEN_ALREADY"
    text = Text("预报案已登记为 {number}", "The pre-report was entered already, as report {number}")


def write_pre_report(
    *,
    title: str,
    place: str = "",
    statement: str = "",
    is_danger: bool = False,
    is_restricted: bool = False,
    at: datetime,
) -> PreReportView:
    """Write down what happened, without a name; the code opens it at any window.

    One that is marked restricted becomes a restricted report, from the first second.
    Words of the table of safety words make it one that the centre is asked to read at once.
    """
    said = {
        "title": words.line(title, WHAT["title"], longest=LONGEST["title"], field="title"),
        "place": words.line(
            place, WHAT["place"], longest=LONGEST["place"], needed=False, field="place"
        ),
        "statement": words.lines(
            statement,
            WHAT["statement"],
            longest=LONGEST["statement"],
            needed=False,
            field="statement",
        ),
    }
    with write():
        row = PreReport.objects.create(
            code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
            is_danger=is_danger or tells_of_danger(" ".join(said.values()), at),
            is_restricted=is_restricted,
            written_at=at,
            ends_at=at + timedelta(days=portal_rule(at).pre_report_days),
            **said,
        )
        _note(events.PRE_REPORT_WRITTEN, row, STRANGER, at, is_danger=row.is_danger)
    return pre_report_view(row)


def take_back_pre_report(*, code: str, at: datetime) -> None:
    """Whoever wrote it deletes it; refuses once it is a report."""
    with write():
        row = held_pre_report(code)
        _delete(row, STRANGER, at)


def delete_ended_pre_report(*, pk: int, at: datetime) -> None:
    """Its days are over and nobody came; what describes danger waits until somebody looked."""
    with write():
        row = held(PreReport, f"pre_report:{pk}", pk=pk)
        if row.ends_at > at or (row.is_danger and row.report_id is None):
            raise NotFound(subject=f"pre_report:{pk}")
        _delete(row, SERVICE, at)


def held_pre_report(code: str) -> PreReport:
    """The pre-report, locked; refuses one that is a report already."""
    row = held(PreReport, "pre_report", code=plain_code(code))
    if row.report_id is not None:
        raise TakenAlready(number=CaseReport.objects.get(pk=row.report_id).number)
    return row


def become_report(row: PreReport, report: CaseReport) -> None:
    """From now on its words stand in the report alone; the code still tells the number."""
    row.report = report
    row.title = row.place = row.statement = ""
    row.save()


def _delete(row: PreReport, by: Actor, at: datetime) -> None:
    _note(events.PRE_REPORT_DELETED, row, by, at)
    row.delete()


def _note(event: Event, row: PreReport, by: Actor, at: datetime, **facts: Any) -> None:
    record(event, subject=row.subject, by=by, at=at, purpose="receive_report", facts=facts)
