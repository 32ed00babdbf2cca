"""Moving blocks between zones by simulated annealing: the kernels.

What is made less: prices of the borders, the squared distance of zones from the mean, the price of
moving people's zones, and where cells have ground how far zones are from round. All of it follows
from sums a zone, so a move costs no more than looking at the neighbours of one cell. A cell may
leave only if what stays hangs together. `twin.py` says the same plainly.
"""

import numpy as np

from quanju.engine.compiling import njit

FIRST_HEAT, LAST_HEAT = 3.0, 0.02
LOAD, AREA, EAST, NORTH, SQUARE, EDGE = range(6)
SPREAD, WINDING, MUCH_WINDING, WOUND = 6.0, 6.0, 20.0, 2.4
"""What roundness weighs: second moment over that of a disk, perimeter² over that of a disk, and
the latter once more above `WOUND` (a Polsby–Popper of 0.42)."""


@njit()
def shape_cost(area, east, north, square, edge):  # type: ignore[no-untyped-def]
    """How far from a disk a zone is: 0 for a disk. Sums of the zone over the cells: m², ∫x, ∫y,
    ∫(x² + y²), and the perimeter in metres."""
    if area <= 0.0:
        return 0.0
    spread = 2 * np.pi * (square - (east * east + north * north) / area) / (area * area)
    wound = edge * edge / (4 * np.pi * area)
    over = max(0.0, wound - WOUND)
    return SPREAD * (spread - 1) + WINDING * (wound - 1) + MUCH_WINDING * over * over


@njit()
def hangs_together(zone, start, beside, is_way, cell, stack, seen, mark):  # type: ignore[no-untyped-def]
    """Does the zone of `cell` stay in one piece without it? `seen` holds marks of searches."""
    home = zone[cell]
    first, wanted = -1, 0
    for k in range(start[cell], start[cell + 1]):
        if is_way[k] and zone[beside[k]] == home:
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
            if is_way[k] and beside[k] == cell:
                found += 1
                if found == wanted:
                    return True
                break
        for k in range(start[here], start[here + 1]):
            other = beside[k]
            if is_way[k] and zone[other] == home and seen[other] != mark:
                seen[other] = mark
                stack[top] = other
                top += 1
    return False


@njit()
def look(zone, start, beside, cell, border, spot, size):  # type: ignore[no-untyped-def]
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
def sums_of(zone, start, beside, metres, held, zones):  # type: ignore[no-untyped-def]
    """float64[zones, 6] the sums of each zone; `held`: float64[n, 6] those of each cell, the last
    its own outer edge."""
    sums = np.zeros((zones, 6))
    for cell in range(len(zone)):
        z = zone[cell]
        for column in range(6):
            sums[z, column] += held[cell, column]
        for k in range(start[cell], start[cell + 1]):
            if zone[beside[k]] != z:
                sums[z, EDGE] += metres[k]
    return sums


@njit()
def step_of(  # type: ignore[no-untyped-def]
    zone, start, beside, price, metres, held, sums, cell, goal, balance, roundness
):
    """What moving a cell to another zone costs, and the metres it shares with both zones."""
    home, step = zone[cell], 0.0
    with_home, with_goal, around = 0.0, 0.0, held[cell, EDGE]
    for j in range(start[cell], start[cell + 1]):
        around += metres[j]
        if zone[beside[j]] == home:
            step += price[j]
            with_home += metres[j]
        elif zone[beside[j]] == goal:
            step -= price[j]
            with_goal += metres[j]
    w = held[cell, LOAD]
    h, g = sums[home], sums[goal]
    before = (h[LOAD] - 1) ** 2 + (g[LOAD] - 1) ** 2
    after = (h[LOAD] - w - 1) ** 2 + (g[LOAD] + w - 1) ** 2
    step += balance * (after - before)
    less, more = 2 * with_home - around, around - 2 * with_goal
    if roundness > 0.0:
        c = held[cell]
        step += roundness * (
            shape_cost(
                h[AREA] - c[AREA],
                h[EAST] - c[EAST],
                h[NORTH] - c[NORTH],
                h[SQUARE] - c[SQUARE],
                h[EDGE] + less,
            )
            + shape_cost(
                g[AREA] + c[AREA],
                g[EAST] + c[EAST],
                g[NORTH] + c[NORTH],
                g[SQUARE] + c[SQUARE],
                g[EDGE] + more,
            )
            - shape_cost(h[AREA], h[EAST], h[NORTH], h[SQUARE], h[EDGE])
            - shape_cost(g[AREA], g[EAST], g[NORTH], g[SQUARE], g[EDGE])
        )
    return step, less, more


@njit()
def anneal(  # type: ignore[no-untyped-def]
    zone,
    best,
    values,
    start,
    beside,
    price,
    metres,
    is_way,
    held,
    today,
    moving,
    zones,
    moves,
    seed,
    balance,
    roundness,
    heats,
):
    """`moves` tries, from the first heat of `heats` to the second. `zone` is moved, `best` kept;
    `values`: cost of `zone` and of `best` beside where they began."""
    np.random.seed(seed)
    cells = len(zone)
    sums = sums_of(zone, start, beside, metres, held, zones)
    stack = np.zeros(cells, np.int32)
    seen = np.zeros(cells, np.int64)
    border = np.zeros(cells, np.int32)
    spot = np.full(cells, -1, np.int32)
    size, copied = 0, 0
    for cell in range(cells):
        size = look(zone, start, beside, cell, border, spot, size)
    for move in range(1, moves + 1):
        if size == 0:
            break
        heat = heats[0] * (heats[1] / heats[0]) ** (move / moves)
        cell = border[np.random.randint(size)]
        k = start[cell] + np.random.randint(start[cell + 1] - start[cell])
        home, goal = zone[cell], zone[beside[k]]
        if home == goal or not is_way[k]:
            continue
        step, less, more = step_of(
            zone, start, beside, price, metres, held, sums, cell, goal, balance, roundness
        )
        if today[cell] >= 0:
            step += moving[cell] * ((goal != today[cell]) - (home != today[cell]))
        if step > 0 and np.random.random() >= np.exp(-step / heat):
            continue
        if not hangs_together(zone, start, beside, is_way, cell, stack, seen, move):
            continue
        zone[cell] = goal
        for column in range(EDGE):
            sums[home, column] -= held[cell, column]
            sums[goal, column] += held[cell, column]
        sums[home, EDGE] += less
        sums[goal, EDGE] += more
        size = look(zone, start, beside, cell, border, spot, size)
        for j in range(start[cell], start[cell + 1]):
            size = look(zone, start, beside, beside[j], border, spot, size)
        values[0] += step
        # Copying the best again and again would cost more than the moves: cool ones only, and
        # not before a quarter as many moves as there are cells to copy.
        if values[0] < values[1] - 1e-3 and move - copied >= cells // 4:
            values[1], copied = values[0], move
            best[:] = zone
    if values[0] < values[1]:
        values[1] = values[0]
        best[:] = zone
