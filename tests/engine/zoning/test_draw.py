"""Zones: always in one piece, every cell in one, even, and without gaps on the map."""

from itertools import product

import h3
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quanju.engine.zoning.cells import cells_over, zone_polygons
from quanju.engine.zoning.draw import (
    _grow,
    board_of,
    bytes_needed,
    cost,
    draw_zones,
)
from quanju.engine.zoning.errors import (
    BadCells,
    CellsApart,
    GroupsDoNotFit,
    TooFewCells,
    TooManyCells,
    ZoneApart,
)
from quanju.engine.zoning.problem import ZoningProblem, describe


def a_grid(wide: int, high: int, zones: int, weight=None, **more) -> ZoningProblem:
    number = np.arange(wide * high).reshape(high, wide)
    east = np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], axis=1)
    north = np.stack([number[:-1].ravel(), number[1:].ravel()], axis=1)
    rows, columns = np.divmod(np.arange(wide * high), wide)
    weights = np.ones(wide * high) if weight is None else np.asarray(weight, float)
    pairs = np.concatenate([east, north]).astype(np.int32)
    return ZoningProblem(columns * 100.0, rows * 100.0, weights, pairs, zones, **more)


def test_a_strip_of_four_is_cut_in_the_middle():
    plan = draw_zones(a_grid(4, 1, 2), seed=1, moves=5000)
    assert (plan.deviation, plan.cut_edges, plan.is_contiguous) == (0.0, 1, True)
    assert plan.zone[0] == plan.zone[1] != plan.zone[2] == plan.zone[3]


def test_nine_by_nine_in_nine_is_even():
    plan = draw_zones(a_grid(9, 9, 9), seed=3, moves=200_000)
    assert plan.is_contiguous
    assert plan.deviation == 0.0
    assert plan.cut_edges <= 50, "nine squares have 36 borders, nine strips 72"


def best_by_trying_all(problem: ZoningProblem) -> tuple[float, int]:
    """The least deviation of all divisions in one piece each, and then the fewest borders."""
    best = (np.inf, 0)
    for choice in product(range(problem.zones), repeat=len(problem.weight)):
        if len(set(choice)) < problem.zones or choice[0] != 0:
            continue
        plan = describe(problem, np.array(choice, np.int32))
        if plan.is_contiguous:
            best = min(best, (round(plan.deviation, 9), plan.cut_edges))
    return best


