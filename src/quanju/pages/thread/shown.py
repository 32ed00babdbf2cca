"""A thread as it is drawn: rows in windows, the line through the lanes, bars of the first day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

from quanju.domains.deadlines import queries as deadlines
from quanju.domains.dispatch.queries.told import ToldClock, clocks_told, incident_heads
from quanju.domains.journal.threads import Thread
from quanju.domains.journal.types import EntryView, matter_named
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor
from quanju.pages.shared.matters import page_of
from quanju.pages.shared.times import clock_text, span_text
from quanju.pages.thread.lanes import LANES, Lane, lane_of
from quanju.pages.thread.reading import Step

WINDOW = 100
ROW, LANE = 28, 32
"""Height of a row and width of a lane, in the units of the drawing."""
RESTRICTED = Text("受限", "Restricted")
TURNS = frozenset(
    {"dispatch.incident_created", "dispatch.feedback_accepted", "planning.plan_approved"}
)
"""Turning points: a filled disc; every other step is a ring."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file."""

    step: Step
    lane: Lane
    since_first: timedelta | None
    clock: ToldClock | None
    words: str
    is_here: bool

    @property
    def entry(self) -> EntryView | None:
        return self.step.entry

    @property
    def number(self) -> Text:
        """The number it is about, with its kind in words."""
        return number_text(self.step.entry.subject) if self.step.entry else Text("", "")

    @property
    def taken(self) -> str:
        """How long the clock ran that this step stopped."""
        clock = self.clock.clock if self.clock else None
        return (
            clock_text((clock.stopped_at or clock.started_at) - clock.started_at) if clock else ""
        )

    @property
    def limit(self) -> Text | str:
        due = self.clock.clock.due_at if self.clock else None
        return span_text(due - self.clock.clock.started_at) if self.clock and due else ""

    @property
    def over_by(self) -> str:
        clock = self.clock.clock if self.clock else None
        return (
            clock_text(clock.stopped_at - clock.due_at)
            if clock and clock.stopped_at and clock.due_at
            else ""
        )

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
    first, last = told[0], told[-1]
    clocks = clocks_told(_incidents(thread)) if told else []
    here = _row_of(thread.subjects[0], steps)
    chosen = here // WINDOW if window is None else window
    part = steps[chosen * WINDOW : (chosen + 1) * WINDOW]
    lanes = tuple(lane for lane in LANES if any(lane_of(one) is lane for one in told))
    rows = [_row(one, thread, first, clocks, is_here=one is steps[here]) for one in part]
    heads = incident_heads(_incidents(thread))
    ended = bool(heads) and all(end for *_, end in heads)
    return {
        "rows": _with_days(rows, first),
        "lanes": lanes,
        "line": line_of(rows, lanes),
        "bars": bars_of(told, lanes),
        "head": heads[0] if heads else None,
        "first": first,
        "last": last,
        "ended": ended,
        "whole_time": span_text((last.at if ended else at) - first.at),
        "total": len(steps),
        "restricted": sum(one.is_restricted for one in steps),
        "clocks": [_clock(one, at) for one in clocks],
        "met": sum(bool(c.clock.stopped_at) and not c.is_over(at) for c in clocks),
        "missed": sum(c.is_over(at) for c in clocks),
        "statutory": deadlines.clocks_on(thread.subjects[0], at=at, with_ended=True),
        "numbers": [_number(one, actor) for one in thread.subjects],
        "windows": range((len(steps) + WINDOW - 1) // WINDOW),
        "window": chosen,
    }


def _incidents(thread: Thread) -> list[str]:
    return [s.partition(":")[2] for s in thread.subjects if s.startswith("incident:")]


def _row_of(subject: str, steps: Sequence[Step]) -> int:
    """The first row that is about the number that was asked for."""
    return next((i for i, one in enumerate(steps) if one.entry and one.entry.subject == subject), 0)


def _row(
    step: Step, thread: Thread, first: EntryView, clocks: Sequence[ToldClock], *, is_here: bool
) -> Row:
    entry = step.entry
    if entry is None:
        return Row(step, LANES[-1], None, None, "", False)
    clock = next(
        (
            one
            for one in clocks
            if one.stopped_by == entry.event
            and f"incident:{one.incident}" in entry.subjects
            and one.clock.stopped_at == entry.at
        ),
        None,
    )
    return Row(step, lane_of(entry), entry.at - first.at, clock, words_of(entry), is_here)


def words_of(entry: EntryView) -> str:
    """The few facts of an entry that a reader wants to see; identifiers and numbers only."""
    facts = entry.facts
    parts = [str(facts[name]) for name in ("unit", "call_sign") if facts.get(name)]
    if isinstance(facts.get("units"), list):
        parts.append(" + ".join(map(str, facts["units"])))
    if isinstance(facts.get("before"), str) and isinstance(facts.get("after"), str):
        parts.append(f"{facts['before']} → {facts['after']}")
    if isinstance(facts.get("seconds"), int | float):
        parts.append(clock_text(facts["seconds"]))
    return " · ".join(parts)


def _with_days(rows: Sequence[Row], first: EntryView) -> list[tuple[Row, bool]]:
    """Each row, and whether the band stands before it below which the axis is by day."""
    start = timezone.localtime(first.at).date()
    is_later = [one.step.day > start for one in rows]
    return [
        (row, later and (i == 0 or not is_later[i - 1]))
        for i, (row, later) in enumerate(zip(rows, is_later, strict=True))
    ]


def line_of(rows: Sequence[Row], lanes: Sequence[Lane]) -> dict[str, Any]:
    """The line through the lanes: a mark a row, a curve where the matter is handed over."""
    places = {lane.key: LANE // 2 + LANE * i for i, lane in enumerate(lanes)}
    marks: list[dict[str, Any]] = []
    x_before = LANE // 2
    for i, row in enumerate(rows):
        # A restricted step keeps to the lane before it: its own would tell its room.
        x = x_before if row.entry is None else places.get(row.lane.key, x_before)
        marks.append({"x": x, "y": ROW * i + ROW // 2, "mark": row.mark})
        x_before = x
    curves = []
    for one, two in pairwise(marks):
        middle = (one["y"] + two["y"]) // 2
        curves.append(
            f"M{one['x']} {one['y']}C{one['x']} {middle} {two['x']} {middle} {two['x']} {two['y']}"
        )
    return {
        "marks": marks,
        "curves": curves,
        "rails": [places[lane.key] for lane in lanes],
        "width": LANE * max(1, len(lanes)),
        "height": ROW * len(rows),
    }


def bars_of(told: Sequence[EntryView], lanes: Sequence[Lane]) -> dict[str, Any] | None:
    """One bar a lane from its first to its last entry of the first day, to scale in minutes.

    What happened on later days stands in no bar: the two would share a false scale.
    """
    start = told[0].at
    day = timezone.localtime(start).date()
    today = [one for one in told if timezone.localtime(one.at).date() == day]
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
    matter = matter_named(kind)
    label = matter.label if matter else Text(kind, kind)
    short = number[4:] if kind in ("incident", "call") else number
    return Text(f"{label.zh} {short}", f"{label.en} {short}")


def _number(subject: str, actor: Actor) -> dict[str, Any]:
    kind, _, number = subject.partition(":")
    matter = matter_named(kind)
    return {
        "subject": subject,
        "kind": matter.label if matter else Text(kind, kind),
        "number": number,
        "page": page_of(subject, actor),
    }
