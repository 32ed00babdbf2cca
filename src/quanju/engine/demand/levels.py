"""What a pattern learnt from long ago is worth today: calls lately over calls that it foresees.

The week's pattern needs months of calls; how busy a town is may change within days. So the pattern
remembers long, and one factor for all places together and one for each of them forget, by halves.
How quickly either forgets is chosen in `scoring`, on days that had not been seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from quanju.engine.demand.baseline import Baseline
from quanju.engine.demand.counts import Counts
from quanju.engine.demand.poisson import PoissonModel
from quanju.engine.demand.problem import F64, I64

NEVER = float("inf")
PLAIN = 6.0
"""A place that is as far off as 2.4 standard errors is followed for itself, if no other moves."""
FAR_OFF = 0.455
"""Median of the square of a standard normal: from the median of squares to their mean."""


@dataclass(frozen=True, eq=False)
class Levels:
    """factor float64[groups] and how sure it is, variance float64[groups], relative to it."""

    factor: F64
    variance: F64


@dataclass(frozen=True, eq=False)
class Lately:
    """A pattern at the levels of today; what the days ahead may bring beside, in `drift`.

    drift  relative variance, the same for all
    """

    pattern: Baseline | PoissonModel
    levels: Levels
    drift: float

    def rates(self, weekday: I64, values: F64) -> F64:
        """float64[kinds, 24, groups]: calls an hour."""
        return self.pattern.rates(weekday, values) * self.levels.factor

    def variance(self, weekday: I64, values: F64) -> F64:
        """float64[kinds, 24, groups]: relative variance."""
        return self.pattern.variance(weekday, values) + self.levels.variance + self.drift

    @property
    def covariate_effects(self) -> F64:
        """float64[covariates]: those of the pattern; none where it knows none."""
        if isinstance(self.pattern, PoissonModel):
            return self.pattern.covariate_effects
        return np.zeros(0)


def weights(age: F64, half_life: float) -> F64:
    """float64[days]: by how much days of this age count; they sum to the days they are worth."""
    if half_life == NEVER:
        return np.ones(age.size)
    share: F64 = 0.5 ** (age / half_life)
    worth: F64 = share * (share.sum() / (share**2).sum())
    return worth


def foreseen_by_day(pattern: Baseline | PoissonModel, counts: Counts) -> F64:
    """float64[days, groups]: calls that the pattern foresees for the days it was learnt from."""
    of_kinds = pattern.rates(counts.weekday, counts.values).sum(axis=1) * counts.size
    by_day: F64 = of_kinds[counts.kind]
    return by_day


def levels(calls: F64, foreseen: F64, age: F64, half_life: float) -> Levels:
    """Levels after these days.

    calls, foreseen float64[days, groups], age float64[days] in days, 0 the last.
    """
    if half_life == NEVER:
        return _unmoved(calls.shape[1])
    share = 0.5 ** (age / half_life)
    return _levels(share @ calls, share @ foreseen, share**2 @ foreseen)


def levels_day_by_day(
    past: tuple[F64, F64, F64], ahead: tuple[F64, F64, I64], half_life: float
) -> Iterator[Levels]:
    """Levels before each day ahead, each day's calls taken in as soon as it is over.

    past   calls and foreseen float64[days, groups] and their age float64[days], 0 the day before
           the first one ahead
    ahead  calls and foreseen float64[days, groups] and the days' places int64[days], 0 the first
    """
    calls, foreseen, age = past
    now, expected, day_of = ahead
    if half_life == NEVER:
        yield from (_unmoved(calls.shape[1]) for _ in day_of)
        return
    share = 0.5 ** (age / half_life)
    seen, due, squared = share @ calls, share @ foreseen, share**2 @ foreseen
    before = -1
    for row, day in enumerate(day_of):
        fade = 0.5 ** ((day - before) / half_life)
        seen, due, squared, before = seen * fade, due * fade, squared * fade**2, day
        yield _levels(seen, due, squared)
        seen, due, squared = seen + now[row], due + expected[row], squared + expected[row]


def _unmoved(groups: int) -> Levels:
    return Levels(np.ones(groups), np.zeros(groups))


def _levels(seen: F64, due: F64, squared: F64) -> Levels:
    """All places share a factor; each leaves it as far as the places do beyond chance.

    Weighted sums float64[groups]: of calls, of calls foreseen, and of these by squared weights.
    The spread among places by the method of moments, then each place's part in it; one that alone
    has plainly moved is not held back by those that have not.
    """
    if not seen.sum() or not due.sum():
        return _unmoved(seen.size)
    shared = seen.sum() / due.sum()
    own = max(_beyond(seen, shared * due, shared * squared), 0.0)
    known = due > 0
    noise, apart, trust = np.ones(seen.size), np.zeros(seen.size), np.zeros(seen.size)
    noise[known] = squared[known] / (shared * due[known] ** 2)
    apart[known] = seen[known] / (shared * due[known]) - 1
    trust[known] = np.maximum(
        own / (own + noise[known]), 1 - PLAIN * noise[known] / np.maximum(apart[known] ** 2, 1e-12)
    )
    of_shared = shared * squared.sum() / seen.sum() ** 2
    variance = np.where(known, noise * trust, own) + of_shared
    return Levels(shared * (1 + trust * apart), variance)


def _beyond(seen: F64, due: F64, chance: F64) -> float:
    """Relative variance of what was seen beyond that of chance, float64[groups] each; each group
    counts by what it can tell, so that one large one does not speak for all."""
    known = due > 0
    seen, due, chance = seen[known], due[known], chance[known]
    told = due**2 / chance
    return float((((seen - due) ** 2 / chance) - 1).sum() / told.sum())


def drift_of(weeks: list[tuple[F64, F64]]) -> float:
    """Relative variance of what came over what was foreseen, beyond chance.

    weeks  for each held-out week its calls and calls foreseen, float64[groups]. One week in which
           everything changed is not how weeks usually differ: medians.
    """
    together, apart = [], []
    for calls, foreseen in weeks:
        due, ratio = foreseen.sum(), calls.sum() / foreseen.sum()
        together.append((ratio - 1) ** 2 - 1 / due)
        own = ratio * foreseen
        if (own > 0).sum() > 1:
            apart.append(_beyond(calls, own, own))
    shared = float(np.median(together)) / FAR_OFF if together else 0.0
    each = float(np.median(apart)) if apart else 0.0
    return max(shared, 0.0) + max(each, 0.0)
