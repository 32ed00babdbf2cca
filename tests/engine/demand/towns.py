"""Invented towns whose true rates are known."""

import numpy as np

from quanju.engine.demand.problem import Covariate, DemandProblem

WEEK = 168
FLAT = np.ones(WEEK)
EVENINGS = np.tile(np.where((np.arange(24) >= 18) | (np.arange(24) < 1), 3.0, 0.6), 7)


def a_problem(truth, *, days=84, seed=1, first_weekday=0, factors=None, covariates=()):
    """Calls drawn from truth float64[cells, 168] × factors float64[days, cells]."""
    cells = truth.shape[0]
    hours = (np.arange(days * 24) + 24 * first_weekday) % WEEK
    means = truth[:, hours]
    if factors is not None:
        means = means * np.repeat(factors, 24, axis=0).T
    drawn = np.random.default_rng(seed).poisson(means)
    cell = np.repeat(np.arange(cells), drawn.sum(axis=1))
    hour = np.concatenate([np.repeat(np.arange(days * 24), row) for row in drawn])
    return DemandProblem(
        cell=cell,
        hour=hour,
        cells=cells,
        days=days,
        first_weekday=first_weekday,
        covariates=tuple(covariates),
    )


def a_product_town(cells=8, a_day=2.0, shape=EVENINGS, seed=3):
    """Truth float64[cells, 168] that is exactly level × shape: the baseline's own world."""
    levels = np.random.default_rng(seed).gamma(2.0, a_day / 2, cells) / 24
    return levels[:, None] * (shape / shape.mean())


def a_mixed_town(cells=8, a_day=4.0):
    """Half of the places live by day, half by night; at week-ends the night goes on."""
    hour, day = np.arange(WEEK) % 24, np.arange(WEEK) // 24
    offices = np.where((hour >= 8) & (hour < 18) & (day < 5), 3.0, 0.3)
    bars = np.where((hour >= 20) | (hour < 4), 2.5, 0.3) * np.where(day >= 5, 2.0, 1.0)
    shapes = [offices if c % 2 else bars for c in range(cells)]
    return np.stack([a_day / 24 * s / s.mean() for s in shapes])


def a_flag(code, values):
    return Covariate(code, (f"因素 {code}", f"factor {code}"), np.asarray(values, float))
