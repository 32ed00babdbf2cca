"""PyVRP behind one function: which crew visits which places in which order.

Wouda, Lan & Kool 2024, INFORMS Journal on Computing 36(4): PyVRP, iterated local search with
prizes for optional visits. Whole seconds throughout, so that a seed gives the same answer anywhere.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np
from pyvrp import (
    Client,
    ClientGroup,
    Depot,
    Location,
    ProblemData,
    Route,
    Solution,
    VehicleType,
    solve,
)
from pyvrp.exceptions import PenaltyBoundWarning

from quanju.engine.rounds.problem import I64, NEVER, RoundProblem, seconds
from quanju.engine.rounds.timetable import timetable

Orders = tuple[tuple[int, ...], ...]
"""For each crew the places in the order of its visits."""

GRANTED = 5
PATIENCE = 2000
"""Iterations that any search has, and those without a better plan before it ends."""


@dataclass
class Budget:
    """Iterations for each search, and seconds for all of them together.

    The iterations decide, so that a seed gives the same plan; the seconds only guard. `is_spent`
    tells that they cut a search short, and that another machine might find another plan.
    """

    time_s: float
    clock: Callable[[], float] = perf_counter
    is_spent: bool = False
    started: float = field(init=False)

    def __post_init__(self) -> None:
        """The time begins now."""
        self.started = self.clock()

    def search(self, iterations: int, share: float = 1.0) -> "Search":
        """A stopping rule for one search, which may go on until this share of the seconds."""
        return Search(self, iterations, share)

    def is_over(self, share: float = 1.0) -> bool:
        """Whether the seconds, or a share of them, have run out; remembers that they did."""
        is_over = self.clock() - self.started > self.time_s * share
        self.is_spent = self.is_spent or is_over
        return is_over


@dataclass
class Search:
    """Stop after so many iterations, or so many without improvement, or when time is over."""

    budget: Budget
    iterations: int
    share: float
    best: float = float("inf")
    idle: int = 0
    done: int = 0

    def __call__(self, best_cost: float) -> bool:
        """Asked by the solver before each iteration."""
        self.idle = 0 if best_cost < self.best else self.idle + 1
        self.best = min(best_cost, self.best)
        self.done += 1
        # The first iterations are granted: an answer is owed even on a machine that is held up.
        is_over = self.done > GRANTED and self.budget.is_over(self.share)
        return self.done > self.iterations or self.idle > PATIENCE or is_over


def best_orders(
    problem: RoundProblem,
    places: tuple[int, ...],
    required: frozenset[int],
    costs: dict[str, I64],
    *,
    stop: Search,
    seed: int,
    known: Orders | None = None,
) -> Orders | None:
    """Orders of the cheapest plan found, None if none that keeps every window was found.

    costs  int64[depots + places, depots + places] for each mode: what each leg costs, in seconds
           (see `matrix` for the order of rows); its time is always the true one
    known  orders to start from that keep every window; without them the start is random
    """
    if not places:
        return tuple(() for _ in problem.crews)
    depots = depots_of(problem)
    clients, groups, place_of = _clients(problem, places, required, len(depots))
    modes = list(problem.tables)
    times: list[Any] = [matrix(problem, mode, places) for mode in modes]
    prices: list[Any] = [costs[mode] for mode in modes]
    data = ProblemData(
        locations=[Location(0, 0) for _ in range(len(depots) + len(places))],
        clients=clients,
        depots=[Depot(location=i) for i in range(len(depots))],
        vehicle_types=[
            _vehicle(problem, crew, depots, modes) for crew in range(len(problem.crews))
        ],
        distance_matrices=prices,
        duration_matrices=times,
        groups=groups,
    )
    start = None if known is None else _solution(problem, data, known, place_of)
    with warnings.catch_warnings():
        # Required places that do not fit are our refusal, with a sentence; not PyVRP's warning.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        result = solve(data, stop=stop, seed=seed, collect_stats=False, initial_solution=start)
    if not result.is_feasible():
        return None
    orders: list[tuple[int, ...]] = [() for _ in problem.crews]
    for route in result.best.routes():
        orders[route.vehicle_type()] = tuple(
            place_of[step.idx] for step in route if step.is_client()
        )
    return tuple(orders)


def _solution(
    problem: RoundProblem, data: ProblemData, orders: Orders, place_of: list[int]
) -> Solution:
    """Orders in the solver's words: of a place's windows the one that the timetable uses."""
    routes = []
    for crew, order in enumerate(orders):
        kept = timetable(problem, crew, order, problem.legs(crew))
        stops = kept.stops if kept else ()
        visits = [
            next(
                index
                for index, client in enumerate(data.clients())
                if place_of[index] == stop.place
                and client.tw_early <= seconds(stop.begins_min) <= client.tw_late
            )
            for stop in stops
        ]
        if visits:
            routes.append(Route(data, visits, crew))
    return Solution(data, routes)


def depots_of(problem: RoundProblem) -> list[int]:
    """Distinct locations where crews start or end, in order."""
    return sorted({spot for crew in problem.crews for spot in (crew.start, crew.last)})


def matrix(problem: RoundProblem, mode: str, places: tuple[int, ...]) -> I64:
    """int64[depots + places, …]: seconds between crews' ends and places, each place its own row."""
    spots = depots_of(problem) + [problem.places[p].location for p in places]
    table = problem.seconds_of[mode][np.ix_(spots, spots)]
    # "No way" need only be longer than any shift; smaller numbers keep the penalties in scale.
    horizon = max(seconds(who.until_min) for who in problem.crews)
    table = np.where(table >= NEVER, 4 * horizon, table)
    np.fill_diagonal(table, 0)
    return table


def _clients(
    problem: RoundProblem, places: tuple[int, ...], required: frozenset[int], offset: int
) -> tuple[list[Client], list[ClientGroup], list[int]]:
    """One client a window; the windows of one place exclude each other."""
    clients: list[Client] = []
    groups: list[ClientGroup] = []
    place_of: list[int] = []
    for row, number in enumerate(places):
        place = problem.places[number]
        stay = seconds(place.stay_min)
        windows = [
            (seconds(opens), seconds(closes) - stay)
            for opens, closes in place.windows
            if seconds(closes) - stay >= seconds(opens)
        ] or [(0, NEVER)]
        is_required, group = number in required, None
        if len(windows) > 1:
            group = len(groups)
            members = list(range(len(clients), len(clients) + len(windows)))
            groups.append(ClientGroup(members, required=is_required))
        for opens, latest in windows:
            place_of.append(number)
            clients.append(
                Client(
                    location=offset + row,
                    service_duration=stay,
                    tw_early=opens,
                    tw_late=latest,
                    prize=seconds(place.worth),
                    required=is_required and group is None,
                    group=group,
                )
            )
    return clients, groups, place_of


def _vehicle(problem: RoundProblem, crew: int, depots: list[int], modes: list[str]) -> VehicleType:
    who = problem.crews[crew]
    return VehicleType(
        num_available=1,
        start_depot=depots.index(who.start),
        end_depot=depots.index(who.last),
        tw_early=seconds(who.from_min),
        tw_late=seconds(who.until_min),
        profile=modes.index(who.mode),
    )
