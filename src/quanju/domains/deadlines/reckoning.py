"""From a row and its acts to the engine and back. The one place where a clock's dates are made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from quanju.domains.deadlines.models import Clock, ClockAct
from quanju.domains.deadlines.types import Tables
from quanju.engine.clocks.acts import Act, Extended, Found, Moment, Suspended
from quanju.engine.clocks.deadline import Deadline, work_out
from quanju.engine.clocks.lengths import Length
from quanju.engine.clocks.rule import Rule, rule_for


@dataclass(frozen=True)
class Dates:
    """What a row keeps of a deadline."""

    rule: str
    due_at: datetime | None
    due_on: date | None
    amber_at: datetime | None
    is_provisional: bool
    reckoned_by: int

    def as_fields(self) -> dict[str, Any]:
        """By the names of the row's columns."""
        return dict(vars(self))


def deadline_of(clock: Clock, acts: Iterable[ClockAct], tables: Tables) -> Deadline:
    """The clock worked out by those tables; raises the engine's `ClockError`, or `KeyError`."""
    rule = rule_of(clock, tables)
    told = [_act(act, rule, clock, tables) for act in acts]
    return work_out(rule, start=start_of(clock), acts=told, calendar=tables.calendar)


def rule_of(clock: Clock, tables: Tables) -> Rule:
    """The version of its rule that binds the day it began; `KeyError` if its number is gone."""
    number = tables.book.families[clock.family][0].number
    return rule_for(tables.book.rules, number, clock.started_on)


def start_of(clock: Clock) -> Moment:
    """The moment it began, or the bare day."""
    return clock.started_on if clock.is_of_a_day else clock.started_at


def dates_of(deadline: Deadline, tables: Tables) -> Dates:
    """What the row keeps: amber is a share of the whole from the start to the end."""
    calendar, due = tables.calendar, deadline.due
    ends_at, amber_at = deadline.ends_at, None
    if ends_at is not None:
        first = deadline.start
        if deadline.rule.length.unit.has_days or not isinstance(first, datetime):
            first = calendar.start_of(calendar.day_of(first))
        whole = max(timedelta(0), ends_at - first)
        amber_at = first + whole * tables.book.amber_share
    return Dates(
        rule=deadline.rule.number,
        due_at=ends_at,
        due_on=None if isinstance(due, datetime) else due,
        amber_at=amber_at,
        is_provisional=deadline.is_provisional,
        reckoned_by=tables.fingerprints[deadline.rule.family],
    )


def put_dates(clock: Clock, dates: Dates) -> None:
    """Set the dates on the row. Where the due moment moved, its alarms are still to come."""
    moved = clock.due_at != dates.due_at
    for name, value in dates.as_fields().items():
        setattr(clock, name, value)
    if dates.due_at is None or clock.state != "running":
        clock.next_alarm_at = None
    elif moved or clock.next_alarm_at is None:
        clock.next_alarm_at = dates.amber_at


def _act(row: ClockAct, rule: Rule, clock: Clock, tables: Tables) -> Act:
    approver = tables.book.approvers.get(row.approver)
    if row.kind == "suspended":
        return Suspended(
            at=row.at,
            until=row.until,
            reason=row.code,
            paper=row.paper,
            closing_paper=row.closing_paper,
        )
    if row.kind == "found":
        return Found(at=row.at, circumstance=row.code, approver=approver, paper=row.paper)
    granted = clock.acts.filter(kind="extended", pk__lt=row.pk).count() if row.count else 0
    length = _length(rule, granted, row.count)
    return Extended(at=row.at, length=length, approver=approver, paper=row.paper)


def _length(rule: Rule, granted: int, count: int | None) -> Length | None:
    """A shorter stretch than the rule grants counts in the unit of that extension."""
    if count is None or not rule.extensions:
        return None
    extension = rule.extensions[min(granted, len(rule.extensions) - 1)]
    return Length(count, extension.length.unit)
