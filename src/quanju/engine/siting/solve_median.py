"""p-median: swap search, Lagrangian bound, and branch and bound on what the bound leaves open."""

from dataclasses import dataclass

import numpy as np

from quanju.engine.siting import branch, errors, median
from quanju.engine.siting.parts import Case, Found, step_of
from quanju.engine.siting.problem import Floats, Ints
from quanju.engine.siting.sets import fewest

FIRST_ROUNDS, NEXT_ROUNDS, LEGS = 40, 400, 100_003
DESCENT_SHARE, FIRST_SHARE, NEXT_SHARE = 0.4, 0.05, 0.12
"""How much of the time swaps have at first, jumps before the first bound, and after it."""
SWAPS_EVERY, SWAP_ROUNDS = 64, 3
"""Every so many nodes the search jumps again: the tree meets other plans than swaps do."""
SLICE_CELLS = 8_000_000


@dataclass
class _Work:
    """`cost`: float64[sites, demands]. `chosen` and `value`: the best plan so far.

    `far` is the cost of a cell that no plan may use; `step` the least by which two plans differ.
    """

    case: Case
    cost: Floats
    far: float
    step: float
    chosen: Ints
    value: float = np.inf

    @property
    def cut(self) -> float:
        """A plan that is worth finding costs less than this."""
        return self.value - self.step + 1e-6 if self.step else self.value * (1 - 1e-9)

    def take(self, chosen: Ints) -> None:
        """Keep a choice if it is better than the known one."""
        value = float(self.cost[chosen].min(axis=0).sum())
        if value < self.value:
            self.chosen, self.value = chosen.copy(), value


def solve_median(case: Case) -> Found:
    """Least weighted time; demand without weight does not count."""
    work = _work(case)
    _descend(work, work.chosen, ends_s=(1 - DESCENT_SHARE) * case.left_s)
    _wander(work, 0, FIRST_ROUNDS, FIRST_SHARE)
    bound = float(work.cost.min(axis=0).sum())
    root, lists = _bounded_root(work)
    bound = max(bound, root.bound)
    if bound < work.cut:
        _wander(work, 1, NEXT_ROUNDS, NEXT_SHARE)
    searched, search_s = work.value, case.spent_s
    if lists is not None and bound < work.cut:
        bound = max(bound, _prove(work, root, lists))
    bound = work.value if bound >= work.cut else bound
    return Found(work.chosen, work.value, min(work.value, bound), searched, search_s)


def search_only(case: Case) -> float:
    """The value that swaps alone reach in the time of the case, for measuring."""
    work = _work(case)
    _descend(work, work.chosen)
    _wander(work, 0, 10**9, 1.0)
    return work.value


def _work(case: Case) -> _Work:
    weight = case.problem.total
    counted = weight > 0
    times = case.times if counted.all() else case.times[counted]
    cost = np.empty(times.shape[::-1])
    np.multiply(times.T, weight[counted], out=cost)
    endless = np.isinf(cost)
    cost[endless] = 0.0
    step = step_of(cost)
    far = 4.0 * float(cost.max(axis=0).sum()) + 1.0
    cost[endless] = far
    return _Work(case, cost, far, step, _start(cost, case, far))


def _start(cost: Floats, case: Case, far: float) -> Ints:
    chosen = np.arange(case.points, dtype=np.int64)
    for count in range(case.fixed, case.points):
        if case.left_s <= 0:
            # The rest as they come: an answer in time is asked for.
            others = np.setdiff1d(np.arange(len(cost)), chosen[:count])
            chosen[count:] = others[: case.points - count]
            break
        median.greedy(cost, chosen, count, count + 1)
    if cost[chosen].min(axis=0).max() < far:
        return chosen
    # Greedy left demand unreached: find the fewest points that reach all, and fill up from there.
    least, bound = fewest((cost < far).T, case, case.left_s / 2)
    if len(least) > case.points:
        if bound > case.points:
            raise errors.TooFewPoints(case.points, bound)
        raise errors.NoPlanInTime(case.given_s)
    others = least[least >= case.fixed]
    chosen[: len(least)] = np.concatenate([np.arange(case.fixed), others])
    median.greedy(cost, chosen, len(least), case.points)
    return chosen


def _descend(work: _Work, chosen: Ints, ends_s: float = 0.0) -> None:
    """Swaps until none helps or only `ends_s` are left; the best plan is kept."""
    cost, case = work.cost, work.case
    demands = cost.shape[1]
    near = np.empty(demands, np.int64), np.empty(demands), np.empty(demands)
    at = np.zeros(2, np.int64)
    chosen = chosen.copy()
    while True:
        median.interchange(cost, chosen, case.fixed, *near, at, SLICE_CELLS)
        if at[1] >= len(cost) or case.left_s <= ends_s:
            break
    work.take(chosen)


def _wander(work: _Work, leg: int, rounds: int, share: float) -> None:
    """Jumps of growing size from the best plan, each followed by swaps."""
    case, sites = work.case, len(work.cost)
    widest = min(case.points - case.fixed, sites - case.points, 12)
    ends = case.left_s * (1 - share)
    size = 1
    for done in range(rounds):
        if widest < 1 or case.left_s <= ends:
            return
        seed = (case.seed * 1009 + leg * LEGS + done) % 2**31
        before = work.value
        _descend(work, median.jumped(work.chosen, sites, case.fixed, size, seed))
        size = 1 if work.value < before or size >= widest else size + 1


def _bounded_root(work: _Work) -> tuple[branch.Node, branch.Lists | None]:
    root, cap = branch.root_of(work.case, work.cost, work.chosen, work.far)
    lists = branch.lists_of(work.cost, cap, np.arange(len(work.cost)), work.case)
    if lists is not None:
        met = branch.bound_node(root, lists, work.case, work.value, work.cut, is_root=True)
        if root.memo[3] < work.value:
            _descend(work, met)
    return root, lists


def _prove(work: _Work, root: branch.Node, lists: branch.Lists) -> float:
    """The bound of all plans; work holds the best of them."""
    case = work.case
    root.memo[0] = branch.STEP
    branch.bound_node(root, lists, case, work.value, work.cut)
    kept = np.flatnonzero(root.state != branch.SHUT)
    lists = branch.lists_of(work.cost, lists.cap, kept, case) or lists
    tree, gains, done = branch.Tree(root), branch.Gains(len(work.cost)), 0
    while tree.nodes and case.left_s > 0 and not tree.is_full and tree.bound(np.inf) < work.cut:
        node = tree.pop()
        only = branch.settled(node, case.points)
        if only is not None:
            work.take(only)
            continue
        site, made = branch.children(node, gains)
        for choice, child in zip((branch.OPEN, branch.SHUT), made, strict=True):
            met = branch.bound_node(child, lists, case, work.value, work.cut)
            if child.memo[3] < work.value:
                _descend(work, met)
            child.memo[2] = max(child.bound, node.bound)
            share = node.mean[site] if choice == branch.SHUT else 1 - node.mean[site]
            gains.learn(site, choice, share, min(child.bound, work.cut) - node.bound)
            if child.bound < work.cut:
                tree.push(child)
        done += 1
        if done % SWAPS_EVERY == 0:
            _wander(work, 1 + done, SWAP_ROUNDS, 1.0)
    return tree.bound(work.value)
