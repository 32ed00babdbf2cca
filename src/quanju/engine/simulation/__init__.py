"""Simulation: a day or a year of calls and crews, and the queueing models that check it."""

from quanju.engine.simulation.calendar import hour_of_week, moments_between, shifts_between
from quanju.engine.simulation.errors import (
    BadDemand,
    BadPlan,
    BadShift,
    BadSwitch,
    BadTable,
    NegativeTime,
    NoHorizon,
    NoUnits,
    SimulationInputError,
    UnknownNode,
    UnreachableAtom,
)
from quanju.engine.simulation.figures import Interval, batch_means, t_interval
from quanju.engine.simulation.model import (
    CallKind,
    CallList,
    Crew,
    Duration,
    Need,
    PoissonDemand,
    SimulationModel,
)
from quanju.engine.simulation.result import Comparison, Course, Replication, SimulationResult
from quanju.engine.simulation.run import Log, compare, record, record_plainly, simulate
from quanju.engine.simulation.theory import erlang_b, erlang_c, mean_wait_s

__all__ = [
    "BadDemand",
    "BadPlan",
    "BadShift",
    "BadSwitch",
    "BadTable",
    "CallKind",
    "CallList",
    "Comparison",
    "Course",
    "Crew",
    "Duration",
    "Interval",
    "Log",
    "Need",
    "NegativeTime",
    "NoHorizon",
    "NoUnits",
    "PoissonDemand",
    "Replication",
    "SimulationInputError",
    "SimulationModel",
    "SimulationResult",
    "UnknownNode",
    "UnreachableAtom",
    "batch_means",
    "compare",
    "erlang_b",
    "erlang_c",
    "hour_of_week",
    "mean_wait_s",
    "moments_between",
    "record",
    "record_plainly",
    "shifts_between",
    "simulate",
    "t_interval",
]
