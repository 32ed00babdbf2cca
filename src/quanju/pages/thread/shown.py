"""A thread as it is drawn: rows in windows, the line through the lanes, bars of the first day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from quanju.domains.deadlines import queries as deadlines
from quanju.domains.deadlines.types import ClockView
from quanju.domains.dispatch.queries.told import (
    ToldClock,
    ToldMoment,
    clocks_told,
    incident_heads,
    moments_told,
)
from quanju.domains.dispatch.types import Clock
from quanju.domains.documents.queries.papers import papers_about
from quanju.domains.documents.types import PaperView
from quanju.domains.journal import queries as journal
from quanju.domains.journal.threads import Thread
from quanju.domains.journal.types import EntryView
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.pages.shared.entries import Step, matters_read
from quanju.pages.shared.matters import page_of
from quanju.pages.shared.named import kind_words
from quanju.pages.shared.timeline import words_of
from quanju.pages.shared.times import clock_text, span_text
from quanju.pages.thread.lanes import LANES, Lane, lane_of

WINDOW = 100
ROW, LANE, BAND = 28, 32, 22
"""Height of a row, width of a lane, height of the band between the days, as they are drawn."""
BELOW = Text(
    "以下按天，不按比例：第 {first} 天到第 {last} 天",
    "Below the axis is by day, not to scale: day {first} to day {last}",
)
BELOW_ONE = Text(
    "以下按天，不按比例：第 {first} 天", "Below the axis is by day, not to scale: day {first}"
)
RESTRICTED = Text("受限", "Restricted")
TURNS = frozenset(
    {"dispatch.incident_created", "dispatch.feedback_accepted", "planning.plan_approved"}
)
"""Turning points: a filled disc; every other step is a ring."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A clock that was stopped: how long it ran, of how much, and by how much it was over."""

    clock: Clock

    @property
    def toward(self) -> Text:
        return self.clock.toward

    @property
    def taken(self) -> str:
        return clock_text((self.clock.stopped_at or self.clock.started_at) - self.clock.started_at)

    @property
    def limit(self) -> Text | str:
        due = self.clock.due_at
        return span_text(due - self.clock.started_at) if due else ""

    @property
    def over_by(self) -> str:
        """Empty where it was kept."""
        stopped, due = self.clock.stopped_at, self.clock.due_at
        return clock_text(stopped - due) if stopped and due and stopped > due else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file."""

    step: Step
    lane: Lane
    since_first: timedelta | None
    clock: ToldClock | None
    words: str
    is_here: bool
    paper: PaperView | None = None
    """The paper this step is about, if the reader may read it."""
    band: Text | None = None
    """What is said above the row, where the first day ends."""

    @property
    def entry(self) -> EntryView | None:
        return self.step.entry

    @property
    def number(self) -> Text:
        """The number it is about, with its kind in words."""
        return number_text(self.step.entry.subject) if self.step.entry else Text("", "")

    @property
    def kept(self) -> "Kept | None":
        """The clock that this step stopped, as it is told."""
        return Kept(self.clock.clock) if self.clock else None

    @property
    def mark(self) -> str:
        """What stands on the line; the words beside it say the same."""
        if self.step.entry is None:
            return "restricted"
        if self.clock and self.clock.is_over(self.step.entry.at):
            return "missed"
        return "turn" if self.step.entry.event in TURNS else "step"


def drawn(
    thread: Thread, steps: Sequence[Step], actor: Actor, *, at: datetime, window: int | None
) -> dict[str, Any]:
    """Everything the page shows; `window` counts from 0, without one that of the asked number."""
    told = [one.entry for one in steps if one.entry]
    incidents = _incidents(thread)
    clocks = clocks_told(incidents)
    heads = incident_heads(incidents)
    papers = papers_about(thread.subjects, by=actor, at=at)
    ended = bool(heads) and all(end for *_, end in heads)
    past = past_of(thread, told, clocks)
    statutory = _clocks_of_law(thread, actor, at)
    begins, ends = _span(told, past, at, ended=ended)
    return {
        **_file(thread, steps, told, clocks, papers, window),
        "head": heads[0] if heads else None,
        "past": past,
        "ended": ended,
        "whole_time": span_text(ends - begins),
        "total": len(steps) or sum(one.at is not None for one in past.moments),
        "restricted": sum(one.is_restricted for one in steps),
        "clocks": [_clock(one, at) for one in clocks],
        "met": sum(bool(c.clock.stopped_at) and not c.is_over(at) for c in clocks)
        + sum(c.state == "satisfied" and not c.was_late for c in statutory),
        "missed": sum(c.is_over(at) for c in clocks) + sum(c.was_late for c in statutory),
        "clocks_told": len(clocks) + len(statutory),
        "statutory": statutory,
        "papers": papers,
        "numbers": [_number(one, actor) for one in thread.subjects],
    }


def _clocks_of_law(thread: Thread, actor: Actor, at: datetime) -> list[ClockView]:
    """Those of the asked number, and of the reports and cases that go on with it."""
    asked = thread.subjects[0]
    others = matters_read(thread.subjects[1:], actor, at=at)
    subjects = (asked, *(one for one in thread.subjects if one in others))
    return [clock for one in subjects for clock in deadlines.clocks_on(one, at=at, with_ended=True)]


def _file(
    thread: Thread,
    steps: Sequence[Step],
    told: Sequence[EntryView],
    clocks: Sequence[ToldClock],
    papers: Sequence[PaperView],
    window: int | None,
) -> dict[str, Any]:
    """The rows of a window with their line, and the bars of the first day."""
    here = _row_of(thread.subjects[0], steps)
    chosen = here // WINDOW if window is None else window
    part = steps[chosen * WINDOW : (chosen + 1) * WINDOW]
    lanes = tuple(lane for lane in LANES if any(lane_of(one) is lane for one in told))
    by_number = {f"paper:{one.number}": one for one in papers}
    rows = [
        _row(one, told[0], clocks, by_number, is_here=one is steps[here]) for one in part if told
    ]
    rows = _with_band(rows, steps, chosen * WINDOW)
    return {
        "rows": rows,
        "lanes": lanes,
        "line": line_of(rows, lanes),
        "bars": bars_of(told, lanes) if told else None,
        "windows": range((len(steps) + WINDOW - 1) // WINDOW),
        "window": chosen,
    }


@dataclass(frozen=True, slots=True)
class Past:
    """What the row of an incident tells that was loaded with the past and has no entries."""

    moments: tuple[ToldMoment, ...] = ()
    loaded: EntryView | None = None
    """The entry of the loading, which holds the fingerprint of all that was loaded."""

    def __bool__(self) -> bool:
        return bool(self.moments)

    @property
    def lines(self) -> list[tuple[ToldMoment, Kept | None]]:
        """Each moment with the clock that it stopped."""
        return [
            (one, Kept(one.clock.clock) if one.clock and one.at else None) for one in self.moments
        ]


def past_of(thread: Thread, told: Sequence[EntryView], clocks: Sequence[ToldClock]) -> Past:
    """Nothing where the record tells how the asked incident began."""
    kind, _, number = thread.subjects[0].partition(":")
    begun = any(
        one.event == "dispatch.incident_created" and thread.subjects[0] in one.subjects
        for one in thread.entries
    )
    if kind != "incident" or begun:
        return Past()
    loaded = journal.search(event="dispatch.history_loaded", limit=1)
    return Past(tuple(moments_told(number, clocks)), loaded[0] if loaded else None)


def _span(
    told: Sequence[EntryView], past: Past, at: datetime, *, ended: bool
) -> tuple[datetime, datetime]:
    """From the first moment to the last, or to now where the matter still runs."""
    moments = sorted([*(one.at for one in told), *(one.at for one in past.moments if one.at)])
    return moments[0], moments[-1] if ended else at


def _incidents(thread: Thread) -> list[str]:
    return [s.partition(":")[2] for s in thread.subjects if s.startswith("incident:")]


def _row_of(subject: str, steps: Sequence[Step]) -> int:
    """The first row that is about the number that was asked for."""
    return next((i for i, one in enumerate(steps) if one.entry and one.entry.subject == subject), 0)


def _row(
    step: Step,
    first: EntryView,
    clocks: Sequence[ToldClock],
    papers: Mapping[str, PaperView],
    *,
    is_here: bool,
) -> Row:
    entry = step.entry
    if entry is None:
        return Row(step, LANES[-1], None, None, "", False)
    clock = next(
        (
            one
            for one in clocks
            if one.stopped_by == entry.event
            and one.clock.stopped_at == entry.at
            and f"incident:{one.incident}" in entry.subjects
        ),
        None,
    )
    paper = next((papers[one] for one in entry.subjects if one in papers), None)
    return Row(
        step,
        lane_of(entry),
        entry.at - first.at,
        clock,
        words_of(entry.facts),
        is_here,
        paper=paper,
    )


def _with_band(rows: list[Row], steps: Sequence[Step], before: int) -> list[Row]:
    """The rows, and above the first of a later day the sentence that the axis changes there."""
    first = steps[0].day if steps else None
    later = next((i for i, one in enumerate(steps) if one.day != first), None)
    if first is None or later is None or not before <= later < before + len(rows):
        return rows
    begins, ends = ((steps[i].day - first).days + 1 for i in (later, -1))
    band = (BELOW_ONE if begins == ends else BELOW).filled(first=begins, last=ends)
    place = later - before
    return [replace(one, band=band) if i == place else one for i, one in enumerate(rows)]


def line_of(rows: Sequence[Row], lanes: Sequence[Lane]) -> dict[str, Any]:
    """The line through the lanes: a mark a row, a curve where the matter is handed over."""
    places = {lane.key: LANE // 2 + LANE * i for i, lane in enumerate(lanes)}
    marks: list[dict[str, Any]] = []
    x_before = LANE // 2
    y = 0
    for row in rows:
        y += BAND if row.band else 0
        # A restricted step keeps to the lane before it: its own would tell its room.
        x = x_before if row.entry is None else places.get(row.lane.key, x_before)
        marks.append({"x": x, "y": y + ROW // 2, "mark": row.mark, "is_later": bool(row.band)})
        x_before, y = x, y + ROW
    curves = []
    for one, two in pairwise(marks):
        middle = (one["y"] + two["y"]) // 2
        path = (
            f"M{one['x']} {one['y']}C{one['x']} {middle} {two['x']} {middle} {two['x']} {two['y']}"
        )
        curves.append({"path": path, "crosses": two["is_later"]})
    return {
        "marks": marks,
        "curves": curves,
        "rails": [places[lane.key] for lane in lanes],
        "width": LANE * max(1, len(lanes)),
        "height": y,
    }


def bars_of(told: Sequence[EntryView], lanes: Sequence[Lane]) -> dict[str, Any] | None:
    """One bar a lane from its first to its last entry of the first day, to scale in minutes.

    What happened on later days stands in no bar: the two would share a false scale.
    """
    start = told[0].at
    day = local_day(start)
    today = [one for one in told if local_day(one.at) == day]
    span = (today[-1].at - start).total_seconds()
    if span < 60:
        return None
    bars: list[dict[str, Any]] = []
    for lane in lanes:
        mine = [one.at for one in today if lane_of(one) is lane]
        if not mine:
            continue
        begins, ends = ((one - start).total_seconds() for one in (mine[0], mine[-1]))
        bars.append(
            {
                "lane": lane,
                "x": round(560 * begins / span, 1),
                "width": max(3.0, round(560 * (ends - begins) / span, 1)),
                "shown": clock_text(ends - begins),
            }
        )
    step = next(m for m in (1, 2, 5, 10, 20, 30, 60, 120, 240, 480) if span / 60 / m <= 8)
    ticks = [
        {"x": round(560 * 60 * minute / span, 1), "minute": minute}
        for minute in range(0, int(span // 60) + 1, step)
    ]
    for i, bar in enumerate(bars):
        bar |= {"y": 4 + 16 * i, "words": 13 + 16 * i, "beside": round(bar["width"] + 86, 1)}
    height = 16 * len(bars) + 24
    return {
        "bars": bars,
        "ticks": ticks,
        "height": height,
        "axis": height - 18,
        "words": height - 4,
    }


def _clock(one: ToldClock, at: datetime) -> dict[str, Any]:
    clock = one.clock
    used = (clock.stopped_at or at) - clock.started_at
    return {
        "told": one,
        "toward": clock.toward,
        "used": clock_text(used),
        "limit": span_text(clock.due_at - clock.started_at) if clock.due_at else "",
        "is_over": one.is_over(at),
        "is_running": clock.stopped_at is None,
        "apart": clock_text(abs((clock.stopped_at or at) - clock.due_at)) if clock.due_at else "",
        "steps": clock.steps,
        "rules": one.rules,
    }


def number_text(subject: str) -> Text:
    """警情 1123-0429: the kind in words, the number without its year."""
    kind, _, number = subject.partition(":")
    label = kind_words(kind)
    short = number[4:] if kind in ("incident", "call") else number
    return Text(f"{label.zh} {short}", f"{label.en} {short}")


def _number(subject: str, actor: Actor) -> dict[str, Any]:
    kind, _, number = subject.partition(":")
    return {
        "subject": subject,
        "kind": kind_words(kind),
        "number": number,
        "page": page_of(subject, actor),
    }
