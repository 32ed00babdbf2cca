"""Common random numbers, intervals, processes."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from tests.engine.simulation.towns import a_busy_town, a_town, calls

from quanju.engine.simulation.draws import draw_calls
from quanju.engine.simulation.fan_out import NoCluster, simulate_on
from quanju.engine.simulation.figures import t_interval
from quanju.engine.simulation.model import Crew, PoissonDemand
from quanju.engine.simulation.run import compare, simulate


def test_students_interval_by_hand():
    found = t_interval([1.0, 2.0, 3.0])
    # t(0.975, 2) = 4.302653; s = 1; n = 3.
    assert found.mean == 2.0
    assert found.half_width == pytest.approx(4.302653 / 3**0.5, rel=1e-6)
    assert t_interval([5.0]).half_width == np.inf


def test_same_seed_same_figures_another_seed_others():
    model = a_busy_town()
    first = simulate(model, seed=1, replications=3).as_json()
    assert first == simulate(model, seed=1, replications=3).as_json()
    assert first != simulate(model, seed=2, replications=3).as_json()


def test_variants_have_the_same_calls():
    calm = PoissonDemand(per_hour=np.full((168, 40), 4 / 40))
    crews = tuple(replace(c, force="patrol") for c in a_busy_town().crews)
    before = a_busy_town(demand=calm, crews=crews)
    after = replace(before, crews=(*before.crews, Crew(name="more", home=9)))
    first, second = (draw_calls(model, 5, 2) for model in (before, after))
    for one, other in zip(first, second, strict=True):
        assert (one == other).all()
    pair = compare(before, after, seed=5, replications=8)
    gain = pair.difference["response_mean_s"]
    assert gain.high < 0
    alone = simulate(after, seed=99, replications=8).overall["response_mean_s"]
    apart = np.hypot(alone.half_width, pair.before.overall["response_mean_s"].half_width)
    assert gain.half_width < apart


def test_compared_with_itself_nothing_differs():
    pair = compare(a_busy_town(), a_busy_town(), seed=5, replications=3)
    assert all(one.mean == 0 for one in pair.difference.values() if one.n)


def test_figures_of_a_day_by_hand():
    zone = np.array([0] * 5 + [1] * 5, np.int32)
    model = a_town([Crew(name="a", home=0)], calls((0, 0), (5000, 2), (9000, 9)), zone=zone)
    result = simulate(model, seed=1, replications=2)
    assert result.overall["within_60_s"].mean == pytest.approx(1 / 3)
    assert result.overall["within_300_s"].mean == pytest.approx(2 / 3)
    assert result.overall["response_p50_s"].mean == 200
    assert result.overall["response_p90_s"].mean == 900
    assert result.zones[0]["calls"].mean == 2
    assert result.zones[1]["response_p90_s"].mean == 900
    assert result.unit_busy[0].mean == pytest.approx((3 * 600 + 200 + 900) / 86_400)


def test_processes_give_the_same_figures():
    model = a_busy_town()
    alone = simulate(model, seed=4, replications=4).as_json()
    assert simulate_on(model, seed=4, replications=4, processes=2).as_json() == alone


@pytest.mark.filterwarnings("ignore")
def test_without_dask_a_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoCluster, match=r"quanju\[cluster\]"):
        simulate_on(a_busy_town(), seed=1, cluster="tcp://127.0.0.1:1")
