"""Measuring the road engine, and comparing every answer with scipy's."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from quanju.engine.roads.build import build_from_osm
from quanju.engine.roads.network import RoadNetwork, load, no_landmarks, save
from quanju.engine.roads.ready import make_ready
from quanju.engine.roads.routes import route
from quanju.engine.roads.search import nearest_units, reach, travel_table
from quanju.engine.roads.snapping import Snap, snap_many

REACH_S = 300.0
SECOND = 1e-3


def measure_roads(
    pbf: Path, *, units: int, calls: int, checked: int, seed: int = 7
) -> dict[str, Any]:
    """Figures of one extract; `disagreements` counts answers that differ from scipy's."""
    started = perf_counter()
    built = build_from_osm(pbf)
    build_s = perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.roads"
        save(built, file)
        load_s = _timed(lambda: load(file))
        network = load(file).drive
        make_ready()  # or the fresh process would compile
        fresh = _fresh(file)
    rng = np.random.default_rng(seed)
    posts, places = _places(network, units, rng), _places(network, calls, rng)
    goals = _places(network, 2000, rng)
    nearest_units(network, places[0], posts, 10)
    reach(network, places[:1], REACH_S)
    travel_table(network, posts[:2], goals[:2])
    nearest = [_timed(partial(nearest_units, network, p, posts, 10)) * 1e3 for p in places]
    reached = [_timed(partial(reach, network, [p], REACH_S)) * 1e3 for p in places]
    routed, plainly, differing = _routes(network, list(zip(places, goals, strict=False)))
    table_s = min(_timed(lambda: travel_table(network, posts, goals)) for _ in range(3))
    return {
        "nodes": network.node_count,
        "arcs": network.arc_count,
        "build_s": build_s,
        "load_s": load_s,
        "memory_mb": fresh["memory_mb"],
        "first_answer_cold_s": fresh["cold_s"],
        "nearest10_p50_ms": float(np.percentile(nearest, 50)),
        "nearest10_p99_ms": float(np.percentile(nearest, 99)),
        "reach5_p50_ms": float(np.percentile(reached, 50)),
        "reach5_p99_ms": float(np.percentile(reached, 99)),
        "table_300x2000_s": table_s,
        "route_p50_ms": float(np.percentile(routed, 50)),
        "route_p99_ms": float(np.percentile(routed, 99)),
        "route_without_landmarks_p50_ms": float(np.percentile(plainly, 50)),
        "disagreements": differing
        + disagreements(network, posts, places[:checked], goals[:checked]),
        "restricted_turns": built.meta["restricted_turns"],
        "split_junctions": built.meta["split_junctions"],
        "graph": "driving, turn restrictions exact by split junctions",
    }


def _routes(
    network: RoadNetwork, ends: list[tuple[Snap, Snap]]
) -> tuple[list[float], list[float], int]:
    """Milliseconds of each route, of each without landmarks, and how many take another time."""
    plain = replace(network, **no_landmarks(network.node_count))
    ahead, plainly = (_asked(roads, ends) for roads in (network, plain))
    differing = sum(abs(a - b) > SECOND for (_, a), (_, b) in zip(ahead, plainly, strict=True))
    return [ms for ms, _ in ahead], [ms for ms, _ in plainly], differing


def _asked(network: RoadNetwork, ends: list[tuple[Snap, Snap]]) -> list[tuple[float, float]]:
    """Milliseconds of each question, and the seconds of the way."""
    route(network, *ends[0])
    answers = []
    for start, end in ends:
        started = perf_counter()
        found = route(network, start, end)
        answers.append(((perf_counter() - started) * 1e3, found.seconds))
    return answers


_ANSWERING = """
import json, sys
from time import perf_counter
started = perf_counter()
def peak():
    # VmHWM starts anew with the process; ru_maxrss is inherited from the parent.
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
from quanju.engine.roads import network as road_files, routes, search, snapping
bare = peak()
network = road_files.load(sys.argv[1]).drive
west, south, east, north = network.bounds
place = snapping.snap(network, (west + east) / 2, (south + north) / 2, limit_m=1e6)
search.nearest_units(network, place, [place], 1)
cold_s = perf_counter() - started
search.reach(network, [place], 300)
routes.route(network, place, place)
print(json.dumps({"memory_mb": (peak() - bare) / 1024, "cold_s": cold_s}))
"""


def _fresh(file: Path) -> dict[str, float]:
    """A fresh process: seconds from its start to its first answer (engine and roads read, code
    compiled before), and the peak memory above the same with only the engine imported.
    """
    run = subprocess.run(
        [sys.executable, "-c", _ANSWERING, str(file)], capture_output=True, text=True, check=True
    )
    figures: dict[str, float] = json.loads(run.stdout)
    return figures


