"""When a clock runs out, worked out anew from its start and its acts every time it is asked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from quanju.engine.clocks.acts import (
    EXTENDED,
    FOUND,
    SUSPENDED,
    Act,
    Extended,
    Found,
    Moment,
    Suspended,
    check_interval,
    circumstance_of,
    exclusion_of,
    extension_for,
)
from quanju.engine.clocks.calendar import WorkingCalendar, later
from quanju.engine.clocks.counting import (
    first_working_day,
    merged,
    months_later,
    nth_day,
    nth_working_day,
    seconds_later,
)
from quanju.engine.clocks.errors import ActTooEarly, ActTooLate, BadLength, NotInForce
from quanju.engine.clocks.lengths import Length, Total, Unit, Words
from quanju.engine.clocks.rule import Approver, Circumstance, Exclusion, Roll, Rule, Start

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Applied:
    """An act as it was reckoned: the stretch it gave and whose approval that needs, or what the
    clock stood for.
    """

    act: Act
    needs: Approver | None = None
    length: Length | None = None
    is_total: bool = False
    circumstance: Circumstance | None = None
    exclusion: Exclusion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A clock worked out.

    `due` is the last day (clocks of days) or the last moment (clocks of hours, at once); None
    while the clock stands, and for a duty without a length. `ends_at` is the moment from which it
    is late: the end of that day, or that moment. `counted_due` is the end before it was rolled.
    `unknown_years` are years whose holidays are guessed: the date is provisional.
    """

    rule: Rule
    start: Moment
    counts_from: Moment
    applied: tuple[Applied, ...]
    length: Length
    counted_due: Moment | None
    due: Moment | None
    ends_at: datetime | None
    standing_since: Moment | None
    unknown_years: tuple[int, ...]
    is_midnight_assumed: bool

    @property
    def is_provisional(self) -> bool:
        """May a holiday notice that is not published yet move it?"""
        return bool(self.unknown_years)

    def is_late(self, at: datetime) -> bool:
        """Has it run out at that moment? The last day and the last moment are still in time."""
        if self.ends_at is None:
            return False
        return at > self.ends_at if isinstance(self.due, datetime) else at >= self.ends_at


def work_out(
    rule: Rule, *, start: Moment, acts: Iterable[Act] = (), calendar: WorkingCalendar
) -> Deadline:
    """When the clock of `rule`, started at `start`, runs out after those acts.

    `start` is a day, or a moment with a time zone; a clock of hours begun on a bare day is counted
    from its midnight (the earliest, so the stricter reading). Acts may come in any order. Raises a
    `ClockError` that says what would be right: `NotInForce` for an act outside the rule's
    validity, `BadMoment` without a zone, and for acts whatever `quanju.engine.clocks.acts` names,
    `ActTooEarly` and `ActTooLate`.
    """
    day = calendar.day_of(start)
    if not rule.binds(day):
        raise NotInForce(
            f"规则 {rule.number} 不约束 {day} 的行为",
            f"rule {rule.number} does not bind an act of {day}",
        )
    count = _Count(rule, _local(start, calendar), calendar)
    for act in sorted(acts, key=lambda one: _at(one.at, calendar)):
        count = count.after(_local_act(act, calendar))
    return count.deadline()


def span_of(rule: Rule) -> timedelta:
    """How long a clock of seconds, minutes or hours runs when nothing happens to it.

    For asking a database which of many clocks have run out: those begun before now less this.
    `BadLength` for clocks of days, whose end depends on the calendar.
    """
    if not rule.length.unit.runs or rule.start is not Start.MOMENT:
        raise BadLength(
            f"规则 {rule.number} 不是连续计算的时长",
            f"rule {rule.number} does not run on by the clock",
        )
    return timedelta(seconds=Total().plus(rule.length).seconds)


