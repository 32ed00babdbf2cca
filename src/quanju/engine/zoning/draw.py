"""Zones of equal weight in one piece with short borders: seeds grown, then borders moved.

Growing: the lightest zone takes the nearest free cell beside it. Moving: simulated annealing over
single cells at a border; a cell may leave only if what stays hangs together, which the ring of its
neighbours mostly shows at once and a search inside the zone otherwise. Source of the move set:
the redistricting chains compared by D. DeFord, M. Duchin, J. Solomon (2021), here with balance and
borders in the objective instead of a sample.
"""

import numpy as np

from quanju.engine.compiling import njit
from quanju.engine.sizes import MOST_BYTES, too_large
from quanju.engine.zoning.errors import TooManyCells
from quanju.engine.zoning.problem import Floats, Ints, ZoningPlan, ZoningProblem, describe

BALANCE = 20_000.0
"""Borders that a zone 100 % off the mean is worth, times its deviation squared."""
A_CELL_OFF = 4.0
"""Coarse cells: one too many is worth so many borders at most, else none could change sides."""
FIRST_HEAT, LAST_HEAT = 3.0, 0.02
STARTS, STARTED_CELLS = 8, 250_000
"""Grown from so many draws of seeds, fewer where cells are many; half of the moves are shared among
them, and the best goes on with the rest."""


BYTES_A_CELL, BYTES_A_PAIR, BYTES_AT_ALL = 200, 120, 50 * 2**20


def bytes_needed(problem: ZoningProblem) -> int:
    """Memory that drawing takes, at most."""
    return BYTES_AT_ALL + BYTES_A_CELL * len(problem.weight) + BYTES_A_PAIR * len(problem.pairs)


