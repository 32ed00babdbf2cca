"""Proposing rounds: the best plan first, then others of the same places in other orders.

Who sees a car at the same corner at the same minute every night knows when it is gone. The variants
visit the same places; legs that earlier variants used cost more, so that the order changes, and
travel stays below a limit. Which variant is driven tonight is drawn by whoever asks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter

import numpy as np

from quanju.engine.rounds.errors import PlacesDoNotFit, RoundInputError, TooManyPlaces
from quanju.engine.rounds.exact import best_of_all, is_small
from quanju.engine.rounds.left_out import LeftOut, impossible, settle
from quanju.engine.rounds.problem import F64, I64, RoundProblem
from quanju.engine.rounds.solver import Budget, Orders, best_orders, depots_of, matrix
from quanju.engine.rounds.timetable import CrewRound, timetable, travel
from quanju.engine.sizes import MOST_BYTES, too_large

FIRST, NEXT = 8000, 400
"""Iterations of the search for the best plan, and for each try at a variant."""
HALF, SETTLED = 0.5, 0.7
"""Of the seconds, until when the best plan is searched, and until when places are added to it."""
LEAST_NS, BYTES_AT_ALL = 2.0, 100 * 2**20
"""A table is closed under detours in so many nanoseconds for each three locations."""
DEARER = (4.0, 1.0, 0.25)
"""By how many mean legs a leg that was used before is dearer, in the tries at one variant."""
NOISE = 0.2


@dataclass(frozen=True)
class Variant:
    """One way to visit the places. travel_min in all, and how it differs from the first variant.

    difference  share of successions (from a start, between places, to an end) that the first
                variant does not have: 0 the same order, 1 no succession in common
    shift_min   mean minutes by which visits begin earlier or later than in the first variant
    """

    rounds: tuple[CrewRound, ...]
    travel_min: float
    difference: float
    shift_min: float


@dataclass(frozen=True, eq=False)
class RoundPlan:
    """Variants (the shortest first), places left out with why, and how unlike the variants are.

    worth         minutes of travel that the visited places are worth together
    differences   float64[variants, variants]: share of successions of the row's variant that the
                  column's does not have
    unpredictability  their mean off the diagonal; 0 with one variant
    is_cut_short  the seconds ran out before the search was done: another machine might find
                  another plan
    """

    variants: tuple[Variant, ...]
    left_out: tuple[LeftOut, ...]
    worth: float
    differences: F64
    unpredictability: float
    seed: int
    is_cut_short: bool

    @property
    def best(self) -> Variant:
        """The shortest."""
        return self.variants[0]


def propose_rounds(
    problem: RoundProblem,
    *,
    seed: int,
    time_s: float = 20.0,
    most_bytes: int = MOST_BYTES,
    clock: Callable[[], float] = perf_counter,
) -> RoundPlan:
    """Rounds for all crews; the same seed gives the same plan unless `time_s` seconds ran out.

    `clock` gives seconds that only rise. Raises `TooManyPlaces` before it begins, where tables of
    this size take more memory or time than there is.

    Raises `PlaceUnreachable`, `WindowClosed`, `ShiftTooShort` for a required place that no crew
    can visit, `PlacesDoNotFit` for required places that were not fitted in together.
    """
    if not time_s > 0:
        raise RoundInputError(
            f"求解时间应大于 0 秒：{time_s:g}", f"seconds to search should be above 0: {time_s:g}"
        )
    _check_size(problem, time_s, most_bytes)
    out = impossible(problem)
    rng, budget = np.random.default_rng(seed), Budget(time_s, clock)
    orders, more = _best(
        problem, tuple(p for p in range(len(problem.places)) if p not in out), rng, budget
    )
    found = [orders, *_others(problem, orders, rng, budget)]
    differences = np.array([[_difference(problem, a, b) for b in found] for a in found])
    visited = [number for order in orders for number in order]
    pairs = len(found) * (len(found) - 1)
    rounds = [_rounds(problem, one) for one in found]
    return RoundPlan(
        variants=tuple(
            Variant(
                rounds=one,
                travel_min=sum(r.travel_min for r in one),
                difference=float(differences[v, 0]),
                shift_min=_shift(one, rounds[0]),
            )
            for v, one in enumerate(rounds)
        ),
        left_out=tuple(sorted((out | more).values(), key=lambda o: o.place)),
        worth=float(sum(problem.places[p].worth for p in visited)),
        differences=differences,
        unpredictability=float(differences.sum() / pairs) if pairs else 0.0,
        seed=seed,
        is_cut_short=budget.is_spent,
    )


def _best(
    problem: RoundProblem, places: tuple[int, ...], rng: np.random.Generator, budget: Budget
) -> tuple[Orders, dict[int, LeftOut]]:
    required = frozenset(p for p in places if problem.places[p].is_required)
    if is_small(problem, places):
        orders = best_of_all(problem, places, required)
    else:
        costs = {mode: matrix(problem, mode, places) for mode in problem.tables}
        stop = budget.search(FIRST, share=HALF)
        orders = best_orders(problem, places, required, costs, stop=stop, seed=_seed(rng))
    if orders is None or not _is_kept(problem, orders):
        if required:
            raise PlacesDoNotFit([problem.name(p) for p in sorted(required)])
        orders = tuple(() for _ in problem.crews)
    visited = {p for order in orders for p in order}
    waiting = [p for p in places if p not in visited]
    return settle(problem, orders, waiting, is_over=lambda: budget.is_over(SETTLED))


def bytes_needed(problem: RoundProblem) -> int:
    """Memory that a search takes at most, beside the tables it was given."""
    locations, modes = len(next(iter(problem.tables.values()))), len(problem.tables)
    places = len(problem.places)
    return BYTES_AT_ALL + 8 * (2 * modes * locations**2 + 5 * modes * places**2)


def _check_size(problem: RoundProblem, time_s: float, most_bytes: int) -> None:
    locations = len(next(iter(problem.tables.values())))
    needed = bytes_needed(problem)
    if needed > most_bytes:
        what = f"{locations} 个地点的行程表", f"tables of {locations} places"
        raise TooManyPlaces(*too_large(what, needed, most_bytes))
    least_s = len(problem.tables) * locations**3 * LEAST_NS / 1e9
    if time_s < least_s:
        raise TooManyPlaces(
            f"{locations} 个地点的行程表至少需要 {least_s:.2g} 秒，只给了 {time_s:g} 秒",
            f"tables of {locations} places need {least_s:.2g} s at least, not {time_s:g} s",
        )


def _others(
    problem: RoundProblem, first: Orders, rng: np.random.Generator, budget: Budget
) -> list[Orders]:
    """Up to variants - 1 further orders of the same places within the limit, each unlike all."""
    found = [first]
    places = tuple(sorted(p for order in first for p in order))
    limit = _travel(problem, first) * (1 + problem.extra_share)
    for _ in range(problem.variants - 1):
        if not places or budget.is_over():
            break
        tries = [
            None if budget.is_over() else _vary(problem, places, found, dearer, rng, budget)
            for dearer in DEARER
        ]
        fit = [
            (np.mean([_difference(problem, one, other) for other in found]), -number, one)
            for number, one in enumerate(tries)
            if one is not None
            and _travel(problem, one) <= limit
            and min(_difference(problem, one, other) for other in found) > 0
        ]
        if fit:
            found.append(max(fit)[2])
    return found[1:]


def _vary(
    problem: RoundProblem,
    places: tuple[int, ...],
    found: list[Orders],
    dearer: float,
    rng: np.random.Generator,
    budget: Budget,
) -> Orders | None:
    """All these places again, with used legs dearer and every leg's cost a little at random."""
    used = _used(problem, places, found)
    legs = sum(len(order) + 1 for order in found[0] if order)
    extra = dearer * _travel(problem, found[0]) / legs
    costs = {}
    for mode in problem.tables:
        true = matrix(problem, mode, places)
        noisy = true * (1 + NOISE * rng.random(true.shape)) + extra * used / len(found)
        np.fill_diagonal(noisy, 0)
        costs[mode] = noisy.astype(np.int64)
    orders = best_orders(
        problem,
        places,
        frozenset(places),
        costs,
        stop=budget.search(NEXT),
        seed=_seed(rng),
        known=found[0],
    )
    return orders if orders is not None and _is_kept(problem, orders) else None


