"""The untrained model that any other must beat: level of the place × pooled shape of the week."""

from dataclasses import dataclass

import numpy as np

from quanju.engine.demand.counts import Counts
from quanju.engine.demand.problem import DAY, F64, I64

HALF_A_CALL = 0.5
"""Stands for no call at all, so that a first call somewhere is unlikely and not impossible."""


@dataclass(frozen=True, eq=False)
class Baseline:
    """level float64[groups] calls an hour · shape float64[7, 24], mean 1 over the days counted.

    level_calls float64[groups] and shape_calls float64[7, 24]: calls behind each figure.
    """

    level: F64
    shape: F64
    level_calls: F64
    shape_calls: F64

    def rates(self, weekday: I64, values: F64) -> F64:
        """float64[kinds, 24, groups]: calls an hour; covariates change nothing here."""
        return self.shape[weekday][:, :, None] * self.level

    def variance(self, weekday: I64, values: F64) -> F64:
        """float64[kinds, 24, groups]: relative variance, 1 / calls of the place + of the hour."""
        return 1 / self.shape_calls[weekday][:, :, None] + 1 / self.level_calls


def fit_baseline(counts: Counts) -> Baseline:
    """Count and divide; every weekday must have been recorded."""
    level_calls = np.maximum(counts.calls.sum(axis=(0, 1)), HALF_A_CALL)
    level = level_calls / (counts.exposure.sum(axis=0) * DAY)
    shape_calls, days = np.zeros((7, DAY)), np.zeros(7)
    np.add.at(shape_calls, counts.weekday, counts.calls.sum(axis=2))
    np.add.at(days, counts.weekday, counts.days)
    shape_calls = np.maximum(shape_calls, HALF_A_CALL)
    shape = shape_calls / days[:, None]
    shape /= (shape * days[:, None]).sum() / (days.sum() * DAY)
    return Baseline(level, shape, level_calls, shape_calls)
