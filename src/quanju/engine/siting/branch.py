"""Branch and bound for the p-median: a Lagrangian bound at each node, the lowest node first.

Each demand keeps its sites in rising order of cost, up to the dearest price that it may have; a
round of prices then looks at a few dozen cells of a demand instead of at all sites. A node closes
what its bound rules out and opens what it needs, before it is split at the site about which the
rounds were least of one mind. Sources: P. Hanjoul and D. Peeters, "A comparison of two dual-based
procedures for solving the p-median problem", EJOR 20 (1985); J. Beasley, "A note on solving large
p-median problems", EJOR 21 (1985); P. Camerini, L. Fratta, F. Maffioli, "On improving relaxation
methods by modified gradient techniques" (1975).
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from quanju.engine.compiling import njit
from quanju.engine.siting.parts import Case
from quanju.engine.siting.problem import Floats, Ints

FREE, OPEN, SHUT = 0, 1, 2
ROOT_ROUNDS, NODE_ROUNDS = 800, 400
ROOT_PATIENCE, NODE_PATIENCE = 15, 20
STEP, CHILD_STEP, LEAST_STEP = 1.2, 0.6, 0.005
"""A child begins near good prices: with shorter steps it needs fewer rounds (a fifth more nodes in
ten seconds; with half the rounds instead, bounds were too weak to prove anything)."""
BEFORE = 0.6
"""How much of the last direction the next one keeps."""
SLICE_CELLS = 20_000_000
"""A call of compiled code looks at about so many cells (some 40 ms); then the clock is asked."""
NODES_BYTES = 256 * 2**20
KEPT_POINTS = 5
"""A demand's price stays below the cost of its fifth nearest point of the known plan."""


@dataclass(frozen=True, eq=False)
class Lists:
    """`first`: int64[demands + 1]; `where`, `dear`: site and cost of each cell, rising in a demand.

    `cap`, `low`: float64[demands], the dearest and the least price.
    """

    first: Ints
    where: Ints
    dear: Floats
    cap: Floats
    low: Floats


@dataclass
class Node:
    """A choice that is half made: `state` int8[sites], `price` float64[demands], and its bound.

    `mean`: float64[sites], how often the rounds picked each site. `memo`: step, rounds without
    gain, best bound, value of the best choice that was met.
    """

    state: NDArray[np.int8]
    price: Floats
    mean: Floats
    memo: Floats = field(default_factory=lambda: np.array([STEP, 0.0, -np.inf, np.inf]))

    @property
    def bound(self) -> float:
        """No choice below this node costs less."""
        return float(self.memo[2])


