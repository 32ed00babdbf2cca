"""Demand: calls an hour to expect by place and hour of the week, learnt from past calls.

`DemandProblem`, `problem_from_moments`, `Covariate` → `learn_demand` → `DemandRates`.
See docs/rooms/engine-demand.md.
"""

from quanju.engine.demand.errors import DemandInputError, NoCalls, TooFewDays, WeekdayMissing
from quanju.engine.demand.learn import learn_demand
from quanju.engine.demand.problem import (
    LEAST_CALLS,
    LEAST_DAYS,
    Covariate,
    DemandProblem,
    problem_from_moments,
)
from quanju.engine.demand.rates import DemandRates, Effect, Expected
from quanju.engine.demand.scoring import Scores

__all__ = [
    "LEAST_CALLS",
    "LEAST_DAYS",
    "Covariate",
    "DemandInputError",
    "DemandProblem",
    "DemandRates",
    "Effect",
    "Expected",
    "NoCalls",
    "Scores",
    "TooFewDays",
    "WeekdayMissing",
    "learn_demand",
    "problem_from_moments",
]
