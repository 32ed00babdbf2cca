"""Who serves whom when points are full at some load: greedy assignment, and swaps on top of it."""

import numpy as np

from quanju.engine.compiling import njit


@njit(nogil=True)
def assign(cost, penalty, loads, capacity, chosen, order, serves):  # type: ignore[no-untyped-def]
    """Each demand, in `order`, to the cheapest chosen site with room in every hour.

    `cost`: (sites, demands), inf = not allowed. `loads`: (hours, demands). `serves`: (demands,)
    is set to the site or -1. Of equal sites the fullest one takes it. Returns the cost, with
    the penalty of each demand that is left out.
    """
    hours = loads.shape[0]
    room = np.empty((chosen.shape[0], hours))
    for k in range(chosen.shape[0]):
        room[k] = capacity[chosen[k]] * (1 + 1e-12)
    total = 0.0
    for u in order:
        best, left_over = -1, 0.0
        for k in range(chosen.shape[0]):
            value = cost[chosen[k], u]
            if value == np.inf:
                continue
            left = np.inf
            for h in range(hours):
                left = min(left, room[k, h] - loads[h, u])
            if left < 0.0:
                continue
            if best >= 0:
                now = cost[chosen[best], u]
                if value > now or (value == now and left >= left_over):
                    continue
            best, left_over = k, left
        if best < 0:
            serves[u] = -1
            total += penalty[u]
            continue
        serves[u] = chosen[best]
        total += cost[chosen[best], u]
        for h in range(hours):
            room[best, h] -= loads[h, u]
    return total


@njit(nogil=True)
def improve(  # type: ignore[no-untyped-def]
    cost, penalty, loads, capacity, chosen, fixed, orders, rounds, seed
):
    """Random swaps of points, kept when the greedy assignment gets cheaper; returns the cost."""
    np.random.seed(seed)
    sites, points = cost.shape[0], chosen.shape[0]
    serves = np.empty(cost.shape[1], np.int64)
    best = np.inf
    for way in range(orders.shape[0]):
        best = min(best, assign(cost, penalty, loads, capacity, chosen, orders[way], serves))
    if points <= fixed or sites <= points:
        return best
    for _ in range(rounds):
        out = np.random.randint(fixed, points)
        j = np.random.randint(sites)
        if (chosen == j).any():
            continue
        old = chosen[out]
        chosen[out] = j
        value = np.inf
        for way in range(orders.shape[0]):
            trial = assign(cost, penalty, loads, capacity, chosen, orders[way], serves)
            value = min(value, trial)
        if value < best:
            best = value
        else:
            chosen[out] = old
    return best
