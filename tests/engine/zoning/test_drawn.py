"""Figures of zones that somebody drew: two squares side by side, worked by hand."""

import numpy as np
import pytest
import shapely

from quanju.engine.zoning.blocks import blocks_of
from quanju.engine.zoning.drawn import blocks_at, deviations_of, look_of_drawn, streets
from quanju.engine.zoning.faces import ROAD

EAST = 0.01
OUTLINE = shapely.box(0, -EAST / 2, 2 * EAST, EAST / 2)
ROADS = np.array(
    [
        shapely.LineString([(EAST, -EAST / 2), (EAST, 0)]),
        shapely.LineString([(0, 0), (2 * EAST, 0)]),
    ],
    dtype=object,
)
LON, LAT = np.array([0.25, 0.75, 1.25]) * EAST, np.array([0.2, -0.2, 0.2]) * EAST


@pytest.fixture(scope="module")
def blocks():
    rank = np.full(len(ROADS), ROAD, np.int32)
    return blocks_of(OUTLINE, ROADS, rank, lon=LON, lat=LAT, weight=np.ones(3), zones=2)


def test_a_border_runs_half_along_a_road_and_squares_are_as_round_as_squares(blocks):
    halves = np.array([shapely.box(x, -EAST / 2, x + EAST, EAST / 2) for x in (0, EAST)], object)
    look = look_of_drawn(halves, streets(blocks, ROADS))
    assert look.on_roads_share == pytest.approx(0.5, abs=0.03)
    assert look.compactness == pytest.approx([np.pi / 4] * 2, rel=1e-3)
    assert deviations_of(halves, LON, LAT, np.ones(3)) == pytest.approx([1 / 3, -1 / 3])
    beside = halves.copy()
    beside[0] = shapely.box(0, -EAST / 2, EAST + 5e-5, EAST / 2)  # five metres off the road
    beside[1] = OUTLINE.difference(beside[0])
    assert look_of_drawn(beside, streets(blocks, ROADS)).on_roads_share == pytest.approx(
        0.5, abs=0.03
    )


def test_what_has_no_border_and_no_work_has_no_figure(blocks):
    whole = np.array([OUTLINE], dtype=object)
    assert look_of_drawn(whole, streets(blocks, ROADS)).on_roads_share is None
    assert deviations_of(whole, LON + 1, LAT, np.ones(3)) is None


def test_the_block_under_a_place_comes_first_and_nothing_outside(blocks):
    found = blocks_at(blocks, 0.5 * EAST, 0.1 * EAST)
    assert found[0].contains(shapely.Point(0.5 * EAST, 0.1 * EAST))
    assert all(found[0].touches(other) for other in found[1:])
    assert blocks_at(blocks, -1, 0) == []
