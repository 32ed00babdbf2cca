"""Cases worked by hand: a street of four junctions, ten seconds a block."""

import pytest
from tests.engine.roads.grids import a_network, an_edge, at

from quanju.engine.roads import network as road_files
from quanju.engine.roads import routes, search, snapping
from quanju.engine.roads.conditions import FREE, edges_near
from quanju.engine.roads.errors import NoRoute, RoadInputError, TooFarFromRoad
from quanju.engine.roads.polygons import reach_polygon
from quanju.engine.roads.search import nearest_units


@pytest.fixture
def street(tmp_path):
    """0 — 1 — 2 — 3, both ways, 10 s each; and a one-way short cut from 0 to 3 of 25 s."""
    edges = [an_edge(0, 1), an_edge(1, 2), an_edge(2, 3)]
    bow = ";".join(f"{lon} {lat}" for lon, lat in (at(0), at(1.5, -1), at(3)))
    edges.append(an_edge(0, 3, seconds=25, oneway=True, name_zh="近路", geometry=bow))
    return a_network(tmp_path, edges).drive


def snapped(network, number, row=0.0):
    return snapping.snap(network, *at(number, row))


def seconds(network, a, b, **more):
    return routes.route(network, snapped(network, a), snapped(network, b), **more).seconds


def test_whole_blocks_and_parts_of_them(street):
    assert seconds(street, 0.0, 2.0) == pytest.approx(20, abs=0.01)
    assert seconds(street, 0.5, 1.25) == pytest.approx(7.5, abs=0.01)
    assert seconds(street, 1.25, 0.5) == pytest.approx(7.5, abs=0.01)


def test_a_one_way_street_is_used_one_way_only(street):
    assert seconds(street, 0.0, 3.0) == pytest.approx(25, abs=0.01)
    assert seconds(street, 3.0, 0.0) == pytest.approx(30, abs=0.01)


def test_along_a_one_way_street_backwards_one_drives_around(tmp_path):
    """Square 0-1-5-4, one way round: going back half a block means going all the way round."""
    edges = [an_edge(a, b, oneway=True) for a, b in ((0, 1), (1, 5), (5, 4), (4, 0))]
    network = a_network(tmp_path, edges).drive
    assert seconds(network, 0.75, 0.25) == pytest.approx(35, abs=0.01)
    assert seconds(network, 0.25, 0.75) == pytest.approx(5, abs=0.01)


def test_the_nearest_unit_is_the_one_that_is_there_first(street):
    place = snapped(street, 3.0)
    units = [snapped(street, 0.0), snapped(street, 1.0), snapped(street, 2.5)]
    found = nearest_units(street, place, units, 3)
    assert found.units.tolist() == [2, 1, 0]
    assert found.seconds.tolist() == pytest.approx([5, 20, 25], abs=0.01)


def test_reach_from_and_toward_differ_on_one_way_streets(street):
    here = [snapped(street, 3.0)]
    away = search.reach(street, here, 26)
    toward = search.reach(street, here, 26, is_toward=True)
    assert len(away.nodes) == 3
    assert len(toward.nodes) == 4


def test_snow_makes_everything_longer_at_once(street):
    snow = FREE.snowed(1.4)
    assert seconds(street, 0.0, 2.0, conditions=snow) == pytest.approx(28, abs=0.01)


def test_a_closed_road_is_driven_around_and_opened_again(street):
    near = edges_near(street, __import__("shapely").Point(*at(1.5)), 20)
    closed = FREE.closed(near, street)
    with pytest.raises(NoRoute):
        seconds(street, 1.0, 2.0 + 0.2, conditions=FREE.closed(_all_but_first(street), street))
    assert seconds(street, 0.9, 2.1, conditions=closed) == pytest.approx(9 + 25 + 9, abs=0.01)
    assert seconds(street, 0.9, 2.1) == pytest.approx(12, abs=0.01)


