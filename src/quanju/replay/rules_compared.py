"""Three ways to decide who goes, over the same recorded calls: nearest first, ours, all together.

Given by the records: when and where calls came, how long the desk took, which kinds of unit were
sent and how long each stayed. Decided here: which unit of the kind goes. A unit's home is the
middle of its calls; once free it counts as where it was until it could be home. What differs
between the rules is their choice alone.
"""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quanju.engine.matching.assign import NOBODY, assign, nearest_first
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.roads.search import travel_table
from quanju.engine.simulation.errors import SimulationInputError
from quanju.engine.simulation.figures import nearest_rank
from quanju.replay.duty import Unit, spans_on_duty
from quanju.replay.records import ColumnMapping, Records, UnitRow
from quanju.replay.simulated import on_roads, stay_of

WEIGHTS = {1: 8.0, 2: 4.0, 3: 2.0, 4: 1.0}
"""What a second of waiting counts by grade, where rules are decided together."""
DECIDE, FREE = 0, 1


@dataclass(slots=True)
class Task:
    """A unit of one kind that a call needs."""

    call: int
    kind: str
    node: int
    grade: int
    received_s: float
    due_s: float
    stay_s: float
    there_s: float = np.nan


@dataclass(slots=True)
class Car:
    """A unit on the road: free from when, and where it is then."""

    kind: str
    home: int
    spans: list[tuple[float, float]] | None
    node: int = 0
    free_s: float = 0.0
    busy: list[tuple[float, float]] = field(default_factory=list)

    def is_on_duty(self, at: float) -> bool:
        return self.spans is None or any(begin <= at < end for begin, end in self.spans)


Seconds = NDArray[np.float64]
Choose = Callable[[Seconds, "list[Task]", float], NDArray[np.int64]]
"""Seconds of waiting tasks to free units, the tasks, the moment: the unit of each that is due."""


def nearest_as_they_came(seconds: Seconds, tasks: list[Task], now: float) -> NDArray[np.int64]:
    """One after the other in the order of their calls, each the nearest that is left."""
    due = [t for t, task in enumerate(tasks) if task.due_s <= now]
    return nearest_first(seconds, np.array(sorted(due, key=lambda t: tasks[t].received_s), int))


def gravest_first(seconds: Seconds, tasks: list[Task], now: float) -> NDArray[np.int64]:
    """As the desk's list stands: the gravest first, then in the order of their calls."""
    due = [t for t, task in enumerate(tasks) if task.due_s <= now]
    due.sort(key=lambda t: (tasks[t].grade, tasks[t].received_s))
    return nearest_first(seconds, np.array(due, int))


def together(seconds: Seconds, tasks: list[Task], now: float) -> NDArray[np.int64]:
    """All that wait and all that are free at once; only who is due goes now."""
    weight = np.array([WEIGHTS[task.grade] for task in tasks])
    due = np.array([task.due_s <= now for task in tasks])
    return np.where(due, assign(seconds, weight), NOBODY)


RULES: Mapping[str, Choose] = {
    "nearest_first": nearest_as_they_came,
    "present": gravest_first,
    "together": together,
}


def compare_rules(
    records: Records, network: RoadNetwork, mapping: ColumnMapping, *, share: float = 1.0
) -> dict[str, Any]:
    """Mean wait, p90 of the gravest grade and bare minutes by rule, and where together loses.

    `share` keeps so large a part of the units of each kind, at least one: rules differ where units
    are scarce.
    """
    ground, calls, left_out = on_roads(records, network)
    if len(calls) < 2:
        raise SimulationInputError("没有可比较的警情", "there are no calls to compare")
    calls = sorted(calls, key=lambda rows: rows[0].received_at)
    start = calls[0][0].received_at
    spans = spans_on_duty((row for rows in calls for row in rows), mapping.in_shifts)
    table = travel_table(network, ground.snaps, ground.snaps)
    kept = _kept(ground.homes, share)
    told, waits = {}, {}
    for name, rule in RULES.items():
        tasks = _tasks(calls, ground.of_call, mapping, start)
        cars = [_car(unit, ground.homes[unit], spans, start) for unit in kept]
        decisions = _run(tasks, cars, table, rule)
        waits[name] = np.array([task.there_s - task.received_s for task in tasks])
        told[name] = _figures(tasks, cars, waits[name]) | decisions
    return {
        "calls": len(calls),
        "tasks": len(waits["present"]),
        "units": len(kept),
        "left_out": dict(left_out),
        "rules": told,
        "together_against_present": _against(waits["together"], waits["present"], tasks),
    }


