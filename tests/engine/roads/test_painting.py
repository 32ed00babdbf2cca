"""The cells that reached roads lie in, against shapely walking along the same lines."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter
from tests.engine.roads.grids import WEST, a_network, an_edge, at

from quanju.engine.roads.conditions import FREE
from quanju.engine.roads.painting import smoothed
from quanju.engine.roads.polygons import BELL, CELL_M, STEP_M, _cells, _square_metres, reach_area
from quanju.engine.roads.search import reach
from quanju.engine.roads.snapping import Snap, snap


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Sixteen crossings; bends, a street of one direction, lines drawn from either end."""
    edges = [an_edge(u, u + 1, seconds=11) for u in range(15) if u % 4 != 3]
    edges += [an_edge(u + 4, u, seconds=13, oneway=u == 5) for u in range(12)]
    bend = f"LINESTRING({WEST} 0, {WEST + 0.0004} 0.0007, {WEST + 0.0013} 0.0004, {WEST + 0.001} 0)"
    edges[0] |= {"geometry": f'"{bend}"'}
    return a_network(tmp_path_factory.mktemp("painting"), edges).drive


def walked(network, found, limit_s, is_toward):
    """The same by shapely's own interpolation, one arc after another."""
    first = network.back_first if is_toward else network.first
    cells = set()
    for node, seconds in zip(found.nodes, found.seconds, strict=True):
        for slot in range(first[node], first[node + 1]):
            arc = network.back_arc[slot] if is_toward else slot
            edge = network.arc_edge[arc]
            share = np.clip((limit_s - seconds) / network.seconds[arc], 0, 1)
            steps = int(np.ceil(share * network.edge_metres[edge] / STEP_M)) + 1
            for number in range(steps):
                along = share * number / max(steps - 1, 1)
                is_from_start = network.arc_forward[arc] != is_toward
                spot = shapely.line_interpolate_point(
                    network.edge_lines[edge], along if is_from_start else 1 - along, normalized=True
                )
                cells.add((round(spot.x / CELL_M), round(spot.y / CELL_M)))
    return cells


@settings(max_examples=40, deadline=None)
@given(
    column=st.floats(0, 3), row=st.floats(0, 3), limit_s=st.floats(1, 80), is_toward=st.booleans()
)
def test_cells_are_those_that_shapely_walks_through(town, column, row, limit_s, is_toward):
    here = [snap(town, *at(column, row))]
    found = reach(town, here, limit_s, is_toward=is_toward)
    cells = _cells(town, found, limit_s, FREE, is_toward)
    expected = walked(town, found, limit_s, is_toward)
    told = {tuple(cell) for cell in cells.tolist()}
    # A point on the border of two cells may fall to either by a rounding of the last digit.
    for column_, row_ in told ^ expected:
        near = {(column_ + a, row_ + b) for a in (-1, 0, 1) for b in (-1, 0, 1)}
        assert near & told & expected
    assert len(told ^ expected) <= 2


def test_a_road_that_is_shut_is_not_walked(town):
    shut = FREE.closed(np.arange(town.edge_count), town)
    here = Snap(edge=0, fraction=0.5, lon=WEST, lat=0.0, metres=0.0)
    whole = reach_area(town, [here], 60.0, conditions=shut)
    assert whole.area < reach_area(town, [here], 60.0).area
    assert reach_area(town, [], 60.0).is_empty


def test_the_area_of_rings_one_after_another():
    square = np.array([(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)], float)
    hole = np.array([(1, 1), (1, 2), (3, 2), (3, 1), (1, 1)], float)
    outline = np.vstack([square, hole]) + np.array([1000, 2000])
    areas = _square_metres(outline, np.array([0, 5, 10]), np.array([1.0, 1.0]) / CELL_M)
    assert areas == pytest.approx([16, 2])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 20), st.integers(2, 12)), max_size=30))
def test_the_picture_is_blurred_as_scipy_blurs_it(places):
    painted = np.zeros((15, 23), np.float32)
    for column, row in places:
        painted[row - 1 : row + 2, column - 1 : column + 2] = 1
    cells = np.array(places, np.int64).reshape(-1, 2) + np.array([100, -7])
    ours = smoothed(cells, np.int64(100), np.int64(-7), np.int64(15), np.int64(23), BELL)
    assert (ours == gaussian_filter(painted, 1.6)).all()
