"""Compiling what the models need, before the clock of the first problem starts."""

from functools import cache

import numpy as np

from quanju.engine.siting.parts import Case, case_of
from quanju.engine.siting.problem import Model, SitingProblem
from quanju.engine.siting.solve_capacity import solve_capacitated
from quanju.engine.siting.solve_cover import solve_cover
from quanju.engine.siting.solve_median import solve_median
from quanju.engine.siting.solve_sets import solve_center, solve_lscp

SEARCHES = (
    (solve_median, Model.P_MEDIAN),
    (solve_center, Model.P_CENTER),
    (solve_cover, Model.MCLP),
    (solve_lscp, Model.LSCP),
    (solve_capacitated, Model.P_MEDIAN),
)


@cache
def make_ready() -> None:
    """Solve a small problem of each kind, once a process; reads compiled code where it is kept."""
    for search, model in SEARCHES:
        search(_small(model, is_capacitated=search is solve_capacitated))


def _small(model: Model, *, is_capacitated: bool) -> Case:
    rng = np.random.default_rng(0)
    problem = SitingProblem(
        model,
        np.round(rng.random((40, 15)) * 100),
        points=None if model is Model.LSCP else 4,
        limit_s=90.0 if model in (Model.MCLP, Model.LSCP) else None,
        capacity=np.full(15, 20.0) if is_capacitated else None,
    )
    return case_of(problem, 1.0, seed=1, clock=lambda: 0.0)  # as slow as compiling is
