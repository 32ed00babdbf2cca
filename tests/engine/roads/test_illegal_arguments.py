"""What the road engine refuses: a row for each argument, on both sides of its limits."""

import math

import numpy as np
import pytest
import shapely
from tests.engine.roads.grids import a_network, an_edge, at

from quanju.engine.roads.conditions import Conditions, edges_near
from quanju.engine.roads.errors import RoadInputError
from quanju.engine.roads.network import RoadNetwork, load
from quanju.engine.roads.search import nearest_units, reach
from quanju.engine.roads.snapping import snap

HERE = at(0)
POINT = shapely.Point(HERE)
NO_EDGES = np.empty(0, np.int64)


@pytest.fixture(scope="module")
def street(tmp_path_factory) -> RoadNetwork:
    return a_network(tmp_path_factory.mktemp("street"), [an_edge(0, 1), an_edge(1, 2)]).drive


ILLEGAL = {
    "a factor below one": lambda _: Conditions(factor=0.99),
    "a factor that is no number": lambda _: Conditions(factor=math.nan),
    "snow that makes streets faster": lambda _: Conditions().snowed(0.5),
    "a street slowed by less than one": lambda net: Conditions().slowed(NO_EDGES, 0.99, net),
    "a street slowed by no number": lambda net: Conditions().slowed(NO_EDGES, math.nan, net),
    "a radius of nothing": lambda net: edges_near(net, POINT, 0),
    "a radius beyond a county": lambda net: edges_near(net, POINT, 20_000.1),
    "a radius that is no number": lambda net: edges_near(net, POINT, math.nan),
    "a reach of no time": lambda net: reach(net, [snap(net, *HERE)], 0),
    "a reach beyond a day": lambda net: reach(net, [snap(net, *HERE)], 86_400.1),
    "a reach of no number": lambda net: reach(net, [snap(net, *HERE)], math.nan),
    "no unit asked for": lambda net: nearest_units(net, snap(net, *HERE), [snap(net, *HERE)], 0),
    "a longitude that is no number": lambda net: snap(net, math.nan, 0),
    "a latitude that is no number": lambda net: snap(net, 10, math.inf),
    "east of the date line": lambda net: snap(net, 180.1, 0),
    "north of the pole": lambda net: snap(net, 10, 90.1),
}
LEGAL = {
    "free flow": lambda _: Conditions(factor=1),
    "a street as quick as ever": lambda net: Conditions().slowed(NO_EDGES, 1, net),
    "a radius of a county": lambda net: edges_near(net, POINT, 20_000),
    "a reach of a moment": lambda net: reach(net, [snap(net, *HERE)], 0.1),
    "a reach of a day": lambda net: reach(net, [snap(net, *HERE)], 86_400),
    "one unit": lambda net: nearest_units(net, snap(net, *HERE), [snap(net, *HERE)], 1),
}


@pytest.mark.parametrize("what", ILLEGAL)
def test_it_is_refused_in_both_languages(street, what):
    with pytest.raises(RoadInputError) as refusal:
        ILLEGAL[what](street)
    assert refusal.value.zh
    assert refusal.value.en
    assert refusal.value.zh != refusal.value.en


@pytest.mark.parametrize("what", LEGAL)
def test_at_its_limit_it_is_taken(street, what):
    LEGAL[what](street)


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 no roads", b"\x00" * 64])
def test_a_file_that_holds_no_roads(tmp_path, content):
    file = tmp_path / "some.roads"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(RoadInputError, match=r"some\.roads"):
        load(file)