def _kept(homes: Mapping[Unit, int], share: float) -> list[Unit]:
    """That part of the units of each kind, evenly along their names."""
    kinds: dict[str, list[Unit]] = {}
    for unit in sorted(homes):
        kinds.setdefault(unit[1], []).append(unit)
    kept = []
    for units in kinds.values():
        count = max(1, round(share * len(units)))
        kept += [units[number * len(units) // count] for number in range(count)]
    return kept


def _tasks(
    calls: list[list[UnitRow]], of_call: Mapping[str, int], mapping: ColumnMapping, start: datetime
) -> list[Task]:
    return [
        Task(
            call=number,
            kind=row.unit_kind,
            node=of_call[rows[0].call],
            grade=mapping.grade(rows[0].priority),
            received_s=(rows[0].received_at - start).total_seconds(),
            due_s=max((row.ordered_at - start).total_seconds(), 0.0),
            stay_s=stay_of(row),
        )
        for number, rows in enumerate(calls)
        for row in rows
    ]


def _car(
    unit: Unit, home: int, spans: Mapping[Unit, list[tuple[datetime, datetime]]], start: datetime
) -> Car:
    seconds = [
        ((begin - start).total_seconds(), (end - start).total_seconds())
        for begin, end in spans.get(unit, ())
    ]
    return Car(kind=unit[1], home=home, spans=seconds or None, node=home)


def _run(
    tasks: list[Task], cars: list[Car], table: NDArray[np.float32], rule: Choose
) -> dict[str, int]:
    """Play the calls: a decision when a task falls due, and when a unit is free again."""
    events = [(task.due_s, DECIDE, number) for number, task in enumerate(tasks)]
    heapq.heapify(events)
    known = sorted(range(len(tasks)), key=lambda t: tasks[t].received_s)
    waiting: dict[int, Task] = {}
    heard, several = 0, 0
    while events:
        now = events[0][0]
        while events and events[0][0] == now:
            heapq.heappop(events)
        while heard < len(known) and tasks[known[heard]].received_s <= now:
            waiting[known[heard]] = tasks[known[heard]]
            heard += 1
        several += len({task.call for task in waiting.values()}) > 1
        for number, car, arrives in _decided(waiting, cars, table, rule, now):
            task = waiting.pop(number)
            task.there_s = arrives
            car.busy.append((now, arrives + task.stay_s))
            car.free_s, car.node = arrives + task.stay_s, task.node
            heapq.heappush(events, (car.free_s, FREE, number))
    return {"decisions_with_several_waiting": several}


def _decided(
    waiting: Mapping[int, Task],
    cars: list[Car],
    table: NDArray[np.float32],
    rule: Choose,
    now: float,
) -> list[tuple[int, Car, float]]:
    """Who goes now: the task by number, its unit, and when it is there. Kinds do not mix."""
    numbers = list(waiting)
    kinds = {waiting[number].kind for number in numbers if waiting[number].due_s <= now}
    found = []
    for kind in sorted(kinds):
        mine = [number for number in numbers if waiting[number].kind == kind]
        tasks = [waiting[number] for number in mine]
        free = [c for c in cars if c.kind == kind and c.free_s <= now and c.is_on_duty(now)]
        if not free:
            continue
        where = np.array([_node(car, table, now) for car in free])
        goals = np.array([task.node for task in tasks])
        seconds = table[where[None, :], goals[:, None]].astype(np.float64)
        for number, unit, row in zip(mine, rule(seconds, tasks, now), seconds, strict=True):
            if unit != NOBODY:
                found.append((number, free[unit], now + float(row[unit])))
    return found


def _node(car: Car, table: NDArray[np.float32], now: float) -> int:
    """Where a free unit is: at its last call until it could be home, then there."""
    return car.home if now - car.free_s >= table[car.node, car.home] else car.node


def _figures(tasks: list[Task], cars: list[Car], wait: NDArray[np.float64]) -> dict[str, Any]:
    known = ~np.isnan(wait)
    grades = np.array([task.grade for task in tasks])
    gravest = int(grades.min(initial=4))
    grave = np.sort(wait[known & (grades == gravest)])
    return {
        "served": int(known.sum()),
        "unserved": int((~known).sum()),
        "mean_s": float(wait[known].mean()) if known.any() else None,
        "p90_s": nearest_rank(np.sort(wait[known]), 0.9) if known.any() else None,
        "gravest_grade": gravest,
        "gravest_n": len(grave),
        "gravest_mean_s": float(grave.mean()) if len(grave) else None,
        "gravest_p90_s": nearest_rank(grave, 0.9) if len(grave) else None,
        "bare_min": _bare_minutes(cars),
    }


def _bare_minutes(cars: list[Car]) -> float:
    """Minutes in which a home had units, and none of them was free; all homes together."""
    homes: dict[int, list[Car]] = {}
    for car in cars:
        homes.setdefault(car.home, []).append(car)
    return sum(_all_busy([car.busy for car in here]) for here in homes.values()) / 60.0


def _all_busy(spans: list[list[tuple[float, float]]]) -> float:
    """Seconds in which every one of these is busy."""
    edges = sorted(edge for own in spans for begin, end in own for edge in ((begin, 1), (end, -1)))
    count, last, total = 0, 0.0, 0.0
    for at, step in edges:
        total += (at - last) if count == len(spans) else 0.0
        count, last = count + step, at
    return total


def _against(
    ours: NDArray[np.float64], theirs: NDArray[np.float64], tasks: list[Task]
) -> dict[str, Any]:
    """Where together is sooner, where later, and by how much, also of the gravest alone."""
    gained = theirs - ours
    known = ~np.isnan(gained)
    grades = np.array([task.grade for task in tasks])
    gravest = known & (grades == grades.min(initial=4))
    told = {}
    for name, which in (("all", known), ("gravest", gravest)):
        some = gained[which]
        later = some[some < -1]
        told[name] = {
            "sooner": int((some > 1).sum()),
            "later": len(later),
            "same": int((np.abs(some) <= 1).sum()),
            "mean_gain_s": float(some.mean()) if len(some) else None,
            "worst_loss_s": float(-later.min()) if len(later) else 0.0,
        }
    return told
