"""The swap searches by themselves: nothing is mended by the solver that follows them."""

from itertools import combinations

import numpy as np
import pytest

from quanju.engine.siting import cover, median

SITES, DEMANDS, POINTS = 9, 14, 3


def a_table(seed: int) -> np.ndarray:
    """Seconds float64[SITES, DEMANDS] between places drawn by chance."""
    rng = np.random.default_rng(seed)
    sites, calls = rng.uniform(0, 100, (SITES, 2)), rng.uniform(0, 100, (DEMANDS, 2))
    return np.linalg.norm(sites[:, None] - calls[None], axis=2)


def cost_of(table: np.ndarray, chosen) -> float:
    return float(table[list(chosen)].min(axis=0).sum())


def swaps(chosen, fixed: int):
    """Every plan that one swap makes of this one."""
    for place in range(fixed, len(chosen)):
        for site in set(range(SITES)) - set(chosen):
            yield [*chosen[:place], site, *chosen[place + 1 :]]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("fixed", [0, 1, POINTS])
@pytest.mark.parametrize("cells", [1, 10_000])
def test_no_swap_makes_the_median_cheaper_and_fixed_points_stay(seed, fixed, cells):
    table = a_table(seed)
    start = max(combinations(range(SITES), POINTS), key=lambda plan: cost_of(table, plan))
    chosen = np.array(start, np.int64)
    near = np.empty(DEMANDS, np.int64), np.empty(DEMANDS), np.empty(DEMANDS)
    at, told = np.zeros(2, np.int64), 0.0
    while at[1] < SITES:  # it stops after so many cells and goes on where it stood
        told = median.interchange(table, chosen, fixed, *near, at, cells)
    plan = chosen.tolist()
    assert plan[:fixed] == list(start[:fixed])
    assert len(set(plan)) == POINTS
    assert told == pytest.approx(cost_of(table, plan))
    assert all(cost_of(table, other) >= told - 1e-6 for other in swaps(plan, fixed))


@pytest.mark.parametrize("seed", range(6))
def test_the_two_nearest_are_those_of_the_table(seed):
    table, chosen = a_table(seed), np.array([7, 2, 4], np.int64)
    site, near, second = np.empty(DEMANDS, np.int64), np.empty(DEMANDS), np.empty(DEMANDS)
    median.two_nearest(table, chosen, POINTS, site, near, second, -1)
    ordered = np.sort(table[chosen], axis=0)
    assert (site == table[chosen].argmin(axis=0)).all()
    assert (near == ordered[0]).all()
    assert (second == ordered[1]).all()


def lists(reaches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each row's columns begin, and the columns."""
    first = np.concatenate([[0], reaches.sum(axis=1).cumsum()]).astype(np.int64)
    return first, np.nonzero(reaches)[1].astype(np.int64)


def worth_of(reaches: np.ndarray, weight: np.ndarray, gain: np.ndarray, chosen) -> float:
    times = np.minimum(reaches[list(chosen)].sum(axis=0), len(gain))
    return float((weight * np.concatenate([[0.0], gain.cumsum()])[times]).sum())


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("gain", [[1.0], [1.0, 0.4]])
@pytest.mark.parametrize("fixed", [0, 1, POINTS])
def test_no_swap_covers_more_and_fixed_points_stay(seed, gain, fixed):
    reaches = a_table(seed) < 35
    weight = np.random.default_rng(seed).integers(1, 9, DEMANDS).astype(float)
    gains = np.array(gain)
    start = min(
        combinations(range(SITES), POINTS), key=lambda p: worth_of(reaches, weight, gains, p)
    )
    chosen, at = np.array(start, np.int64), np.zeros(2, np.int64)
    told = 0.0
    while at[1] < SITES:
        told = cover.interchange(
            *lists(reaches), *lists(reaches.T), weight, gains, chosen, fixed, at, 5
        )
    plan = chosen.tolist()
    assert plan[:fixed] == list(start[:fixed])
    assert told == pytest.approx(worth_of(reaches, weight, gains, plan))
    others = swaps(plan, fixed)
    assert all(worth_of(reaches, weight, gains, other) <= told + 1e-6 for other in others)
