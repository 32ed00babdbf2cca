"""The hypercube queueing model: who is busy how often, worked out instead of simulated.

N units in a city of atoms with Poisson calls and exponential service of one mean; each atom has a
list of preference, and the first free unit of it goes. States are the 2^N sets of busy units.
Source: R. C. Larson, "A hypercube queuing model for facility location and redistricting in urban
emergency services", Computers & Operations Research 1 (1974) 67-95; the approximation: R. C.
Larson, "Approximating the performance of urban emergency service systems", Operations Research 23
(1975) 845-868.
"""

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from quanju.engine.compiling import njit
from quanju.engine.simulation.errors import BadDemand, NegativeTime, NoUnits, SimulationInputError
from quanju.engine.simulation.theory import erlang_b, erlang_c

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
EXACT_UNITS = 15
TOLERANCE = 1e-12


@dataclass(frozen=True, eq=False)
class Hypercube:
    """What the model answers.

    workload    float64[units] share of time busy
    all_busy    probability that a call finds nobody free (Erlang B or C)
    share       float64[atoms, units] of the calls of an atom answered at once, who answers them
    sweeps      how many sweeps or rounds it took
    is_exact    False for Larson's approximation
    """

    workload: F64
    all_busy: float
    share: F64
    sweeps: int
    is_exact: bool


def hypercube(
    rates: F64, preference: I64, service: float, *, has_line: bool, exact: bool | None = None
) -> Hypercube:
    """Solve the model: exactly up to 15 units, else by Larson's approximation.

    rates       float64[atoms] calls in a unit of time
    preference  int64[atoms, units] units in the order in which they are asked, each once
    service     mean length of a job in the same unit of time
    `exact` asks for one of the two. Raises `SimulationInputError`s: no units, rates below zero,
    lists that are no orders, with a line a load that the units cannot carry.
    """
    rates = np.ascontiguousarray(rates, dtype=np.float64)
    preference = np.ascontiguousarray(preference, dtype=np.int64)
    _check(rates, preference, service, has_line)
    units = preference.shape[1]
    is_exact = units <= EXACT_UNITS if exact is None else exact
    if is_exact and units > EXACT_UNITS + 2:
        raise SimulationInputError(
            f"{units} 个单元的精确模型有 2^{units} 个状态，太大",
            f"the exact model of {units} units has 2^{units} states, too many",
        )
    solve = _exact if is_exact else _approximate
    return solve(rates, preference, service, has_line)


def _check(rates: F64, preference: I64, service: float, has_line: bool) -> None:
    if preference.ndim != 2 or preference.shape[1] == 0:
        raise NoUnits
    atoms, units = preference.shape
    if rates.shape != (atoms,) or not np.isfinite(rates).all() or (rates < 0).any():
        raise BadDemand("各地点的警情率不对", "the rates of the atoms are not right")
    if rates.sum() <= 0:
        raise BadDemand("没有警情", "there are no calls")
    if not 0 < service < np.inf:
        raise NegativeTime("处置时间", "service time", service)
    if (np.sort(preference, axis=1) != np.arange(units)).any():
        raise BadDemand(
            "派警顺序里每个单元应出现一次", "each unit must stand once in every list of preference"
        )
    if has_line and rates.sum() * service >= units:
        raise BadDemand(
            "负荷超过全部单元的能力，排队会无限增长",
            "the load is more than all units can carry; the line would grow without end",
        )


@njit()
def _preferred(rates, preference, units):  # type: ignore[no-untyped-def]
    """float64[states, units] rate at which calls take each unit in each state."""
    states = 1 << units
    taken = np.zeros((states, units))
    for state in range(states - 1):
        for atom in range(rates.shape[0]):
            for k in range(units):
                unit = preference[atom, k]
                if not (state >> unit) & 1:
                    taken[state, unit] += rates[atom]
                    break
    return taken


@njit()
def _balance(taken, total, service, units, tolerance, limit):  # type: ignore[no-untyped-def]
    """Gauss-Seidel on the balance equations; float64[states] weights and the sweeps used."""
    states = 1 << units
    level = np.ones(units + 1)
    for k in range(1, units + 1):
        level[k] = level[k - 1] * total * service / k
    size = np.zeros(units + 1)
    busy = np.zeros(states, np.int64)
    for state in range(states):
        for unit in range(units):
            busy[state] += (state >> unit) & 1
        size[busy[state]] += 1.0
    weight = np.empty(states)
    for state in range(states):
        weight[state] = level[busy[state]] / size[busy[state]]
    sweep = 0
    while sweep < limit:
        sweep += 1
        worst = 0.0
        for state in range(1, states - 1):
            inflow = 0.0
            for unit in range(units):
                bit = 1 << unit
                if state & bit:
                    inflow += weight[state ^ bit] * taken[state ^ bit, unit]
                else:
                    inflow += weight[state | bit] / service
            new = inflow / (total + busy[state] / service)
            worst = max(worst, abs(new - weight[state]) / new)
            weight[state] = new
        # Each level's sum is known (the number busy is Erlang's), which speeds the sweeps up.
        found = np.zeros(units + 1)
        for state in range(states):
            found[busy[state]] += weight[state]
        for state in range(states):
            weight[state] *= level[busy[state]] / found[busy[state]]
        if worst < tolerance:
            break
    return weight, sweep


