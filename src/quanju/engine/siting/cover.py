"""Swap search and Lagrangian bounds for covering: MCLP, MEXCLP and backup are one problem.

A demand covered k times earns weight × (gain[0] + … + gain[k-1]) with falling gains: (1) for MCLP,
(1-q) q^k for MEXCLP, (θ, 1-θ) for backup. Sources: R. Church and C. ReVelle, "The maximal
covering location problem" (1974); M. Daskin, Transportation Science 17 (1983); K. Hogan and
C. ReVelle, "Concepts and applications of backup coverage", Management Science 32 (1986);
R. Galvão and C. ReVelle, "A Lagrangean heuristic for the maximal covering problem", EJOR 88 (1996).
"""

import numpy as np

from quanju.engine.compiling import njit


@njit(nogil=True, inline="always")
def _earn(step, weight, gain, count):  # type: ignore[no-untyped-def]
    """What the next cover earns (step 0), or the last one did (step -1)."""
    k = count + step
    return weight * gain[k] if k < gain.shape[0] else 0.0


@njit(nogil=True)
def covers(chosen, count, first, reached, demands):  # type: ignore[no-untyped-def]
    """How often each demand is covered."""
    times = np.zeros(demands, np.int64)
    for k in range(count):
        for a in range(first[chosen[k]], first[chosen[k] + 1]):
            times[reached[a]] += 1
    return times


@njit(nogil=True)
def worth_of(times, weight, gain):  # type: ignore[no-untyped-def]
    """Weight that is covered: times int64[demands] how often each is, weight float64[demands], gain
    float64[k] what the first, second … cover adds, as a share of the weight.
    """
    total = 0.0
    for u in range(times.shape[0]):
        for k in range(min(times[u], gain.shape[0])):
            total += weight[u] * gain[k]
    return total


@njit(nogil=True)
def greedy(first, reached, weight, gain, chosen, count, points):  # type: ignore[no-untyped-def]
    """Fill chosen[count:points] by the site that earns most, one after the other."""
    sites = first.shape[0] - 1
    taken = np.zeros(sites, np.bool_)
    for k in range(count):
        taken[chosen[k]] = True
    times = covers(chosen, count, first, reached, weight.shape[0])
    for k in range(count, points):
        best, which = -1.0, -1
        for j in range(sites):
            if taken[j]:
                continue
            value = 0.0
            for a in range(first[j], first[j + 1]):
                value += _earn(0, weight[reached[a]], gain, times[reached[a]])
            if value > best:
                best, which = value, j
        chosen[k] = which
        taken[which] = True
        for a in range(first[which], first[which + 1]):
            times[reached[a]] += 1


@njit(nogil=True)
def _lose(site, first, reached, weight, gain, times):  # type: ignore[no-untyped-def]
    value = 0.0
    for a in range(first[site], first[site + 1]):
        value += _earn(-1, weight[reached[a]], gain, times[reached[a]])
    return value


@njit(nogil=True)
def interchange(  # type: ignore[no-untyped-def]
    first, reached, first_at, reach_at, weight, gain, chosen, fixed, at, cells
):
    """Swap until no swap helps; the first `fixed` of `chosen` stay. Returns the worth.

    `at`: int64[2], the next candidate and how many were looked at since the last swap; as many as
    there are sites when it is done. It stops after `cells` cells, so that the caller may ask its
    clock, and goes on from `at` when it is called again.
    """
    sites, points = first.shape[0] - 1, chosen.shape[0]
    times = covers(chosen, points, first, reached, weight.shape[0])
    place = np.full(sites, -1, np.int64)
    loss = np.empty(points)
    for k in range(points):
        place[chosen[k]] = k
        loss[k] = _lose(chosen[k], first, reached, weight, gain, times)
    total = worth_of(times, weight, gain)
    shared = np.zeros(points)
    if points <= fixed:
        at[1] = sites
    while at[1] < sites and cells > 0:
        j = at[0]
        at[0] = (j + 1) % sites
        at[1] += 1
        if place[j] >= 0:
            continue
        add = 0.0
        shared[:] = 0.0
        cells -= points + first[j + 1] - first[j]
        for a in range(first[j], first[j + 1]):
            u = reached[a]
            now = _earn(0, weight[u], gain, times[u])
            add += now
            if times[u] == 0:
                continue
            both = _earn(-1, weight[u], gain, times[u]) - now
            if both > 0.0:
                cells -= first_at[u + 1] - first_at[u]
                for b in range(first_at[u], first_at[u + 1]):
                    if place[reach_at[b]] >= 0:
                        shared[place[reach_at[b]]] += both
        out = fixed
        for k in range(fixed + 1, points):
            if loss[k] - shared[k] < loss[out] - shared[out]:
                out = k
        if add - loss[out] + shared[out] <= 1e-9 * (1.0 + total):
            continue
        old = chosen[out]
        for a in range(first[old], first[old + 1]):
            times[reached[a]] -= 1
        for a in range(first[j], first[j + 1]):
            times[reached[a]] += 1
        place[old], place[j], chosen[out] = -1, out, j
        for k in range(points):
            loss[k] = _lose(chosen[k], first, reached, weight, gain, times)
            cells -= first[chosen[k] + 1] - first[chosen[k]]
        total = worth_of(times, weight, gain)
        at[1] = 0
    return total


