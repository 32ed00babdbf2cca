"""Learning rates: fit both models, keep the trained one only where it foresees better; forget."""

import numpy as np

from quanju.engine.demand.baseline import Baseline, fit_baseline
from quanju.engine.demand.counts import Counts, by_day, count
from quanju.engine.demand.errors import Sentence, TooLarge
from quanju.engine.demand.levels import NEVER, Lately, foreseen_by_day, levels, weights
from quanju.engine.demand.poisson import PoissonModel, fit_poisson
from quanju.engine.demand.problem import LEAST_CALLS, DemandProblem
from quanju.engine.demand.rates import DemandRates, Effect, gamma_shape, interval, usual
from quanju.engine.demand.scoring import Scores, score
from quanju.engine.sizes import MOST_BYTES, too_large

Z90 = 1.6448536269514722


BYTES_A_CELL, BYTES_AT_ALL = 40, 50 * 2**20
"""Of each hour at each place, for the calls and each covariate."""


def bytes_needed(problem: DemandProblem) -> int:
    """Memory that learning takes, at most."""
    hours = problem.days * 24 * problem.cells
    return BYTES_AT_ALL + BYTES_A_CELL * hours * (1 + len(problem.covariates))


def learn_demand(problem: DemandProblem, most_bytes: int = MOST_BYTES) -> DemandRates:
    """Rates by place and hour of the week from past calls.

    Raises `TooLarge` before it begins. A problem that no rate can be learnt from cannot be made
    (`TooFewDays`, `WeekdayMissing`, `NoCalls`, `DemandInputError`).
    """
    needed = bytes_needed(problem)
    if needed > most_bytes:
        days, cells = problem.days, problem.cells
        what = f"{cells} 个地点 {days} 天的记录", f"{days} days of {cells} places"
        raise TooLarge(*too_large(what, needed, most_bytes))
    kept = np.flatnonzero(problem.kept)
    calls, age = problem.calls_by_hour()[kept], kept[-1] - kept.astype(np.float64)
    scores = score(problem)
    counts = count(
        calls,
        problem.weekday[kept],
        problem.values[kept],
        weights(age, scores.pattern_half_life_days),
    )
    pattern: Baseline | PoissonModel
    if scores.is_poisson_better:
        pattern = trained = fit_poisson(counts)
        effects = _effects(problem, trained)
    else:
        pattern, effects = fit_baseline(counts), ()
    now = levels(
        by_day(calls, counts),
        foreseen_by_day(pattern, counts),
        age,
        scores.level_half_life_days,
    )
    model = Lately(pattern, now, scores.drift)
    rates, shape = usual(model, counts, {}), gamma_shape(model, counts)
    low, high = interval(rates, shape)
    return DemandRates(
        rates=rates,
        low=low,
        high=high,
        shape=shape,
        calls=calls.sum(axis=(0, 1)).astype(np.int64),
        too_few=counts.too_few,
        days=kept.size,
        model="poisson" if scores.is_poisson_better else "baseline",
        why=_why(scores, counts),
        scores=scores,
        effects=effects,
        _model=model,
        _counts=counts,
    )


def _effects(problem: DemandProblem, model: PoissonModel) -> tuple[Effect, ...]:
    found = []
    for covariate, log, error in zip(
        problem.covariates, model.covariate_effects, model.covariate_errors, strict=True
    ):
        by_day = covariate.values.reshape(problem.days, -1)
        found.append(
            Effect(
                code=covariate.code,
                name=covariate.name,
                factor=float(np.exp(log)),
                low=float(np.exp(log - Z90 * error)),
                high=float(np.exp(log + Z90 * error)),
                days_seen=int((by_day != 0).any(axis=1)[problem.kept].sum()),
            )
        )
    return tuple(found)


def _why(scores: Scores, counts: Counts) -> Sentence:
    n, gain = scores.held_out_days, 100 * scores.gain / (scores.baseline or 1.0)
    span = f"{scores.gain:+.2f} [{scores.gain_low:+.2f}, {scores.gain_high:+.2f}]"
    if not n:
        zh = "采用基线：可留作检验的日子太少，无法比较两个模型"
        en = "baseline: too few days could be held out to compare the models"
    elif scores.is_poisson_better:
        zh = f"采用泊松模型：在未参与训练的 {n} 天里偏差每天比基线少 {span}（{gain:.1f}%）"
        en = (
            f"Poisson model: over {n} held-out days its deviance a day is below the baseline's "
            f"by {span} ({gain:.1f} %)"
        )
    else:
        zh = f"采用基线：在未参与训练的 {n} 天里泊松模型没有可靠地更好（每天相差 {span}）"
        en = (
            f"baseline: over {n} held-out days the Poisson model was not reliably better "
            f"(difference a day {span})"
        )
    if (half := scores.level_half_life_days) != NEVER:
        zh += f"；水平近来有变：{half:g} 天前的警情只算一半"
        en += f"; levels have moved lately: calls of {half:g} days ago count half"
    if (half := scores.pattern_half_life_days) != NEVER:
        zh += f"；一周的规律也有变：{half:g} 天前的只算一半"
        en += f"; so has the pattern of the week: {half:g} days ago count half"
    if few := int(counts.too_few.sum()):
        zh += f"；{few} 个地点不足 {LEAST_CALLS} 起，合并计算"
        en += f"; {few} places with fewer than {LEAST_CALLS} calls are pooled"
    return zh, en