def _all_but_first(network):
    import numpy as np

    return np.arange(1, network.edge_count)


def test_units_cut_off_by_a_closure_leave_the_list(street):
    import numpy as np

    edge = snapped(street, 0.5).edge
    cut = [e for e in range(street.edge_count) if e != edge and e != snapped(street, 1.5).edge]
    conditions = FREE.closed(np.array(cut), street)
    units = [snapped(street, 0.1), snapped(street, 2.9)]
    found = nearest_units(street, snapped(street, 1.0), units, 2, conditions=conditions)
    assert found.units.tolist() == [0]


def test_the_route_follows_its_shape_and_names_its_streets(tmp_path):
    bent = f"{at(0)[0]} {at(0)[1]};{at(0.5, 0.5)[0]} {at(0.5, 0.5)[1]};{at(1)[0]} {at(1)[1]}"
    edges = [an_edge(0, 1, geometry=bent, name_zh="弯街", name_en="Bent Street"), an_edge(1, 2)]
    network = a_network(tmp_path, edges).drive
    found = routes.route(network, snapped(network, 0.0), snapped(network, 2.0))
    assert found.geometry[1].tolist() == pytest.approx(at(0.5, 0.5), abs=1e-9)
    assert [step[0] for step in found.steps] == ["弯街", ""]
    assert found.metres == pytest.approx(200, abs=0.1)


def test_the_polygon_grows_with_the_time(street):
    from shapely.geometry import shape

    here = [snapped(street, 1.0)]
    small, large = (shape(reach_polygon(street, here, s)) for s in (6, 30))
    assert small.is_valid
    assert large.is_valid
    assert 0 < small.area < large.area


def test_a_place_far_from_any_road_is_refused_with_the_metres(street):
    with pytest.raises(TooFarFromRoad) as refusal:
        snapping.snap(street, *at(1, 8), limit_m=500)
    assert refusal.value.metres == pytest.approx(889.6, rel=0.01)
    assert "500" in refusal.value.zh


def test_both_sides_of_the_snapping_limit(street):
    lon, lat = at(1, 1)
    metres = snapping.snap(street, lon, lat, limit_m=1000).metres
    assert snapping.snap(street, lon, lat, limit_m=metres + 0.01)
    with pytest.raises(TooFarFromRoad):
        snapping.snap(street, lon, lat, limit_m=metres - 0.01)


@pytest.mark.parametrize(
    "act",
    [
        lambda n, s: nearest_units(n, s, [s], 0),
        lambda n, s: search.reach(n, [s], 0),
        lambda n, s: search.reach(n, [s], 1e6),
        lambda n, s: FREE.snowed(0.5),
        lambda n, s: FREE.slowed([0], 0.9, n),
        lambda n, s: edges_near(n, __import__("shapely").Point(0, 0), 0),
        lambda n, s: snapping.snap(n, float("nan"), 0),
        lambda n, s: snapping.snap(n, 0, 91),
    ],
)
def test_each_illegal_argument_gets_its_sentence(street, act):
    with pytest.raises(RoadInputError) as refusal:
        act(street, snapped(street, 1.0))
    assert refusal.value.zh
    assert refusal.value.en


def test_no_units_means_nobody_near(street):
    assert len(nearest_units(street, snapped(street, 1.0), [], 3).units) == 0


def test_what_is_saved_is_what_is_loaded(tmp_path, street):
    built = a_network(tmp_path / "again", [an_edge(0, 1), an_edge(1, 2)])
    road_files.save(built, tmp_path / "town.roads")
    loaded = road_files.load(tmp_path / "town.roads")
    assert loaded.drive.fingerprint == built.drive.fingerprint == built.meta["fingerprint"]
    assert loaded.meta == built.meta


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"not a road file at all"])
def test_anything_else_is_no_road_file(tmp_path, content):
    path = tmp_path / "wrong.roads"
    path.write_bytes(content)
    with pytest.raises(RoadInputError):
        road_files.load(path)
