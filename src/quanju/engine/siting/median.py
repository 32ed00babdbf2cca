"""Swap search for the p-median: greedy start, fast interchange, jumps between.

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
def interchange(cost, chosen, fixed, site1, near1, near2, at, cells):  # type: ignore[no-untyped-def]
    """Swap until no swap helps; the first `fixed` of `chosen` stay. Returns the cost.

    `at`: int64[2], the next candidate and how many were looked at since the last swap; as many as
    there are sites when it is done. It stops after `cells` cells, so that the caller may ask its
    clock, and goes on from `at` when it is called again.
    """
    sites, demands = cost.shape
    points = chosen.shape[0]
    if points == 1 and fixed == 0:
        chosen[0] = np.argmin(cost.sum(axis=1))
    two_nearest(cost, chosen, points, site1, near1, near2, -1)
    taken = np.zeros(sites, np.bool_)
    for k in range(points):
        taken[chosen[k]] = True
    total = near1.sum()
    if points <= max(fixed, 1):
        at[1] = sites
    # What each point's going costs before anything comes: a candidate alters it only for those
    # demands that it reaches sooner than their second nearest does, a few when points are many.
    alone, spared = _losses(site1, near1, near2, points), np.empty(points)
    while at[1] < sites and cells > 0:
        j = at[0]
        at[0] = (j + 1) % sites
        at[1] += 1
        if taken[j]:
            continue
        cells -= demands
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
        cells -= 3 * demands
        for u in range(demands):
            value = cost[j, u]
            if site1[u] == out or cost[old, u] <= near2[u]:
                two_nearest(cost, chosen, points, site1, near1, near2, u)
                cells -= points
            elif value < near1[u]:
                near2[u], near1[u], site1[u] = near1[u], value, out
            elif value < near2[u]:
                near2[u] = value
        total = near1.sum()
        alone[:] = _losses(site1, near1, near2, points)
        at[1] = 0
    return total


@njit(nogil=True)
def _losses(site1, near1, near2, points):  # type: ignore[no-untyped-def]
    loss = np.zeros(points)
    for u in range(near1.shape[0]):
        loss[site1[u]] += near2[u] - near1[u]
    return loss


@njit(nogil=True)
def jumped(chosen, sites, fixed, size, seed):  # type: ignore[no-untyped-def]
    """A copy of `chosen` with `size` random swaps; there must be sites and points to swap."""
    np.random.seed(seed)
    trial = chosen.copy()
    taken = np.zeros(sites, np.bool_)
    for k in range(trial.shape[0]):
        taken[trial[k]] = True
    for _ in range(size):
        out = np.random.randint(fixed, trial.shape[0])
        j = np.random.randint(sites)
        while taken[j]:
            j = np.random.randint(sites)
        taken[trial[out]], taken[j] = False, True
        trial[out] = j
    return trial
