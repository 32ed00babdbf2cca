"""Against Erlang, Larson's published example, and the hypercube against the simulation."""

import json

import numpy as np
import pytest

from quanju.engine.simulation.errors import SimulationInputError
from quanju.engine.simulation.figures import batch_means
from quanju.engine.simulation.hypercube import correction, hypercube
from quanju.engine.simulation.measure import abstract_model
from quanju.engine.simulation.model import CallKind, Crew, Duration, PoissonDemand, SimulationModel
from quanju.engine.simulation.run import simulate
from quanju.engine.simulation.theory import erlang_b, erlang_c, mean_wait_s

HOUR = 3600.0


def test_erlangs_formulas_by_hand():
    # Two units, load 1: states 1, 1, 1/2.
    assert erlang_b(2, 1.0) == pytest.approx(0.2)
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)
    assert mean_wait_s(1, 0.5, 60.0) == pytest.approx(60.0)
    assert erlang_c(2, 2.0) == 1.0
    with pytest.raises(SimulationInputError):
        erlang_b(0, 1.0)


@pytest.mark.parametrize(("units", "load"), [(1, 0.5), (4, 0.8), (17, 0.6)])
def test_waiting_is_erlang_c(units, load):
    model = abstract_model(60_000, units, load)
    result = simulate(model, seed=11, replications=8, confidence=0.999)
    assert result.overall["waited"].holds(erlang_c(units, units * load))
    assert result.overall["wait_mean_s"].holds(mean_wait_s(units, units * load, HOUR))


@pytest.mark.parametrize(("units", "load"), [(1, 0.5), (4, 0.9), (17, 1.1)])
def test_losing_is_erlang_b(units, load):
    model = SimulationModel(**{**vars(abstract_model(60_000, units, load)), "has_line": False})
    result = simulate(model, seed=12, replications=8, confidence=0.999)
    assert result.overall["lost"].holds(erlang_b(units, units * load))


def test_batch_means_know_how_wrong_one_run_is():
    rng = np.random.default_rng(3)
    series = rng.normal(5.0, 1.0, 40_000)
    assert batch_means(series, confidence=0.999).holds(5.0)
    with pytest.raises(SimulationInputError):
        batch_means(series[:5])


@pytest.fixture
def published(shared_data):
    return json.loads((shared_data / "queueing/hypercube_larson_odoni_3server.json").read_text())


def example(published):
    rows = published["recovered_rates"]["by_preference"]
    rates = np.array([row["rate"] for row in rows])
    return rates, np.array([row["pref"] for row in rows]) - 1


def test_three_units_as_published(published):
    found = hypercube(*example(published), 1.0, has_line=True)
    figures = published["published"]
    assert np.abs(found.workload - figures["exact_workloads"]).max() < 1e-4
    assert found.all_busy == pytest.approx(erlang_c(3, 1.5), abs=1e-9)


def test_the_approximation_as_published(published):
    figures = published["published"]
    assert correction(3, 0.5) == pytest.approx(figures["Q_3_half"], abs=1e-5)
    found = hypercube(*example(published), 1.0, has_line=True, exact=False)
    assert not found.is_exact
    assert np.abs(found.workload - figures["approx_workloads"]).max() < 1.5e-4


@pytest.mark.parametrize("has_line", [False, True])
@pytest.mark.parametrize("units", [1, 2, 5, 9])
def test_all_busy_is_erlangs_whatever_the_lists(units, has_line):
    rng = np.random.default_rng(units)
    rates = rng.random(12)
    rates *= 0.7 * units / rates.sum()
    lists = np.array([rng.permutation(units) for _ in rates])
    found = hypercube(rates, lists, 1.0, has_line=has_line)
    law = erlang_c if has_line else erlang_b
    assert found.all_busy == pytest.approx(law(units, 0.7 * units), abs=1e-8)
    assert found.share.sum(axis=1) == pytest.approx(np.ones(12))
    near = hypercube(rates, lists, 1.0, has_line=has_line, exact=False)
    assert np.abs(near.workload - found.workload).max() < 0.03


@pytest.mark.parametrize("has_line", [False, True])
def test_the_simulation_agrees_with_the_hypercube(has_line):
    rng = np.random.default_rng(5)
    units, atoms, tiny = 6, 10, 1e-6
    rates = rng.random(atoms) * 0.65 * units / 5
    rates *= 0.65 * units / rates.sum()
    lists = np.array([rng.permutation(units) for _ in range(atoms)])
    nodes = units + atoms
    # Driving takes next to nothing, but orders the units as the lists do.
    seconds = np.zeros((nodes, nodes), np.float32)
    for atom in range(atoms):
        seconds[lists[atom], units + atom] = np.arange(units) * tiny
    per_hour = np.zeros((168, nodes))
    per_hour[:, units:] = rates
    model = SimulationModel(
        seconds=seconds,
        crews=tuple(Crew(name=str(u), home=u) for u in range(units)),
        demand=PoissonDemand(
            per_hour=per_hour, kinds=(CallKind(service=Duration("exponential", HOUR)),)
        ),
        horizon_s=10_000 * HOUR,
        warmup_s=100 * HOUR,
        has_line=has_line,
    )
    result = simulate(model, seed=21, replications=10, confidence=0.9999)
    found = hypercube(rates, lists, 1.0, has_line=has_line)
    for unit, busy in enumerate(result.unit_busy):
        assert busy.holds(found.workload[unit]), unit


@pytest.mark.parametrize(
    ("rates", "lists", "service", "words"),
    [
        ([1.0], [[0, 0]], 1.0, "once in every list"),
        ([1.0], np.zeros((1, 0), int), 1.0, "no units"),
        ([-1.0], [[0]], 1.0, "rates"),
        ([0.0], [[0]], 1.0, "no calls"),
        ([1.0], [[0]], 0.0, "service time"),
        ([3.0], [[0, 1]], 1.0, "without end"),
    ],
)
def test_what_no_hypercube_can_be_made_of(rates, lists, service, words):
    with pytest.raises(SimulationInputError, match=words):
        hypercube(np.array(rates), np.array(lists), service, has_line=True)
