"""Zones of equal weight in one piece with short borders: seeds grown, then borders moved.

Growing: the lightest zone takes the nearest free cell beside it. Moving: simulated annealing over
single cells at a border (`moves.py`). Source of the move set: the redistricting chains compared by
D. DeFord, M. Duchin, J. Solomon (2021), here with balance, borders and roundness in the objective
instead of a sample.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from quanju.engine.compiling import njit
from quanju.engine.sizes import MOST_BYTES, too_large
from quanju.engine.zoning.errors import TooManyCells
from quanju.engine.zoning.moves import FIRST_HEAT, LAST_HEAT, anneal, shape_cost, sums_of
from quanju.engine.zoning.problem import (
    Flags,
    Floats,
    Ground,
    Ints,
    ZoningPlan,
    ZoningProblem,
    describe,
)

BALANCE = 20_000.0
"""Borders that a zone 100 % off the mean is worth, times its deviation squared."""
A_CELL_OFF, A_BLOCK_OFF = 4.0, 200.0
"""Coarse cells: one too many is worth so many borders at most, else none could change sides. On
ground the first holds while zones find their shape, the second once they have cooled."""
HOT, RISES, RISEN = 40.0, 0.6, 0.85
"""Heat on ground, where prices are higher; evenness rises to its whole worth on this part of the
way. Weighed from the beginning, zones of coarse blocks freeze in odd shapes."""
STARTS, STARTED_CELLS = 8, 250_000
"""Grown from so many draws of seeds, fewer where cells are many; half of the moves are shared among
them, and the best goes on with the rest."""
A_SLICE, A_SLICE_CELLS = 20_000, 4
"""Moves between two looks at the clock, and at least so many a cell: a slice begins with a look at
every cell."""
BYTES_A_CELL, BYTES_A_PAIR, BYTES_AT_ALL = 260, 160, 50 * 2**20


def bytes_needed(problem: ZoningProblem) -> int:
    """Memory that drawing takes, at most."""
    return BYTES_AT_ALL + BYTES_A_CELL * len(problem.weight) + BYTES_A_PAIR * len(problem.pairs)


@dataclass(frozen=True, eq=False)
class Board:
    """The problem as the kernels want it; adjacency as rows: `start` int32[n + 1], the rest [2m].

    `held`: float64[n, 6] of each cell weight over the mean of a zone, area, ∫x, ∫y, ∫(x² + y²) and
    outer edge, in the side of a square zone; zeros without ground. `worth` of balance.
    """

    problem: ZoningProblem
    start: Ints
    beside: Ints
    price: Floats
    metres: Floats
    is_way: Flags
    held: Floats
    worth: float


def board_of(problem: ZoningProblem) -> Board:
    """Adjacency, shares and scales of a problem."""
    pairs, cells, ground = problem.pairs, len(problem.weight), problem.ground
    one = np.concatenate([pairs[:, 0], pairs[:, 1]])
    other = np.concatenate([pairs[:, 1], pairs[:, 0]])
    order = np.lexsort((other, one))
    start = np.concatenate([[0], np.cumsum(np.bincount(one, minlength=cells))])
    side = 1.0 if ground is None else float(np.sqrt(ground.area.sum() / problem.zones))

    def twice(values: Floats | Flags) -> Floats:
        return np.concatenate([values, values])[order]

    share = problem.weight / (problem.weight.sum() / problem.zones)
    return Board(
        problem=problem,
        start=start.astype(np.int32),
        beside=other[order].astype(np.int32),
        price=twice(problem.prices),
        metres=twice(np.zeros(len(pairs)) if ground is None else ground.metres / side),
        is_way=twice(problem.ways).astype(np.bool_),
        held=_held(problem, share, side),
        worth=min(BALANCE, (A_CELL_OFF if ground is None else A_BLOCK_OFF) / share.mean() ** 2),
    )


def _held(problem: ZoningProblem, share: Floats, side: float) -> Floats:
    held = np.zeros((len(share), 6))
    held[:, 0] = share
    if (ground := problem.ground) is not None:
        x = (problem.x_m - problem.x_m.mean()) / side
        y = (problem.y_m - problem.y_m.mean()) / side
        area = ground.area / side**2
        held[:, 1:4] = np.stack([area, area * x, area * y], axis=1)
        held[:, 4] = ground.moment / side**4 + area * (x * x + y * y)
        held[:, 5] = ground.edge_m / side
    return held


def draw_zones(
    problem: ZoningProblem,
    *,
    seed: int,
    moves: int = 400_000,
    seconds: float | None = None,
    most_bytes: int = MOST_BYTES,
    clock: Callable[[], float] = perf_counter,
) -> ZoningPlan:
    """Divide the cells. The same problem, seed and number of moves give the same plan, unless the
    `seconds` are over first: then it cools faster and ends in time.

    Raises `TooManyCells` before it begins.
    """
    needed = bytes_needed(problem)
    if needed > most_bytes:
        cells = len(problem.weight)
        raise TooManyCells(*too_large((f"{cells} 个单元", f"{cells} cells"), needed, most_bytes))
    if problem.groups is not None:
        zone = _within_groups(problem, problem.groups, seed, moves, seconds, clock)
        return describe(problem, zone)
    board, rng = board_of(problem), np.random.default_rng(seed)
    began = clock()

    def moved(zone: Ints, count: int, until: float) -> Ints:
        """`until`: the share of the seconds that is over then."""
        limit = None if seconds is None else began + until * seconds
        return _cooled(board, zone, count, rng, limit, clock)

    if problem.today is not None:
        return describe(problem, moved(_today(problem), moves, 1.0))
    cells = len(problem.weight)
    starts = max(2, min(STARTS, STARTED_CELLS // cells))
    tried = [
        moved(_grown(board, rng), moves // (2 * starts), (turn + 1) / (2 * starts))
        for turn in range(starts)
    ]
    best = min(tried, key=lambda zone: cost(board, zone))
    return describe(problem, moved(best, moves // 2, 1.0))


def _cooled(
    board: Board,
    zone: Ints,
    moves: int,
    rng: np.random.Generator,
    limit: float | None,
    clock: Callable[[], float],
) -> Ints:
    """The best division on the way from hot to cold; never worse than `zone`."""
    problem, today = board.problem, _today(board.problem)
    moving = problem.moving * problem.weight / problem.weight.sum()
    now, best, values = zone.copy(), zone.copy(), np.zeros(2)
    is_eased = problem.ground is not None and problem.today is None
    least = min(board.worth, A_CELL_OFF / float(board.held[:, 0].mean()) ** 2)
    before = board.worth
    first = FIRST_HEAT if problem.ground is None else HOT
    a_slice, began, cold = max(A_SLICE, A_SLICE_CELLS * len(zone)), clock(), 0.0
    while cold < 1.0:
        count = max(1, min(a_slice, round(moves * (1.0 - cold))))
        after = min(1.0, cold + count / max(moves, 1))
        rise = min(1.0, max(0.0, (cold - RISES) / (RISEN - RISES)))
        worth = least * (board.worth / least) ** rise if is_eased else board.worth
        if worth != before:  # costs of another worth say nothing
            best[:], values[:], before = now, 0.0, worth
        anneal(
            now, best, values, board.start, board.beside, board.price, board.metres,
            board.is_way, board.held, today, moving, problem.zones, count,
            int(rng.integers(2**31)), worth, problem.roundness,
            first * (LAST_HEAT / first) ** np.array([cold, after]),
        )  # fmt: skip
        cold = after
        if limit is not None:
            cold = max(cold, (clock() - began) / max(limit - began, 1e-9))
    return min((zone, best), key=lambda one: cost(board, one)) if is_eased else best


def _today(problem: ZoningProblem) -> Ints:
    """int32[n] the zones of today, -1 where there are none."""
    if problem.today is None:
        return np.full(len(problem.weight), -1, np.int32)
    return problem.today.astype(np.int32)


def _within_groups(
    problem: ZoningProblem,
    groups: Ints,
    seed: int,
    moves: int,
    seconds: float | None,
    clock: Callable[[], float],
) -> Ints:
    """Each group divided on its own, into as many zones as its weight is worth."""
    zone = np.zeros(len(groups), np.int32)
    first = 0
    for group, zones in enumerate(shared_out(problem.weight, groups, problem.zones)):
        mine = np.flatnonzero(groups == group)
        spot = np.full(len(groups), -1, np.int32)
        spot[mine] = np.arange(len(mine))
        inside: Flags = np.asarray((spot[problem.pairs] >= 0).all(axis=1), bool)
        weight = problem.weight[mine]
        part = ZoningProblem(
            problem.x_m[mine],
            problem.y_m[mine],
            weight if weight.sum() else np.ones(len(mine)),
            spot[problem.pairs[inside]],
            zones,
            price=None if problem.price is None else np.asarray(problem.price)[inside],
            ground=None if problem.ground is None else _part_of(problem.ground, mine, inside),
            roundness=problem.roundness,
            is_way=problem.ways[inside],
        )
        part_of_all = len(mine) / len(groups)
        count = max(20_000, round(moves * part_of_all))
        time_s = None if seconds is None else seconds * part_of_all
        plan = draw_zones(part, seed=seed + group, moves=count, seconds=time_s, clock=clock)
        zone[mine] = first + plan.zone
        first += zones
    return zone


def _part_of(ground: Ground, mine: NDArray[np.int64], inside: Flags) -> Ground:
    """The ground of some cells; their borders with the others count for nothing."""
    return Ground(
        ground.area[mine], ground.moment[mine], ground.edge_m[mine], ground.metres[inside]
    )


def shared_out(weight: Floats, groups: Ints, zones: int) -> list[int]:
    """Zones of each group: one, and each further where a zone would else be heaviest."""
    held, cells = np.bincount(groups, weight), np.bincount(groups)
    count = np.ones(len(held), int)
    for _ in range(zones - len(held)):
        count[np.where(count < cells, held / count, -1.0).argmax()] += 1
    return [int(n) for n in count]


def cost(board: Board, zone: Ints) -> float:
    """What moving makes less: prices of the borders, zones off the mean and far from round."""
    problem = board.problem
    sums = sums_of(zone, board.start, board.beside, board.metres, board.held, problem.zones)
    cut = zone[problem.pairs[:, 0]] != zone[problem.pairs[:, 1]]
    off = float(((sums[:, 0] - 1) ** 2).sum())
    shape = sum(shape_cost(*one[1:]) for one in sums) if problem.roundness else 0.0
    return float(problem.prices[cut].sum()) + board.worth * off + problem.roundness * shape


def _grown(board: Board, rng: np.random.Generator) -> Ints:
    """Seeds far from each other, weighted places first; then the lightest zone grows."""
    problem = board.problem
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
    start, beside = board.start, board.beside
    if not board.is_way.all():
        rows = np.repeat(np.arange(len(place)), np.diff(start))[board.is_way]
        start = np.append(0, np.cumsum(np.bincount(rows, minlength=len(place)))).astype(np.int32)
        beside = beside[board.is_way]
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
