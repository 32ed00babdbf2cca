"""Streets and crossings of a network become places."""

import numpy as np

from quanju.domains.geo.gazetteer import NamedArcs, crossing_name, crossings, streets

DEGREE_PER_METRE = 1 / 111_194.93
MAIN, CROSS = ("中央大街", "Central Street"), ("胜利街", "Victory Street")


def a_cross(names, gap_m=0.0):
    """Two streets of 2 × 500 m that meet in the middle; the second is `gap_m` to the side."""
    step = 500 * DEGREE_PER_METRE
    lon = np.array([-step, 0.0, step, gap_m * DEGREE_PER_METRE, gap_m * DEGREE_PER_METRE])
    lat = np.array([0.0, 0.0, 0.0, -step, step])
    tail, head = np.array([0, 1, 3, 1]), np.array([1, 2, 1, 4])
    return NamedArcs(lon, lat, tail, head, np.array([0, 0, 1, 1]), names)


def test_a_street_stands_on_the_node_nearest_to_its_middle():
    rows = streets(a_cross([MAIN, CROSS]))
    assert [(r.name_zh, r.kind, round(r.lon, 6), round(r.lat, 6)) for r in rows] == [
        ("中央大街", "street", 0.0, 0.0),
        ("胜利街", "street", 0.0, 0.0),
    ]


def test_two_streets_that_meet_make_one_crossing():
    (row,) = crossings(a_cross([MAIN, CROSS]))
    assert (row.name_zh, row.kind, row.lon, row.lat) == ("中央大街与胜利街路口", "crossing", 0, 0)


def test_a_street_does_not_cross_itself():
    assert crossings(a_cross([MAIN, MAIN])) == []


def test_a_crossing_is_named_in_both_languages():
    assert crossing_name(MAIN, CROSS) == ("中央大街与胜利街路口", "Central Street & Victory Street")
    assert crossing_name(MAIN, ("五道街", ""))[1] == "Central Street & 五道街"


def test_latin_names_are_joined_by_an_ampersand():
    assert crossing_name(("Market St", ""), ("5th St", ""))[0] == "Market St & 5th St"


def test_the_same_name_in_another_village_is_another_street():
    far = 5_000 * DEGREE_PER_METRE
    near = 500 * DEGREE_PER_METRE
    arcs = NamedArcs(
        lon=np.array([0, near, far, far + near]),
        lat=np.zeros(4),
        tail=np.array([0, 2]),
        head=np.array([1, 3]),
        name=np.array([0, 0]),
        names=[("前进街", "")],
    )
    assert len(streets(arcs)) == 2


def test_a_dual_carriageway_crosses_once():
    wide = 20 * DEGREE_PER_METRE
    arcs = NamedArcs(
        lon=np.array([-1e-3, -1e-3, 1e-3, 1e-3, 0.0, 0.0, 0.0, 0.0]),
        lat=np.array([0.0, wide, 0.0, wide, -1e-3, 0.0, wide, 1e-3]),
        tail=np.array([0, 5, 1, 6, 4, 5, 6]),
        head=np.array([5, 2, 6, 3, 5, 6, 7]),
        name=np.array([0, 0, 0, 0, 1, 1, 1]),
        names=[MAIN, CROSS],
    )
    assert len(crossings(arcs)) == 1


def test_unnamed_roads_make_nothing():
    arcs = NamedArcs(
        np.zeros(2), np.zeros(2), np.array([0]), np.array([1]), np.array([0]), [("", "")]
    )
    assert streets(arcs) == crossings(arcs) == []
