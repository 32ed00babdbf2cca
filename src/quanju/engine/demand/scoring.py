"""Which model foresaw weeks it had not seen: rolling origin, Poisson deviance, paired by day."""

from dataclasses import dataclass

import numpy as np
import scipy

from quanju.engine.demand.baseline import fit_baseline
from quanju.engine.demand.counts import by_group, count
from quanju.engine.demand.poisson import fit_poisson
from quanju.engine.demand.problem import F64, I64, DemandProblem

FIRST_DAYS = 14
MOST_WEEKS = 8
LEAST_HELD_OUT = 7
WEEKS_FOR_WEEKLY_ERROR = 4
ONE_SIDED = 0.95


@dataclass(frozen=True)
class Scores:
    """Poisson deviance a held-out day (lower is better), and the gain of the Poisson model.

    gain is baseline minus Poisson; its 90 % interval is gain_low … gain_high. It is taken over
    days, and over whole weeks when there are four or more; the wider one is kept, since days of
    one week share one fit.
    """

    baseline: float
    poisson: float
    gain: float
    gain_low: float
    gain_high: float
    held_out_days: int
    held_out_weeks: int

    @property
    def is_poisson_better(self) -> bool:
        """Better by more than chance would give one time in twenty."""
        return self.gain_low > 0


NOT_JUDGED = Scores(0.0, 0.0, 0.0, 0.0, 0.0, 0, 0)
"""Too few days to hold out, or nothing before them to learn from."""


def score(problem: DemandProblem) -> Scores:
    """Fit on all days before each of the last weeks (at most eight), and foresee that week.

    `NOT_JUDGED` where gaps in the record or calls that all came late leave nothing to hold out.
    """
    calls, weekday, values = problem.calls_by_hour(), problem.weekday, problem.values
    kept = problem.kept
    weeks = min(MOST_WEEKS, (problem.days - FIRST_DAYS) // 7)
    days, week_of, precisions = [], [], None
    for week in range(weeks, 0, -1):
        start = problem.days - 7 * week
        past = np.flatnonzero(kept[:start])
        ahead = start + np.flatnonzero(kept[start : start + 7])
        has_seen_a_week = set(weekday[past].tolist()) == set(range(7))
        if not ahead.size or not has_seen_a_week or not calls[past].any():
            continue
        counts = count(calls[past], weekday[past], values[past])
        # Precisions of the earliest past serve the later ones: they have seen no held-out day.
        model = fit_poisson(counts, precisions)
        precisions = model.precisions
        ahead_values = by_group(values[ahead], counts.group, counts.size)
        for rates in (
            fit_baseline(counts).rates(weekday[ahead], ahead_values),
            model.rates(weekday[ahead], ahead_values),
        ):
            days.append(deviance(calls[ahead], rates[:, :, counts.group]).sum(axis=(1, 2)))
        week_of.append(np.full(ahead.size, week))
    if sum(week.size for week in week_of) < LEAST_HELD_OUT:
        return NOT_JUDGED
    return compare(np.concatenate(days[0::2]), np.concatenate(days[1::2]), np.concatenate(week_of))


def deviance(calls: F64, rates: F64) -> F64:
    """Poisson deviance of each count, 2 (y log(y / μ) - y + μ); 2 μ where there was none."""
    ratio = np.where(calls > 0, calls / rates, 1.0)
    return 2 * (calls * np.log(ratio) - calls + rates)


def compare(baseline: F64, poisson: F64, week: I64) -> Scores:
    """Scores of two models over the same days; all arrays are [days]."""
    difference = baseline - poisson
    gain = float(difference.mean())
    half = _half_width(difference)
    names, where = np.unique(week, return_inverse=True)
    if names.size >= WEEKS_FOR_WEEKLY_ERROR:
        half = max(half, _half_width(np.bincount(where, difference) / np.bincount(where)))
    return Scores(
        baseline=float(baseline.mean()),
        poisson=float(poisson.mean()),
        gain=gain,
        gain_low=gain - half,
        gain_high=gain + half,
        held_out_days=int(difference.size),
        held_out_weeks=int(names.size),
    )


def _half_width(sample: F64) -> float:
    error = sample.std(ddof=1) / np.sqrt(sample.size)
    return float(scipy.special.stdtrit(sample.size - 1, ONE_SIDED) * error)
