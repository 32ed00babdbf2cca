"""Running a model: one course of it, its replications, and two variants side by side."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from quanju.engine.simulation import core, state
from quanju.engine.simulation.draws import Calls, draw_calls
from quanju.engine.simulation.errors import SimulationInputError
from quanju.engine.simulation.model import SimulationModel
from quanju.engine.simulation.prepare import Prepared, lay_out, open_desk, prepare
from quanju.engine.simulation.result import (
    Comparison,
    Course,
    Replication,
    SimulationResult,
    figures_of,
)
from quanju.engine.simulation.state import Desk, Town
from quanju.engine.simulation.twin import Line, Twin, run_twin

Say = Callable[[int, int], None]
"""Called with (replications done, replications in all)."""


@dataclass(frozen=True, eq=False)
class Log:
    """Every event of a course: (moment in s, what, call or -1, unit or -1), and its figures.

    Calls are numbered in the order in which their orders can be given.
    """

    lines: tuple[Line, ...]
    course: Course


def simulate(
    model: SimulationModel,
    *,
    seed: int,
    replications: int = 10,
    confidence: float = 0.95,
    progress: Say | None = None,
) -> SimulationResult:
    """Run replications of a model in this process. Raises `SimulationInputError`s.

    The same model and seed give the same figures, to the last bit, on every machine.
    """
    check_run(seed, replications, confidence)
    ready = prepare(model)
    done = []
    for number in range(replications):
        done.append(figures_of(course_of(ready, seed, number), model, number))
        if progress:
            progress(number + 1, replications)
    return result_of(model, seed, confidence, done)


def compare(
    before: SimulationModel,
    after: SimulationModel,
    *,
    seed: int,
    replications: int = 10,
    confidence: float = 0.95,
    progress: Say | None = None,
) -> Comparison:
    """What if: both variants under the same calls, draw by draw, and the paired difference."""

    def half(offset: int) -> Say | None:
        return (lambda n, of: progress(offset + n, 2 * of)) if progress else None

    first, second = (
        simulate(
            model,
            seed=seed,
            replications=replications,
            confidence=confidence,
            progress=half(number * replications),
        )
        for number, model in enumerate((before, after))
    )
    return Comparison(first, second)


def result_of(
    model: SimulationModel, seed: int, confidence: float, done: Iterable[Replication]
) -> SimulationResult:
    """Replications, in whatever order they came back, as one result."""
    in_order = tuple(sorted(done, key=lambda one: one.number))
    names = tuple(crew.name for crew in model.crews)
    return SimulationResult(seed, confidence, in_order, names, model.zone_names)


def check_run(seed: int, replications: int, confidence: float) -> None:
    """Refuse a seed below zero, no replications, a confidence that is none."""
    if seed < 0:
        raise SimulationInputError("种子应不小于 0", "the seed must not be below 0")
    if replications < 1:
        raise SimulationInputError("至少要仿真一遍", "at least one replication is needed")
    if not 0 < confidence < 1:
        raise SimulationInputError(
            "置信度应在 0 与 1 之间", "the confidence must be within 0 and 1"
        )


def course_of(ready: Prepared, seed: int, number: int) -> Course:
    """One replication, call by call."""
    calls = draw_calls(ready.model, seed, number)
    town, order = lay_out(ready, calls)
    desk = open_desk(ready, town)
    core.run(town, desk)
    return _course(calls, town, desk, order)


def record(model: SimulationModel, *, seed: int, replication: int = 0) -> Log:
    """One replication with every event of it."""
    ready = prepare(model)
    calls = draw_calls(model, seed, replication)
    town, order = lay_out(ready, calls)
    lines = 8 * town.service.size + 4 * len(town.at) + 64
    while True:
        desk = open_desk(ready, town, lines)
        core.run(town, desk)
        if desk.told[1] <= lines:
            break
        lines = int(desk.told[1])
    return Log(tuple(_lines(desk)), _course(calls, town, desk, order))


def record_plainly(model: SimulationModel, *, seed: int, replication: int = 0) -> Twin:
    """The same replication by the plain Python twin."""
    ready = prepare(model)
    town, _ = lay_out(ready, draw_calls(model, seed, replication))
    crews = [(c.home, ready.forces[c.force], c.size, c.moves_up) for c in model.crews]
    return run_twin(town, crews)


def _lines(desk: Desk) -> Iterator[Line]:
    for at, (what, call, unit) in zip(
        desk.log_at[: desk.told[1]].tolist(), desk.log.tolist(), strict=False
    ):
        yield at, state.LOG_NAMES[what], call, unit


def _course(calls: Calls, town: Town, desk: Desk, order: np.ndarray) -> Course:
    shape = town.service.shape
    back = np.argsort(order)
    unit, sent, there, cleared = (
        array.reshape(shape)[back] for array in (desk.unit, desk.sent, desk.arrived, desk.cleared)
    )
    needed = np.arange(shape[1]) < town.needs[calls.kind][:, None]
    came = np.where(np.isnan(there), np.inf, there)
    ordered = np.where(np.isnan(sent), np.inf, sent)
    complete = np.where(needed, came, -np.inf).max(axis=1, initial=-np.inf)
    uf = desk.uf
    return Course(
        arrival_s=calls.arrival_s,
        node=calls.node,
        kind=calls.kind,
        wait_s=ordered.min(axis=1) - calls.arrival_s - calls.handling_s,
        response_s=came.min(axis=1) - calls.arrival_s,
        complete_s=complete - calls.arrival_s,
        unit=unit,
        sent_s=sent,
        there_s=there,
        cleared_s=cleared,
        busy_s=uf[:, state.BUSY_S],
        on_s=uf[:, state.ON_S],
        break_s=uf[:, state.BREAK_S],
        overtime_s=uf[:, state.OVERTIME_S],
        jobs=uf[:, state.JOBS],
        events=int(desk.told[0]),
    )
