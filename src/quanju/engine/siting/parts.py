"""What the solvers of all models hand to each other: the reduced case and the raw result."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from quanju.engine.siting.problem import Floats, Ints, SitingProblem


@dataclass(frozen=True)
class Case:
    """A problem without its closed candidates; fixed sites are the first `fixed` columns.

    `order`: (columns,) site numbers. `times`: (demands, columns) seconds. `ends` is when the
    time is over, on the machine's counter.
    """

    problem: SitingProblem
    order: Ints
    fixed: int
    times: Floats
    began: float
    ends: float
    seed: int

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
        return self.ends - perf_counter()


@dataclass(frozen=True)
class Found:
    """The best choice (columns), its value and what is proven of any; `assigned` columns."""

    chosen: Ints
    value: float
    bound: float
    search_value: float
    search_s: float
    assigned: Ints | None = None


def case_of(problem: SitingProblem, seconds: float, seed: int) -> Case:
    """The problem made ready for a search of so many `seconds`: fixed sites come first."""
    began = perf_counter()
    fixed = np.array(sorted(set(problem.fixed)), np.int64)
    order = np.concatenate([fixed, np.setdiff1d(problem.candidates, fixed)])
    times = np.ascontiguousarray(problem.times[:, order])
    return Case(problem, order, len(fixed), times, began, began + seconds, seed)


def is_whole(values: Floats) -> bool:
    """All values are whole numbers, small enough for sums to be exact."""
    return bool((values == np.round(values)).all()) and float(np.abs(values).sum()) < 2**50


def step_of(*tables: Floats) -> float:
    """The least by which two plans of these whole costs can differ; 0 if they are not whole."""
    return 1.0 if all(is_whole(table) for table in tables) else 0.0