@njit(nogil=True)
def relaxed(first, reached, weight, gain, price, fixed, points, worth, slack):  # type: ignore[no-untyped-def]
    """Upper bound for these prices; worth[j] and slack[u] (covers wanted minus given) are set."""
    bound = 0.0
    for u in range(weight.shape[0]):
        slack[u] = 0.0
        for k in range(gain.shape[0]):
            more = weight[u] * gain[k] - price[u]
            if more <= 0.0:
                break
            bound += more
            slack[u] += 1.0
    sites = worth.shape[0]
    for j in range(sites):
        value = 0.0
        for a in range(first[j], first[j + 1]):
            value += price[reached[a]]
        worth[j] = value
    order = np.argsort(-worth)
    for j in range(fixed):
        bound += worth[j]
        for a in range(first[j], first[j + 1]):
            slack[reached[a]] -= 1.0
    left = points - fixed
    for k in range(sites):
        j = order[k]
        if left == 0:
            break
        if j < fixed:
            continue
        left -= 1
        bound += worth[j]
        for a in range(first[j], first[j + 1]):
            slack[reached[a]] -= 1.0
    return bound


@njit(nogil=True)
def dual(  # type: ignore[no-untyped-def]
    first, reached, weight, gain, price, best_price, fixed, points, lower, state, rounds, step
):
    """Subgradient steps; `state`: best bound, step factor, fails. Returns the best bound."""
    worth, slack = np.empty(first.shape[0] - 1), np.empty(weight.shape[0])
    for _ in range(rounds):
        bound = relaxed(first, reached, weight, gain, price, fixed, points, worth, slack)
        if bound < state[0] - 1e-9 * abs(state[0]):
            state[0], state[2] = bound, 0.0
            best_price[:] = price
        else:
            state[2] += 1.0
            if state[2] >= 20.0:
                state[1] *= 0.6
                state[2] = 0.0
                price[:] = best_price
        for u in range(weight.shape[0]):
            blocked = price[u] <= 0.0 and slack[u] < 0.0
            if blocked or (price[u] >= weight[u] * gain[0] and slack[u] > 0.0):
                slack[u] = 0.0
        norm = (slack * slack).sum()
        if norm == 0.0 or state[1] < 1e-4 or state[0] < lower + step:
            break
        size = state[1] * max(bound - lower * 0.999, 1e-6 * (lower + 1.0)) / norm
        for u in range(weight.shape[0]):
            price[u] = min(weight[u] * gain[0], max(0.0, price[u] + size * slack[u]))
    return state[0]


@njit(nogil=True)
def fewest_dual(first, reached, price, best_price, way, memo, upper, rounds):  # type: ignore[no-untyped-def]
    """Rounds of prices for "the fewest sites that cover all"; True when no more is to gain.

    `price`, `best_price`, `way`: float64[demands], changed in place. `memo`: float64[3], the best
    bound, step and rounds without gain. `upper`: sites of a known cover. Source: A. Caprara, M.
    Fischetti, P. Toth, "A heuristic method for the set covering problem", Oper. Res. 47 (1999).
    """
    demands, sites = price.shape[0], first.shape[0] - 1
    given = np.empty(demands)
    for _ in range(rounds):
        given[:] = 0.0
        bound = price.sum()
        for j in range(sites):
            value = 1.0
            for a in range(first[j], first[j + 1]):
                value -= price[reached[a]]
            if value < 0.0:
                bound += value
                for a in range(first[j], first[j + 1]):
                    given[reached[a]] += 1.0
        memo[2] += 1.0
        if bound > memo[0]:
            if bound > memo[0] + 1e-4 * abs(memo[0]):
                memo[2] = 0.0
            memo[0] = bound
            best_price[:] = price
        if memo[0] > upper - 1.0 + 1e-6 or memo[1] < 0.005:
            return True
        if memo[2] >= 15.0:
            memo[1] *= 0.6
            memo[2] = 0.0
            price[:] = best_price
            way[:] = 0.0
        norm = 0.0
        for u in range(demands):
            less = 1.0 - given[u]
            if less < 0.0 and price[u] <= 0.0:
                less = 0.0
            way[u] = less + 0.6 * way[u]
            norm += way[u] * way[u]
        if norm == 0.0:
            return True
        size = memo[1] * max(upper * 1.001 - bound, 1e-6) / norm
        for u in range(demands):
            price[u] = min(1.0, max(0.0, price[u] + size * way[u]))
    return False


@njit(nogil=True)
def priced_out(first, reached, price, worth):  # type: ignore[no-untyped-def]
    """worth[j] = 1 - prices of its demands; returns the bound that these prices give."""
    bound = price.sum()
    for j in range(first.shape[0] - 1):
        value = 1.0
        for a in range(first[j], first[j + 1]):
            value -= price[reached[a]]
        worth[j] = value
        bound += min(0.0, value)
    return bound