@dataclass(frozen=True, slots=True)
class _Count:
    """A clock between two acts."""

    rule: Rule
    start: Moment
    calendar: WorkingCalendar
    applied: tuple[Applied, ...] = ()

    def after(self, act: Act) -> "_Count":
        """The clock after that act; refuses one that comes too early, too late, or may not be."""
        calendar = self.calendar
        if isinstance(act, Suspended):
            check_interval(act.at, act.until)
            applied = Applied(act, exclusion=exclusion_of(self.rule, act))
            self._check_time(act, SUSPENDED)
        elif isinstance(act, Found):
            found = circumstance_of(self.rule, act)
            applied = Applied(act, found.approver, found.length, circumstance=found)
            self._check_time(act, FOUND)
        else:
            granted = sum(isinstance(one.act, Extended) for one in self.applied)
            extension, length = extension_for(self.rule, act, granted)
            applied = Applied(act, extension.approver, length, extension.is_total)
            self._check_time(act, EXTENDED)
        if not isinstance(act, Suspended) and _at(act.at, calendar) < self._begin():
            raise ActTooEarly("不能早于起算", "it cannot come before the clock begins")
        return replace(self, applied=(*self.applied, applied))

    def _begin(self) -> datetime:
        return self.calendar.start_of(self.calendar.day_of(self.start))

    def _check_time(self, act: Act, what: Words) -> None:
        due = self.deadline().due
        if due is None:
            return
        if isinstance(due, datetime) and isinstance(act.at, datetime):
            is_late = act.at > due
        else:
            is_late = self.calendar.day_of(act.at) > self.calendar.day_of(due)
        if is_late:
            raise ActTooLate(what, due)

    def deadline(self) -> Deadline:
        """What the acts so far come to."""
        base = self._base()
        total = self._total(base)
        if base.unit is Unit.OPEN:
            return self._made(base, self.start, None, None, ())
        if total == Total():
            return self._made(base, self.start, self.start, self.start, ())
        return self._by_moments(base, total) if total.seconds else self._by_days(base, total)

    def _base(self) -> Length:
        found = [one.length for one in self.applied if one.circumstance and one.length]
        return found[-1] if found else self.rule.length

    def _total(self, base: Length) -> Total:
        total = Total().plus(base)
        for one in self.applied:
            if isinstance(one.act, Extended) and one.length:
                total = Total().plus(one.length) if one.is_total else total.plus(one.length)
        return total

    def _suspensions(self) -> list[Suspended]:
        return [one.act for one in self.applied if isinstance(one.act, Suspended)]

    def _standing_since(self) -> Moment | None:
        open_ones = [s.at for s in self._suspensions() if s.until is None]
        return min(open_ones, key=lambda at: _at(at, self.calendar)) if open_ones else None

    def _by_moments(self, base: Length, total: Total) -> Deadline:
        calendar = self.calendar
        first = _at(self.start, calendar)
        if self.rule.start is Start.NEXT_HOUR:
            first = calendar.local(first).replace(minute=0, second=0, microsecond=0) + HOUR
        gaps = merged(
            (_at(s.at, calendar), _at(s.until, calendar)) for s in self._suspensions() if s.until
        )
        due = calendar.local(seconds_later(first.astimezone(UTC), total.seconds, gaps))
        return self._made(base, calendar.local(first), due, due, ())

    def _by_days(self, base: Length, total: Total) -> Deadline:
        calendar, unknown = self.calendar, set[int]()

        def is_working(day: date) -> bool:
            if not calendar.knows(day.year):
                unknown.add(day.year)
            return calendar.is_working(day)

        start = calendar.day_of(self.start)
        first = later(start, 1) if self.rule.start is Start.NEXT_DAY else start
        gaps = merged(
            (calendar.day_of(s.at), calendar.day_of(s.until))
            for s in self._suspensions()
            if s.until
        )
        if total.working_days:
            counted = nth_working_day(first, total.working_days, gaps, is_working)
        else:
            days = total.days + (months_later(start, total.months) - start).days
            counted = nth_day(first, days, gaps)
        due = counted
        if self.rule.roll is Roll.ROLL:
            due = first_working_day(counted, gaps, is_working)
        return self._made(base, first, counted, due, tuple(sorted(unknown)))

    def _made(
        self,
        base: Length,
        counts_from: Moment,
        counted: Moment | None,
        due: Moment | None,
        unknown_years: tuple[int, ...],
    ) -> Deadline:
        since = self._standing_since()
        if since is not None:
            counted, due, unknown_years = None, None, ()
        ends_at = None if due is None else self._end_of(due)
        return Deadline(
            rule=self.rule,
            start=self.start,
            counts_from=counts_from,
            applied=self.applied,
            length=base,
            counted_due=counted,
            due=due,
            ends_at=ends_at,
            standing_since=since,
            unknown_years=unknown_years,
            is_midnight_assumed=base.unit.runs and not isinstance(self.start, datetime),
        )

    def _end_of(self, due: Moment) -> datetime:
        """The end of the last day, or the last moment. A bare day on which to act at once ends."""
        if isinstance(due, datetime):
            return self.calendar.local(due)
        return self.calendar.start_of(later(due, 1))


def _local(moment: Moment, calendar: WorkingCalendar) -> Moment:
    return calendar.local(moment) if isinstance(moment, datetime) else moment


def _local_act(act: Act, calendar: WorkingCalendar) -> Act:
    at = _local(act.at, calendar)
    if isinstance(act, Suspended):
        return replace(act, at=at, until=act.until and _local(act.until, calendar))
    return replace(act, at=at)


def _at(moment: Moment, calendar: WorkingCalendar) -> datetime:
    """A day by its beginning; a moment as it is. Both in UTC, so that they can be compared."""
    if not isinstance(moment, datetime):
        moment = calendar.start_of(moment)
    return calendar.local(moment).astimezone(UTC)
