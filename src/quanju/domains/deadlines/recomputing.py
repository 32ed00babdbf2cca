"""Reckoning clocks anew when the wording of their rule or of the calendar has changed.

Clocks to which nothing happened are moved together: all that began on one day by one statement,
since their dates differ by nothing but the hour. A day is a write of its own, so that no other
writer waits longer than for the clocks of one day.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import DateTimeField, F, Q, Value
from django.db.models.expressions import Combinable

from quanju.domains.deadlines import events
from quanju.domains.deadlines.models import Clock, ClockQuerySet, Reckoned
from quanju.domains.deadlines.reckoning import dates_of, deadline_of, put_dates
from quanju.domains.deadlines.types import Tables
from quanju.domains.deadlines.workflow import CLOCK, RECKONED
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel.transaction import write
from quanju.domains.people.types import SERVICE
from quanju.engine.clocks.errors import ClockError

SETTLES = timedelta(minutes=1)
"""A clock that starts in the instant a rule changes may be stored by the old one a little later."""


def families_behind(tables: Tables, at: datetime) -> list[str]:
    """The clocks whose rule reads otherwise than when they were reckoned last."""
    known = {row.family: row for row in Reckoned.objects.all()}
    behind = []
    for family, fingerprint in tables.fingerprints.items():
        row = known.get(family)
        if row is None or row.fingerprint != fingerprint or at - row.reckoned_at < SETTLES:
            behind.append(family)
    return behind


def reckon_family(family: str, tables: Tables, at: datetime) -> int:
    """Reckon the clocks of one number anew; returns how many due moments moved.

    A clock that the new wording does not fit keeps its date: the row says by which wording.
    """
    fingerprint = tables.fingerprints[family]
    stale = Clock.objects.filter(~Q(reckoned_by=fingerprint), family=family, state__in=RECKONED)
    days = list(stale.values_list("started_on", flat=True).distinct().order_by("started_on"))
    moved = sum(_reckon_day(stale.filter(started_on=day), tables, at) for day in days)
    before = Reckoned.objects.filter(family=family).first()
    if moved or before is None or before.fingerprint != fingerprint:
        with write():
            _remember(family, fingerprint, moved, at)
    return moved


def _remember(family: str, fingerprint: int, moved: int, at: datetime) -> None:
    values = {"fingerprint": fingerprint, "reckoned_at": at}
    Reckoned.objects.update_or_create(family=family, defaults=values)
    if moved:
        record(
            events.CLOCKS_RECKONED,
            subject=f"clocks:{family}",
            by=SERVICE,
            at=at,
            purpose="administer",
            facts={"moved": moved, "by": fingerprint},
        )


def _reckon_day(stale: ClockQuerySet, tables: Tables, at: datetime) -> int:
    """The clocks of one number that began on one day."""
    with write():
        plain = stale.filter(has_acts=False, state="running")
        moved = 0
        for of_a_day in (True, False):
            alike = plain.filter(is_of_a_day=of_a_day)
            if (sample := alike.first()) is not None:
                moved += _reckon_alike(alike, sample, tables)
        others = stale.exclude(has_acts=False, state="running").prefetch_related("acts")
        return moved + _reckon_singly(others, tables, at)


def _reckon_alike(alike: ClockQuerySet, sample: Clock, tables: Tables) -> int:
    """Clocks that differ in the hour they began at most: one statement for those that move."""
    try:
        deadline = deadline_of(sample, (), tables)
    except (KeyError, ClockError):
        return 0
    dates = dates_of(deadline, tables)
    runs = deadline.rule.length.unit.runs or deadline.rule.length.unit == "at_once"
    if deadline.rule.start == "next_hour":
        return _reckon_singly(alike, tables, sample.started_at)
    due_at: Combinable = Value(dates.due_at, DateTimeField())
    amber_at: Combinable = Value(dates.amber_at, DateTimeField())
    if runs and not sample.is_of_a_day and dates.due_at and dates.amber_at:
        due_at = F("started_at") + (dates.due_at - sample.started_at)
        amber_at = F("started_at") + (dates.amber_at - sample.started_at)
    values = {**dates.as_fields(), "due_at": due_at, "amber_at": amber_at}
    moved = alike.exclude(due_at=due_at) if dates.due_at else alike.exclude(due_at=None)
    count = moved.update(**values, next_alarm_at=amber_at)
    alike.update(**values)
    return count


def _reckon_singly(rows: Iterable[Clock], tables: Tables, at: datetime) -> int:
    moved = 0
    for row in rows:
        acts = sorted(row.acts.all(), key=lambda act: act.pk)
        try:
            dates = dates_of(deadline_of(row, acts, tables), tables)
        except (KeyError, ClockError):
            continue
        moved += dates.due_at != row.due_at
        if row.state == "lapsed" and (dates.due_at is None or dates.due_at > at):
            row.state = CLOCK.after(row.state, "put_right")
        put_dates(row, dates)
        row.save()
    return moved
