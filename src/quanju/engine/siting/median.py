"""Swap search for the p-median: greedy start, fast interchange, variable neighbourhoods.

Sources: R. Whitaker, "A fast algorithm for the greedy interchange for large-scale clustering and
median location problems", INFOR 21 (1983); M. Resende and R. Werneck, "A fast swap-based local
search procedure for location problems", Annals of OR 150 (2007); P. Hansen and N. Mladenović,
"Variable neighborhood search for the p-median", Location Science 5 (1997).
"""

import numpy as np

from quanju.engine.compiling import njit


@njit(nogil=True)
def two_nearest(cost, chosen, count, site1, near1, near2, only):  # type: ignore[no-untyped-def]
    """Nearest and second nearest of the chosen, for every demand or (only ≥ 0) that one."""
    first, last = (0, cost.shape[1]) if only < 0 else (only, only + 1)
    for u in range(first, last):
        best, second, which = np.inf, np.inf, -1
        for k in range(count):
            value = cost[chosen[k], u]
            if value < best:
                second, best, which = best, value, k
            elif value < second:
                second = value
        site1[u], near1[u], near2[u] = which, best, second


@njit(nogil=True)
def greedy(cost, chosen, count, points):  # type: ignore[no-untyped-def]
    """Fill chosen[count:points] by the site that saves most, one after the other."""
    sites, demands = cost.shape
    taken = np.zeros(sites, np.bool_)
    near = np.full(demands, np.inf)
    for k in range(count):
        taken[chosen[k]] = True
        near = np.minimum(near, cost[chosen[k]])
    for k in range(count, points):
        best, which = np.inf, -1
        for j in range(sites):
            if taken[j]:
                continue
            value = 0.0
            for u in range(demands):
                value += min(near[u], cost[j, u])
            if value < best:
                best, which = value, j
        chosen[k] = which
        taken[which] = True
        near = np.minimum(near, cost[which])


@njit(nogil=True)
def interchange(cost, chosen, fixed, site1, near1, near2):  # type: ignore[no-untyped-def]
    """Swap until no swap helps; the first `fixed` of `chosen` stay. Returns the cost."""
    sites, demands = cost.shape
    points = chosen.shape[0]
    if points == 1 and fixed == 0:
        chosen[0] = np.argmin(cost.sum(axis=1))
    two_nearest(cost, chosen, points, site1, near1, near2, -1)
    taken = np.zeros(sites, np.bool_)
    for k in range(points):
        taken[chosen[k]] = True
    total = near1.sum()
    # What each point's going costs before anything comes: a candidate alters it only for those
    # demands that it reaches sooner than their second nearest does, a few when points are many.
    alone, spared = _losses(site1, near1, near2, points), np.empty(points)
    candidate, since = 0, 0
    while since < sites and points > max(fixed, 1):
        j = candidate
        candidate = (candidate + 1) % sites
        since += 1
        if taken[j]:
            continue
        spared[:] = 0.0
        gain = 0.0
        for u in range(demands):
            value = cost[j, u]
            if value < near2[u]:
                gain += max(0.0, near1[u] - value)
                spared[site1[u]] += near2[u] - max(value, near1[u])
        out = fixed
        for k in range(fixed + 1, points):
            if alone[k] - spared[k] < alone[out] - spared[out]:
                out = k
        if gain - alone[out] + spared[out] <= 1e-9 * (1.0 + total):
            continue
        old = chosen[out]
        taken[old], taken[j] = False, True
        chosen[out] = j
        for u in range(demands):
            value = cost[j, u]
            if site1[u] == out or cost[old, u] <= near2[u]:
                two_nearest(cost, chosen, points, site1, near1, near2, u)
            elif value < near1[u]:
                near2[u], near1[u], site1[u] = near1[u], value, out
            elif value < near2[u]:
                near2[u] = value
        total = near1.sum()
        alone[:] = _losses(site1, near1, near2, points)
        since = 0
    return total


