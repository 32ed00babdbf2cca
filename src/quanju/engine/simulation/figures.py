"""Figures with their uncertainty: t intervals over replications, batch means within a long run.

Source: A. M. Law, Simulation Modeling and Analysis, 5th ed. (2015), 9.4.1 and 9.5.3.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from quanju.engine.simulation.errors import SimulationInputError


@dataclass(frozen=True)
class Interval:
    """A mean and half the width of its confidence interval; `half_width` is inf for n < 2."""

    mean: float
    half_width: float
    n: int
    confidence: float = 0.95

    @property
    def low(self) -> float:
        """The lower end, in the unit of the mean."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """The upper end, in the unit of the mean."""
        return self.mean + self.half_width

    def holds(self, value: float) -> bool:
        """Whether a value lies within."""
        return self.low <= value <= self.high


def t_interval(values: Sequence[float] | NDArray[np.float64], confidence: float = 0.95) -> Interval:
    """Student's interval of the mean of independent values; nan is left out."""
    known = np.asarray(values, np.float64)
    known = known[~np.isnan(known)]
    n = len(known)
    if n == 0:
        return Interval(float("nan"), float("inf"), 0, confidence)
    mean = float(known.mean())
    if n == 1 or not np.isfinite(known).all():
        return Interval(mean, float("inf"), n, confidence)
    half = scipy.special.stdtrit(n - 1, (1 + confidence) / 2) * known.std(ddof=1) / np.sqrt(n)
    return Interval(mean, float(half), n, confidence)


def batch_means(
    values: Sequence[float] | NDArray[np.float64], batches: int = 20, confidence: float = 0.95
) -> Interval:
    """Interval of the mean of one long run of dependent values, from the means of its batches."""
    series = np.asarray(values, np.float64)
    size = len(series) // batches if batches >= 2 else 0
    if size == 0:
        raise SimulationInputError(
            f"{len(series)} 个数不能分成 {batches} 批",
            f"{len(series)} values cannot be cut into {batches} batches",
        )
    return t_interval(series[: size * batches].reshape(batches, size).mean(axis=1), confidence)


def nearest_rank(ascending: NDArray[np.float64], share: float) -> float:
    """The value that at least `share` of the ascending values do not exceed; nan for none."""
    if not len(ascending):
        return float("nan")
    return float(ascending[max(0, int(np.ceil(share * len(ascending))) - 1)])
