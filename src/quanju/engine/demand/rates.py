"""The answer of the demand engine: calls an hour to expect where and when, and how sure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import scipy

from quanju.engine.demand.baseline import Baseline
from quanju.engine.demand.counts import Counts
from quanju.engine.demand.errors import DemandInputError, Sentence
from quanju.engine.demand.levels import Lately
from quanju.engine.demand.poisson import PoissonModel
from quanju.engine.demand.problem import DAY, F64, I64, WEEK, Mask
from quanju.engine.demand.scoring import Scores

SHARE = 0.9
LEAST_VARIANCE, MOST_VARIANCE = 1e-6, 4.0


@dataclass(frozen=True)
class Effect:
    """By what a covariate multiplies the calls, with its 90 % interval and the days it was seen."""

    code: str
    name: Sentence
    factor: float
    low: float
    high: float
    days_seen: int


@dataclass(frozen=True)
class Expected:
    """Calls to expect in some hours: the mean, and the range that holds nine weeks in ten."""

    mean: float
    low: int
    high: int


@dataclass(frozen=True, eq=False)
class DemandRates:
    """Calls an hour by place and hour of the week (Monday 00:00 = 0), of the week to come.

    rates, low, high  float64[cells, 168]; 90 % of the belief about the rate lies in low … high
    shape             float64[cells, 168], of the gamma distribution behind the interval
    calls             int64[cells], calls counted
    too_few           bool[cells], fewer than five: the rate is the mean of all such places
    days              recorded days
    model             "poisson" or "baseline"
    why               why that model, in both languages
    scores            of both on held-out weeks; how quickly pattern and levels forget
    effects           of the covariates; empty under the baseline, which knows none
    """

    rates: F64
    low: F64
    high: F64
    shape: F64
    calls: I64
    too_few: Mask
    days: int
    model: str
    why: Sentence
    scores: Scores
    effects: tuple[Effect, ...]
    _model: Lately = field(repr=False)
    _counts: Counts = field(repr=False)

    def table(self, given: Mapping[str, float | F64]) -> F64:
        """float64[cells, 168]: calls an hour when covariates are as given, the rest as usual.

        A value is a number, or float64[cells, 168] (only the hours of a Saturday, say; within a
        day the value at noon counts). Under the baseline nothing changes.
        """
        if not self.effects:
            return self.rates
        return usual(self._model, self._counts, self._columns(given))

    def expect(self, cells: I64, hours: I64) -> Expected:
        """Calls in these hours of the week (int64[…]) at these places together.

        Negative binomial by the means and variances of the parts; places and hours are taken to
        be wrong together, so that the range is rather too wide than too narrow.
        """
        from scipy.stats import nbinom  # a third of a second that no other command shall pay

        chosen = np.ix_(np.unique(cells), np.unique(hours))
        mean = float(self.rates[chosen].sum())
        spread = float((self.rates[chosen] / np.sqrt(self.shape[chosen])).sum())
        shape = (mean / max(spread, mean * np.sqrt(LEAST_VARIANCE))) ** 2
        low, high = nbinom.ppf([(1 - SHARE) / 2, (1 + SHARE) / 2], shape, shape / (shape + mean))
        return Expected(mean, int(low), int(high))

    def _columns(self, given: Mapping[str, float | F64]) -> dict[int, F64]:
        codes = [effect.code for effect in self.effects]
        if unknown := sorted(set(given) - set(codes)):
            raise DemandInputError(
                f"没有这些影响因素：{unknown}；有：{codes}",
                f"no such covariates: {unknown}; there are {codes}",
            )
        wide = {
            code: np.broadcast_to(np.asarray(v, float), self.rates.shape)
            for code, v in given.items()
        }
        return {codes.index(code): values for code, values in wide.items()}


def usual(model: Lately, counts: Counts, given: Mapping[int, F64]) -> F64:
    """float64[cells, 168]: mean rate over the days of the past, some covariates replaced."""
    values = counts.values[:, counts.group]
    for j, table in given.items():
        values = values.copy()
        noon = table.reshape(-1, 7, DAY)[:, :, DAY // 2]
        values[:, :, j] = noon[:, counts.weekday].T
    # Rates are by group, covariates may be by place: the ratio of the two carries over.
    ordinary = model.rates(counts.weekday, counts.values * 0)[:, :, counts.group]
    factor = _factors(model, counts, values)
    return _mean_week(ordinary * factor[:, None, :], counts)


def _factors(model: Lately, counts: Counts, values: F64) -> F64:
    effects = model.covariate_effects
    return np.exp(values @ effects) if effects.size else np.ones(values.shape[:2])


def _mean_week(by_kind: F64, counts: Counts) -> F64:
    """float64[cells, 168] of float64[kinds, 24, cells], each kind weighted by its days."""
    total, days = np.zeros((7, DAY, by_kind.shape[2])), np.zeros(7)
    np.add.at(total, counts.weekday, by_kind * counts.days[:, None, None])
    np.add.at(days, counts.weekday, counts.days)
    return (total / days[:, None, None]).reshape(WEEK, -1).T.copy()


def gamma_shape(model: Lately, counts: Counts) -> F64:
    """float64[cells, 168]: shape of the gamma belief about each rate.

    1 / shape is the relative variance: what pattern and levels do not know, and what places and
    hours show beyond Poisson (moments of the week's counts against the pattern); at most that of a
    quarter of a call, beyond which the interval would not hold its own mean.
    """
    within = _mean_week(model.variance(counts.weekday, counts.values)[:, :, counts.group], counts)
    variance = within + overdispersion(model.pattern, counts)
    return 1 / variance.clip(LEAST_VARIANCE, MOST_VARIANCE)


def overdispersion(pattern: Baseline | PoissonModel, counts: Counts) -> float:
    """Variance of true over fitted rates by place and hour of the week; 0 if Poisson is enough."""
    fitted = pattern.rates(counts.weekday, counts.values) * counts.exposure[:, None, :]
    means, seen = np.zeros((7, *fitted.shape[1:])), np.zeros((7, *fitted.shape[1:]))
    np.add.at(means, counts.weekday, fitted)
    np.add.at(seen, counts.weekday, counts.calls)
    return max(float(((seen - means) ** 2 - means).sum() / (means**2).sum()), 0.0)


def interval(rates: F64, shape: F64) -> tuple[F64, F64]:
    """Ends of the 90 % interval of gamma beliefs with these means and shapes."""
    low, high = (
        scipy.special.gammaincinv(shape, q) * rates / shape
        for q in ((1 - SHARE) / 2, (1 + SHARE) / 2)
    )
    return low, high
