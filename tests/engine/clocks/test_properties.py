"""Against brute force that walks day by day, and what must hold for every clock."""

from datetime import date, datetime, timedelta

import numpy as np
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.clocks.grounds import CALENDAR, ZONE, a_rule

from quanju.engine.clocks.acts import Extended, Suspended
from quanju.engine.clocks.calendar import WorkingCalendar
from quanju.engine.clocks.counting import months_later
from quanju.engine.clocks.deadline import work_out
from quanju.engine.clocks.lengths import Length, Unit
from quanju.engine.clocks.rule import Extension, Roll

DAY = timedelta(days=1)
days = st.dates(date(2025, 12, 1), date(2027, 2, 28))
moments = st.datetimes(datetime(2025, 12, 1), datetime(2027, 2, 28)).map(
    lambda moment: moment.replace(tzinfo=ZONE)
)
lengths = st.one_of(
    st.tuples(st.integers(1, 90), st.just("day")),
    st.tuples(st.integers(1, 30), st.just("working_day")),
    st.tuples(st.integers(1, 14), st.just("month")),
    st.tuples(st.integers(1, 200), st.just("hour")),
    st.tuples(st.integers(1, 5000), st.just("minute")),
)
rules = st.builds(
    lambda length, rolls: (
        a_rule(*length)
        if rolls or length[1] in ("hour", "minute")
        else a_rule(*length, roll="never")
    ),
    lengths,
    st.booleans(),
)
spans = st.lists(
    st.tuples(days, st.integers(0, 20)).map(
        lambda one: Suspended(at=one[0], until=one[0] + DAY * one[1], reason="expert")
    ),
    max_size=4,
)


def in_time(rule, start, acts):
    """The acts that come before the clock runs out, one after the other."""
    taken = []
    for act in sorted(acts, key=lambda one: one.at):
        last = work_out(rule, start=start, acts=taken, calendar=CALENDAR).due
        if act.at <= CALENDAR.day_of(last):
            taken.append(act)
    return taken


def walked(rule, start, acts):
    """The same date by walking: one day after the other, each asked whether it counts."""
    out = {d for a in acts for d in (a.at + DAY * n for n in range((a.until - a.at).days))}
    left, day, count = rule.length.count, start, rule.length.unit
    if count is Unit.MONTH:
        target = start + relativedelta(months=left)
        left, count = (target - start).days, Unit.DAY
    while left:
        day += DAY
        counts = day not in out and (count is Unit.DAY or CALENDAR.is_working(day))
        left -= counts
    while rule.roll == Roll.ROLL and (not CALENDAR.is_working(day) or day in out):
        day += DAY
    return day


@given(rules.filter(lambda rule: rule.length.unit.has_days), days, spans)
def test_it_is_the_day_that_walking_finds(rule, start, acts):
    acts = in_time(rule, start, acts)
    assert work_out(rule, start=start, acts=acts, calendar=CALENDAR).due == walked(
        rule, start, acts
    )


@given(rules, moments, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_a_later_start_never_falls_due_earlier(rule, start, gap):
    first = work_out(rule, start=start, calendar=CALENDAR)
    second = work_out(rule, start=start + gap, calendar=CALENDAR)
    assert first.ends_at <= second.ends_at


@given(rules, days, spans)
def test_suspending_never_shortens(rule, start, acts):
    acts = in_time(rule, start, acts)
    alone = work_out(rule, start=start, calendar=CALENDAR)
    for count in range(len(acts) + 1):
        longer = work_out(rule, start=start, acts=acts[:count], calendar=CALENDAR)
        assert longer.ends_at >= alone.ends_at
        alone = longer


@given(rules, days)
def test_extending_never_shortens(rule, start):
    alone = work_out(rule, start=start, calendar=CALENDAR)
    longer = work_out(rule, start=start, acts=[Extended(at=start)], calendar=CALENDAR)
    # Days off can carry both to the same working day.
    assert longer.ends_at >= alone.ends_at


@given(rules, days, spans)
def test_working_it_out_again_in_any_order_gives_the_same(rule, start, acts):
    acts = in_time(rule, start, acts)
    once = work_out(rule, start=start, acts=acts, calendar=CALENDAR)
    assert once == work_out(rule, start=start, acts=acts, calendar=CALENDAR)
    again = work_out(rule, start=start, acts=acts[::-1], calendar=CALENDAR)
    assert again.due == once.due


@given(rules, days)
def test_a_clock_that_rolls_ends_on_a_worked_day(rule, start):
    worked = work_out(rule, start=start, calendar=CALENDAR)
    if rule.roll is Roll.ROLL:
        assert CALENDAR.is_working(worked.due)
        assert worked.due >= worked.counted_due


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.integers(0, 1200))
def test_months_are_those_of_dateutil(day, count):
    assert months_later(day, count) == day + relativedelta(months=count)


@given(days, st.integers(1, 60))
def test_working_days_are_those_of_numpy(start, count):
    """Over weekends and holidays alone, which is all that numpy knows."""
    plain = WorkingCalendar({})
    rule = a_rule(count, "working_day")
    expected = np.busday_offset(np.datetime64(start), count, roll="backward")
    assert work_out(rule, start=start, calendar=plain).due == expected.astype(date)


@settings(max_examples=50)
@given(moments, st.integers(1, 400), st.lists(st.tuples(moments, st.integers(0, 300)), max_size=3))
def test_minutes_outside_the_gaps_are_those_counted_one_by_one(start, count, gaps):
    start = start.replace(second=0, microsecond=0)
    spans = [(g.replace(second=0, microsecond=0), m) for g, m in gaps]
    near = [(start + (g - start) % timedelta(minutes=200), m) for g, m in spans]
    acts = [Suspended(at=g, until=g + timedelta(minutes=m), reason="expert") for g, m in near]
    rule, taken = a_rule(count, "minute"), []
    for act in sorted(acts, key=lambda one: one.at):
        if act.at < work_out(rule, start=start, acts=taken, calendar=CALENDAR).due:
            taken.append(act)
    left, moment = count, start
    while left:
        left -= not any(a.at <= moment < a.until for a in taken)
        moment += timedelta(minutes=1)
    assert work_out(rule, start=start, acts=taken, calendar=CALENDAR).due == moment


@given(days, st.integers(1, 6), st.integers(1, 6))
def test_granting_twice_is_granting_the_sum(start, first, second):
    ext = tuple(Extension(Length(n, Unit.DAY)) for n in (first, second))
    rule = a_rule(5, extensions=ext)
    acts = [Extended(at=start), Extended(at=start)]
    whole = a_rule(5 + first + second)
    assert (
        work_out(rule, start=start, acts=acts, calendar=CALENDAR).due
        == work_out(whole, start=start, calendar=CALENDAR).due
    )
