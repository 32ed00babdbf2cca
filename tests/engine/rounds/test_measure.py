"""What `quanju bench rounds` and `quanju bench demand` print."""

import json

import pytest
from click.testing import CliRunner

from quanju.cli.bench import bench

pytestmark = pytest.mark.long


def figures(*words):
    result = CliRunner().invoke(bench, [*words, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_rounds_on_a_square_are_no_worse_than_greedy_ones_and_the_same_again():
    found = figures("rounds", "--places", "14", "--crews", "2", "--minutes", "70")
    assert found["worth"] >= found["worth_greedy"]
    assert found["worth"] <= found["worth_offered"]
    assert found["same_again"]
    assert not found["is_cut_short"]
    assert max(found["extra_travel"]) <= 0.15


def test_rounds_on_real_roads(shared_data):
    extract = str(shared_data / "roads" / "krems.osm.pbf")
    found = figures("rounds", "--roads", extract, "--places", "12", "--crews", "2")
    assert found["worth"] > 0
    assert found["variants"] > 1


def test_demand_without_files():
    found = figures("demand", "--seed", "3")
    assert found["invented_town"]["model"] in {"poisson", "baseline"}


def test_no_crews_is_refused_in_both_languages():
    result = CliRunner().invoke(bench, ["rounds", "--places", "5", "--crews", "0"])
    assert result.exit_code == 2
    assert "没有可派的班组" in result.output
    assert "no crew" in result.output
