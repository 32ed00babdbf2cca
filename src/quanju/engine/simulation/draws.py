"""Chance, drawn call by call from streams of their own: common random numbers.

Arrivals, places, kinds, service, handling and turnout have a stream each, and call number 17 has
the same draws in every variant of a model, whoever drives to it. A variant with other rates moves
the same unit-rate Poisson process through its own cumulative intensity.
Source: A. M. Law, Simulation Modeling and Analysis, 5th ed. (2015), 11.2 and 8.6.2.
"""

from typing import NamedTuple

import numpy as np
import scipy

from quanju.engine.simulation.errors import BadDemand, NegativeTime
from quanju.engine.simulation.model import (
    F64,
    HOURS_OF_WEEK,
    I32,
    CallList,
    Duration,
    PoissonDemand,
    SimulationModel,
)

STREAMS = ("arrivals", "places", "kinds", "service", "handling", "turnout")
HOUR_S = 3600.0


class Calls(NamedTuple):
    """The calls of one replication, in the order in which they come.

    arrival_s, handling_s float64[n]; node, kind int32[n]; service_s, turnout_s float64[n, needs]
    """

    arrival_s: F64
    node: I32
    kind: I32
    service_s: F64
    handling_s: F64
    turnout_s: F64


def stream(seed: int, replication: int, name: str) -> np.random.Generator:
    """The generator of one stream of one replication; the same everywhere."""
    key = (replication, STREAMS.index(name))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def check_duration(one: Duration, zh: str, en: str) -> None:
    """Refuse times below zero and kinds that do not exist."""
    worst = min(one.values, default=0.0) if one.kind == "sample" else one.mean_s
    if not 0 <= worst < np.inf:
        raise NegativeTime(zh, en, worst)
    if one.kind not in {"fixed", "exponential", "lognormal", "sample"} or (
        one.kind == "sample" and not one.values
    ):
        raise BadDemand(f"{zh}的分布 {one.kind!r} 不可用", f"{en}: no distribution {one.kind!r}")
    if one.kind == "lognormal" and not 0 < one.variation < np.inf:
        raise BadDemand(f"{zh}的变异系数应大于 0", f"{en}: the variation must be above 0")


def quantile(one: Duration, share: F64) -> F64:
    """float64 seconds below which so large a share of the duration lies; shares in [0, 1)."""
    if one.kind == "exponential":
        return np.asarray(-one.mean_s * np.log1p(-share))
    if one.kind == "lognormal" and one.mean_s > 0:
        spread = np.sqrt(np.log1p(one.variation**2))
        middle = np.log(one.mean_s) - spread**2 / 2
        return np.asarray(np.exp(middle + spread * scipy.special.ndtri(np.maximum(share, 1e-300))))
    if one.kind == "sample":
        values = np.sort(np.asarray(one.values, dtype=np.float64))
        return np.asarray(values[(share * len(values)).astype(np.int64)])
    return np.full(share.shape, one.mean_s)


def draw_calls(model: SimulationModel, seed: int, replication: int) -> Calls:
    """The calls of one replication of a model."""
    demand = model.demand
    arrival, node, kind = (
        _poisson(demand, model.horizon_s, seed, replication)
        if isinstance(demand, PoissonDemand)
        else _given(demand)
    )
    width = max(len(one.needs) for one in demand.kinds)
    shape = len(arrival), width
    service = _service(demand, kind, stream(seed, replication, "service").random(shape))
    return Calls(
        arrival,
        node,
        kind,
        service,
        _handling(model, stream(seed, replication, "handling").random(len(arrival))),
        _turnout(model, kind, stream(seed, replication, "turnout"), width),
    )


def _given(demand: CallList) -> tuple[F64, I32, I32]:
    return (
        np.asarray(demand.arrival_s, np.float64),
        np.asarray(demand.node, np.int32),
        np.asarray(demand.kind, np.int32),
    )


def _handling(model: SimulationModel, shares: F64) -> F64:
    if isinstance(model.demand, CallList) and model.demand.handling_s is not None:
        return np.asarray(model.demand.handling_s, np.float64)
    return quantile(model.handling, shares)


def _turnout(model: SimulationModel, kind: I32, chance: np.random.Generator, width: int) -> F64:
    draws = chance.random((len(kind), 1 if model.turnout_together else width))
    turnout = quantile(model.turnout, draws)
    for number, one in enumerate(model.demand.kinds):
        if one.turnout is not None:
            rows = kind == number
            turnout[rows] = quantile(one.turnout, draws[rows])
    return np.ascontiguousarray(np.broadcast_to(turnout, (len(kind), width)))


def _service(demand: PoissonDemand | CallList, kind: I32, shares: F64) -> F64:
    if isinstance(demand, CallList) and demand.service_s is not None:
        given = np.asarray(demand.service_s, np.float64).reshape(len(kind), -1)
        return np.ascontiguousarray(np.broadcast_to(given, shares.shape))
    service = np.empty(shares.shape)
    for number, one in enumerate(demand.kinds):
        rows = kind == number
        service[rows] = quantile(one.service, shares[rows])
    return service


def _poisson(
    demand: PoissonDemand, horizon_s: float, seed: int, replication: int
) -> tuple[F64, I32, I32]:
    edges, grown = _intensity(demand, horizon_s)
    unit_rate = _until(grown[-1], stream(seed, replication, "arrivals"))
    arrival = np.interp(unit_rate, grown, edges)
    hour = ((arrival / HOUR_S + demand.start_hour).astype(np.int64)) % HOURS_OF_WEEK
    where = stream(seed, replication, "places").random(len(arrival))
    node = np.empty(len(arrival), np.int32)
    for one in np.unique(hour):
        rows = hour == one
        summed = np.cumsum(demand.per_hour[one])
        node[rows] = np.searchsorted(summed, where[rows] * summed[-1], side="right")
    shares = np.cumsum([one.share for one in demand.kinds])
    drawn = stream(seed, replication, "kinds").random(len(arrival))
    kind = np.searchsorted(shares, drawn * shares[-1], side="right").astype(np.int32)
    return arrival, node, kind


def _intensity(demand: PoissonDemand, horizon_s: float) -> tuple[F64, F64]:
    """Edges of the hours in seconds, and the calls expected up to each."""
    into = demand.start_hour % 1.0
    hours = np.arange(int(np.ceil(horizon_s / HOUR_S + into)) + 1)
    edges = np.clip((hours - into) * HOUR_S, 0.0, horizon_s)
    hour = (hours[:-1] + int(demand.start_hour)) % HOURS_OF_WEEK
    rate = demand.per_hour.sum(axis=1)[hour]
    return edges, np.concatenate([[0.0], np.cumsum(rate * np.diff(edges) / HOUR_S)])


def _until(total: float, chance: np.random.Generator) -> F64:
    """Moments of a Poisson process of rate 1 up to `total`."""
    block = int(total + 6 * np.sqrt(total)) + 16
    moments = np.cumsum(chance.standard_exponential(block))
    while moments[-1] < total:
        more = np.cumsum(chance.standard_exponential(block)) + moments[-1]
        moments = np.concatenate([moments, more])
    return np.asarray(moments[moments < total])
