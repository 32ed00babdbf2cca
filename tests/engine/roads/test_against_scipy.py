"""Properties on random small networks: every answer equals scipy's, restrictions included."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.roads.grids import SOUTH, STEP, WEST, a_network, an_edge

from quanju.engine.roads import routes
from quanju.engine.roads.conditions import FREE
from quanju.engine.roads.measure import disagreements, scipy_table
from quanju.engine.roads.search import travel_table
from quanju.engine.roads.snapping import snap_many

SIZE = 4


@st.composite
def networks(draw):
    """A ring that keeps everything reachable, and random streets across it."""
    ring = [0, 1, 2, 3, 7, 11, 15, 14, 13, 12, 8, 4]
    edges = [
        an_edge(a, b, seconds=draw(st.integers(3, 40)))
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
    ]
    inner = st.tuples(st.integers(0, 15), st.integers(0, 15)).filter(lambda p: p[0] != p[1])
    for u, v in draw(st.lists(inner, max_size=14)):
        edges.append(an_edge(u, v, seconds=draw(st.integers(1, 60)), oneway=draw(st.booleans())))
    return edges


places = st.lists(st.tuples(st.floats(0, SIZE - 1), st.floats(0, SIZE - 1)), min_size=2, max_size=6)


def snaps(network, spots):
    where = np.array([(WEST + x * STEP, SOUTH + y * STEP) for x, y in spots])
    return snap_many(network, where, limit_m=1e6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edges=networks(), posts=places, calls=places)
def test_nearest_reach_and_table_agree_with_scipy(tmp_path_factory, edges, posts, calls):
    network = a_network(tmp_path_factory.mktemp("net"), edges, SIZE).drive
    units, goals = snaps(network, posts), snaps(network, calls)
    assert disagreements(network, units, goals, goals) == 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edges=networks(), spots=places, factor=st.floats(1, 5))
def test_a_route_takes_what_the_table_says_and_its_pieces_add_up(
    tmp_path_factory, edges, spots, factor
):
    network = a_network(tmp_path_factory.mktemp("net"), edges, SIZE).drive
    ends = snaps(network, spots)
    slow = FREE.snowed(factor)
    truth = scipy_table(network, ends[:1], ends[1:2])[0, 0]
    found = routes.route(network, ends[0], ends[1], conditions=slow)
    assert np.isclose(found.seconds, truth * factor, rtol=1e-6, atol=1e-3)
    assert np.allclose(found.geometry[0], (ends[0].lon, ends[0].lat), atol=1e-7)
    assert np.allclose(found.geometry[-1], (ends[1].lon, ends[1].lat), atol=1e-7)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edges=networks(), spots=places, closed=st.integers(0, 11))
def test_closing_a_road_equals_building_without_it(tmp_path_factory, edges, spots, closed):
    network = a_network(tmp_path_factory.mktemp("net"), edges, SIZE).drive
    ends = snaps(network, spots)
    edge = closed % network.edge_count
    if any(end.edge == edge for end in ends):
        return
    conditions = FREE.closed(np.array([edge]), network)
    ours = travel_table(network, ends, ends, conditions=conditions)
    without = np.where(network.arc_edge == edge, np.inf, network.seconds)
    for row, start in enumerate(ends):
        for column, goal in enumerate(ends):
            brute = _bellman_ford(network, without, start, goal)
            assert np.isclose(ours[row, column], brute, rtol=1e-5, atol=1e-2) or (
                np.isinf(ours[row, column]) and np.isinf(brute)
            )


def _bellman_ford(network, seconds, start, goal):
    """The plainest shortest path there is, over arcs."""
    best = np.full(network.node_count, np.inf)
    whole = {int(e): float(s) for e, s in zip(network.arc_edge, network.seconds, strict=True)}
    for head, share in (
        (network.edge_forward_head[start.edge], 1 - start.fraction),
        (network.edge_backward_head[start.edge], start.fraction),
    ):
        if head >= 0:
            best[head] = min(best[head], share * whole[start.edge])
    for _ in range(network.node_count):
        for arc in range(network.arc_count):
            total = best[network.tail[arc]] + seconds[arc]
            best[network.head[arc]] = min(best[network.head[arc]], total)
    answer = np.inf
    for arc in np.flatnonzero(network.arc_edge == goal.edge):
        share = goal.fraction if network.arc_forward[arc] else 1 - goal.fraction
        answer = min(answer, best[network.tail[arc]] + share * whole[goal.edge])
    ahead = goal.fraction - start.fraction
    if start.edge == goal.edge:
        if ahead >= 0 and network.edge_forward_head[start.edge] >= 0:
            answer = min(answer, ahead * whole[start.edge])
        if ahead <= 0 and network.edge_backward_head[start.edge] >= 0:
            answer = min(answer, -ahead * whole[start.edge])
    return answer