def _timed(action: Callable[[], object]) -> float:
    started = perf_counter()
    action()
    return perf_counter() - started


def _places(network: RoadNetwork, count: int, rng: np.random.Generator) -> list[Snap]:
    nodes = rng.integers(0, network.node_count, count)
    places = np.column_stack([network.node_lon[nodes], network.node_lat[nodes]])
    places = places + rng.normal(0, 2e-4, places.shape)
    return [s for s in snap_many(network, places, limit_m=5000) if isinstance(s, Snap)]


def disagreements(
    network: RoadNetwork, posts: list[Snap], calls: list[Snap], goals: list[Snap]
) -> int:
    """How many answers differ from scipy's Dijkstra by more than a millisecond of driving."""
    truth = scipy_table(network, posts, calls)
    wrong = 0
    for column, call in enumerate(calls):
        found = nearest_units(network, call, posts, 10)
        wrong += not np.allclose(
            found.seconds, np.sort(truth[:, column])[: len(found.seconds)], atol=SECOND
        )
        wrong += not np.allclose(found.seconds, truth[found.units, column], atol=SECOND)
    graph = _scipy_graph(network)
    for call in calls:
        wrong += _reach_differs(network, graph, call)
    ours = travel_table(network, posts, goals)
    wrong += int((np.abs(ours - scipy_table(network, posts, goals)) > 0.01).sum())
    return int(wrong)


def _scipy_graph(network: RoadNetwork) -> csr_array:
    """scipy adds parallel arcs up, so the cheapest of them is kept first."""
    best: dict[tuple[int, int], float] = {}
    for tail, head, seconds in zip(network.tail, network.head, network.seconds, strict=True):
        key = (int(tail), int(head))
        best[key] = min(best.get(key, np.inf), float(seconds))
    rows, columns = np.array(list(best)).T
    size = network.node_count
    return csr_array((np.array(list(best.values())), (rows, columns)), shape=(size, size))


def _reach_differs(network: RoadNetwork, graph: csr_array, call: Snap) -> bool:
    found = reach(network, [call], REACH_S)
    distance = np.full(network.node_count, np.inf)
    for node, cost in _ways_out(network, call):
        from_node = dijkstra(graph, indices=node, limit=REACH_S)
        distance = np.minimum(distance, from_node + cost)
    inside = np.flatnonzero(distance <= REACH_S)
    near_limit = np.abs(distance - REACH_S) < SECOND
    differing = set(inside) ^ set(found.nodes.tolist())
    is_same = np.allclose(found.seconds, distance[found.nodes], atol=SECOND)
    return not is_same or any(not near_limit[node] for node in differing)


def _ways_out(network: RoadNetwork, place: Snap) -> list[tuple[int, float]]:
    ends = (
        (network.edge_forward_head, 1 - place.fraction, network.edge_forward_seconds),
        (network.edge_backward_head, place.fraction, network.edge_backward_seconds),
    )
    return [
        (int(head[place.edge]), float(share * seconds[place.edge]))
        for head, share, seconds in ends
        if head[place.edge] >= 0
    ]


def _ways_in(network: RoadNetwork, place: Snap) -> list[tuple[int, float]]:
    return [
        (
            int(network.tail[arc]),
            float(network.seconds[arc])
            * (place.fraction if network.arc_forward[arc] else 1 - place.fraction),
        )
        for arc in np.flatnonzero(network.arc_edge == place.edge)
    ]


def scipy_table(
    network: RoadNetwork, sources: list[Snap], goals: list[Snap]
) -> NDArray[np.float64]:
    """float64[sources, goals] seconds by scipy, from the places' own ends: the oracle."""
    graph = _scipy_graph(network)
    out = np.full((len(sources), len(goals)), np.inf)
    entries = [_ways_in(network, goal) for goal in goals]
    for row, source in enumerate(sources):
        distance = np.full(network.node_count, np.inf)
        for node, cost in _ways_out(network, source):
            distance = np.minimum(distance, dijkstra(graph, indices=node) + cost)
        for column, goal in enumerate(goals):
            best = min(distance[node] + cost for node, cost in entries[column])
            out[row, column] = min(best, _along_one_edge(network, source, goal))
    return out


def _along_one_edge(network: RoadNetwork, start: Snap, end: Snap) -> float:
    if start.edge != end.edge:
        return float("inf")
    ahead = end.fraction - start.fraction
    ways = (
        (ahead, network.edge_forward_head, network.edge_forward_seconds),
        (-ahead, network.edge_backward_head, network.edge_backward_seconds),
    )
    return min(
        (
            float(goes * seconds[start.edge])
            for goes, head, seconds in ways
            if goes >= 0 and head[start.edge] >= 0
        ),
        default=float("inf"),
    )
