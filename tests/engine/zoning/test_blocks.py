"""Blocks: the ground between roads, merged over lesser streets, tiling to the last digit."""

import numpy as np
import pytest
import shapely

from quanju.engine.zoning.blocks import blocks_of, problem_of, rank_of, roads_around, shapes_of
from quanju.engine.zoning.draw import draw_zones
from quanju.engine.zoning.errors import BadCells
from quanju.engine.zoning.faces import (
    NOTHING,
    ROAD,
    STREET,
    YARD,
    borders_of,
    cut,
    locate,
    moments,
    plane_of,
)
from quanju.engine.zoning.figures import look_of

M = 1 / 111_194.93  # a metre in degrees; on the equator both ways


def lines(*ways):
    return shapely.linestrings([np.round(np.array(way) * M, 9) for way in ways])


def box(wide, high):
    """On the grid that layers are stored on, about the equator."""
    return shapely.box(*np.round(np.array([0, -high / 2, wide, high / 2]) * M, 9))


def a_town(step=100, count=12, main=4):
    """A square of streets every `step` metres, every `main`-th of them a road."""
    side, half = step * count, step * count / 2
    ways, rank = [], []
    for n in range(1, count):
        at = n * step
        kind = ROAD if n % main == 0 else STREET
        for k in range(count):  # one piece between two crossings
            ways.append([(at, k * step - half), (at, (k + 1) * step - half)])
            ways.append([(k * step, at - half), ((k + 1) * step, at - half)])
            rank += [kind, kind]
    return box(side, side), lines(*ways), np.array(rank)


def test_two_streets_that_cross_make_four_faces():
    outline = box(200, 200)
    cross = lines([(100, -100), (100, 100)], [(0, 0), (200, 0)])
    faces = cut(cross, outline)
    assert len(faces) == 4
    assert shapely.coverage_is_valid(faces)
    borders = borders_of(faces, plane_of(outline), cross, np.array([ROAD, STREET]))
    assert borders.metres.sum(axis=0) == pytest.approx([200, 200, 0], rel=1e-4)
    assert borders.outer == pytest.approx([200] * 4, rel=1e-4)
    assert len(borders.pairs) == 4, "faces that touch at a corner are no neighbours"


def test_the_moments_of_a_square_by_hand():
    area, x, y, square = moments(np.array([box(60, 60)]), plane_of(box(60, 60)))[0]
    assert area == pytest.approx(3600, rel=1e-5)
    assert (x, y) == pytest.approx((0, 0), abs=1e-2)
    assert square == pytest.approx(60**4 / 6, rel=1e-5)


def test_a_place_on_no_face_is_in_none():
    faces = np.array([box(100, 100)])
    assert locate(faces, np.array([50, 500]) * M, np.zeros(2)).tolist() == [0, -1]


@pytest.mark.parametrize(
    ("name", "rank"),
    [("primary_link", ROAD), ("residential", STREET), ("service", YARD), ("footway", None)],
)
def test_a_crew_names_big_roads(name, rank):
    assert rank_of(name) == rank


def town_blocks(zones=4, **more):
    outline, ways, rank = a_town(**more)
    x, y = np.meshgrid(np.arange(50, 1200, 100) * M, np.arange(-550, 600, 100) * M)
    return outline, blocks_of(
        outline, ways, rank, lon=x.ravel(), lat=y.ravel(), weight=np.ones(144), zones=zones
    )


def test_blocks_tile_the_outline_and_hold_all_weight():
    outline, blocks = town_blocks()
    assert shapely.coverage_is_valid(blocks.faces)
    assert shapely.union_all(blocks.faces).symmetric_difference(outline).area < 1e-15
    assert blocks.weight.sum() == 144
    assert blocks.ground.area.sum() == pytest.approx(1200**2, rel=1e-4)
    assert (blocks.ground.moment > 0).all()


def test_zones_of_a_regular_town_end_at_its_roads():
    outline, blocks = town_blocks(zones=9)
    plan = draw_zones(problem_of(blocks, 9), seed=1, moves=400_000)
    look = look_of(blocks, plan.zone, 9)
    assert plan.is_contiguous
    assert look.on_roads_share == pytest.approx(1.0)
    assert look.compactness == pytest.approx([np.pi / 4] * 9, rel=1e-3)
    assert look.necks == 0
    shapes = shapes_of(blocks, plan.zone, 9)
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).symmetric_difference(outline).area < 1e-15


def test_the_strip_between_two_carriageways_is_no_block_of_its_own():
    outline = box(400, 400)
    pair = lines([(190, -200), (190, 200)], [(205, -200), (205, 200)])
    blocks = blocks_of(
        outline, pair, np.array([ROAD, ROAD]), lon=np.array([50, 350]) * M, lat=np.zeros(2),
        weight=np.ones(2), zones=1,
    )  # fmt: skip
    strip = blocks.block[locate(blocks.faces, np.array([197.0]) * M, np.array([7.0]) * M)]
    assert blocks.ground.area[strip] > 6100, "15 × 400 m² joined one of both sides"


def test_a_neck_is_a_block_on_which_a_part_hangs():
    """Two rooms of four blocks, a passage of one between them: it is one, and so are its doors."""
    ways = lines([(100, -100), (100, 100)], [(0, 0), (500, 0)], [(200, -100), (200, 100)],
                 [(300, -100), (300, 100)], [(400, -100), (400, 100)])  # fmt: skip
    blocks = blocks_of(
        box(500, 200), ways, np.zeros(5, int), lon=np.tile(np.arange(50, 500, 100) * M, 2),
        lat=np.repeat([50 * M, -50 * M], 5), weight=np.ones(10), zones=1,
    )  # fmt: skip
    assert len(blocks) == 10
    zone = ((blocks.y_m < 0) & (np.abs(blocks.x_m) < 50)).astype(np.int32)
    assert look_of(blocks, zone, 2).necks == 3
    assert look_of(blocks, np.zeros(10, np.int32), 1).necks == 0
    assert look_of(blocks, np.zeros(10, np.int32), 1).on_roads_share is None


def test_a_field_without_roads_is_cut_so_that_zones_can_end_in_it():
    blocks = blocks_of(
        box(1000, 1000), lines([(0, 1), (1000, 1)]), np.array([ROAD]),
        lon=np.linspace(10, 990, 50) * M, lat=np.full(50, 2 * M), weight=np.ones(50), zones=4,
    )  # fmt: skip
    assert len(blocks) > 12
    assert blocks.borders.metres[:, NOTHING].sum() > 0


def test_an_outline_without_work_is_refused():
    with pytest.raises(BadCells, match="no weight lies inside"):
        blocks_of(
            box(100, 100), lines([(0, 1), (100, 1)]), np.array([ROAD]), lon=np.array([9.0]),
            lat=np.array([9.0]), weight=np.ones(1), zones=1,
        )  # fmt: skip


def test_the_ground_around_roads_holds_them():
    rng = np.random.default_rng(1)
    lon, lat = rng.random((2, 400)) * 0.02
    ground = roads_around(lon, lat)
    assert shapely.intersects_xy(ground, lon, lat).all()
    assert ground.geom_type == "Polygon"
