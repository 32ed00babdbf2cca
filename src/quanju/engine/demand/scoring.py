"""What foresaw days it had not seen: rolling origin, Poisson deviance, paired by day.

First how quickly pattern and levels forget, judged on the baseline, which is counted in no time;
then whether the Poisson model, forgetting alike, is better than the baseline.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import scipy

from quanju.engine.demand.baseline import Baseline, fit_baseline
from quanju.engine.demand.counts import Counts, by_day, by_group, count
from quanju.engine.demand.levels import (
    NEVER,
    drift_of,
    foreseen_by_day,
    levels_day_by_day,
    weights,
)
from quanju.engine.demand.poisson import PoissonModel, fit_poisson
from quanju.engine.demand.problem import F64, I64, DemandProblem

FIRST_DAYS = 14
MOST_WEEKS = 8
LEAST_HELD_OUT = 5
WEEKS_FOR_WEEKLY_ERROR = 4
ONE_SIDED = 0.8
"""Who is wrongly preferred costs little here: the Poisson model is drawn towards the baseline, and
short memories towards long ones. At 0.95 six days in which five were better were not enough."""
SHOWN = 0.95
"""One side of the 90 % interval that is shown."""
PATTERN_HALF_LIVES = NEVER, 56.0
LEVEL_HALF_LIVES = NEVER, 56.0, 28.0, 14.0, 7.0, 3.0
Forgets = tuple[float, float]
"""Half-lives in days, of the pattern and of the levels."""
UNKNOWN_DRIFT = 0.12
"""Relative variance where nothing could be held out: what weeks differ by, and hours that places
keep to themselves and the baseline cannot say. With 0.01 intervals of 14 to 18 days named 90 % held
74 to 88 % of the true rates of towns with such hours; so they hold 83 to 94 %."""


@dataclass(frozen=True)
class Scores:
    """Poisson deviance a held-out day (lower is better), and the gain of the Poisson model.

    gain is baseline minus Poisson; its 90 % interval is gain_low … gain_high. It is taken over
    days, and over whole weeks when there are four or more; the wider one is kept, since days of
    one week share one fit. The model is preferred when four to one is on its side.

    pattern_half_life_days, level_half_life_days   how quickly each forgets; inf for never
    drift   relative variance by which weeks differ from what was foreseen, beyond chance
    """

    baseline: float
    poisson: float
    gain: float
    gain_low: float
    gain_high: float
    held_out_days: int
    held_out_weeks: int
    is_poisson_better: bool = False
    pattern_half_life_days: float = NEVER
    level_half_life_days: float = NEVER
    drift: float = UNKNOWN_DRIFT


NOT_JUDGED = Scores(0.0, 0.0, 0.0, 0.0, 0.0, 0, 0)
"""Too few days to hold out, or nothing before them to learn from."""


@dataclass(frozen=True, eq=False)
class _Block:
    """A held-out week, or what there is of one, and the days before it that say something.

    past, ahead int64[days] of the problem, `start` the first day of the week.
    """

    start: int
    past: I64
    ahead: I64


@dataclass(frozen=True, eq=False)
class _Foreseen:
    """By half-life of the levels: deviance float64[days] of the days ahead; of the week at the
    levels before it, calls and calls foreseen float64[groups]."""

    deviances: dict[float, F64]
    weeks: dict[float, tuple[F64, F64]]


def score(problem: DemandProblem) -> Scores:
    """Fit on all days before each of the last weeks (at most eight), and foresee that week; the
    levels take in each of its days when it is over.

    `NOT_JUDGED` where gaps in the record or calls that all came late leave nothing to hold out.
    """
    calls, values = problem.calls_by_hour(), problem.values
    blocks = list(_blocks(problem, calls))
    if sum(block.ahead.size for block in blocks) < LEAST_HELD_OUT:
        return NOT_JUDGED
    forgets = _forgets(problem, calls, values, blocks)
    baseline: list[F64] = []
    poisson: list[F64] = []
    week_of, precisions = [], None
    weeks: dict[str, list[tuple[F64, F64]]] = {"baseline": [], "poisson": []}
    for block in blocks:
        counts = _counted(problem, calls, values, block, forgets[0])
        # Precisions of the earliest past serve the later ones: they have seen no held-out day.
        model = fit_poisson(counts, precisions)
        precisions = model.precisions
        for name, pattern, found in (
            ("baseline", fit_baseline(counts), baseline),
            ("poisson", model, poisson),
        ):
            seen = _foreseen(problem, calls, values, block, counts, pattern, forgets[1:])
            found.append(seen.deviances[forgets[1]])
            weeks[name].append(seen.weeks[forgets[1]])
        week_of.append(np.full(block.ahead.size, block.start))
    return compare(
        np.concatenate(baseline), np.concatenate(poisson), np.concatenate(week_of), forgets, weeks
    )


def _blocks(problem: DemandProblem, calls: F64) -> Iterator[_Block]:
    """The last weeks, and before them what is left of one, each with a past that has seen calls
    on every day of the week."""
    days, kept, weekday = problem.days, problem.kept, problem.weekday
    whole = min(MOST_WEEKS, (days - FIRST_DAYS) // 7)
    starts = [days - 7 * week for week in range(whole, -1, -1)]
    if whole < MOST_WEEKS and starts[0] > FIRST_DAYS:
        starts.insert(0, FIRST_DAYS)
    for start, end in pairwise(starts):
        past = np.flatnonzero(kept[:start])
        ahead = start + np.flatnonzero(kept[start:end])
        has_seen_a_week = set(weekday[past].tolist()) == set(range(7))
        if ahead.size and has_seen_a_week and calls[past].any():
            yield _Block(start, past, ahead)


def _forgets(problem: DemandProblem, calls: F64, values: F64, blocks: list[_Block]) -> Forgets:
    """Half-lives under which the baseline foresaw best; never, unless four to one speaks for it."""
    found: dict[Forgets, list[F64]] = {
        both: [] for both in product(PATTERN_HALF_LIVES, LEVEL_HALF_LIVES)
    }
    for block in blocks:
        for half_life in PATTERN_HALF_LIVES:
            counts = _counted(problem, calls, values, block, half_life)
            seen = _foreseen(
                problem, calls, values, block, counts, fit_baseline(counts), LEVEL_HALF_LIVES
            )
            for level, by_ahead in seen.deviances.items():
                found[half_life, level].append(by_ahead)
    deviances = {both: np.concatenate(each) for both, each in found.items()}
    best = min(deviances, key=lambda both: float(deviances[both].sum()))
    gain = deviances[NEVER, NEVER] - deviances[best]
    is_real = best != (NEVER, NEVER) and gain.mean() > _half_width(gain, ONE_SIDED)
    return best if is_real else (NEVER, NEVER)


def _counted(
    problem: DemandProblem, calls: F64, values: F64, block: _Block, half_life: float
) -> Counts:
    past, age = block.past, (block.start - 1 - block.past).astype(np.float64)
    return count(calls[past], problem.weekday[past], values[past], weights(age, half_life))


def _foreseen(
    problem: DemandProblem,
    calls: F64,
    values: F64,
    block: _Block,
    counts: Counts,
    pattern: Baseline | PoissonModel,
    half_lives: tuple[float, ...],
) -> _Foreseen:
    past, ahead = block.past, block.ahead
    age = (block.start - 1 - past).astype(np.float64)
    rates = pattern.rates(
        problem.weekday[ahead], by_group(values[ahead], counts.group, counts.size)
    )
    came, due = by_day(calls[ahead], counts), rates.sum(axis=1) * counts.size
    before = by_day(calls[past], counts), foreseen_by_day(pattern, counts), age
    deviances, weeks = {}, {}
    for half_life in half_lives:
        each_day = list(levels_day_by_day(before, (came, due, ahead - block.start), half_life))
        factor = np.stack([one.factor for one in each_day])
        now = (rates * factor[:, None, :])[:, :, counts.group]
        deviances[half_life] = deviance(calls[ahead], now).sum(axis=(1, 2))
        weeks[half_life] = came.sum(axis=0), due.sum(axis=0) * factor[0]
    return _Foreseen(deviances, weeks)


def deviance(calls: F64, rates: F64) -> F64:
    """Poisson deviance of each count, 2 (y log(y / μ) - y + μ); 2 μ where there was none."""
    ratio = np.where(calls > 0, calls / rates, 1.0)
    return 2 * (calls * np.log(ratio) - calls + rates)


def compare(
    baseline: F64,
    poisson: F64,
    week: I64,
    forgets: Forgets = (NEVER, NEVER),
    weeks: dict[str, list[tuple[F64, F64]]] | None = None,
) -> Scores:
    """Scores of two models over the same days; all arrays are [days]."""
    difference = baseline - poisson
    gain = float(difference.mean())
    names, where = np.unique(week, return_inverse=True)
    by_week = np.bincount(where, difference) / np.bincount(where)

    def half(share: float) -> float:
        is_weekly = names.size >= WEEKS_FOR_WEEKLY_ERROR
        return max(
            _half_width(difference, share), _half_width(by_week, share) if is_weekly else 0.0
        )

    is_better = gain > half(ONE_SIDED)
    drift = drift_of(weeks["poisson" if is_better else "baseline"]) if weeks else UNKNOWN_DRIFT
    return Scores(
        baseline=float(baseline.mean()),
        poisson=float(poisson.mean()),
        gain=gain,
        gain_low=gain - half(SHOWN),
        gain_high=gain + half(SHOWN),
        held_out_days=int(difference.size),
        held_out_weeks=int(names.size),
        is_poisson_better=is_better,
        pattern_half_life_days=forgets[0],
        level_half_life_days=forgets[1],
        drift=drift,
    )


def _half_width(sample: F64, share: float) -> float:
    error = sample.std(ddof=1) / np.sqrt(sample.size)
    return float(scipy.special.stdtrit(sample.size - 1, share) * error)
