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
from quanju.engine.simulation.fan_out import NoCluster, simulate_on
from quanju.engine.simulation.figures import Interval, batch_means, t_interval
from quanju.engine.simulation.hypercube import Hypercube, correction, hypercube
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
from quanju.engine.simulation.study import Study, read_study, study_of
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
    "Hypercube",
    "Interval",
    "Log",
    "Need",
    "NegativeTime",
    "NoCluster",
    "NoHorizon",
    "NoUnits",
    "PoissonDemand",
    "Replication",
    "SimulationInputError",
    "SimulationModel",
    "SimulationResult",
    "Study",
    "UnknownNode",
    "UnreachableAtom",
    "batch_means",
    "compare",
    "correction",
    "erlang_b",
    "erlang_c",
    "hour_of_week",
    "hypercube",
    "mean_wait_s",
    "moments_between",
    "read_study",
    "record",
    "record_plainly",
    "shifts_between",
    "simulate",
    "simulate_on",
    "study_of",
    "t_interval",
]