def _exact(rates: F64, preference: I64, service: float, has_line: bool) -> Hypercube:
    units, total = preference.shape[1], float(rates.sum())
    taken = _preferred(rates, preference, units)
    weight, sweeps = _balance(taken, total, service, units, TOLERANCE, 10_000)
    load = total * service
    line = weight[-1] * load / (units - load) if has_line else 0.0
    probability = weight / (weight.sum() + line)
    waiting = line / (weight.sum() + line)
    is_busy = (np.arange(1 << units)[:, None] >> np.arange(units)) & 1
    free = 1 - probability[-1] - waiting
    return Hypercube(
        workload=probability @ is_busy + waiting,
        all_busy=float(probability[-1] + waiting),
        share=_shares(probability, preference, units) / free,
        sweeps=int(sweeps),
        is_exact=True,
    )


@njit()
def _shares(probability, preference, units):  # type: ignore[no-untyped-def]
    share = np.zeros(preference.shape)
    for atom in range(preference.shape[0]):
        for state in range((1 << units) - 1):
            for k in range(units):
                unit = preference[atom, k]
                if not (state >> unit) & 1:
                    share[atom, unit] += probability[state]
                    break
    return share


def correction(units: int, rho: float) -> F64:
    """Larson's Q(N, rho, j), float64[units]: j busy units, then a free one, drawn from N.

    `rho` is the load of a unit in the system with an endless line.
    """
    if units < 1:
        raise NoUnits
    if not 0 < rho < 1:
        raise BadDemand("负荷应在 0 与 1 之间", "the load of a unit must be between 0 and 1")
    load = units * rho
    level = np.ones(units + 1)
    for k in range(1, units + 1):
        level[k] = level[k - 1] * load / k
    idle = 1 / (level[:units].sum() + level[units] / (1 - rho))
    chances = level * idle  # of k busy; the last is that of all busy with nobody waiting
    # The chance of the sequence under sampling without replacement, over rho^j (1 - rho).
    joint = np.array(
        [
            sum(chances[k] * comb(units - j - 1, k - j) / comb(units, k) for k in range(j, units))
            for j in range(units)
        ]
    )
    return np.asarray(joint / (rho ** np.arange(units) * (1 - rho)))


def _approximate(rates: F64, preference: I64, service: float, has_line: bool) -> Hypercube:
    units, load = preference.shape[1], float(rates.sum()) * service
    all_busy = erlang_c(units, load) if has_line else erlang_b(units, load)
    rho = load / units * (1.0 if has_line else 1 - all_busy)
    factor = _line_factor(units, load, rho, has_line)
    waited = load * all_busy / units if has_line else 0.0
    workload, rounds, change = np.full(units, rho), 0, 1.0
    while change > 1e-10 and rounds < 1000:
        rounds += 1
        # A unit is taken at the rate v while free, and by those who wait when all are busy.
        v = service * (rates @ _chances(workload, preference, factor, free=np.ones(units)))
        new = (v + waited) / (1 + v)
        new *= units * rho / new.sum()
        change = float(np.abs(new - workload).max())
        workload = new
    chances = _chances(workload, preference, factor, free=1 - workload)
    share = chances / chances.sum(axis=1, keepdims=True)
    return Hypercube(workload, all_busy, share, rounds, is_exact=False)


def _line_factor(units: int, load: float, rho: float, has_line: bool) -> F64:
    """The correction for either discipline: joint chances from the number busy, over rho^j."""
    if has_line:
        return correction(units, rho)
    level = np.ones(units + 1)
    for k in range(1, units + 1):
        level[k] = level[k - 1] * load / k
    chances = level / level.sum()
    joint = np.array(
        [
            sum(chances[k] * comb(units - j - 1, k - j) / comb(units, k) for k in range(j, units))
            for j in range(units)
        ]
    )
    return np.asarray(joint / (rho ** np.arange(units) * (1 - rho)))


def _chances(workload: F64, preference: I64, factor: F64, *, free: F64) -> F64:
    """float64[atoms, units] chance that those asked before a unit are busy, times its `free`."""
    ordered = workload[preference]
    ahead = np.cumprod(np.hstack([np.ones((len(ordered), 1)), ordered[:, :-1]]), axis=1)
    chances = np.empty(preference.shape)
    np.put_along_axis(chances, preference, factor * ahead * free[preference], axis=1)
    return chances