def _used(problem: RoundProblem, places: tuple[int, ...], found: list[Orders]) -> I64:
    """int64[depots + places, …]: how many of these plans go along each leg."""
    depots = depots_of(problem)
    row = {place: len(depots) + i for i, place in enumerate(places)}
    used = np.zeros((len(depots) + len(places),) * 2, np.int64)
    for orders in found:
        for crew, order in enumerate(orders):
            if order:
                who = problem.crews[crew]
                way = [depots.index(who.start), *(row[p] for p in order), depots.index(who.last)]
                np.add.at(used, (way[:-1], way[1:]), 1)
    return used


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(1, 2**31))


def _travel(problem: RoundProblem, orders: Orders) -> int:
    return sum(travel(problem, c, order, problem.legs(c)) for c, order in enumerate(orders))


def _rounds(problem: RoundProblem, orders: Orders) -> tuple[CrewRound, ...]:
    kept = (timetable(problem, c, order, problem.legs(c)) for c, order in enumerate(orders))
    return tuple(one for one in kept if one is not None)


def _is_kept(problem: RoundProblem, orders: Orders) -> bool:
    """Whether every crew keeps every window by our own timetable."""
    return len(_rounds(problem, orders)) == len(orders)


def _successions(problem: RoundProblem, orders: Orders) -> set[tuple[str, str]]:
    pairs = set()
    for crew, order in enumerate(orders):
        if order:
            who = problem.crews[crew]
            way = [f"start {who.start}", *(str(p) for p in order), f"end {who.last}"]
            pairs |= set(pairwise(way))
    return pairs


def _difference(problem: RoundProblem, one: Orders, other: Orders) -> float:
    mine, theirs = _successions(problem, one), _successions(problem, other)
    return len(mine - theirs) / len(mine) if mine else 0.0


def _shift(rounds: tuple[CrewRound, ...], first: tuple[CrewRound, ...]) -> float:
    mine, theirs = (
        {stop.place: stop.begins_min for one in some for stop in one.stops}
        for some in (rounds, first)
    )
    return float(np.mean([abs(mine[p] - theirs[p]) for p in mine])) if mine else 0.0
