"""Small invented towns for the tests of the simulation."""

from dataclasses import replace

import numpy as np

from quanju.engine.simulation.model import (
    CallKind,
    CallList,
    Crew,
    Duration,
    Need,
    PoissonDemand,
    SimulationModel,
)


def a_line(nodes: int, step_s: float = 100.0) -> np.ndarray:
    """Places on one road, each `step_s` from the next."""
    place = np.arange(nodes) * step_s
    return np.abs(place[:, None] - place).astype(np.float32)


def calls(*given: tuple[float, int], service_s: float = 600.0, kinds=None, kind=None) -> CallList:
    """Calls as (moment, node), each with the same time on scene."""
    kinds = kinds or (CallKind(service=Duration("fixed", service_s)),)
    return CallList(
        arrival_s=np.array([at for at, _ in given], float),
        node=np.array([node for _, node in given], np.int32),
        kind=np.array(kind or [0] * len(given), np.int32),
        kinds=kinds,
    )


def a_town(crews, demand, *, nodes: int = 10, **more) -> SimulationModel:
    """A town on one road."""
    more = {"seconds": a_line(nodes), "horizon_s": 86_400.0} | more
    return SimulationModel(crews=tuple(crews), demand=demand, **more)


def a_busy_town(seed: int = 1, **more) -> SimulationModel:
    """Eight crews of two forces with shifts, breaks, rounds and move-up, and joint calls."""
    rng = np.random.default_rng(seed)
    nodes = 40
    xy = rng.random((nodes, 2)) * 1200
    seconds = np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1)).astype(np.float32)
    crews = tuple(
        Crew(
            name=f"u{i}",
            home=i,
            force="car" if i % 3 else "foot",
            size=1 + i % 3,
            shifts=((0, 40_000.0), (50_000.0, 90_000.0)),
            breaks=((20_000.0 + i * 100, 1800.0),),
            rounds=tuple((3600.0 * k, (i * 7 + k) % nodes) for k in range(1, 20)),
            moves_up=i % 2 == 0,
        )
        for i in range(8)
    )
    kinds = (
        CallKind(
            name="urgent",
            share=0.3,
            priority=1,
            needs=(Need(("car",)), Need(("foot", "car"))),
        ),
        CallKind(
            name="other",
            share=0.7,
            priority=2,
            needs=(Need(("car", "foot"), 2),),
            pace=1.7,
            service=Duration("lognormal", 1500, 1.2),
        ),
    )
    model = SimulationModel(
        seconds=seconds,
        crews=crews,
        demand=PoissonDemand(per_hour=np.full((168, nodes), 14 / nodes), kinds=kinds),
        horizon_s=86_400.0,
        handling=Duration("exponential", 40),
        turnout=Duration("lognormal", 60, 0.5),
    )
    return replace(model, **more)
