"""What is asked against not filing: reconsideration, review above, the procuratorate's query."""

from datetime import datetime

from django.db import IntegrityError, transaction

from quanju.domains.cases import events
from quanju.domains.cases.actions.holding import held_case, held_number, note_case
from quanju.domains.cases.models import CaseRecord, Remedy
from quanju.domains.cases.permissions import may_check_cases
from quanju.domains.cases.queries.cases import told_case
from quanju.domains.cases.queries.progress import objection, of_report
from quanju.domains.cases.types.cases import CaseView
from quanju.domains.cases.workflow import CASE
from quanju.domains.deadlines.actions.clocks import satisfy_clock, start_clock
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.types import SERVICE, STRANGER, Actor

GROUNDS = Text("理由", "the grounds")
PAPER = Text("来文文号", "the number of their paper")
DECIDE_BY = {"reconsideration": "C5-decide", "review_above": "C6-decide"}
ANSWER_BY, FILE_BY = "C7", "C7-file"


class AppliedAlready(Refused):
    """Reconsideration and review are asked for once."""

    code = "APPLIED_ALREADY"
    text = Text("已经申请过", "This was applied for already")


def apply_for_reconsideration(*, report: str, code: str, grounds: str, at: datetime) -> str:
    """The reporter asks, by number and code of the receipt: within seven days of the notice.

    Refuses what `objection` refuses, with its reason. Returns the number of the case.
    """
    of_report(report, code, at=at)
    said = words.lines(grounds, GROUNDS, longest=2000, field="grounds")
    with write():
        number = (
            CaseRecord.objects.filter(report_number=report)
            .order_by("-pk")
            .values_list("number", flat=True)
            .first()
        )
        if number is None:
            raise NotFound(subject="progress")
        row = held_number(number)
        objection(row, at=at).may.or_refuse()
        _apply(row, "reconsideration", said, STRANGER, at)
    return row.number


def receive_application(*, case: str, grounds: str, by: Actor, at: datetime) -> CaseView:
    """Legal supervision enters an application that came on paper: reconsideration after the
    notice, review above after its decision. In time or not, it says so in its decision."""
    may_check_cases(by).or_refuse()
    said = words.lines(grounds, GROUNDS, longest=2000, field="grounds")
    with write():
        row = held_case(case, by)
        is_above = CASE.allows(row.status, "apply_above")
        _apply(row, "review_above" if is_above else "reconsideration", said, by, at)
    return told_case(case)


def receive_query(*, case: str, paper: str, by: Actor, at: datetime) -> CaseView:
    """The procuratorate asks why it was not filed: seven days to answer."""
    return _from_procuratorate(case, "receive_query", paper, ANSWER_BY, by, at)


def receive_order(*, case: str, paper: str, by: Actor, at: datetime) -> CaseView:
    """The procuratorate orders it to be filed: fifteen days."""
    return _from_procuratorate(case, "receive_order", paper, FILE_BY, by, at)


def end_query(*, case: str, paper: str, by: Actor, at: datetime) -> CaseView:
    """The procuratorate accepts the reasons."""
    return _from_procuratorate(case, "end_query", paper, "", by, at)


def _from_procuratorate(
    case: str, verb: str, paper: str, clock: str, by: Actor, at: datetime
) -> CaseView:
    may_check_cases(by).or_refuse()
    said = words.line(paper, PAPER, longest=120, field="paper")
    with write():
        row = held_case(case, by)
        row.status = CASE.after(row.status, verb)
        _end_clocks(row, by, at)
        if verb == "receive_query":
            _remember(row, "prosecutor_query", said, False, at)
        if verb == "end_query":
            end_remedy(row, verb, at)
        if clock:
            _start(row, clock, by, at)
        row.save()
        note_case(events.REMEDY_MOVED, row, by, at, verb=verb)
    return told_case(case)


def end_remedy(row: CaseRecord, outcome: str, at: datetime) -> None:
    """What was asked has its answer."""
    for one in row.remedies.filter(outcome=""):
        one.outcome, one.decided_at = outcome, at
        one.save(update_fields=["outcome", "decided_at"])


def _apply(row: CaseRecord, kind: str, grounds: str, by: Actor, at: datetime) -> None:
    """Clocks follow from the application, so the service moves them where a resident applies."""
    row.status = CASE.after(row.status, "apply_above" if kind == "review_above" else "apply")
    is_by_resident = by.subject == STRANGER.subject
    mover = SERVICE if is_by_resident else by
    _end_clocks(row, mover, at)
    _remember(row, kind, grounds, is_by_resident, at)
    _start(row, DECIDE_BY[kind], mover, at)
    row.save()
    note_case(events.REMEDY_ASKED, row, by, at, remedy=kind)


def _remember(row: CaseRecord, kind: str, grounds: str, is_by_resident: bool, at: datetime) -> None:
    try:
        with transaction.atomic():
            Remedy.objects.create(
                case=row,
                kind=kind,
                grounds=grounds,
                is_by_resident=is_by_resident,
                applied_at=at,
            )
    except IntegrityError as error:
        raise AppliedAlready() from error


def _end_clocks(row: CaseRecord, by: Actor, at: datetime) -> None:
    for clock in clocks_on(row.subject, at=at):
        satisfy_clock(clock=clock.id, by=by, at=at)


def _start(row: CaseRecord, number: str, by: Actor, at: datetime) -> None:
    start_clock(
        subject=row.subject,
        number=number,
        start=local_day(at),
        purpose="investigate",
        by=by,
        at=at,
    )
