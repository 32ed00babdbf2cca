"""Redrawing zones: whatever is drawn, they tile as before; what cannot be drawn changes nothing."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as some
from shapely import LineString, Polygon, box

from quanju.domains.planning import tiling
from quanju.domains.planning.types import CannotRedraw

URBAN = box(119.0, 49.0, 119.2, 49.1)
FOUR = {
    1: box(119.0, 49.0, 119.1, 49.05),
    2: box(119.1, 49.0, 119.2, 49.05),
    3: box(119.0, 49.05, 119.1, 49.1),
    4: box(119.1, 49.05, 119.2, 49.1),
}


def assert_tiles(zones, outline=URBAN):
    shapes = list(zones.values())
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).symmetric_difference(outline).area < 1e-14


def share(zones, number):
    return zones[number].area / URBAN.area


def test_an_area_goes_to_the_neighbour_and_the_rest_stays():
    made = tiling.give(FOUR, box(119.1, 49.0, 119.15, 49.05), 1, URBAN)
    assert_tiles(made)
    assert [round(share(made, n), 9) for n in made] == [0.375, 0.125, 0.25, 0.25]


def test_an_area_over_four_zones_becomes_a_new_one_cut_at_the_edge_of_the_town():
    made = tiling.give(FOUR, box(119.05, 49.025, 119.3, 49.075), 5, URBAN)
    assert_tiles(made)
    assert share(made, 5) == pytest.approx(0.375)


def test_an_area_over_a_whole_zone_swallows_it():
    made = tiling.give(FOUR, box(118.9, 48.9, 119.1, 49.05), 2, URBAN)
    assert_tiles(made)
    assert set(made) == {2, 3, 4}


def test_a_line_cuts_a_zone_and_the_larger_piece_keeps_its_number():
    made, number = tiling.split(
        FOUR, LineString([(119.12, 48.9), (119.12, 49.04), (119.3, 49.04)]), 9
    )
    assert number == 2
    assert_tiles(made)
    assert (round(share(made, 2), 9), round(share(made, 9), 9)) == (0.16, 0.09)


def test_a_winding_line_makes_two_zones_and_no_third():
    line = LineString([(119.0, 49.02), (119.05, 49.06), (119.07, 49.02), (119.1, 49.06)])
    made, number = tiling.split({1: FOUR[1], 2: FOUR[2]}, line, 9)
    assert (number, set(made)) == (1, {1, 2, 9})
    assert_tiles(made, box(119.0, 49.0, 119.2, 49.05))


def test_a_block_goes_to_the_neighbour_it_has_the_longest_border_with_or_as_told():
    corner = box(119.08, 49.04, 119.1, 49.05)  # of zone 1: two thirds of its border to zone 3
    made, own, into = tiling.hand_over(FOUR, [corner], (119.09, 49.045), 0)
    assert (own, into) == (1, 3)
    assert_tiles(made)
    assert share(made, 3) == pytest.approx(0.25 + 0.01)
    told, _, into = tiling.hand_over(FOUR, [corner], (119.09, 49.045), 2)
    assert (into, round(share(told, 2), 9)) == (2, 0.26)


def test_of_a_block_over_a_border_only_what_lies_in_the_clicked_zone_goes():
    made, own, into = tiling.hand_over(FOUR, [box(119.05, 49.0, 119.15, 49.05)], (119.06, 49.02), 0)
    assert (own, into) == (1, 2)
    assert (share(made, 1), share(made, 2)) == (pytest.approx(0.125), pytest.approx(0.375))


def test_a_strip_between_the_block_and_the_border_goes_with_the_block():
    block, over = box(119.05, 49.0, 119.099, 49.05), box(119.099, 49.0, 119.15, 49.05)
    with pytest.raises(CannotRedraw, match="does not touch"):
        tiling.hand_over(FOUR, [block], (119.08, 49.02), 2)
    made, own, into = tiling.hand_over(FOUR, [block, over], (119.08, 49.02), 2)
    assert (own, into, share(made, 1)) == (1, 2, pytest.approx(0.125))
    assert_tiles(made)


def test_zones_that_touch_are_joined():
    made = tiling.join(FOUR, 4, 2)
    assert_tiles(made)
    assert (set(made), round(share(made, 2), 9)) == ({1, 2, 3}, 0.5)


def test_a_corner_where_four_zones_meet_moves_all_four():
    made = tiling.bend(FOUR, (119.1, 49.05), (119.12, 49.06))
    assert_tiles(made)
    assert all(
        (np.array([119.12, 49.06]) == shapely.get_coordinates(shape)).all(axis=1).any()
        for shape in made.values()
    )


def test_a_border_gets_a_corner_where_one_is_pulled():
    made = tiling.bend(FOUR, (119.1, 49.02), (119.11, 49.02))
    assert_tiles(made)
    assert share(made, 1) > 0.25 > share(made, 2)


def test_gaps_go_to_the_neighbour_and_overlaps_to_the_lower_number():
    loose = FOUR | {1: box(119.0, 49.0, 119.09, 49.05), 4: box(119.1, 49.04, 119.2, 49.1)}
    loose[2] = box(119.1, 49.0, 119.2, 49.05).difference(box(119.1, 49.0, 119.11, 49.01))
    made = tiling.mend(loose, URBAN)
    assert_tiles(made)
    assert share(made, 2) == pytest.approx(0.275), "zone 1 has less of a border with the gap"
    assert share(made, 4) == pytest.approx(0.25), "the overlap stays with zone 2"


def test_staircases_become_straight_and_the_edge_of_the_town_stays():
    steps = [
        (119.1 + 0.001 * (n % 4 in (1, 2)), 49.0 + 0.005 * (n // 2 + n % 2)) for n in range(20)
    ]
    west = Polygon([(119.0, 49.0), *steps, (119.1, 49.1), (119.0, 49.1)])
    stairs = tiling.mend({1: west, 2: URBAN.difference(west)}, URBAN)
    made = tiling.straighten(stairs, 300)
    assert_tiles(made)
    assert shapely.get_num_coordinates(made[1]) < shapely.get_num_coordinates(stairs[1]) / 2


def test_borders_move_onto_the_big_road_beside_them():
    road = LineString([(119.08, 48.9), (119.08, 49.2)])
    made = tiling.follow({1: box(119.0, 49.0, 119.1, 49.1), 2: box(119.1, 49.0, 119.2, 49.1)}, road,
                         lambda _block, _zone, share: share > 0.6)  # fmt: skip
    assert_tiles(made)
    assert made[1].bounds[2] == pytest.approx(119.08)


SPOT = (119.015, 49.015)
BOW_TIE = Polygon([(119, 49), (119.1, 49.1), (119.1, 49), (119, 49.1)])


@pytest.mark.parametrize(
    ("redraw", "word"),
    [
        (lambda: tiling.give(FOUR, BOW_TIE, 1, URBAN), "相交"),
        (lambda: tiling.give(FOUR, box(120, 49, 121, 50), 1, URBAN), "城区之外"),
        (lambda: tiling.split(FOUR, LineString([(118, 48), (118.5, 48)]), 9), "没有穿过"),
        (lambda: tiling.split(FOUR, LineString([(119.02, 49.02), (119.04, 49.02)]), 9), "1 号"),
        (lambda: tiling.hand_over(FOUR, [box(119, 49, 119.01, 49.01)], (120, 49), 0), "不在任何"),
        (lambda: tiling.hand_over(FOUR, [box(119, 49, 119.1, 49.05)], SPOT, 0), "并入"),
        (lambda: tiling.hand_over(FOUR, [box(119.01, 49.01, 119.02, 49.02)], SPOT, 0), "中间"),
        (lambda: tiling.hand_over(FOUR, [box(119, 49.01, 119.1, 49.02)], SPOT, 0), "断成两块"),
        (lambda: tiling.hand_over(FOUR, [box(119.01, 49.01, 119.1, 49.02)], SPOT, 3), "飞地"),
        (lambda: tiling.hand_over(FOUR, [box(119.01, 49.01, 119.1, 49.02)], SPOT, 1), "已经在"),
        (lambda: tiling.hand_over(FOUR, [box(119.01, 49.01, 119.1, 49.02)], SPOT, 9), "没有 9 号"),
        (lambda: tiling.join(FOUR, 1, 4), "不相邻"),
        (lambda: tiling.join(FOUR, 1, 1), "两个不同"),
        (lambda: tiling.join(FOUR, 1, 8), "两个不同"),
        (lambda: tiling.bend(FOUR, (119.1, 49.02), (119.5, 49.02)), "交叉"),
        (lambda: tiling.bend(FOUR, (119.05, 49.0), (119.05, 49.01)), "外缘"),
        (lambda: tiling.bend(FOUR, (119.04, 49.02), (119.05, 49.01)), "没有边界"),
    ],
)
def test_what_cannot_be_drawn_is_told_and_changes_nothing(redraw, word):
    before = {n: shape.wkb for n, shape in FOUR.items()}
    with pytest.raises(CannotRedraw) as refused:
        redraw()
    assert word in refused.value.text.zh
    assert {n: shape.wkb for n, shape in FOUR.items()} == before


CORNER = some.tuples(some.floats(118.98, 119.22, allow_subnormal=False), some.floats(48.98, 49.12))


@settings(max_examples=60, deadline=None)
@given(some.lists(some.lists(CORNER, min_size=3, max_size=5), min_size=1, max_size=4))
def test_areas_given_in_any_order_leave_no_gap_and_no_overlap(areas):
    zones = dict(FOUR)
    for turn, corners in enumerate(areas):
        try:
            zones = tiling.give(zones, Polygon(corners), 10 + turn, URBAN)
        except CannotRedraw:
            continue
        shapes = [shapely.set_precision(shape, 1e-9, mode="pointwise") for shape in zones.values()]
        union = shapely.union_all(shapes)
        assert union.symmetric_difference(URBAN).area < 1e-10, "a square metre"
        assert sum(shape.area for shape in shapes) - union.area < 1e-10
