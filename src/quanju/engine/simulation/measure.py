"""Measuring the simulation: events a second of the abstract model, and a year of a branch."""

import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from quanju.engine.roads import network as road_files
from quanju.engine.roads.build import build_from_tables
from quanju.engine.roads.network import RoadFile, RoadNetwork
from quanju.engine.roads.search import travel_table
from quanju.engine.roads.snapping import Snap, snap_many
from quanju.engine.simulation import core
from quanju.engine.simulation.draws import draw_calls
from quanju.engine.simulation.figures import batch_means
from quanju.engine.simulation.model import (
    CallKind,
    Crew,
    Duration,
    PoissonDemand,
    SimulationModel,
)
from quanju.engine.simulation.prepare import Prepared, lay_out, open_desk, prepare
from quanju.engine.simulation.run import course_of
from quanju.engine.simulation.state import Desk, Town
from quanju.engine.simulation.theory import erlang_c, mean_wait_s

UNITS, ATOMS, LOAD, SERVICE_S = 17, 200, 0.6, 3600.0
SIDE, BLOCK_DEGREES = 45, 0.002
YEAR_DAYS, CALLS_A_DAY, BRANCH_UNITS = 365, 400, 85
TIMES = 5


def measure_simulation(
    road_file: Path | None = None, *, calls: int = 1_000_000, seed: int = 7
) -> dict[str, Any]:
    """All figures; without a road file an invented town of 45 × 45 junctions is built."""
    given = road_files.load(road_file).drive if road_file else None  # a wrong file is told at once
    abstract = measure_abstract(calls, seed)
    with tempfile.TemporaryDirectory() as folder:
        year = measure_year(given or invented_roads(Path(folder)).drive, seed)
    return {**abstract, **year}


def abstract_model(calls: int, units: int = UNITS, load: float = LOAD) -> SimulationModel:
    """Units without roads: driving takes no time, as in the queueing models."""
    nodes = units + ATOMS
    rates = np.zeros((168, nodes))
    rates[:, units:] = load * units / ATOMS * 3600 / SERVICE_S
    return SimulationModel(
        seconds=np.zeros((nodes, nodes), np.float32),
        crews=tuple(Crew(name=str(u), home=u) for u in range(units)),
        demand=PoissonDemand(
            per_hour=rates, kinds=(CallKind(service=Duration("exponential", SERVICE_S)),)
        ),
        horizon_s=calls * SERVICE_S / (load * units),
    )


def measure_abstract(calls: int, seed: int) -> dict[str, Any]:
    """The best of five runs of the loop, in seconds of the processor and of the wall clock."""
    model = abstract_model(calls)
    ready = prepare(model)
    drawn_at = perf_counter()
    town, _ = lay_out(ready, draw_calls(model, seed, 0))
    draw_s = perf_counter() - drawn_at
    warm, _ = lay_out(prepare(abstract_model(100)), draw_calls(abstract_model(100), seed, 0))
    core.run(warm, open_desk(ready, warm))
    walls, cpus, desk = _looped(ready, town)
    events = int(desk.told[0])
    waits = desk.sent - town.ready
    return {
        "events": events,
        "events_per_second": events / min(cpus),
        "events_per_second_wall": events / min(walls),
        "events_per_second_with_draws": events / (min(walls) + draw_s),
        "calls_per_second": len(town.ready) / min(cpus),
        "waited": _with_width(waits > 0),
        "erlang_c": erlang_c(UNITS, UNITS * LOAD),
        "wait_mean_s": _with_width(waits),
        "wait_theory_s": mean_wait_s(UNITS, UNITS * LOAD, SERVICE_S),
    }


def _looped(ready: Prepared, town: Town) -> tuple[list[float], list[float], Desk]:
    """Seconds of the clock and of the processor of the loop alone, some times; the last desk."""
    walls, cpus = [], []
    for _ in range(TIMES):
        desk = open_desk(ready, town)
        wall, cpu = perf_counter(), process_time()
        core.run(town, desk)
        walls.append(perf_counter() - wall)
        cpus.append(process_time() - cpu)
    return walls, cpus, desk


def _with_width(values: Any) -> dict[str, float]:
    found = batch_means(np.asarray(values, np.float64))
    return {"mean": found.mean, "half_width": found.half_width}


