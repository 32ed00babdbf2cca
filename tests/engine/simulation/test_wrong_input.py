"""Every wrong input has a name and a sentence in both languages."""

from dataclasses import replace

import numpy as np
import pytest
from tests.engine.simulation.towns import a_busy_town, a_line, a_town, calls

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
    TooLarge,
    UnknownNode,
    UnreachableAtom,
)
from quanju.engine.simulation.model import CallKind, Crew, Duration, Need, PoissonDemand
from quanju.engine.simulation.prepare import bytes_needed, prepare
from quanju.engine.simulation.run import simulate

CREW = Crew(name="a", home=0)
GOOD = a_town([CREW], calls((0, 0)))
CUT = a_line(10)
CUT[:9, 9] = np.inf


def rates(value: float = 1.0, nodes: int = 10) -> PoissonDemand:
    return PoissonDemand(per_hour=np.full((168, nodes), value))


def kinds(**more) -> PoissonDemand:
    return replace(rates(), kinds=(CallKind(name="theft", **more),))


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"crews": ()}, NoUnits, "no units"),
        ({"horizon_s": 0.0}, NoHorizon, "no time to count"),
        ({"warmup_s": 86_400.0}, NoHorizon, "no time to count"),
        ({"seconds": a_line(9)[:8]}, BadTable, "square"),
        ({"seconds": -a_line(10)}, BadTable, "below 0"),
        ({"turnout": Duration("fixed", -1)}, NegativeTime, "turnout time of -1"),
        ({"handling": Duration("sample", values=(5, -3))}, NegativeTime, "handling"),
        ({"handling": Duration("often", 3)}, BadDemand, "no distribution 'often'"),
        ({"demand": kinds(service=Duration("fixed", -5))}, NegativeTime, "theft"),
        ({"demand": kinds(service=Duration("fixed", float("nan")))}, NegativeTime, "nan"),
        ({"demand": kinds(priority=0)}, BadDemand, "priority of theft"),
        ({"demand": kinds(needs=())}, BadPlan, "plan of theft is empty"),
        ({"demand": kinds(needs=(Need(("boat",)),))}, BadPlan, "needs boat"),
        ({"demand": kinds(needs=(Need(("patrol",), 9),))}, BadPlan, "at least 9"),
        ({"demand": rates(nodes=9)}, BadDemand, "168 hours × 10 places"),
        ({"demand": rates(-1.0)}, BadDemand, "below 0"),
        ({"demand": calls((5, 0), (4, 0))}, BadDemand, "order of time"),
        ({"demand": calls((5, 12))}, UnknownNode, "place 12"),
        ({"demand": calls((5, 9)), "seconds": CUT}, UnreachableAtom, "place 9"),
        ({"demand": rates(), "seconds": CUT}, UnreachableAtom, "no suitable unit"),
        ({"crews": (replace(CREW, home=10),)}, UnknownNode, "between 0 and 9"),
        ({"crews": (replace(CREW, rounds=((0, -1),)),)}, UnknownNode, "place -1"),
        ({"crews": (replace(CREW, shifts=((9, 9),)),)}, BadShift, "no length"),
        ({"crews": (replace(CREW, shifts=((0, 9), (8, 12))),)}, BadShift, "overlaps"),
        ({"crews": (replace(CREW, breaks=((0, 0),)),)}, NegativeTime, "break of a"),
        ({"has_line": False, "redispatch": True}, BadSwitch, "needs a line"),
        ({"move_up": {1: (1, 2)}}, BadSwitch, "cannot cover 2"),
        ({"move_up": (99,)}, UnknownNode, "move-up"),
        ({"preference_s": -1.0}, NegativeTime, "preference"),
    ],
)
def test_wrong_input_is_named(change, error, words):
    with pytest.raises(error, match=words) as told:
        simulate(replace(GOOD, **change), seed=1)
    assert told.value.zh


@pytest.mark.parametrize("how", [{"seed": -1}, {"replications": 0}, {"confidence": 1.0}])
def test_a_run_that_is_none(how):
    with pytest.raises(SimulationInputError):
        simulate(GOOD, **({"seed": 1} | how))


def test_both_sides_of_the_limits():
    assert simulate(replace(GOOD, horizon_s=1e-6), seed=0, replications=1).events > 0
    assert simulate(replace(GOOD, warmup_s=86_399.0), seed=0, replications=1).events > 0
    touching = replace(CREW, shifts=((0.0, 9.0), (9.0, 12.0)))
    assert simulate(replace(GOOD, crews=(touching,)), seed=0, replications=1).events > 0


def test_no_calls_at_all_is_a_quiet_day():
    quiet = simulate(replace(GOOD, demand=calls()), seed=1, replications=2)
    assert quiet.overall["calls"].mean == 0
    assert quiet.unit_busy[0].mean == 0
    assert simulate(replace(GOOD, demand=rates(0.0)), seed=1).overall["calls"].mean == 0


def test_more_calls_than_memory_holds_are_told_before_it_begins():
    model = a_busy_town()
    needed = bytes_needed(model)
    assert prepare(model, most_bytes=needed).model is model
    with pytest.raises(TooLarge, match=r"calls of .* days take \d+ MB of memory"):
        prepare(model, most_bytes=needed - 1)
    long = replace(model, horizon_s=model.horizon_s * 1e7)
    with pytest.raises(TooLarge, match="limit is 2147 MB"):
        simulate(long, seed=1)