def draw_zones(
    problem: ZoningProblem, *, seed: int, moves: int = 400_000, most_bytes: int = MOST_BYTES
) -> ZoningPlan:
    """Divide the cells. The same problem, seed and number of moves give the same plan.

    Raises `TooManyCells` before it begins.
    """
    needed = bytes_needed(problem)
    if needed > most_bytes:
        cells = len(problem.weight)
        raise TooManyCells(*too_large((f"{cells} 个单元", f"{cells} cells"), needed, most_bytes))
    if problem.groups is not None:
        return describe(problem, _within_groups(problem, problem.groups, seed, moves))
    cells = len(problem.weight)
    start, beside, price = _neighbours(problem, cells)
    rng = np.random.default_rng(seed)
    mean = problem.weight.sum() / problem.zones
    share = problem.weight / mean
    worth = min(BALANCE, A_CELL_OFF / float(share.mean()) ** 2)
    moving = problem.moving * problem.weight / problem.weight.sum()

    def moved(zone: Ints, today: Ints, count: int) -> Ints:
        chance = int(rng.integers(2**31))
        _anneal(
            zone, start, beside, price, share, today, moving, problem.zones, count, chance, worth
        )
        return zone

    if problem.today is not None:
        today = problem.today.astype(np.int32)
        return describe(problem, moved(today.copy(), today, moves))
    nowhere = np.full(cells, -1, np.int32)
    starts = max(2, min(STARTS, STARTED_CELLS // cells))
    tried = [
        moved(_grown(problem, start, beside, rng), nowhere, moves // (2 * starts))
        for _ in range(starts)
    ]
    best = min(tried, key=lambda zone: _cost(problem, zone, worth))
    return describe(problem, moved(best, nowhere, moves // 2))


def _within_groups(problem: ZoningProblem, groups: Ints, seed: int, moves: int) -> Ints:
    """Each group divided on its own, into as many zones as its weight is worth."""
    zone = np.zeros(len(groups), np.int32)
    first = 0
    for group, zones in enumerate(shared_out(problem.weight, groups, problem.zones)):
        mine = np.flatnonzero(groups == group)
        spot = np.full(len(groups), -1, np.int32)
        spot[mine] = np.arange(len(mine))
        inside = (spot[problem.pairs] >= 0).all(axis=1)
        weight = problem.weight[mine]
        part = ZoningProblem(
            problem.x_m[mine],
            problem.y_m[mine],
            weight if weight.sum() else np.ones(len(mine)),
            spot[problem.pairs[inside]],
            zones,
            price=None if problem.price is None else np.asarray(problem.price)[inside],
        )
        share = max(20_000, round(moves * len(mine) / len(groups)))
        zone[mine] = first + draw_zones(part, seed=seed + group, moves=share).zone
        first += zones
    return zone


def shared_out(weight: Floats, groups: Ints, zones: int) -> list[int]:
    """Zones of each group: one, and each further where a zone would else be heaviest."""
    held, cells = np.bincount(groups, weight), np.bincount(groups)
    count = np.ones(len(held), int)
    for _ in range(zones - len(held)):
        count[np.where(count < cells, held / count, -1.0).argmax()] += 1
    return [int(n) for n in count]


def _cost(problem: ZoningProblem, zone: Ints, worth: float) -> float:
    """What the annealing makes less: prices of the borders, and zones off the mean."""
    loads = np.bincount(zone, problem.weight, problem.zones)
    cut = zone[problem.pairs[:, 0]] != zone[problem.pairs[:, 1]]
    price = np.ones(len(cut)) if problem.price is None else np.asarray(problem.price, float)
    return float(price[cut].sum() + worth * ((loads / loads.mean() - 1) ** 2).sum())


def _neighbours(problem: ZoningProblem, cells: int) -> tuple[Ints, Ints, Floats]:
    """Adjacency as rows: start int32[n + 1], beside int32[2m], price float64[2m]."""
    pairs = problem.pairs
    cost = np.ones(len(pairs)) if problem.price is None else np.asarray(problem.price, float)
    one = np.concatenate([pairs[:, 0], pairs[:, 1]])
    other = np.concatenate([pairs[:, 1], pairs[:, 0]])
    both = np.concatenate([cost, cost])
    order = np.lexsort((other, one))
    start = np.concatenate([[0], np.cumsum(np.bincount(one, minlength=cells))])
    return start.astype(np.int32), other[order].astype(np.int32), both[order]


def _grown(problem: ZoningProblem, start: Ints, beside: Ints, rng: np.random.Generator) -> Ints:
    """Seeds far from each other, weighted places first; then the lightest zone grows."""
    place = np.stack([problem.x_m, problem.y_m], axis=1)
    seeds = [_drawn(problem.weight, rng)]
    near = ((place - place[seeds[0]]) ** 2).sum(axis=1)
    while len(seeds) < problem.zones:
        wish = near * (problem.weight + problem.weight.mean() * 0.05)
        wish[seeds] = 0.0
        if wish.sum() <= 0:
            wish = np.ones(len(place))
            wish[seeds] = 0.0
        seeds.append(_drawn(wish, rng))
        near = np.minimum(near, ((place - place[seeds[-1]]) ** 2).sum(axis=1))
    zone = np.full(len(place), -1, np.int32)
    zone[seeds] = np.arange(problem.zones)
    _grow(zone, start, beside, problem.x_m, problem.y_m, problem.weight, np.array(seeds, np.int32))
    return zone


def _drawn(wish: Floats, rng: np.random.Generator) -> int:
    """A number drawn with these chances."""
    up_to = np.cumsum(wish)
    at = int(np.searchsorted(up_to, rng.random() * up_to[-1], side="right"))
    return min(at, int(np.flatnonzero(wish)[-1]))


@njit()
def _grow(zone, start, beside, x, y, weight, seeds):  # type: ignore[no-untyped-def]
    """The lightest zone takes the nearest free cell beside it, until none is free.

    Each zone's frontier is a skew heap of its own: `root` of a zone, and of each entry its cell,
    its distance and the two heaps below. Source: D. Sleator and R. Tarjan, "Self-adjusting heaps",
    SIAM J. Computing 15 (1986).
    """
    zones, most = len(seeds), len(beside) + len(seeds)
    root = np.full(zones, -1, np.int64)
    far, cell_of = np.empty(most), np.empty(most, np.int32)
    left, right = np.full(most, -1, np.int64), np.full(most, -1, np.int64)
    load = np.zeros(zones)
    size = 0
    for z in range(zones):
        load[z] = weight[seeds[z]]
        size = _reach_out(
            zone, start, beside, x, y, seeds, seeds[z], root, far, cell_of, left, right, size
        )
    for _ in range(len(zone) - zones):
        taken = -1
        while taken < 0:
            lightest = -1
            for z in range(zones):
                if root[z] >= 0 and (lightest < 0 or load[z] < load[lightest]):
                    lightest = z
            if lightest < 0:
                return
            top = root[lightest]
            root[lightest] = _joined(left[top], right[top], far, left, right)
            if zone[cell_of[top]] < 0:
                taken = cell_of[top]
        zone[taken] = lightest
        load[lightest] += weight[taken]
        size = _reach_out(
            zone, start, beside, x, y, seeds, taken, root, far, cell_of, left, right, size
        )


@njit()
def _reach_out(  # type: ignore[no-untyped-def]
    zone, start, beside, x, y, seeds, cell, root, far, cell_of, left, right, size
):
    """The free neighbours of a cell join its zone's frontier; returns the entries made so far."""
    z = zone[cell]
    for k in range(start[cell], start[cell + 1]):
        other = beside[k]
        if zone[other] < 0:
            far[size] = (x[other] - x[seeds[z]]) ** 2 + (y[other] - y[seeds[z]]) ** 2
            cell_of[size] = other
            root[z] = _joined(root[z], size, far, left, right)
            size += 1
    return size


@njit()
def _joined(one, other, far, left, right):  # type: ignore[no-untyped-def]
    """Two skew heaps as one."""
    if one < 0:
        return other
    if other < 0:
        return one
    if far[other] < far[one]:
        one, other = other, one
    top = one
    while True:
        below = right[one]
        right[one] = left[one]
        if below < 0:
            left[one] = other
            return top
        if far[other] < far[below]:
            below, other = other, below
        left[one] = below
        one = below


@njit()
def _hangs_together(zone, start, beside, cell, stack, seen, mark):  # type: ignore[no-untyped-def]
    """Does the zone of `cell` stay in one piece without it? `seen` holds marks of searches."""
    home = zone[cell]
    first, wanted = -1, 0
    for k in range(start[cell], start[cell + 1]):
        if zone[beside[k]] == home:
            first = beside[k]
            wanted += 1
    if wanted == 0:
        return False  # the last cell of its zone stays
    if wanted == 1:
        return True
    top, found = 1, 0
    stack[0] = first
    seen[first] = mark
    seen[cell] = mark
    while top > 0:
        top -= 1
        here = stack[top]
        for k in range(start[here], start[here + 1]):
            if beside[k] == cell:
                found += 1
                if found == wanted:
                    return True
                break
        for k in range(start[here], start[here + 1]):
            other = beside[k]
            if zone[other] == home and seen[other] != mark:
                seen[other] = mark
                stack[top] = other
                top += 1
    return False


@njit()
def _look(zone, start, beside, cell, border, spot, size):  # type: ignore[no-untyped-def]
    """Keep `border`, the cells beside another zone, true for one cell; returns its new size."""
    is_border = False
    for k in range(start[cell], start[cell + 1]):
        if zone[beside[k]] != zone[cell]:
            is_border = True
            break
    at = spot[cell]
    if is_border and at < 0:
        border[size] = cell
        spot[cell] = size
        return size + 1
    if not is_border and at >= 0:
        last = border[size - 1]
        border[at] = last
        spot[last] = at
        spot[cell] = -1
        return size - 1
    return size


@njit()
def _anneal(zone, start, beside, price, share, today, moving, zones, moves, seed, balance):  # type: ignore[no-untyped-def]
    np.random.seed(seed)
    cells = len(zone)
    load = np.zeros(zones)
    for cell in range(cells):
        load[zone[cell]] += share[cell]
    stack = np.zeros(cells, np.int32)
    seen = np.zeros(cells, np.int64)
    border = np.zeros(cells, np.int32)
    spot = np.full(cells, -1, np.int32)
    size = 0
    for cell in range(cells):
        size = _look(zone, start, beside, cell, border, spot, size)
    best = zone.copy()
    value = 0.0
    lowest = 0.0
    copied = 0
    for move in range(1, moves + 1):
        if size == 0:
            break
        heat = FIRST_HEAT * (LAST_HEAT / FIRST_HEAT) ** (move / moves)
        cell = border[np.random.randint(size)]
        k = start[cell] + np.random.randint(start[cell + 1] - start[cell])
        home, goal = zone[cell], zone[beside[k]]
        if home == goal:
            continue
        step = 0.0
        for j in range(start[cell], start[cell + 1]):
            if zone[beside[j]] == home:
                step += price[j]
            elif zone[beside[j]] == goal:
                step -= price[j]
        w = share[cell]
        before = (load[home] - 1) ** 2 + (load[goal] - 1) ** 2
        after = (load[home] - w - 1) ** 2 + (load[goal] + w - 1) ** 2
        step += balance * (after - before)
        if today[cell] >= 0:
            step += moving[cell] * ((goal != today[cell]) - (home != today[cell]))
        if step > 0 and np.random.random() >= np.exp(-step / heat):
            continue
        if not _hangs_together(zone, start, beside, cell, stack, seen, move):
            continue
        zone[cell] = goal
        load[home] -= w
        load[goal] += w
        size = _look(zone, start, beside, cell, border, spot, size)
        for j in range(start[cell], start[cell + 1]):
            size = _look(zone, start, beside, beside[j], border, spot, size)
        value += step
        # Copying the best again and again would cost more than the moves: late ones only, and
        # not before a quarter as many moves as there are cells to copy.
        if move > moves // 2 and value < lowest - 1e-3 and move - copied >= cells // 4:
            lowest, copied = value, move
            best[:] = zone
    if value > lowest:  # never worse than the start, which is the first best
        zone[:] = best
