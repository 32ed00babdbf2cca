"""Routes that look ahead: as exact as a search that does not, whatever is closed or slow."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.roads.grids import a_network, an_edge, at

from quanju.engine.roads import kernels, landmarks, routes
from quanju.engine.roads import network as road_files
from quanju.engine.roads.conditions import FREE
from quanju.engine.roads.errors import NoRoute
from quanju.engine.roads.network import no_landmarks
from quanju.engine.roads.search import reach, travel_table
from quanju.engine.roads.snapping import snap_many

SIZE = 9


def a_town(folder, seed):
    """A grid of 81 junctions; streets of any length, a third of them one way, some missing."""
    rng = np.random.default_rng(seed)
    across = [(r * SIZE + c, r * SIZE + c + 1) for r in range(SIZE) for c in range(SIZE - 1)]
    down = [(r * SIZE + c, (r + 1) * SIZE + c) for r in range(SIZE - 1) for c in range(SIZE)]
    edges = []
    for u, v in across + down:
        if rng.random() < 0.08:
            continue
        ends = (u, v) if rng.random() < 0.5 else (v, u)
        seconds = float(rng.integers(2, 90))
        edges.append(an_edge(*ends, seconds=seconds, oneway=bool(rng.random() < 0.33)))
    return a_network(folder, edges, SIZE)


def spots(network, rng, count):
    places = np.array([at(*rng.uniform(0, SIZE - 1, 2)) for _ in range(count)])
    return snap_many(network, places, limit_m=1e6)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), snow=st.floats(1, 4))
def test_a_route_takes_what_the_table_says_under_any_conditions(tmp_path_factory, seed, snow):
    network = a_town(tmp_path_factory.mktemp("town"), seed).drive
    # The biggest part of such a town falls at times below what landmarks are made for.
    columns = 2 * landmarks.COUNT if network.node_count >= landmarks.FEW else 0
    assert network.landmark_ticks.shape[1] == columns
    rng = np.random.default_rng(seed)
    edges = rng.permutation(network.edge_count)
    conditions = FREE.snowed(snow).closed(edges[:8], network).slowed(edges[8:30], 7.5, network)
    ends = spots(network, rng, 6)
    table = travel_table(network, ends, ends, conditions=conditions)
    for row, start in enumerate(ends):
        for column, end in enumerate(ends):
            if np.isinf(table[row, column]):
                with pytest.raises(NoRoute):
                    routes.route(network, start, end, conditions=conditions)
                continue
            found = routes.route(network, start, end, conditions=conditions)
            assert found.seconds == pytest.approx(table[row, column], rel=1e-5, abs=1e-3)
            assert sum(metres for *_, metres in found.steps) == pytest.approx(found.metres)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_no_bound_is_above_the_way_itself(tmp_path_factory, seed):
    network = a_town(tmp_path_factory.mktemp("town"), seed).drive
    rng = np.random.default_rng(seed)
    for goal in rng.integers(0, network.node_count, 5).tolist():
        bounds = landmarks.bounds_to(network, np.array([goal]), np.zeros(1), 1.0)
        truth = _seconds_to(network, goal)
        for node in range(network.node_count):
            least = kernels.at_least(
                network.landmark_ticks, bounds.tick_s, bounds.after, bounds.before, node
            )
            assert least <= truth[node] + 1e-6


def _seconds_to(network, goal):
    """float64[nodes] by Bellman and Ford, over all arcs."""
    best = np.full(network.node_count, np.inf)
    best[goal] = 0
    for _ in range(network.node_count):
        np.minimum.at(best, network.tail, best[network.head] + network.seconds)
    return best


def test_landmarks_pay_themselves_back(tmp_path):
    """The nodes that are looked at: a search that looks ahead leaves most of the town alone."""
    network = a_town(tmp_path / "town", 3).drive
    start, end = spots(network, np.random.default_rng(5), 2)
    routes.route(network, start, end)
    looked_at = int((routes.desk.stamp == routes.desk.mark).sum())
    everything = len(reach(network, [start], 86_400).nodes)
    assert looked_at < everything / 2


def test_a_heap_without_room_ends_in_the_plain_search(tmp_path, monkeypatch):
    network = a_town(tmp_path / "town", 4).drive
    start, end = spots(network, np.random.default_rng(6), 2)
    expected = routes.route(network, start, end)
    path, asked = kernels.path, []

    def without_room(*arguments):
        asked.append(len(arguments[8]))
        if asked[-1]:
            return kernels.FULL, np.inf
        return path(*arguments)

    monkeypatch.setattr(kernels, "path", without_room)
    found = routes.route(network, start, end)
    assert asked == [landmarks.COUNT, 0]
    assert found.seconds == pytest.approx(expected.seconds)


def test_the_kernel_says_that_its_heap_is_full(tmp_path):
    network = a_town(tmp_path / "town", 4).drive
    nodes = network.node_count
    goal = np.full(nodes, np.inf)
    none = landmarks.Bounds.none()
    arrays = np.empty(nodes), np.empty(nodes), np.zeros(nodes, np.int64), 1
    heap = np.empty(2), np.empty(2, np.int64)
    answer = kernels.path(
        network.first, network.head, network.seconds, np.array([40]), np.zeros(1), goal,
        network.landmark_ticks, none.tick_s, none.after, none.before, *arrays, *heap,
        np.empty(nodes, np.int64),
    )  # fmt: skip
    assert answer == (kernels.FULL, np.inf)


def test_a_file_keeps_its_landmarks(tmp_path):
    made = a_town(tmp_path / "town", 8)
    road_files.save(made, tmp_path / "town.roads")
    again = road_files.load(tmp_path / "town.roads")
    assert np.array_equal(again.drive.landmark_ticks, made.drive.landmark_ticks)
    assert again.walk.landmark_tick_s == made.walk.landmark_tick_s


def test_a_file_of_a_former_format_is_searched_without(tmp_path, monkeypatch):
    made = a_town(tmp_path / "town", 8)
    monkeypatch.setattr(road_files, "FORMAT", 3)
    monkeypatch.setattr(
        road_files,
        "_ARRAYS",
        [n for n in road_files._ARRAYS if n not in (*no_landmarks(0), *road_files.BANKS)],
    )
    road_files.save(made, tmp_path / "old.roads")
    monkeypatch.undo()
    old = road_files.load(tmp_path / "old.roads").drive
    assert old.landmark_ticks.shape == (old.node_count, 0)
    assert old.fingerprint == made.drive.fingerprint
    start, end = spots(old, np.random.default_rng(2), 2)
    assert routes.route(old, start, end).seconds == pytest.approx(
        routes.route(made.drive, start, end).seconds
    )


def test_a_small_network_has_none(tmp_path):
    small = a_network(tmp_path / "small", [an_edge(0, 1), an_edge(1, 2)]).drive
    assert small.landmark_ticks.shape == (small.node_count, 0)
