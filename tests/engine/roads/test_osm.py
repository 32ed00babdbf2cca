"""Reading OSM: tags, restrictions, clipped and broken extracts, and six real towns."""

import osmium
import pytest

from quanju.engine.roads import routes, snapping, streets
from quanju.engine.roads.access import driven_directions, is_walked
from quanju.engine.roads.build import build_from_osm
from quanju.engine.roads.errors import RoadInputError
from quanju.engine.roads.search import nearest_units
from quanju.engine.roads.speeds import maxspeed_kmh, read_speeds

SPEEDS = read_speeds()
TOWNS = {
    "porto.osm.pbf": (60_000, 300),
    "monaco.osm.pbf": (900, 40),
    "krems.osm.pbf": (700, 9),
    "shenzhen-futian.osm.pbf": (1_200, 0),
    "helsinki.osm.pbf": (700, 30),
    "liechtenstein-2021.osm.pbf": (5_000, 60),
}


@pytest.mark.parametrize(
    ("tags", "directions"),
    [
        ({}, (True, True)),
        ({"oneway": "yes"}, (True, False)),
        ({"oneway": "-1"}, (False, True)),
        ({"junction": "roundabout"}, (True, False)),
        ({"junction": "roundabout", "oneway": "no"}, (True, True)),
        ({"access": "no"}, (False, False)),
        ({"access": "private"}, (True, True)),
        ({"access": "no", "motor_vehicle": "yes"}, (True, True)),
        ({"motor_vehicle": "no"}, (False, False)),
        ({"motor_vehicle": "no", "emergency": "yes"}, (True, True)),
    ],
)
def test_who_may_drive_where(tags, directions):
    assert driven_directions("residential", tags, SPEEDS) == directions


def test_a_motorway_is_one_way_and_a_footway_is_not_driven():
    assert driven_directions("motorway", {}, SPEEDS) == (True, False)
    assert driven_directions("footway", {}, SPEEDS) == (False, False)
    assert not is_walked("motorway", {})
    assert is_walked("footway", {})
    assert not is_walked("residential", {"foot": "no"})


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50),
        ("30 mph", 48.28),
        ("RO:urban", 50),
        ("walk", 7),
        ("none", None),
        (None, None),
        ("1000", None),
        ("signals", None),
    ],
)
def test_maxspeed_in_all_its_spellings(text, kmh):
    assert maxspeed_kmh(text) == (pytest.approx(kmh, abs=0.01) if kmh else None)


def an_extract(path, ways, restrictions=(), missing=()):
    """A 3 × 3 grid of nodes 1–9 with these ways and restrictions."""
    writer = osmium.SimpleWriter(str(path))
    for number in range(1, 10):
        if number not in missing:
            place = (10 + (number - 1) % 3 * 0.001, (number - 1) // 3 * 0.001)
            writer.add_node(osmium.osm.mutable.Node(id=number, location=place))
    for number, (nodes, tags) in enumerate(ways, 1):
        writer.add_way(
            osmium.osm.mutable.Way(id=number, nodes=nodes, tags={"highway": "residential", **tags})
        )
    for number, (kind, start, via, end) in enumerate(restrictions, 1):
        members = [("w", start, "from"), via, ("w", end, "to")]
        tags = {"type": "restriction", "restriction": kind}
        writer.add_relation(osmium.osm.mutable.Relation(id=number, members=members, tags=tags))
    writer.close()
    return build_from_osm(path)


CROSS = [([4, 5], {}), ([5, 6], {}), ([2, 5], {}), ([5, 8], {})]
AROUND = [([6, 9, 8], {}), ([4, 7, 8], {}), ([4, 1, 2], {}), ([2, 3, 6], {})]
NODE = ("n", 5, "via")


def blocks(built, start, end):
    """Route length in blocks between two places told as (column, row)."""
    network = built.drive
    a, b = (snapping.snap(network, 10 + x * 0.001, y * 0.001) for x, y in (start, end))
    return round(routes.route(network, a, b).metres / 111.19)


def test_without_restriction_one_drives_straight(tmp_path):
    assert blocks(an_extract(tmp_path / "x.osm", CROSS + AROUND), (0.01, 1), (1, 1.99)) == 2


def test_no_turn_is_driven_around_and_other_ways_stay(tmp_path):
    built = an_extract(tmp_path / "x.osm", CROSS + AROUND, [("no_right_turn", 1, NODE, 4)])
    assert blocks(built, (0.5, 1), (1, 1.5)) == 3
    assert blocks(built, (1.5, 1), (1, 1.5)) == 1
    assert built.meta["restricted_turns"] == 1


def test_only_straight_bans_all_others(tmp_path):
    built = an_extract(tmp_path / "x.osm", CROSS + AROUND, [("only_straight_on", 1, NODE, 2)])
    assert blocks(built, (0.5, 1), (1.5, 1)) == 1
    assert blocks(built, (0.5, 1), (1, 1.5)) == 3
    assert blocks(built, (0.5, 1), (1, 0.5)) == 3


def test_restrictions_through_ways_are_told_as_not_covered(tmp_path):
    via = ("w", 2, "via")
    built = an_extract(tmp_path / "x.osm", CROSS + AROUND, [("no_u_turn", 1, via, 4)])
    assert built.meta["restrictions_not_covered"] == 1


def test_a_clipped_extract_keeps_what_it_has(tmp_path):
    built = an_extract(tmp_path / "x.osm", [([1, 2, 3, 6, 9, 8, 7, 4, 1], {})], missing=[9])
    assert built.meta["dangling_references"] == 1
    assert built.drive.edge_count >= 1


def test_what_is_cut_off_is_dropped_and_told(tmp_path):
    island = [([1, 2], {}), ([2, 3], {}), ([7, 8], {"oneway": "yes"})]
    built = an_extract(tmp_path / "x.osm", island)
    assert built.meta["dropped_parts"] == 2
    assert built.drive.edge_count == 2


@pytest.mark.parametrize("content", [b"", b"\x00\x00\x00\x0d\x0a\x09OSMHeader broken", b"<osm"])
def test_a_broken_extract_is_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "broken.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(RoadInputError) as refusal:
        build_from_osm(path)
    assert "broken.osm.pbf" in refusal.value.zh


def test_an_extract_without_roads_is_refused(tmp_path):
    with pytest.raises(RoadInputError):
        an_extract(tmp_path / "x.osm", [([1, 2], {"highway": "proposed"})])


BIG = {"porto.osm.pbf"}
REAL = [pytest.param(name, marks=pytest.mark.long) if name in BIG else name for name in TOWNS]


@pytest.mark.parametrize("town", REAL)
def test_a_real_town_builds_and_answers(shared_data, town):
    least, restrictions = TOWNS[town]
    built = build_from_osm(shared_data / "roads" / town)
    network = built.drive
    assert network.node_count >= least
    assert built.meta["restricted_turns"] >= restrictions
    middle = network.node_count // 2
    place = snapping.snap(network, network.node_lon[middle], network.node_lat[middle])
    units = [
        snapping.snap(network, network.node_lon[i], network.node_lat[i])
        for i in range(0, network.node_count, max(1, network.node_count // 20))
    ]
    found = nearest_units(network, place, units, 5)
    assert len(found.units) == 5
    assert (found.seconds[1:] >= found.seconds[:-1]).all()
    assert len(streets.streets(network)) > 10
