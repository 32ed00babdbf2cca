"""The best plan of a handful of places, by trying every order that keeps its windows.

A search by moves can miss it where two windows of one place exclude each other; so few places need
none. Each crew's cheapest order of each choice of places, then the cheapest split among the crews.
"""

from math import perm

from quanju.engine.rounds.problem import MINUTE, NEVER, RoundProblem, seconds
from quanju.engine.rounds.solver import Orders
from quanju.engine.rounds.timetable import begins

MOST_ORDERS = 20_000
"""Orders that are tried at most, over all crews: some tenths of a second."""
Way = tuple[int, tuple[int, ...]]
"""Seconds of travel, and the order that takes them."""


def is_small(problem: RoundProblem, places: tuple[int, ...]) -> bool:
    """Whether every order of these places can be tried."""
    n = len(places)
    return len(problem.crews) * sum(perm(n, size) for size in range(n + 1)) <= MOST_ORDERS


def best_of_all(
    problem: RoundProblem, places: tuple[int, ...], required: frozenset[int]
) -> Orders | None:
    """Orders with the least travel plus worth left behind; None if the required do not fit.

    Of two that are worth the same the one that comes first: earlier crews, lower numbers.
    """
    everything = (1 << len(places)) - 1
    # For each set of places that the crews so far may share: what they pay, and how.
    cheapest: list[tuple[float, Orders]] = [
        (_left_behind(problem, places, required, chosen), ()) for chosen in range(everything + 1)
    ]
    for crew in range(len(problem.crews)):
        ways = _ways(problem, crew, places)
        cheapest = [_shared(cheapest, ways, chosen) for chosen in range(everything + 1)]
    cost, orders = cheapest[everything]
    return orders if cost < NEVER else None


def _shared(
    cheapest: list[tuple[float, Orders]], ways: dict[int, Way], chosen: int
) -> tuple[float, Orders]:
    """One more crew takes a part of the chosen places, the crews before it the rest."""
    part, best = chosen, (float("inf"), 0)
    while True:
        if part in ways:
            best = min(best, (cheapest[chosen ^ part][0] + ways[part][0], part))
        if not part:
            break
        part = (part - 1) & chosen
    cost, part = best
    return cost, (*cheapest[chosen ^ part][1], ways[part][1])


def _left_behind(
    problem: RoundProblem, places: tuple[int, ...], required: frozenset[int], chosen: int
) -> float:
    left = [place for bit, place in enumerate(places) if chosen >> bit & 1]
    return NEVER if required & set(left) else sum(problem.places[p].worth * MINUTE for p in left)


def _ways(problem: RoundProblem, crew: int, places: tuple[int, ...]) -> dict[int, Way]:
    """By the bits of the places visited: the shortest way of this crew that keeps its windows."""
    who, legs = problem.crews[crew], problem.legs(crew)
    ways: dict[int, Way] = {0: (0, ())}

    def go_on(visited: int, order: tuple[int, ...], here: int, now: int, way: int) -> None:
        for bit, number in enumerate(places):
            place = problem.places[number]
            leg = int(legs[here, place.location])
            if visited >> bit & 1 or leg >= NEVER:
                continue
            # Who arrives later never begins earlier: what does not fit now, never will.
            start = begins(place, now + leg)
            if start is None or (done := start + seconds(place.stay_min)) > until:
                continue
            together, longer = visited | 1 << bit, (*order, number)
            back = int(legs[place.location, who.last])
            if done + back <= until:
                ways[together] = min(ways.get(together, (NEVER, ())), (way + leg + back, longer))
            go_on(together, longer, place.location, done, way + leg)

    until = seconds(who.until_min)
    go_on(0, (), who.start, seconds(who.from_min), 0)
    return ways
