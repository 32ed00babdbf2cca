"""OR-Library's known optima, and spopt where it is installed."""

import numpy as np
import pytest

from quanju.engine.siting.measure import city, read_optima, read_pmed
from quanju.engine.siting.problem import Model, SitingProblem
from quanju.engine.siting.solve import solve


@pytest.mark.parametrize("name", ["pmed1", "pmed2", "pmed3", "pmed4", "pmed5", "pmed6"])
def test_the_known_optima_are_found_and_proven(shared_data, name):
    folder = shared_data / "pmed"
    times, points = read_pmed(folder / f"{name}.txt")
    best = read_optima(folder)[name]
    for model, optimum in zip((Model.P_MEDIAN, Model.P_CENTER), best, strict=True):
        found = solve(SitingProblem(model, times, points=points), time_s=60)
        assert found.value == optimum
        assert found.is_proven


def test_the_last_cost_of_a_repeated_edge_wins(tmp_path):
    (tmp_path / "pmed.txt").write_text("3 3 1\n1 2 9\n2 3 4\n1 2 5\n")
    times, points = read_pmed(tmp_path / "pmed.txt")
    assert points == 1
    assert times.tolist() == [[0, 5, 9], [5, 0, 4], [9, 4, 0]]


@pytest.mark.filterwarnings("default")
def test_spopt_agrees():
    locate = pytest.importorskip("spopt.locate", reason="spopt is not installed")
    pulp = pytest.importorskip("pulp")
    times, weight = city(120, 25)
    solver = pulp.PULP_CBC_CMD(msg=False)
    median = locate.PMedian.from_cost_matrix(times, weight, 5).solve(solver)
    ours = solve(SitingProblem(Model.P_MEDIAN, times, weight, points=5))
    assert ours.value == pytest.approx(pulp.value(median.problem.objective))
    cover = locate.MCLP.from_cost_matrix(times, weight, 300.0, 5).solve(solver)
    ours = solve(SitingProblem(Model.MCLP, times, weight, points=5, limit_s=300.0))
    assert ours.value == pytest.approx(pulp.value(cover.problem.objective))
    fewest = locate.LSCP.from_cost_matrix(times, 700.0).solve(solver)
    ours = solve(SitingProblem(Model.LSCP, times, limit_s=700.0))
    assert ours.value == int(np.round(pulp.value(fewest.problem.objective)))
