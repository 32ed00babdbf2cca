"""Driving the records through the verbs, moment by moment, and counting what became of them."""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from quanju.domains.dispatch.actions import steps
from quanju.domains.dispatch.actions.incidents import create_incident
from quanju.domains.dispatch.actions.leaving import withdraw_unit
from quanju.domains.dispatch.actions.orders import send_order
from quanju.domains.dispatch.actions.steps import acknowledge_order
from quanju.domains.dispatch.queries import recommendation
from quanju.domains.dispatch.queries.recommendation import receipt_content
from quanju.domains.kernel.types import Refused
from quanju.replay.records import Problem, Records, UnitRow
from quanju.replay.town import Town, report_places

Say = Callable[[int], None]


@dataclass(frozen=True, order=True)
class Happening:
    """One thing to do at a moment; `turn` orders what happens in the same second."""

    at: datetime
    turn: int
    line: int
    what: str = field(compare=False)
    rows: tuple[UnitRow, ...] = field(compare=False)


@dataclass
class Course:
    """What was done, refused and measured."""

    town: Town
    incidents: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused_rows: set[int] = field(default_factory=set)
    verbs: int = 0
    orders: int = 0
    achieved_s: list[float] = field(default_factory=list)
    recorded_s: list[float] = field(default_factory=list)
    choices: Counter[str] = field(default_factory=Counter)
    places: dict[int, tuple[float, float]] = field(default_factory=dict)
    seconds: float = 0.0

    def do(self, verb: Callable[..., Any], **facts: Any) -> Any:
        """Call one verb and count it."""
        self.verbs += 1
        return verb(**facts)


def happenings(records: Records) -> list[Happening]:
    """Everything the records tell, in the order of time."""
    return sorted(h for rows in records.calls.values() for h in _of_call(rows))


def _of_call(rows: list[UnitRow]) -> Iterator[Happening]:
    first = rows[0]
    created = min(r.created_at or r.ordered_at for r in rows)
    yield Happening(created, 0, first.line, "call", (first,))
    for at, group in groupby(rows, key=lambda row: row.ordered_at):
        sent = tuple(group)
        yield Happening(max(at, created), 1, sent[0].line, "order", sent)
    for row in rows:
        start = max(row.ordered_at, created)
        departed = row.departed_at or row.arrived_at
        if departed:
            yield Happening(max(departed, start), 2, row.line, "depart", (row,))
        if row.arrived_at:
            yield Happening(max(row.arrived_at, start), 3, row.line, "arrive", (row,))
        if row.cleared_at:
            yield Happening(max(row.cleared_at, start), 4, row.line, "clear", (row,))


def drive(
    records: Records, town: Town, *, speed: float = math.inf, say: Say | None = None
) -> Course:
    """Drive all of it; `speed` times faster than it was, or as fast as it goes."""
    course = Course(town, places=dict(town.homes))
    todo = happenings(records)
    started = time.monotonic()
    for number, happening in enumerate(todo):
        if speed != math.inf:
            due = (happening.at - todo[0].at).total_seconds() / speed
            time.sleep(max(0.0, due - (time.monotonic() - started)))
        _STEPS[happening.what](course, happening)
        if say and number % 100 == 0:
            say(number)
    course.seconds = time.monotonic() - started
    return course


def _refused(course: Course, rows: tuple[UnitRow, ...], refusal: Refused) -> None:
    for row in rows:
        course.refused_rows.add(row.line)
        course.problems.append(Problem(row.line, refusal.code, refusal.text))


def _call(course: Course, happening: Happening) -> None:
    row, desk = happening.rows[0], course.town.desks[0]
    try:
        incident = course.do(
            create_incident,
            type_code=course.town.types[row.kind],
            text="",
            lon=row.lon,
            lat=row.lat,
            address=row.address,
            received_at=row.received_at,
            answered_at=row.received_at,
            channel="replay",
            by=desk,
            at=happening.at,
        )
    except Refused as refusal:
        _refused(course, happening.rows, refusal)
        return
    course.incidents[row.call] = incident.number


def _order(course: Course, happening: Happening) -> None:
    number = course.incidents.get(happening.rows[0].call)
    if number is None:  # its call was refused, and says so by its own line
        course.refused_rows |= {row.line for row in happening.rows}
        return
    report_places(course.places, happening.at)
    shown = recommendation.recommend(incident=number, at=happening.at)
    _compare(course, happening.rows, shown)
    for row in happening.rows:
        try:
            course.do(
                send_order,
                incident=number,
                units=[course.town.units[row.unit]],
                recommendation=shown,
                receipt_content=receipt_content(shown),
                override_reason="as recorded",
                by=course.town.desks[0],
                at=happening.at,
            )
            course.orders += 1
            _measure(course, row, shown)
        except Refused as refusal:
            _refused(course, (row,), refusal)


def _compare(course: Course, sent: tuple[UnitRow, ...], shown: Any) -> None:
    """Our first choice against the units really sent in this order."""
    if not shown.candidates:
        course.choices["nobody_free"] += 1
        return
    really = {course.town.units[row.unit] for row in sent}
    free = {candidate.unit_id for candidate in shown.candidates}
    course.choices["compared"] += 1
    course.choices["first_choice_was_sent"] += shown.candidates[0].unit_id in really
    top = {candidate.unit_id for candidate in shown.candidates[:5]}
    course.choices["sent_among_our_five"] += bool(top & really)
    course.choices["sent_was_known_free"] += bool(free & really)


def _measure(course: Course, row: UnitRow, shown: Any) -> None:
    planned = {c.unit_id: c.seconds for c in shown.candidates}.get(course.town.units[row.unit])
    departed = row.departed_at or row.ordered_at
    if planned is not None and row.arrived_at is not None:
        course.achieved_s.append(planned)
        course.recorded_s.append((row.arrived_at - departed).total_seconds())


def _step(course: Course, happening: Happening, *verbs: Callable[..., Any]) -> bool:
    row = happening.rows[0]
    number = course.incidents.get(row.call)
    if number is None or row.line in course.refused_rows:
        return False
    unit = course.town.units[row.unit]
    try:
        for verb in verbs:
            course.do(verb, incident=number, unit=unit, by=course.town.desks[0], at=happening.at)
    except Refused as refusal:
        _refused(course, (row,), refusal)
        return False
    return True


def _depart(course: Course, happening: Happening) -> None:
    _step(course, happening, acknowledge_order, steps.depart)


def _arrive(course: Course, happening: Happening) -> None:
    row = happening.rows[0]
    if _step(course, happening, steps.arrive):
        course.places[course.town.units[row.unit]] = (row.lon, row.lat)


def _clear(course: Course, happening: Happening) -> None:
    row = happening.rows[0]
    number = course.incidents.get(row.call)
    if number is None or row.line in course.refused_rows:
        return
    if row.arrived_at:
        _step(course, happening, steps.clear, steps.done)
    else:
        try:
            course.do(
                withdraw_unit,
                incident=number,
                unit=course.town.units[row.unit],
                reason="not_needed",
                by=course.town.desks[0],
                at=happening.at,
            )
        except Refused as refusal:
            _refused(course, (row,), refusal)


_STEPS: dict[str, Callable[[Course, Happening], None]] = {
    "call": _call,
    "order": _order,
    "depart": _depart,
    "arrive": _arrive,
    "clear": _clear,
}
