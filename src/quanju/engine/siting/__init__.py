"""Siting: where staging points stand, with proof of how good the choice is.

`SitingProblem`, `Model`, `Direction` · `solve(problem, seconds=10.0, seed=1)` -> `SitingPlan`.
See docs/rooms/engine-siting.md.
"""

from quanju.engine.siting.errors import (
    BadSettings,
    BadTimes,
    BadWeights,
    CapacityTooSmall,
    NoFeasiblePlan,
    NoPlanInTime,
    SitingError,
    TooFewPoints,
    TooManyPoints,
    UnreachableDemand,
    UselessCandidate,
)
from quanju.engine.siting.plan import HourFigures, Ring, SitingPlan
from quanju.engine.siting.problem import Direction, Model, SitingProblem
from quanju.engine.siting.solve import solve

__all__ = [
    "BadSettings",
    "BadTimes",
    "BadWeights",
    "CapacityTooSmall",
    "Direction",
    "HourFigures",
    "Model",
    "NoFeasiblePlan",
    "NoPlanInTime",
    "Ring",
    "SitingError",
    "SitingPlan",
    "SitingProblem",
    "TooFewPoints",
    "TooManyPoints",
    "UnreachableDemand",
    "UselessCandidate",
    "solve",
]
