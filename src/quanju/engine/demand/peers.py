"""The same weeks foreseen by others, where they are installed: statsmodels and scikit-learn.

Each learns from the days before a week and foresees it: four weeks, one after another.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from time import process_time

import numpy as np

from quanju.engine.demand.learn import learn_demand
from quanju.engine.demand.problem import DAY, F64, I64, WEEK, DemandProblem
from quanju.engine.demand.scoring import deviance

WEEKS = 4
Foresee = Callable[[DemandProblem], F64]
"""float64[cells, 168]: calls an hour of the week after the problem's days."""


def beside_peers(problem: DemandProblem) -> dict[str, dict[str, float]]:
    """By name: Poisson deviance a day of the last weeks, and seconds of processor time a week."""
    known: dict[str, tuple[str, Foresee]] = {
        "quanju": ("numpy", lambda past: learn_demand(past).rates),
        "statsmodels_glm": ("statsmodels", _glm),
        "sklearn_trees": ("sklearn", _trees),
    }
    return {
        name: _judged(problem, foresee)
        for name, (module, foresee) in known.items()
        if find_spec(module)
    }


def _judged(problem: DemandProblem, foresee: Foresee) -> dict[str, float]:
    calls, total, cpu = problem.calls_by_hour(), 0.0, process_time()
    for week in range(WEEKS, 0, -1):
        until = problem.days - 7 * week
        rates = foresee(_until(problem, until)).reshape(-1, 7, DAY)
        ahead = rates[:, (np.arange(7) + until + problem.first_weekday) % 7]
        total += deviance(calls[until : until + 7], np.moveaxis(ahead, 0, 2)).sum()
    return {
        "deviance_a_day": round(float(total / (7 * WEEKS)), 2),
        "cpu_s": round((process_time() - cpu) / WEEKS, 2),
    }


def _until(problem: DemandProblem, days: int) -> DemandProblem:
    early = problem.hour < days * DAY
    return DemandProblem(
        problem.cell[early], problem.hour[early], problem.cells, days, problem.first_weekday
    )


def _weekly(problem: DemandProblem) -> tuple[F64, F64, I64, I64]:
    """Calls float64[cells × 168] of each place and hour of the week, the days behind each; the
    place and the hour of the week."""
    calls, days = np.zeros((7, DAY, problem.cells)), np.zeros(7)
    np.add.at(calls, problem.weekday, problem.calls_by_hour())
    np.add.at(days, problem.weekday, 1)
    cell, hour = (axis.ravel() for axis in np.indices((problem.cells, WEEK)))
    return calls.reshape(WEEK, -1).T.ravel(), days[hour // DAY], cell, hour


def _glm(problem: DemandProblem) -> F64:
    """Place + hour of the week, by maximum likelihood."""
    api = import_module("statsmodels.api")
    calls, days, cell, hour = _weekly(problem)
    matrix = np.hstack(
        [np.eye(problem.cells)[cell.astype(int)], np.eye(WEEK)[hour.astype(int), 1:]]
    )
    family = api.families.Poisson()
    fit = api.GLM(calls, matrix, family=family, exposure=days).fit(maxiter=50)
    rates: F64 = np.exp(matrix @ fit.params).reshape(problem.cells, WEEK)
    return rates


def _trees(problem: DemandProblem) -> F64:
    """Boosted trees of place, hour of the day and weekday, with the Poisson loss."""
    ensemble = import_module("sklearn.ensemble")
    calls, days, cell, hour = _weekly(problem)
    known = np.column_stack([cell, hour % DAY, hour // DAY])
    model = ensemble.HistGradientBoostingRegressor(
        loss="poisson", categorical_features=[0], early_stopping=False, random_state=0
    )
    model.fit(known, calls / days, sample_weight=days)
    rates: F64 = np.maximum(model.predict(known), 1e-6).reshape(problem.cells, WEEK)
    return rates
