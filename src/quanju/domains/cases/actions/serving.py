"""A paper is given to whom it is for: how, when, by whom, with what proof; its clocks follow."""

from datetime import datetime

from django.db import IntegrityError, transaction

from quanju.domains.cases import events
from quanju.domains.cases.actions.holding import held_case, note_case
from quanju.domains.cases.models import CaseRecord, Service
from quanju.domains.cases.papers import SERVED
from quanju.domains.cases.permissions import may_check_cases, may_work_on
from quanju.domains.cases.queries.cases import told_case
from quanju.domains.cases.types.cases import HOWS, CaseView
from quanju.domains.deadlines.actions.clocks import satisfy_clock, start_clock
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.documents.queries.papers import papers_on
from quanju.domains.documents.types import PaperView
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_day, typed_after
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import Actor

TO, PROOF = Text("送达给谁", "to whom"), Text("送达证明", "the proof")
ENDS = {"cases.not_filing": "C4", "cases.transfer": "R8"}
"""The clock of the law that serving this paper meets."""
BEGINS = {"cases.not_filing": "C5", "cases.reconsideration": "C6"}
"""The clock that begins for who received it: the days in which one may object."""


class UnknownWay(Refused):
    """One of the ways a notice is served."""

    code = "UNKNOWN_WAY"
    text = Text("请选择送达方式", "Please choose how it was served")
    status = 422
    field = "how"


class NotMadeYet(Refused):
    """Nothing is served before it is made, nor in the future."""

    code = "NOT_MADE_YET"
    text = Text(
        "送达时间应在文书作出（{made}）之后、现在之前",
        "It is served after it was made ({made}), and not in the future",
    )
    status = 422
    field = "served_at"


class ServedAlready(Refused):
    """A paper is served once."""

    code = "SERVED_ALREADY"
    text = Text("{paper} 已经送达", "{paper} was served already")


def serve_paper(
    *,
    case: str,
    paper: str,
    to: str,
    how: str,
    proof: str,
    served_at: datetime,
    by: Actor,
    at: datetime,
) -> CaseView:
    """Write down that a paper was served. What the law counts from that day begins to run."""
    given_to = words.line(to, TO, longest=40, field="to")
    proved_by = words.line(proof, PROOF, longest=200, field="proof")
    if how not in HOWS:
        raise UnknownWay()
    with write():
        row = held_case(case, by)
        if not may_check_cases(by):
            may_work_on(by, row.officer_id).or_refuse()
        found = _paper(row, paper, by, at)
        served_at = typed_after(served_at, found.numbered_at)
        if not found.numbered_at <= served_at <= at:
            raise NotMadeYet(made=found.numbered_at.isoformat(timespec="minutes"))
        try:
            with transaction.atomic():
                Service.objects.create(
                    case=row,
                    paper=paper,
                    kind=found.kind,
                    to=given_to,
                    how=how,
                    proof=proved_by,
                    served_by_id=by.person_id or 0,
                    numbered_at=found.numbered_at,
                    served_at=served_at,
                )
        except IntegrityError as error:
            raise ServedAlready(paper=paper) from error
        _move_clocks(row, found.kind, served_at, by, at)
        note_case(events.PAPER_SERVED, row, by, at, paper=paper, how=how)
    return told_case(case)


def _paper(row: CaseRecord, number: str, by: Actor, at: datetime) -> PaperView:
    for one in papers_on(row.subject, by=by, at=at):
        if one.number == number and one.kind in SERVED and one.ended_at is None:
            return one
    raise NotFound(subject=f"paper:{number[:40]}")


def _move_clocks(row: CaseRecord, kind: str, served_at: datetime, by: Actor, at: datetime) -> None:
    for clock in clocks_on(row.subject, at=at):
        if clock.rule == ENDS.get(kind):
            satisfy_clock(clock=clock.id, by=by, at=at)
    number = BEGINS.get(kind)
    if number and row.kind == "criminal" and row.status in ("not_filed", "not_filed_upheld"):
        start_clock(
            subject=row.subject,
            number=number,
            start=local_day(served_at),
            purpose="investigate",
            by=by,
            at=at,
        )