@njit(nogil=True)
def _losses(site1, near1, near2, points):  # type: ignore[no-untyped-def]
    loss = np.zeros(points)
    for u in range(near1.shape[0]):
        loss[site1[u]] += near2[u] - near1[u]
    return loss


@njit(nogil=True)
def wander(cost, best, best_cost, fixed, rounds, seed, size):  # type: ignore[no-untyped-def]
    """Variable neighbourhood search around `best` (changed in place), from that size of jump on.

    Returns its cost and the size to go on with.
    """
    np.random.seed(seed)
    sites, demands = cost.shape
    points = best.shape[0]
    site1 = np.empty(demands, np.int64)
    near1, near2 = np.empty(demands), np.empty(demands)
    widest = max(1, min(points - fixed, sites - points, 12))
    if points <= fixed or sites <= points:
        return best_cost, size
    for _ in range(rounds):
        trial = best.copy()
        taken = np.zeros(sites, np.bool_)
        for k in range(points):
            taken[trial[k]] = True
        for _step in range(size):
            out = np.random.randint(fixed, points)
            j = np.random.randint(sites)
            while taken[j]:
                j = np.random.randint(sites)
            taken[trial[out]], taken[j] = False, True
            trial[out] = j
        value = interchange(cost, trial, fixed, site1, near1, near2)
        if value < best_cost * (1 - 1e-12) - 1e-12:
            best[:], best_cost, size = trial, value, 1
        else:
            size = size + 1 if size < widest else 1
    return best_cost, size


@njit(nogil=True)
def dual(  # type: ignore[no-untyped-def]
    cost, fixed, points, upper, price, best_price, state, rounds, step_of_value
):
    """Subgradient steps on the Lagrangian of "each demand is served once".

    `price`, `best_price`: (demands,), changed in place. `state`: best bound, step factor, fails.
    Returns the best bound. Source: M. Held, P. Wolfe, H. Crowder (1974); N. Christofides and
    J. Beasley, "A tree search algorithm for the p-median problem", EJOR 10 (1982).
    """
    sites, demands = cost.shape
    worth = np.empty(sites)
    served = np.empty(demands)
    for _ in range(rounds):
        bound = reduced(cost, price, worth) + pick(worth, fixed, points)
        served[:] = 1.0
        for j in range(sites):
            if worth[j] < 1e300:
                continue
            for u in range(demands):
                if cost[j, u] < price[u]:
                    served[u] -= 1.0
        if bound > state[0] + 1e-9 * abs(state[0]):
            state[0], state[2] = bound, 0.0
            best_price[:] = price
        else:
            state[2] += 1.0
            if state[2] >= 20.0:
                state[1] *= 0.6
                state[2] = 0.0
                price[:] = best_price
        norm = (served * served).sum()
        if norm == 0.0 or state[1] < 1e-4 or state[0] > upper - step_of_value:
            break
        size = state[1] * max(upper * 1.001 - bound, 1e-6 * upper) / norm
        for u in range(demands):
            price[u] = max(0.0, price[u] + size * served[u])
    return state[0]


@njit(nogil=True)
def reduced(cost, price, worth):  # type: ignore[no-untyped-def]
    """worth[j] = sum of min(0, cost - price); returns the sum of prices."""
    sites, demands = cost.shape
    for j in range(sites):
        value = 0.0
        for u in range(demands):
            less = cost[j, u] - price[u]
            if less < 0.0:
                value += less
        worth[j] = value
    return price.sum()


@njit(nogil=True)
def pick(worth, fixed, points):  # type: ignore[no-untyped-def]
    """Sum of the fixed (the first) and the smallest others; marks the picked by 1e300."""
    total = 0.0
    for j in range(fixed):
        total += worth[j]
        worth[j] = 1e300
    order = np.argsort(worth)
    for k in range(points - fixed):
        total += worth[order[k]]
        worth[order[k]] = 1e300
    return total
