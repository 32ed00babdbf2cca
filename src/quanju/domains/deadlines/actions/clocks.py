"""Verbs of clocks: start, suspend, resume, extend, note a circumstance, satisfy, drop.

Each joins the write of the verb that calls it, so that a clock starts with what starts it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from quanju.domains.deadlines import events
from quanju.domains.deadlines.models import Clock, ClockAct
from quanju.domains.deadlines.permissions import may_move_clocks
from quanju.domains.deadlines.queries import clock_view, tables_in_force
from quanju.domains.deadlines.reckoning import dates_of, deadline_of, put_dates, rule_of
from quanju.domains.deadlines.types import ClockView, Tables
from quanju.domains.deadlines.workflow import CLOCK
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people.types import Actor
from quanju.engine.clocks.errors import ClockError

PAPER = Text("文书", "the paper")
LONGEST_PAPER = 120


class NoSuchClock(Refused):
    """The table in force has no clock of that number."""

    code = "NO_SUCH_CLOCK"
    text = Text("时限表里没有 {number}", "The table has no clock {number}")
    status = 422


class ClockRunsAlready(Refused):
    """The same clock runs on this subject."""

    code = "CLOCK_RUNS_ALREADY"
    text = Text("{subject} 的时限 {number} 已在计算", "Clock {number} runs on {subject} already")


class ClockForbids(Refused):
    """The rule of the clock does not allow it; the sentence is the rule's."""

    code = "CLOCK_FORBIDS"
    text = Text("{why}", "{why}")
    status = 422


class ApprovalMissing(Refused):
    """The rule asks for somebody's approval and for the paper that shows it."""

    code = "APPROVAL_MISSING"
    text = Text("须写明{who}的批准文书", "Name the paper with which the {who} approved")
    status = 422
    field = "paper"


class NotStanding(Refused):
    """The clock does not stand for that reason."""

    code = "NOT_STANDING"
    text = Text("时限没有因“{reason}”中止", "The clock does not stand for “{reason}”")


def start_clock(
    *,
    subject: str,
    number: str,
    start: date | datetime,
    purpose: str = "respond",
    by: Actor,
    at: datetime,
) -> ClockView:
    """Start the numbered clock on a subject: from a moment, or from a bare day.

    The version of the rule that binds that day is taken. Refuses an unknown number, a day that no
    version binds, and a clock that runs on the subject already.
    """
    may_move_clocks(by).or_refuse()
    with write():
        tables = tables_in_force(at=at)
        asked = tables.book.rules.get(number)
        if asked is None:
            raise NoSuchClock(number=number)
        row = _new(subject, asked.family, start, purpose, tables)
        _reckon(row, tables)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise ClockRunsAlready(subject=subject, number=number) from error
        _record(events.CLOCK_STARTED, row, by, at)
    return clock_view(row.pk, at=at)


def _new(subject: str, family: str, start: date | datetime, purpose: str, tables: Tables) -> Clock:
    calendar = tables.calendar
    is_moment = isinstance(start, datetime)
    day = calendar.day_of(start)
    return Clock(
        subject=subject,
        family=family,
        started_at=start if is_moment else calendar.start_of(day),
        started_on=day,
        is_of_a_day=not is_moment,
        purpose=purpose,
    )


def suspend_clock(
    *, clock: int, reason: str, since: datetime, paper: str = "", by: Actor, at: datetime
) -> ClockView:
    """Let a clock stand from a moment for a reason of its rule, with the paper that begins it."""
    return _act(clock, "suspend", by, at, kind="suspended", moment=since, code=reason, paper=paper)


def extend_clock(
    *,
    clock: int,
    approver: str = "",
    paper: str = "",
    count: int | None = None,
    by: Actor,
    at: datetime,
) -> ClockView:
    """Lengthen a clock by what its rule grants, or by `count` of its units if that is less.

    Refuses more extensions than the rule allows, an approver too low, a missing approval, and
    a clock that has run out.
    """
    return _act(
        clock,
        "extend",
        by,
        at,
        kind="extended",
        moment=at,
        approver=approver,
        count=count,
        paper=paper,
    )


def note_circumstance(
    *, clock: int, code: str, approver: str = "", paper: str = "", by: Actor, at: datetime
) -> ClockView:
    """Note a circumstance of the rule, which gives the whole clock another length."""
    return _act(
        clock, "find", by, at, kind="found", moment=at, code=code, approver=approver, paper=paper
    )