@njit(nogil=True)
def rounds_of_prices(  # type: ignore[no-untyped-def]
    first, where, dear, cap, low, state, price, best_price, way, mean, memo, met, points, cut,
    value, rounds, patience
):  # fmt: skip
    """Some rounds of prices at a node; True when its bound is at `cut`, or no more is to gain.

    `state` (sites,) is closed and opened where the bound allows; `best_price`, `way` (demands,),
    `mean` (sites,), `memo` and `met` (points,), the best choice met, are changed in place.
    """
    sites, demands = state.shape[0], price.shape[0]
    worth, picked = np.empty(sites), np.zeros(sites, np.bool_)
    free, free_worth = np.empty(sites, np.int64), np.empty(sites)
    for _ in range(rounds):
        bound = _worth_of(first, where, dear, price, worth)
        room, count = points, 0
        for j in range(sites):
            picked[j] = state[j] == OPEN
            if picked[j]:
                room -= 1
                bound += worth[j]
            elif state[j] == FREE:
                free[count], free_worth[count] = j, worth[j]
                count += 1
        if room < 0 or room > count:
            memo[2] = np.inf
            return True
        order = np.argsort(free_worth[:count])
        for k in range(room):
            picked[free[order[k]]] = True
            bound += free_worth[order[k]]
        for j in range(sites):
            mean[j] += 0.1 * ((1.0 if picked[j] else 0.0) - mean[j])
        memo[1] += 1.0
        if bound > memo[2]:
            if bound > memo[2] + 1e-5 * abs(memo[2]):
                memo[1] = 0.0
            memo[2] = bound
            best_price[:] = price
            if bound >= cut:
                return True
            if 0 < room < count:
                last, other = free_worth[order[room - 1]], free_worth[order[room]]
                for k in range(count):
                    j = free[order[k]]
                    if k < room and bound - worth[j] + other >= cut:
                        state[j] = OPEN
                    elif k >= room and bound + worth[j] - last >= cut:
                        state[j] = SHUT
            total = _cost_of(first, where, dear, picked)
            if total < memo[3]:
                memo[3] = total
                k = 0
                for j in range(sites):
                    if picked[j]:
                        met[k] = j
                        k += 1
        if memo[1] >= patience:
            memo[0] *= BEFORE
            memo[1] = 0.0
            price[:] = best_price
            way[:] = 0.0
        if memo[0] < LEAST_STEP:
            return True
        norm = 0.0
        for u in range(demands):
            wanted = 1.0
            for a in range(first[u], first[u + 1]):
                if dear[a] >= price[u]:
                    break
                if picked[where[a]]:
                    wanted -= 1.0
            if wanted > 0.0 and price[u] >= cap[u]:
                wanted = 0.0
            way[u] = wanted + BEFORE * way[u]
            norm += way[u] * way[u]
        if norm == 0.0:
            return True
        size = memo[0] * max(value * 1.0005 - bound, 1e-9 * value) / norm
        for u in range(demands):
            price[u] = min(cap[u], max(low[u], price[u] + size * way[u]))
    return False


@njit(nogil=True)
def _worth_of(first, where, dear, price, worth):  # type: ignore[no-untyped-def]
    """worth[j] = sum of min(0, cost - price) over its demands; returns the sum of the prices."""
    worth[:] = 0.0
    total = 0.0
    for u in range(price.shape[0]):
        total += price[u]
        for a in range(first[u], first[u + 1]):
            less = dear[a] - price[u]
            if less >= 0.0:
                break
            worth[where[a]] += less
    return total


@njit(nogil=True)
def _cost_of(first, where, dear, picked):  # type: ignore[no-untyped-def]
    """What this choice costs; inf where a demand's point stands beyond its list."""
    total = 0.0
    for u in range(first.shape[0] - 1):
        is_served = False
        for a in range(first[u], first[u + 1]):
            if picked[where[a]]:
                total += dear[a]
                is_served = True
                break
        if not is_served:
            return np.inf
    return total


