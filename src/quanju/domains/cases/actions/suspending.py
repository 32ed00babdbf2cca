"""A suspended case is looked at again on a day that is named: it goes on, or gets another day."""

from datetime import date, datetime, timedelta

from quanju.domains.cases import events
from quanju.domains.cases.actions.holding import held_case, note_case
from quanju.domains.cases.models import CaseRecord
from quanju.domains.cases.permissions import may_work_cases, may_work_on
from quanju.domains.cases.queries.cases import told_case
from quanju.domains.cases.rules import limits
from quanju.domains.cases.types.cases import CaseView
from quanju.domains.cases.workflow import CASE
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor

FOUND, LONGEST = Text("复查情况", "what was looked at"), 500


class ReviewDayMissing(Refused):
    """The day lies ahead, and not so far that it is forgotten."""

    code = "REVIEW_DAY_MISSING"
    text = Text(
        "请定一个复查日：明天起 {days} 天以内",
        "Name the day of its review, within {days} days ahead",
    )
    status = 422
    field = "review_on"


def check_review_day(day: date | None, at: datetime) -> date:
    """Tomorrow at the soonest, and within the days of the table."""
    today, days = local_day(at), limits(at).review_days
    if day is None or not today < day <= today + timedelta(days=days):
        raise ReviewDayMissing(days=days)
    return day


def look_again(
    *, case: str, found: str, review_on: date | None, by: Actor, at: datetime
) -> CaseView:
    """It was looked at, and stays suspended until another day."""
    told = words.line(found, FOUND, longest=LONGEST, field="found")
    day = check_review_day(review_on, at)
    with write():
        row = _held(case, by)
        row.status, row.review_on = CASE.after(row.status, "look_again"), day
        row.save()
        note_case(events.CASE_LOOKED_AT, row, by, at, justification=told, review_on=day.isoformat())
    return told_case(case)


def resume_case(*, case: str, by: Actor, at: datetime) -> CaseView:
    """What was suspended goes on."""
    with write():
        row = _held(case, by)
        row.status, row.review_on = CASE.after(row.status, "resume"), None
        row.save()
        note_case(events.CASE_RESUMED, row, by, at)
    return told_case(case)


def _held(case: str, by: Actor) -> CaseRecord:
    may_work_cases(by).or_refuse()
    row = held_case(case, by)
    may_work_on(by, row.officer_id).or_refuse()
    return row
