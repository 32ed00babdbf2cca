"""Moving cells between zones: sums and steps say what the plain twin says."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quanju.engine.zoning import twin
from quanju.engine.zoning.draw import board_of, cost, draw_zones
from quanju.engine.zoning.errors import BadCells, CellsApart
from quanju.engine.zoning.moves import SPREAD, WINDING, hangs_together, shape_cost, step_of, sums_of
from quanju.engine.zoning.problem import Ground, ZoningProblem, describe

SIDE = 100.0


def squares(wide: int, high: int, zones: int, **more) -> ZoningProblem:
    """A board of squares of 100 m."""
    number = np.arange(wide * high).reshape(high, wide)
    east = np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], axis=1)
    north = np.stack([number[:-1].ravel(), number[1:].ravel()], axis=1)
    pairs = np.concatenate([east, north]).astype(np.int32)
    rows, columns = np.divmod(np.arange(wide * high), wide)
    sides = np.full(wide * high, 4.0) - np.bincount(pairs.ravel(), minlength=wide * high)
    ground = Ground(
        area=np.full(wide * high, SIDE**2),
        moment=np.full(wide * high, SIDE**4 / 6),
        edge_m=sides * SIDE,
        metres=np.full(len(pairs), SIDE),
    )
    told = {"weight": np.ones(wide * high), "ground": ground, "roundness": 1.0, **more}
    return ZoningProblem(columns * SIDE, rows * SIDE, pairs=pairs, zones=zones, **told)


def test_a_square_by_hand():
    """Perimeter 4, area 1: 16/4π of a disk; moment 1/6: 2π/6 of a disk."""
    wound, spread = 16 / (4 * np.pi), np.pi / 3
    expected = SPREAD * (spread - 1) + WINDING * (wound - 1)
    assert shape_cost(1.0, 0.0, 0.0, 1 / 6, 4.0) == pytest.approx(expected)


def test_a_disk_costs_nothing():
    assert shape_cost(np.pi, 0.0, 0.0, np.pi / 2, 2 * np.pi) == pytest.approx(0.0)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(2, 5), st.integers(2, 5), st.integers(2, 4), st.integers(0, 10**6))
def test_a_step_is_the_difference_of_two_plain_costs(wide, high, zones, seed):
    rng = np.random.default_rng(seed)
    problem = squares(
        wide, high, zones, weight=rng.integers(1, 9, wide * high).astype(float),
        price=rng.random(2 * wide * high - wide - high),
    )  # fmt: skip
    board = board_of(problem)
    zone = rng.integers(0, zones, wide * high).astype(np.int32)
    zone[:zones] = np.arange(zones)
    sums = sums_of(zone, board.start, board.beside, board.metres, board.held, zones)
    assert cost(board, zone) == pytest.approx(twin.cost(problem, zone))
    cell = int(rng.integers(zones, wide * high)) if wide * high > zones else 0
    goal = int((zone[cell] + 1) % zones)
    if (zone == zone[cell]).sum() == 1:
        return
    step, _, _ = step_of(
        zone, board.start, board.beside, board.price, board.metres, board.held, sums, cell, goal,
        board.worth, problem.roundness,
    )  # fmt: skip
    moved = zone.copy()
    moved[cell] = goal
    assert step == pytest.approx(twin.cost(problem, moved) - twin.cost(problem, zone), abs=1e-6)


def best_by_trying_all(problem: ZoningProblem) -> float:
    cells = len(problem.weight)
    found = np.inf
    for choice in product(range(problem.zones), repeat=cells - 1):
        zone = np.array([0, *choice], np.int32)
        if len(set(zone.tolist())) == problem.zones and describe(problem, zone).is_contiguous:
            found = min(found, twin.cost(problem, zone))
    return found


@pytest.mark.parametrize(("wide", "high", "zones"), [(4, 3, 2), (3, 3, 3), (5, 2, 2)])
def test_small_boards_come_out_as_cheap_as_trying_all(wide, high, zones):
    problem = squares(wide, high, zones)
    plan = draw_zones(problem, seed=1, moves=40_000)
    assert twin.cost(problem, plan.zone) == pytest.approx(best_by_trying_all(problem))


def test_roundness_makes_four_squares_of_a_board():
    plan = draw_zones(squares(8, 8, 4), seed=1, moves=400_000)
    rows = plan.zone.reshape(8, 8)
    assert plan.deviation == 0.0
    assert all(len(set(rows[a : a + 4, b : b + 4].ravel())) == 1 for a in (0, 4) for b in (0, 4))


def test_a_zone_does_not_hang_together_over_a_river():
    problem = squares(4, 1, 2)
    is_way = np.array([True, False, True])
    with pytest.raises(CellsApart, match="2 parts"):
        squares(4, 1, 2, is_way=is_way)
    board = board_of(problem)
    zone = np.zeros(4, np.int32)
    seen, stack = np.zeros(4, np.int64), np.zeros(4, np.int32)
    assert hangs_together(zone, board.start, board.beside, board.is_way, 3, stack, seen, 1)
    assert not hangs_together(zone, board.start, board.beside, board.is_way, 1, stack, seen, 2)


@pytest.mark.parametrize("field", ["area", "moment", "edge_m", "metres"])
def test_ground_that_does_not_fit_is_refused(field):
    ground = squares(3, 2, 2).ground
    wrong = {name: getattr(ground, name) for name in ("area", "moment", "edge_m", "metres")}
    wrong[field] = wrong[field][1:]
    with pytest.raises(BadCells, match="area above zero"):
        squares(3, 2, 2, ground=Ground(**wrong))


def test_the_seconds_end_it():
    now = iter(np.arange(0.0, 1e6, 0.5))
    asked = []

    def clock():
        asked.append(next(now))
        return asked[-1]

    plan = draw_zones(squares(8, 8, 4), seed=1, moves=10**9, seconds=20.0, clock=clock)
    assert plan.is_contiguous
    assert asked[-1] <= 22.0, "each look at the clock is half a second later"
