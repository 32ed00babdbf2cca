"""What the solvers of all models hand to each other: the reduced case and the raw result."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from quanju.engine.siting.problem import Floats, Ints, SitingProblem


@dataclass(frozen=True)
class Case:
    """A problem without its closed candidates; fixed sites are the first `fixed` columns.

    `order`: (columns,) site numbers. `times`: (demands, columns) seconds. `ends` is when the
    time is over on `clock`, seconds that only rise; every search and every proof asks it.
    """

    problem: SitingProblem
    order: Ints
    fixed: int
    times: Floats
    began: float
    ends: float
    seed: int
    clock: Callable[[], float] = perf_counter

    @property
    def points(self) -> int:
        """How many points are wanted; 0 where the model finds that itself."""
        return self.problem.points or 0

    @property
    def limit_s(self) -> float:
        """What counts as covered; the problem has made sure that models which need it have it."""
        return self.problem.limit_s if self.problem.limit_s is not None else float("inf")

    @property
    def left_s(self) -> float:
        """Seconds of computing that are left; negative once the time is over."""
        return self.ends - self.clock()

    @property
    def spent_s(self) -> float:
        """Seconds since it began."""
        return self.clock() - self.began

    @property
    def given_s(self) -> float:
        """Seconds that it was given."""
        return self.ends - self.began


@dataclass(frozen=True)
class Found:
    """The best choice (columns), its value and what is proven of any; `assigned` columns."""

    chosen: Ints
    value: float
    bound: float
    search_value: float
    search_s: float
    assigned: Ints | None = None


def case_of(
    problem: SitingProblem, time_s: float, seed: int, clock: Callable[[], float] = perf_counter
) -> Case:
    """The problem made ready for a search of `time_s` seconds: fixed sites come first."""
    began = clock()
    fixed = np.array(sorted(set(problem.fixed)), np.int64)
    order = np.concatenate([fixed, np.setdiff1d(problem.candidates, fixed)])
    as_it_is = len(order) == problem.site_count and bool((np.diff(order) > 0).all())
    times = problem.times if as_it_is else np.ascontiguousarray(problem.times[:, order])
    return Case(problem, order, len(fixed), times, began, began + time_s, seed, clock)


def is_whole(values: Floats) -> bool:
    """All values are whole numbers, small enough for sums to be exact."""
    return bool((values == np.round(values)).all()) and float(np.abs(values).sum()) < 2**50


def step_of(*tables: Floats) -> float:
    """The least by which two plans of these whole costs can differ; 0 if they are not whole."""
    return 1.0 if all(is_whole(table) for table in tables) else 0.0