def lists_of(cost: Floats, cap: Floats, keep: Ints, case: Case) -> Lists | None:
    """Cells below `cap` of the sites in `keep`; None when the time ran out over it.

    `cost`: float64[sites, demands]. A part of the demands at a time, so that the memory is that of
    the cells which stay.
    """
    demands = cost.shape[1]
    width = max(1, SLICE_CELLS // (10 * len(keep)))
    counts, where, dear = [], [], []
    for at in range(0, demands, width):
        if case.left_s <= 0:
            return None
        part = cost[keep, at : at + width]
        site, demand = np.nonzero(part < cap[at : at + width])
        held = part[site, demand]
        order = np.lexsort((held, demand))
        counts.append(np.bincount(demand, minlength=part.shape[1]))
        where.append(keep[site[order]].astype(np.int32))
        dear.append(held[order])
    first = np.concatenate([[0], np.cumsum(np.concatenate(counts))]).astype(np.int64)
    low = cost[keep].min(axis=0)
    return Lists(first, np.concatenate(where), np.concatenate(dear), cap, np.minimum(low, cap))


def root_of(case: Case, cost: Floats, chosen: Ints, far: float) -> tuple[Node, Floats]:
    """The node of all choices, with prices between the two nearest points, and the caps.

    `far` is the cost of a cell that no plan uses: no list holds one.
    """
    near = np.sort(cost[chosen], axis=0)[: min(len(chosen), KEPT_POINTS)]
    cap = np.minimum(near[-1] + 1.0, far / 2)
    price = np.minimum(near[:2].mean(axis=0), 2 * near[0] + 1.0)
    state = np.zeros(len(cost), np.int8)
    state[: case.fixed] = OPEN
    return Node(state, np.minimum(price, cap), np.full(len(cost), 0.5)), cap


def bound_node(
    node: Node, lists: Lists, case: Case, value: float, cut: float, *, is_root: bool = False
) -> Ints:
    """Raise the node's bound until it is at the cut, or stands, or the time is over.

    Returns the best choice that was met (its cost in `memo[3]`).
    """
    met = np.zeros(case.points, np.int64)
    best_price, way = node.price.copy(), np.zeros(len(node.price))
    most = ROOT_ROUNDS if is_root else NODE_ROUNDS
    patience = ROOT_PATIENCE if is_root else NODE_PATIENCE
    at_once = max(1, SLICE_CELLS // max(1, len(lists.dear)))
    price = node.price.copy()
    while most > 0:
        rounds = min(most, at_once)
        most -= rounds
        is_over = rounds_of_prices(
            lists.first, lists.where, lists.dear, lists.cap, lists.low, node.state, price,
            best_price, way, node.mean, node.memo, met, case.points, cut, value, rounds, patience,
        )  # fmt: skip
        if is_over or case.left_s <= 0:
            break
    node.price = best_price
    return met


class Tree:
    """Open nodes, the lowest bound first; what is left of a proof when the time is over."""

    def __init__(self, root: Node) -> None:
        size = root.price.nbytes + root.mean.nbytes + root.state.nbytes
        self.most = max(2, NODES_BYTES // size)
        self.count = 0
        self.nodes: list[tuple[float, int, Node]] = []
        self.push(root)

    def push(self, node: Node) -> None:
        """Keep a node for later."""
        self.count += 1
        heappush(self.nodes, (node.bound, self.count, node))

    def pop(self) -> Node:
        """The node with the lowest bound."""
        return heappop(self.nodes)[2]

    def bound(self, value: float) -> float:
        """No choice costs less than this; `value` is that of the known plan."""
        return min(value, self.nodes[0][0]) if self.nodes else value

    @property
    def is_full(self) -> bool:
        """The memory for nodes is used up."""
        return len(self.nodes) >= self.most


def settled(node: Node, points: int) -> Ints | None:
    """The one choice that is left at a node; None where there are several."""
    opened = np.flatnonzero(node.state == OPEN)
    if len(opened) == points:
        return opened
    possible = np.flatnonzero(node.state != SHUT)
    return possible if len(possible) == points else None


class Gains:
    """What settling a site has brought so far: mean gains a part of the way, by site and choice.

    Source: M. Bénichou and others, "Experiments in mixed-integer linear programming" (1971).
    """

    def __init__(self, sites: int) -> None:
        self.sums, self.counts = np.zeros((2, sites)), np.zeros((2, sites))

    def learn(self, site: int, choice: int, part: float, gain: float) -> None:
        """A child of this choice had a bound so much higher; `part` is how far it had to go."""
        self.sums[choice - 1, site] += gain / max(part, 0.05)
        self.counts[choice - 1, site] += 1.0

    def best(self, free: Ints, mean: Floats) -> int:
        """The site whose two choices promise most, by the product of both."""
        known = self.counts.sum(axis=1)
        usual = np.where(known > 0, self.sums.sum(axis=1) / np.maximum(known, 1.0), 1.0)
        # A site that was seen once says half as much as the usual one.
        rate = (self.sums + usual[:, None]) / (self.counts + 1.0)
        share = np.clip(mean[free], 0.01, 0.99)
        return int(free[(rate[0, free] * (1 - share) * rate[1, free] * share).argmax()])


def children(node: Node, gains: Gains) -> tuple[int, list[Node]]:
    """The site at which the node is split, and the node with it opened and shut."""
    site = gains.best(np.flatnonzero(node.state == FREE), node.mean)
    made = []
    for choice in (OPEN, SHUT):
        state = node.state.copy()
        state[site] = choice
        child = Node(state, node.price.copy(), node.mean.copy())
        child.memo[0] = CHILD_STEP
        made.append(child)
    return site, made