def measure_year(network: RoadNetwork, seed: int) -> dict[str, Any]:
    """A year of 400 calls a day and 85 units with shifts, breaks and rounds on these roads."""
    rng = np.random.default_rng(seed)
    places = _places(network, BRANCH_UNITS + 600, rng)
    started = perf_counter()
    table = travel_table(network, places, places)
    table_s = perf_counter() - started
    model = branch_year(table)
    prepare_at = perf_counter()
    ready = prepare(model)
    prepare_s = perf_counter() - prepare_at
    walls, cpus = [], []
    for number in range(3):
        wall, cpu = perf_counter(), process_time()
        course = course_of(ready, seed, number)
        walls.append(perf_counter() - wall)
        cpus.append(process_time() - cpu)
    response = np.sort(course.response_s)
    town, _ = lay_out(ready, draw_calls(model, seed, 0))
    _, loops, desk = _looped(ready, town)
    return {
        "branch_year_s": prepare_s + min(walls),
        "branch_year_prepare_s": prepare_s,
        "branch_year_events_per_second": int(desk.told[0]) / min(loops),
        "branch_year_cpu_s": min(cpus),
        "branch_year_table_s": table_s,
        "branch_year_calls": len(response),
        "branch_year_events": course.events,
        "branch_year_response_p50_s": float(response[len(response) // 2]),
        "branch_year_busy": float(course.busy_s.sum() / course.on_s.sum()),
        "nodes": network.node_count,
    }


def branch_year(seconds: np.ndarray) -> SimulationModel:
    """The year: three watches, a break and six stops of a round in each, two priorities."""
    nodes, day = len(seconds), 86_400.0
    rates = np.zeros((168, nodes))
    hours = 1 + 0.6 * np.sin((np.arange(168) % 24 - 9) / 24 * 2 * np.pi)
    rates[:, BRANCH_UNITS:] = CALLS_A_DAY / 24 / (nodes - BRANCH_UNITS)
    rates *= (hours / hours.mean())[:, None]
    crews = tuple(_a_crew(u, nodes, day) for u in range(BRANCH_UNITS))
    kinds = (
        CallKind(name="urgent", share=0.2, priority=1, service=Duration("lognormal", 2400, 0.8)),
        CallKind(name="other", share=0.8, priority=2, service=Duration("lognormal", 1800, 1.0)),
    )
    return SimulationModel(
        seconds=seconds,
        crews=crews,
        demand=PoissonDemand(per_hour=rates, kinds=kinds),
        horizon_s=YEAR_DAYS * day,
        handling=Duration("lognormal", 60, 0.5),
        turnout=Duration("lognormal", 45, 0.5),
        zone=np.arange(nodes, dtype=np.int32) % 17,
    )


def _a_crew(number: int, nodes: int, day: float) -> Crew:
    begin = 28_800.0 * (number % 3)
    days = np.arange(YEAR_DAYS + 1) * day + begin
    return Crew(
        name=f"unit {number}",
        home=number,
        shifts=tuple((float(at), float(at) + 43_200) for at in days),
        breaks=tuple((float(at) + 18_000, 1800.0) for at in days),
        rounds=tuple(
            (float(at) + 3600.0 * (1 + 2 * stop), BRANCH_UNITS + (number * 7 + stop) % 600)
            for at in days
            for stop in range(6)
        ),
    )


def _places(network: RoadNetwork, count: int, rng: np.random.Generator) -> Sequence[Snap]:
    nodes = rng.choice(network.node_count, count, replace=count > network.node_count)
    wanted = np.column_stack([network.node_lon[nodes], network.node_lat[nodes]])
    return [s for s in snap_many(network, wanted) if isinstance(s, Snap)]


def invented_roads(folder: Path) -> RoadFile:
    """A grid of streets, every fifth a main road."""
    nodes, edges = folder / "nodes.csv", folder / "edges.csv"
    with nodes.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["id", "lon", "lat"])
        for n in range(SIDE * SIDE):
            rows.writerow([n, 10 + n % SIDE * BLOCK_DEGREES, n // SIDE * BLOCK_DEGREES])
    with edges.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["u", "v", "class", "oneway"])
        for n in range(SIDE * SIDE):
            column, row = n % SIDE, n // SIDE
            if column + 1 < SIDE:
                rows.writerow([n, n + 1, "residential" if row % 5 else "primary", 0])
            if row + 1 < SIDE:
                rows.writerow([n, n + SIDE, "residential" if column % 5 else "primary", 0])
    return build_from_tables(nodes, edges)
