"""Sparse models built row by row and handed to HiGHS; no modelling layer between."""

import atexit
from dataclasses import dataclass, field
from enum import Enum
from threading import Thread
from time import monotonic

import highspy
import numpy as np

from quanju.engine.siting.problem import Floats, Ints

LEAST_FACTORS, FACTORS_A_SECOND, MOST_FACTORS = 10_000, 100_000, 3_000_000
"""Larger models than so many factors for each second it has bring HiGHS to no bound in time."""
GRACE = 0.05
"""So much of its time has HiGHS to come back from an interrupt, before it is left behind."""


class Outcome(Enum):
    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    TIME = "time"  # a plan may have been found; nothing is proven but the bound


class _Quiet(highspy.Highs):
    """A solver without a word on the output, where figures are printed as JSON.

    Its first word would come while it is being made, before an option could be set.
    """

    def enableCallbacks(self) -> None:
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


_LEFT_BEHIND: list[Thread] = []


@atexit.register
def _wait_for_those_left_behind() -> None:
    """A process that ends under a running solver would end in a crash."""
    for thread in _LEFT_BEHIND:
        thread.join()


@dataclass(frozen=True)
class Answer:
    """`values` None where no plan was found; `bound` is what HiGHS proved of the minimum."""

    outcome: Outcome
    values: Floats | None
    value: float
    bound: float


@dataclass
class Rows:
    """A minimisation with `columns` variables from 0 to 1; the first `integral` are whole."""

    cost: Floats
    integral: int
    lower: Floats
    parts: list[tuple[Ints, Ints, Floats, Floats, Floats]] = field(default_factory=list)

    def add(self, lengths: Ints, index: Ints, value: Floats, low: Floats, high: Floats) -> None:
        """Rows one after the other: entries of each, columns, factors, and both sides."""
        self.parts.append((lengths, index, value, low, high))

    def add_row(self, index: Ints, value: Floats, low: float, high: float) -> None:
        """One row: int64[n] columns, float64[n] factors, and between what their sum lies; inf for
        no limit.
        """
        self.add(
            np.array([len(index)]), np.asarray(index), value, np.array([low]), np.array([high])
        )

    @property
    def size(self) -> int:
        """Factors in all rows."""
        return sum(len(part[1]) for part in self.parts)

    def solve(self, *, time_s: float) -> Answer:
        """Solve to optimality or until the time is over.

        A model that is too large for the time is not begun: HiGHS reads and shortens a model
        without a look at the clock. No known plan is handed over: with one, HiGHS 1.16 called a
        plan optimal that was not (pmed15). What swaps found bounds the model beforehand, and is
        compared afterwards.
        """
        if is_beyond(self.size, time_s):
            return Answer(Outcome.TIME, None, np.inf, -np.inf)
        ends = monotonic() + time_s
        solver = _Quiet()
        solver.HandleUserInterrupt = True
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", 1e-9)
        solver.passModel(self._model())
        solver.setOptionValue("time_limit", max(0.01, ends - monotonic() - GRACE * time_s))
        thread = solver.startSolve()
        is_done, _ = solver.wait(max(0.01, ends - monotonic() - GRACE * time_s))
        if not is_done:
            solver.cancelSolve()
            is_done, _ = solver.wait(max(0.01, ends - monotonic()))
        if not is_done:
            # It ends by itself at the next look at the interrupt; nobody waits for it.
            _LEFT_BEHIND.append(thread)
            return Answer(Outcome.TIME, None, np.inf, -np.inf)
        return _read(solver)

    def _model(self) -> highspy.HighsLp:
        lengths, index, value, low, high = (
            np.concatenate([part[k] for part in self.parts]) for k in range(5)
        )
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.cost), len(lengths)
        model.col_cost_ = self.cost
        model.col_lower_, model.col_upper_ = self.lower, np.ones(len(self.cost))
        model.row_lower_, model.row_upper_ = low, high
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.num_col_, model.a_matrix_.num_row_ = len(self.cost), len(lengths)
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        model.a_matrix_.index_ = index.astype(np.int32)
        model.a_matrix_.value_ = value.astype(np.float64)
        kinds = highspy.HighsVarType
        free = len(self.cost) - self.integral
        model.integrality_ = [kinds.kInteger] * self.integral + [kinds.kContinuous] * free
        return model


def _read(solver: highspy.Highs) -> Answer:
    status, info = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer(Outcome.INFEASIBLE, None, np.inf, np.inf)
    found = info.primal_solution_status == 2
    values = np.array(solver.getSolution().col_value) if found else None
    value = float(info.objective_function_value) if found else np.inf
    if status == highspy.HighsModelStatus.kOptimal:
        return Answer(Outcome.OPTIMAL, values, value, min(value, float(info.mip_dual_bound)))
    bound = float(info.mip_dual_bound)
    return Answer(Outcome.TIME, values, value, bound if np.isfinite(bound) else -np.inf)


def is_beyond(factors: int, time_s: float) -> bool:
    """A model of so many factors is not worth beginning in so many seconds."""
    return factors > min(MOST_FACTORS, max(LEAST_FACTORS, FACTORS_A_SECOND * time_s))


def ones(count: int) -> Floats:
    """float64[count] of ones."""
    return np.ones(count)
