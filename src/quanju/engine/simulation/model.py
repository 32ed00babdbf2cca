"""The words of a simulation: what goes in. Times are seconds since the start of the model."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
HOURS_OF_WEEK = 168


@dataclass(frozen=True, kw_only=True)
class Crew:
    """A unit and its timetable.

    home     node where its shifts begin, and where it stands when nothing else is said
    shifts   (from_s, until_s) spans on duty; a job begun within one is ended after it
    breaks   (at_s, length_s); a break that is due during a job is taken after it
    rounds   (at_s, node): from then on the unit stands there when free
    """

    name: str
    home: int
    force: str = "patrol"
    size: int = 2
    shifts: tuple[tuple[float, float], ...] = ((0.0, float("inf")),)
    breaks: tuple[tuple[float, float], ...] = ()
    rounds: tuple[tuple[float, int], ...] = ()
    moves_up: bool = False


@dataclass(frozen=True)
class Need:
    """One unit of one of these forces, the first named preferred, with at least so many people."""

    forces: tuple[str, ...]
    least_crew: int = 1


@dataclass(frozen=True)
class Duration:
    """How long something lasts, in seconds.

    kind: "fixed", "exponential", "lognormal" (mean_s and coefficient of variation) or "sample"
    (drawn from `values`, seconds).
    """

    kind: str = "exponential"
    mean_s: float = 0.0
    variation: float = 1.0
    values: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CallKind:
    """A kind of call: its share of all calls, priority (1 is the most urgent) and plan.

    turnout  where it is another than the model's: one to whom it is not urgent takes more time
    pace     how many times as long as the table says whoever goes to it drives: without a siren
             above 1 where the table is that of urgent driving
    """

    name: str = "call"
    share: float = 1.0
    priority: int = 1
    needs: tuple[Need, ...] = (Need(("patrol",)),)
    service: Duration = Duration("exponential", 1800.0)
    turnout: Duration | None = None
    pace: float = 1.0


@dataclass(frozen=True, eq=False, kw_only=True)
class PoissonDemand:
    """Calls at random: `per_hour` float64[168, nodes] calls an hour, by hour of the week.

    Hour 0 is Monday 00:00. `start_hour` is the hour of the week at which the model starts.
    """

    per_hour: F64
    kinds: tuple[CallKind, ...] = (CallKind(),)
    start_hour: float = 0.0


@dataclass(frozen=True, eq=False, kw_only=True)
class CallList:
    """Given calls: one entry a call in each array.

    arrival_s float64, node int32, kind int32 (index into `kinds`); service_s float64[calls] or
    [calls, needs] and handling_s float64[calls] where recorded, else drawn.
    """

    arrival_s: F64
    node: I32
    kind: I32
    kinds: tuple[CallKind, ...] = (CallKind(),)
    service_s: F64 | None = None
    handling_s: F64 | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class SimulationModel:
    """A branch, its crews and its calls for a day or a year.

    seconds      float32[nodes, nodes] driving seconds from row to column, inf where there is no way
    handling     from the call to the order; turnout from the order to the wheels turning
    has_line     False: a need that nobody is free for is lost (zero line)
    turnout_together  the units of a call have one turnout, as those who hear it in one house do;
                 drawn apart, the first of several would nearly always be a quick one
    redispatch   a unit under way may be turned round to a more urgent call
    preference_s a preferred force may be so much later (as the dispatch desk does)
    move_up      priority list of nodes: with k free units the first k are to be covered; or a
                 compliance table {k: nodes}
    zone         int32[nodes] zone of each place, -1 none
    within_s     thresholds of the shares reported
    """

    seconds: F32
    crews: tuple[Crew, ...]
    demand: PoissonDemand | CallList
    horizon_s: float
    warmup_s: float = 0.0
    handling: Duration = Duration("fixed", 0.0)
    turnout: Duration = Duration("fixed", 0.0)
    turnout_together: bool = False
    has_line: bool = True
    redispatch: bool = False
    preference_s: float = 0.0
    move_up: tuple[int, ...] | dict[int, tuple[int, ...]] = ()
    zone: I32 | None = None
    zone_names: tuple[str, ...] = ()
    within_s: tuple[float, ...] = (60.0, 180.0, 300.0)
    node_names: tuple[str, ...] = field(default=())
