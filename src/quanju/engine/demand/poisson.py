"""A Poisson regression with shrinkage, fitted by our own iteratively reweighted least squares.

log rate = intercept + hour of the day + weekday + hour of the week + place + place × part of the
day + place × weekend + place × part × weekend + covariates. All but the intercept are drawn towards
zero; how strongly each family of effects is drawn comes from the data: the precision of a family is
re-estimated as (effective number of its effects) / (sum of their squares), as in Schall 1991 and
Breslow & Clayton 1993, with the diagonal of the information matrix in place of its inverse. Where
the data show no such effect the family vanishes, and what is left is the baseline.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy

from quanju.engine.demand.counts import Counts
from quanju.engine.demand.problem import DAY, F64, I64

PARTS = 12
"""Parts of the day of two hours each: work, shops and bars begin and end within one."""
WEEKEND = 5
COVARIATE_PRECISION = 1.0
"""Before any data, two in three covariates multiply the calls by something between 1/e and e."""
PRECISIONS = (0.1, 1e4)
FAMILIES = 7
"""All but the intercept and the covariates."""
ROUNDS, STEPS, CLOSE = 12, 30, 1e-8
LARGEST_LOG = 30.0


@dataclass(frozen=True, eq=False)
class Families:
    """Where the effects of each family stand among all columns; the covariates come last."""

    groups: int
    covariates: int

    @property
    def sizes(self) -> tuple[int, ...]:
        """Intercept, hour, weekday, hour of the week; place, place × part, × weekend, × both."""
        g = self.groups
        return 1, DAY, 7, 7 * DAY, g, g * PARTS, g * 2, g * PARTS * 2

    @property
    def starts(self) -> I64:
        """int64[9]: the first column of each of the eight families; the last is their end."""
        return np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int64)

    @property
    def columns(self) -> int:
        """How many columns there are, covariates and all."""
        return int(self.starts[-1]) + self.covariates

    def indices(self, weekday: I64, hour: I64, group: I64) -> I64:
        """int64[rows, 8]: the one column of each family that a row belongs to."""
        weekend = (weekday >= WEEKEND).astype(np.int64)
        part = hour * PARTS // DAY
        within = (
            np.zeros_like(hour),
            hour,
            weekday,
            weekday * DAY + hour,
            group,
            group * PARTS + part,
            group * 2 + weekend,
            (group * PARTS + part) * 2 + weekend,
        )
        return np.stack(within, axis=1) + self.starts[:-1]


@dataclass(frozen=True, eq=False)
class PoissonModel:
    """Effects on the log scale, and the information about each (inverse variances)."""

    families: Families
    effects: F64
    information: F64
    precisions: F64

    def rates(self, weekday: I64, values: F64) -> F64:
        """float64[kinds, 24, groups] of weekday int64[kinds], values float64[kinds, groups, J]."""
        columns = self._columns(weekday)
        log = self.effects[columns].sum(axis=-1) + (values @ self.covariate_effects)[:, None, :]
        rates: F64 = np.exp(np.minimum(log, LARGEST_LOG))
        return rates

    def variance(self, weekday: I64, values: F64) -> F64:
        """float64[kinds, 24, groups]: variance of the log rate, effects taken as independent."""
        columns = self._columns(weekday)
        spread = 1 / self.information[self.families.columns - self.families.covariates :]
        of_effects: F64 = (1 / self.information)[columns].sum(axis=-1)
        return of_effects + (values**2 @ spread)[:, None, :]

    @property
    def covariate_effects(self) -> F64:
        """float64[covariates]: effects on the log rate, a unit of the covariate."""
        return self.effects[self.families.columns - self.families.covariates :]

    @property
    def covariate_errors(self) -> F64:
        """float64[covariates]: standard errors on the log scale."""
        start = self.families.columns - self.families.covariates
        return 1 / np.sqrt(self.information[start:])

    def _columns(self, weekday: I64) -> I64:
        shape = (weekday.size, DAY, self.families.groups)
        day, hour, group = (axis.ravel() for axis in np.indices(shape))
        return self.families.indices(weekday[day], hour, group).reshape(*shape, -1)


def fit_poisson(counts: Counts, precisions: F64 | None = None) -> PoissonModel:
    """Fit effects and, unless `precisions` float64[7] are given, how each family is drawn in."""
    kinds, _, groups = counts.calls.shape
    families = Families(groups, counts.values.shape[2])
    day, hour, group = (axis.ravel() for axis in np.indices((kinds, DAY, groups)))
    matrix = _matrix(families, counts, day, hour, group)
    calls = counts.calls.ravel()
    offset = np.log(counts.exposure[day, group])
    chosen = np.full(FAMILIES, 4.0) if precisions is None else precisions
    effects = np.zeros(families.columns)
    effects[0] = np.log(max(calls.sum(), 0.5) / np.exp(offset).sum())
    for _ in range(1 if precisions is not None else ROUNDS):
        penalty = _penalty(families, chosen)
        effects = irls(matrix, calls, offset, penalty, effects)
        means = np.exp(np.minimum(matrix @ effects + offset, LARGEST_LOG))
        information = matrix.multiply(matrix).T @ means + penalty
        if precisions is not None:
            break
        before, chosen = chosen, _precisions(families, effects, information, penalty)
        if np.abs(np.log(chosen / before)).max() < 0.2:
            break
    return PoissonModel(families, effects, np.maximum(information, 1e-12), chosen)


def irls(
    matrix: "scipy.sparse.csr_array", calls: F64, offset: F64, penalty: F64, start: F64
) -> F64:
    """Effects float64[columns] that maximise the penalised Poisson likelihood.

    matrix float64[rows, columns] sparse, calls and offset float64[rows], penalty float64[columns].
    Newton steps, halved while the likelihood falls; McCullagh & Nelder 1989, 2.5.
    """
    effects, height = start, _height(matrix, calls, offset, penalty, start)
    for _ in range(STEPS):
        means = np.exp(np.minimum(matrix @ effects + offset, LARGEST_LOG))
        slope = matrix.T @ (calls - means) - penalty * effects
        held = scipy.sparse.diags_array(penalty + 1e-9)
        weighted = matrix.T @ (scipy.sparse.diags_array(means) @ matrix) + held
        step = scipy.sparse.linalg.splu(weighted.tocsc(), permc_spec="MMD_AT_PLUS_A").solve(slope)
        while (now := _height(matrix, calls, offset, penalty, effects + step)) < height - 1e-9:
            step = step / 2
        effects, gain, height = effects + step, now - height, now
        if gain < CLOSE * (1 + abs(height)):
            break
    return effects


def _height(
    matrix: "scipy.sparse.csr_array", calls: F64, offset: F64, penalty: F64, effects: F64
) -> float:
    log = np.minimum(matrix @ effects + offset, LARGEST_LOG)
    return float(calls @ log - np.exp(log).sum() - 0.5 * penalty @ effects**2)


def _matrix(
    families: Families, counts: Counts, day: I64, hour: I64, group: I64
) -> "scipy.sparse.csr_array":
    ones = families.indices(counts.weekday[day], hour, group)
    values = counts.values[day, group]
    first = families.columns - families.covariates
    last = np.broadcast_to(np.arange(first, families.columns), values.shape)
    columns = np.concatenate([ones, last], axis=1)
    data = np.concatenate([np.ones(ones.shape), values], axis=1)
    rows = np.arange(0, columns.size + 1, columns.shape[1])
    return scipy.sparse.csr_array(
        (data.ravel(), columns.ravel(), rows), shape=(day.size, families.columns)
    )


def _penalty(families: Families, precisions: F64) -> F64:
    penalty = np.full(families.columns, COVARIATE_PRECISION)
    penalty[: families.starts[-1]] = np.repeat([0.0, *precisions], families.sizes)
    return penalty


def _precisions(families: Families, effects: F64, information: F64, penalty: F64) -> F64:
    bounds = families.starts
    shares = 1 - penalty / np.maximum(information, 1e-12)
    found = [
        max(shares[a:b].sum(), 1e-9) / max(float(effects[a:b] @ effects[a:b]), 1e-9)
        for a, b in pairwise(bounds[1:])
    ]
    least, most = PRECISIONS
    return np.array(found).clip(least, most)
