"""The words of deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Annotated
from zlib import crc32

from pydantic import Field

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import Table, worded
from quanju.engine.clocks.calendar import WorkingCalendar
from quanju.engine.clocks.deadline import Deadline
from quanju.engine.clocks.lengths import Words
from quanju.engine.clocks.rule import Approver, Rule
from quanju.engine.clocks.why import why


@dataclass(frozen=True)
class ClockBook:
    """The clocks of a table as the engine reckons with them."""

    rules: Mapping[str, Rule]
    approvers: Mapping[str, Approver]
    amber_share: float
    """Share of a clock's whole length after which it is amber and the first alarm is raised."""

    @cached_property
    def families(self) -> Mapping[str, tuple[Rule, ...]]:
        """The versions of each clock, by its number."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            found.setdefault(rule.family, []).append(rule)
        return {family: tuple(rules) for family, rules in found.items()}


@dataclass(frozen=True, eq=False)
class Tables:
    """What clocks are reckoned by at a moment: the rules and the working days."""

    book: ClockBook
    calendar: WorkingCalendar
    reference: str = ""
    """Which versions these are: `deadlines.statutory_clocks@3 deadlines.working_days@1`."""

    @cached_property
    def fingerprints(self) -> Mapping[str, int]:
        """A number a family that changes with its rules, the calendar, or the amber share."""
        shared = crc32(repr((self.calendar, self.book.amber_share)).encode())
        return {
            family: crc32(repr(rules).encode(), shared)
            for family, rules in self.book.families.items()
        }


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One step of why a date is as it is, and the article it rests on."""

    words: Text
    source: Text | None


def in_words(words: Words) -> Text:
    """The engine's words as a text of the house."""
    return Text(words.zh, words.en)


def steps_of(deadline: Deadline, calendar: WorkingCalendar) -> tuple[StepView, ...]:
    """Why its date is what it is."""
    return tuple(
        StepView(
            words=in_words(step.words),
            source=in_words(step.source.words) if step.source else None,
        )
        for step in why(deadline, calendar)
    )


@dataclass(frozen=True, kw_only=True)
class ClockView:
    """A clock as pages and other rooms see it, with its reasons.

    `due_at` is the moment from which it is late; `due_on` the last day, for clocks of days.
    """

    id: int
    subject: str
    rule: str
    title: Text
    state: str
    state_label: Text
    started_at: datetime
    due_at: datetime | None
    due_on: date | None
    amber_at: datetime | None
    ended_at: datetime | None
    is_provisional: bool
    must_check_locally: bool
    document: Text | None
    remedy: Text | None
    steps: tuple[StepView, ...]
    verbs: tuple[str, ...]

    @property
    def was_late(self) -> bool:
        """Was it ended after it had run out?"""
        return bool(self.ended_at and self.due_at and self.ended_at > self.due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """A reason for which a clock may stand, with its papers; `since` when it does."""

    code: str
    name: Text
    opened_by: Text
    closed_by: Text
    since: datetime | None = None
    paper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockMoves:
    """What may be done to a clock now: for which reasons it may stand, and does."""

    may_stand: tuple[Excluded, ...]
    standing: tuple[Excluded, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOffView:
    """A matter that somebody laid aside on their own list, until when and why."""

    key: str
    subject: str
    reason: str
    put_off_at: datetime
    until_at: datetime


class WorklistLimits(Table):
    """What the worklist calls at once and how much of it is listed."""

    at_once_min: int = worded("多久内算马上", "At once within", ge=1, le=240)
    ahead_days: int = worded("列出多久内开始的事", "Listed ahead", ge=1, le=400)
    shown_most: int = worded("每组先列出", "Shown at first", ge=5, le=500)
    later_shown: int = worded("“以后”先列出", "“Later” shown at first", ge=0, le=100)
    hand_off_s: float = worded("手离开多久才挪动", "Rows move after", ge=0, le=30)
    clocks_most: int = worded("法定时限最多列出", "Statutory clocks at most", ge=1, le=5000)
    put_off_min: tuple[Annotated[int, Field(ge=5, le=1440)], ...] = worded(
        "可以推迟", "Put off by", min_length=1
    )

    def back_at(self, due_at: datetime | None, minutes: int, *, at: datetime) -> datetime:
        """When a matter that is put off by so many minutes is back on the list: at the latest
        when its limit is near enough to be at once."""
        wished = at + timedelta(minutes=minutes)
        if due_at is None:
            return wished
        return min(wished, due_at - timedelta(minutes=self.at_once_min))