def resume_clock(
    *, clock: int, reason: str, until: datetime, paper: str = "", by: Actor, at: datetime
) -> ClockView:
    """Let a clock run again, with the paper that ends the reason; it stands on for others."""
    may_move_clocks(by).or_refuse()
    _check_not_ahead(until, at)
    with write():
        row = _locked(clock)
        open_acts = [act for act in row.acts.all() if act.kind == "suspended" and not act.until]
        stood = next((act for act in open_acts if act.code == reason), None)
        verb = "resume" if len(open_acts) <= 1 else "resume_one"
        after = CLOCK.after(row.state, verb)
        if stood is None:
            raise NotStanding(reason=reason)
        if until < stood.at:
            raise ClockForbids(why=Text("恢复早于中止", "It resumes before it stood"))
        stood.until = until
        stood.closing_paper = words.line(paper, PAPER, longest=LONGEST_PAPER, needed=False)
        stood.save(update_fields=["until", "closing_paper"])
        row.state = after
        _reckon(row, tables_in_force(at=at))
        row.save()
        _record(events.CLOCK_RESUMED, row, by, at, reason=reason, until=until.isoformat())
    return clock_view(clock, at=at)


def satisfy_clock(*, clock: int, by: Actor, at: datetime) -> ClockView:
    """What the clock asked for was done, in time or late."""
    return _ended(clock, "satisfy", events.CLOCK_SATISFIED, by, at)


def drop_clock(*, clock: int, by: Actor, at: datetime) -> ClockView:
    """What the clock ran for has gone: nothing is due any more."""
    return _ended(clock, "drop", events.CLOCK_DROPPED, by, at)


def _ended(clock: int, verb: str, event: Event, by: Actor, at: datetime) -> ClockView:
    may_move_clocks(by).or_refuse()
    with write():
        row = _locked(clock)
        row.state = CLOCK.after(row.state, verb)
        row.ended_at, row.next_alarm_at = at, None
        row.save(update_fields=["state", "ended_at", "next_alarm_at"])
        late = row.due_at is not None and at > row.due_at
        _record(event, row, by, at, late=late)
    return clock_view(clock, at=at)


_EVENTS = {
    "suspend": events.CLOCK_SUSPENDED,
    "extend": events.CLOCK_EXTENDED,
    "find": events.CIRCUMSTANCE_FOUND,
}


def _act(
    clock: int, verb: str, by: Actor, at: datetime, *, moment: datetime, paper: str, **fields: Any
) -> ClockView:
    may_move_clocks(by).or_refuse()
    _check_not_ahead(moment, at)
    with write():
        row = _locked(clock)
        tables = tables_in_force(at=at)
        after = CLOCK.after(row.state, verb)
        clean = words.line(paper, PAPER, longest=LONGEST_PAPER, needed=False)
        _check_approval(row, tables, fields, clean)
        try:
            with transaction.atomic():
                act = ClockAct.objects.create(
                    clock=row,
                    at=moment,
                    paper=clean,
                    recorded_by=by.subject,
                    recorded_at=at,
                    **fields,
                )
        except IntegrityError as error:
            why = Text("时限已因此中止", "the clock stands for this already")
            raise ClockForbids(why=why) from error
        row.state, row.has_acts = after, True
        _reckon(row, tables)
        row.save()
        facts = {"code": act.code, "approver": act.approver, "moment": moment.isoformat()}
        _record(_EVENTS[verb], row, by, at, **facts)
    return clock_view(clock, at=at)


def _check_approval(row: Clock, tables: Tables, fields: Mapping[str, Any], paper: str) -> None:
    """Who approved must be named with the paper, where the rule asks for an approval."""
    rule = rule_of(row, tables)
    code = fields.get("approver", "")
    if fields["kind"] == "extended" and rule.extensions:
        granted = row.acts.filter(kind="extended").count()
        needed = rule.extensions[min(granted, len(rule.extensions) - 1)].approver
    else:
        found = [c for c in rule.circumstances if c.code == fields.get("code")]
        needed = found[0].approver if found else None
    if needed and not (code in tables.book.approvers and paper):
        raise ApprovalMissing(who=Text(needed.name.zh, needed.name.en))


def _check_not_ahead(moment: datetime, at: datetime) -> None:
    if moment > at:
        raise ClockForbids(why=Text("不能记将来的时间", "It cannot be dated ahead"))


def _locked(clock: int) -> Clock:
    return held(Clock, f"clock:{clock}", pk=clock)


def _reckon(row: Clock, tables: Tables) -> None:
    acts = list(row.acts.order_by("pk")) if row.pk else []
    try:
        put_dates(row, dates_of(deadline_of(row, acts, tables), tables))
    except ClockError as error:
        raise ClockForbids(why=Text(error.zh, error.en)) from error


def _record(event: Event, row: Clock, by: Actor, at: datetime, **facts: Any) -> None:
    due = row.due_at.isoformat() if row.due_at else None
    record(
        event,
        subject=f"clock:{row.pk}",
        by=by,
        at=at,
        related=[row.subject],
        purpose=row.purpose,
        facts={"rule": row.rule, "state": row.state, "due_at": due, **facts},
    )
