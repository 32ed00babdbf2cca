"""Days that do not count: an expert opinion, a hearing; each with the papers it begins and ends by.

Which reasons a limit stands for says its rule (`clocks.md`, column “excluded”).
"""

from datetime import datetime

from quanju.domains.cases import events
from quanju.domains.cases.actions.holding import held_case, note_case
from quanju.domains.cases.models import CaseRecord
from quanju.domains.cases.permissions import may_work_cases, may_work_on
from quanju.domains.cases.queries.cases import told_case
from quanju.domains.cases.types.cases import CaseView
from quanju.domains.deadlines.actions.clocks import resume_clock, suspend_clock
from quanju.domains.deadlines.queries import clocks_on
from quanju.domains.kernel import words
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.types import Actor

PAPER, LONGEST = Text("文书名称和文号", "the paper and its number"), 120


def exclude_time(
    *,
    case: str,
    clock: int,
    reason: str,
    paper: str,
    since: datetime | None = None,
    by: Actor,
    at: datetime,
) -> CaseView:
    """From `since` (now unless told otherwise) a limit of the law stands, by the paper named."""
    begun_by = words.line(paper, PAPER, longest=LONGEST, field="paper")
    with write():
        row = _held(case, clock, by, at)
        suspend_clock(clock=clock, reason=reason, since=since or at, paper=begun_by, by=by, at=at)
        note_case(events.TIME_EXCLUDED, row, by, at)
    return told_case(case)


def count_again(
    *,
    case: str,
    clock: int,
    reason: str,
    paper: str,
    until: datetime | None = None,
    by: Actor,
    at: datetime,
) -> CaseView:
    """From `until` (now unless told otherwise) the limit runs again, by the paper named."""
    ended_by = words.line(paper, PAPER, longest=LONGEST, field="paper")
    with write():
        row = _held(case, clock, by, at)
        resume_clock(clock=clock, reason=reason, until=until or at, paper=ended_by, by=by, at=at)
        note_case(events.TIME_COUNTS_AGAIN, row, by, at)
    return told_case(case)


def _held(case: str, clock: int, by: Actor, at: datetime) -> CaseRecord:
    """The officer's own case, whose clock it is; another's clock is not there."""
    may_work_cases(by).or_refuse()
    row = held_case(case, by)
    may_work_on(by, row.officer_id).or_refuse()
    if clock not in {one.id for one in clocks_on(row.subject, at=at)}:
        raise NotFound(subject=f"clock:{clock}")
    return row