@pytest.mark.parametrize(
    "weight", [[1] * 9, [1, 1, 1, 1, 4, 1, 1, 1, 1], [3, 1, 1, 1, 1, 1, 1, 1, 2]]
)
def test_small_grids_come_out_as_even_as_trying_all(weight):
    problem = a_grid(3, 3, 2, weight)
    plan = draw_zones(problem, seed=2, moves=20_000)
    least, borders = best_by_trying_all(problem)
    assert plan.deviation == pytest.approx(least)
    assert plan.cut_edges == borders


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    wide=st.integers(2, 9),
    high=st.integers(2, 9),
    zones=st.integers(1, 4),
    seed=st.integers(0, 9),
    data=st.data(),
)
def test_zones_are_always_whole_and_take_every_cell(wide, high, zones, seed, data):
    weight = data.draw(
        st.lists(st.integers(0, 9), min_size=wide * high, max_size=wide * high).filter(any)
    )
    problem = a_grid(wide, high, zones, weight)
    plan = draw_zones(problem, seed=seed, moves=4000)
    assert plan.is_contiguous
    assert set(plan.zone.tolist()) == set(range(zones))
    assert (draw_zones(problem, seed=seed, moves=4000).zone == plan.zone).all()


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(2, 6), st.integers(2, 5), st.integers(0, 50), st.data())
def test_zones_drawn_from_todays_are_never_worse_than_those(wide, high, seed, data):
    weight = data.draw(st.lists(st.integers(1, 9), min_size=wide * high, max_size=wide * high))
    today = (np.arange(wide * high) % wide >= wide // 2).astype(np.int32)
    problem = a_grid(wide, high, 2, weight, today=today, moving=5.0)
    plan = draw_zones(problem, seed=seed, moves=data.draw(st.sampled_from([3, 40, 500])))
    board = board_of(problem)
    assert cost(board, plan.zone) + 5.0 * plan.moved_share <= cost(board, today) + 1e-6


@pytest.mark.parametrize("heavy", [1.0, 1000.0])
def test_the_last_cell_of_a_zone_stays_in_it(heavy):
    """However much more even it would be to take it away."""
    today = np.array([0, 0, 0, 1], np.int32)
    plan = draw_zones(a_grid(4, 1, 2, [1, 1, 1, heavy], today=today), seed=1, moves=5000)
    assert set(plan.zone.tolist()) == {0, 1}
    alone = draw_zones(a_grid(3, 1, 3, [9, 1, 9]), seed=1, moves=5000)
    assert sorted(alone.zone.tolist()) == [0, 1, 2]


def test_people_who_would_move_keep_a_zone_as_it_is():
    today = np.repeat([0, 1], [2, 4]).astype(np.int32)
    free = draw_zones(a_grid(6, 1, 2, today=today), seed=1, moves=5000)
    dear = draw_zones(a_grid(6, 1, 2, today=today, moving=1e6), seed=1, moves=5000)
    assert free.deviation == 0.0
    assert free.moved_share == pytest.approx(1 / 6)
    assert dear.moved_share == 0.0


def test_a_border_runs_along_the_big_road():
    problem = a_grid(4, 4, 2)
    price = np.where(np.abs(np.diff(problem.y_m[problem.pairs], axis=1)[:, 0]) == 100, 1.0, 9.0)
    drawn = ZoningProblem(
        problem.x_m, problem.y_m, problem.weight, problem.pairs, 2, price=price.astype(float)
    )
    plan = draw_zones(drawn, seed=1, moves=50_000)
    rows = plan.zone.reshape(4, 4)
    assert (rows == rows[:, :1]).all(), "the border lies between rows, where it is cheap"


def test_zones_on_the_map_have_no_gap_and_no_overlap():
    middle = h3.latlng_to_cell(49.21, 119.74, 9)
    places = np.array([h3.cell_to_latlng(name) for name in h3.grid_disk(middle, 6)])
    cells = cells_over(places[:, 1], places[:, 0], weight=np.ones(len(places)))
    problem = ZoningProblem(cells.x_m, cells.y_m, cells.weight, cells.pairs, 5)
    plan = draw_zones(problem, seed=1, moves=50_000)
    polygons = zone_polygons(cells, plan.zone, 5)
    assert shapely.coverage_is_valid(polygons)
    assert all(one.geom_type == "Polygon" for one in polygons)
    whole = shapely.union_all(polygons)
    assert sum(one.area for one in polygons) == pytest.approx(whole.area)


def test_seventeen_zones_of_twelve_cells_are_refused():
    with pytest.raises(TooFewCells, match="12 cells cannot make 17 zones"):
        a_grid(4, 3, 17)


def test_banks_without_a_bridge_are_named():
    whole = a_grid(4, 1, 2)
    with pytest.raises(CellsApart) as told:
        ZoningProblem(whole.x_m, whole.y_m, whole.weight, whole.pairs[[0, 2]], 2)
    assert told.value.parts == (2, 2)


def test_a_zone_of_today_in_two_pieces_is_named():
    with pytest.raises(ZoneApart, match="zone 0"):
        a_grid(4, 1, 2, today=np.array([0, 1, 0, 1], np.int32))


@pytest.mark.parametrize("weight", [[1, -1, 1, 1], [1, np.nan, 1, 1], [0, 0, 0, 0]])
def test_weights_that_are_none_are_refused(weight):
    with pytest.raises(BadCells):
        a_grid(4, 1, 2, weight)


def test_no_zone_leaves_its_group_and_the_heavier_group_gets_more():
    groups = np.repeat([0, 1], [30, 70]).astype(np.int32)
    problem = a_grid(10, 10, 7, groups=groups)
    plan = draw_zones(problem, seed=1, moves=100_000)
    assert plan.is_contiguous
    held = [set(groups[plan.zone == zone].tolist()) for zone in range(7)]
    assert all(len(one) == 1 for one in held)
    assert [held.count({0}), held.count({1})] == [2, 5]
    assert plan.deviation < 0.06, "15 and 14 cells where 100/7 are the mean"
    assert (draw_zones(problem, seed=1, moves=100_000).zone == plan.zone).all()


def test_groups_may_take_all_zones_but_no_fewer():
    groups = np.repeat([0, 1], 8).astype(np.int32)
    assert draw_zones(a_grid(4, 4, 2, groups=groups), seed=1, moves=1000).cut_edges == 4
    with pytest.raises(GroupsDoNotFit) as refused:
        a_grid(4, 4, 1, groups=groups)
    assert "2 个所" in refused.value.zh


@pytest.mark.parametrize(
    "groups",
    [[0, 1, 0, 1], [0, 0, 2, 2], [0, 0], [0, 0, 1, 1]],
    ids=["apart", "none", "few", "today"],
)
def test_groups_that_make_no_sense_are_refused(groups):
    today = np.array([0, 0, 1, 1], np.int32) if groups == [0, 0, 1, 1] else None
    with pytest.raises(BadCells):
        a_grid(4, 1, 2, groups=np.array(groups, np.int32), today=today)


def test_more_cells_than_memory_holds_are_told_before_it_begins():
    problem = a_grid(30, 30, 3)
    needed = bytes_needed(problem)
    with pytest.raises(TooManyCells, match="900 cells take 53 MB of memory, the limit is 53 MB"):
        draw_zones(problem, seed=1, moves=10, most_bytes=needed - 1)
    assert draw_zones(problem, seed=1, moves=10, most_bytes=needed).is_contiguous


def test_each_zone_takes_the_nearest_free_cell_when_it_is_lightest():
    problem = a_grid(12, 9, 5, weight=np.random.default_rng(4).integers(1, 9, 108))
    start, beside = board_of(problem).start, board_of(problem).beside
    seeds = np.array([0, 11, 50, 96, 107], np.int32)
    zone = np.full(108, -1, np.int32)
    zone[seeds] = np.arange(5)
    expected = grown_plainly(problem, start, beside, zone.copy(), seeds)
    _grow(zone, start, beside, problem.x_m, problem.y_m, problem.weight, seeds)
    assert zone.tolist() == expected.tolist()


def grown_plainly(problem, start, beside, zone, seeds):
    """The rule as it is said, looking at every cell; equal distances count as one."""
    load = problem.weight[seeds].astype(float)
    x, y = problem.x_m + 1e-3 * np.arange(108), problem.y_m  # no two are equally near
    problem.x_m[:] = x
    while (zone < 0).any():
        reach = {
            z: [
                other
                for cell in np.flatnonzero(zone == z)
                for other in beside[start[cell] : start[cell + 1]]
                if zone[other] < 0
            ]
            for z in range(len(seeds))
        }
        z = min((z for z in reach if reach[z]), key=lambda z: (load[z], z))
        far = (x - x[seeds[z]]) ** 2 + (y - y[seeds[z]]) ** 2
        taken = min(reach[z], key=lambda cell: far[cell])
        zone[taken], load[z] = z, load[z] + problem.weight[taken]
    return zone
