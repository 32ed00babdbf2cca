"""What the tags of OpenStreetMap mean to a patrol car: one row a situation, on the base drawing."""

import pytest
from tests.engine.roads.drawings import (
    AB,
    AROUND_M,
    BG,
    CD,
    SIDE_M,
    STRAIGHT_M,
    a_drawing,
    metres,
    seconds,
)

from quanju.engine.roads import routes, search, snapping
from quanju.engine.roads.build import build_from_osm
from quanju.engine.roads.search import nearest_units, travel_table


def built(tmp_path, **change):
    return build_from_osm(a_drawing(tmp_path / "town.osm", **change))


def test_the_base_drawing_measures_what_it_was_drawn_with(tmp_path):
    town = built(tmp_path)
    assert (metres(town, AB, CD), seconds(town, AB, CD)) == (400, 51.4)
    assert (metres(town, AB, BG), seconds(town, AB, BG)) == (200, 25.7)
    assert town.meta["not_understood"] == 0


BOTH, SHUT = (STRAIGHT_M, STRAIGHT_M), (AROUND_M, AROUND_M)
ALONG, AGAINST = (STRAIGHT_M, AROUND_M), (AROUND_M, STRAIGHT_M)

ACCESS = [
    ("motor_vehicle=agricultural;forestry", SHUT),
    ("vehicle=forestry; agricultural", SHUT),
    ("motor_vehicle=destination;forestry", BOTH),
    ("motor_vehicle=No", SHUT),
    ("motor_vehicle=private", BOTH),
    ("motor_vehicle=psv", BOTH),
    ("access=no emergency=yes;destination", BOTH),
    ("access=no emergency=no", SHUT),
    ("access=no motor_vehicle=emergency", BOTH),
    ("motor_vehicle=gibberish", BOTH),
    ("access=no motor_vehicle=gibberish", SHUT),
    ("motor_vehicle:conditional=no @ (07:00-19:00)", BOTH),
    ("vehicle:backward=no", ALONG),
    ("motor_vehicle:forward=no", AGAINST),
    ("access:backward=no", ALONG),
    ("access:backward=no motor_vehicle=yes", BOTH),
    ("oneway=Yes", ALONG),
    ("oneway= yes", ALONG),
    ("oneway=-1", AGAINST),
    ("oneway=reverse", AGAINST),
    ("oneway=alternating", BOTH),
    ("oneway=reversible", SHUT),
    ("oneway=yes;no", BOTH),
    ("oneway=true;yes", ALONG),
    ("oneway=-1;reverse", AGAINST),
    ("oneway=yes oneway:emergency=no", BOTH),
    ("oneway=yes oneway:bicycle=no", ALONG),
    ("oneway:motorcar=yes", ALONG),
    ("oneway:motor_vehicle=-1", AGAINST),
    ("junction=roundabout oneway=-1", AGAINST),
    ("junction=Roundabout", ALONG),
    ("highway=pedestrian", SHUT),
    ("highway=pedestrian motor_vehicle=yes", BOTH),
    ("highway=pedestrian access=yes", SHUT),
    ("highway=pedestrian access=emergency", BOTH),
    ("highway=footway emergency=designated", BOTH),
    ("highway=cycleway motor_vehicle=emergency", BOTH),
    ("highway=busway", SHUT),
    ("highway=busway emergency=yes", BOTH),
    ("highway=steps emergency=yes", SHUT),
    ("highway=construction construction=primary", SHUT),
    ("highway=rest_area", SHUT),
    ("highway=residential route=ferry", SHUT),
    ("smoothness=impassable", SHUT),
    ("smoothness=bad", BOTH),
    ("highway=nonsense", SHUT),
    ("highway=residential;service", BOTH),
]


def tags_in(text):
    """`a=b c=d e` as tags; a word without = belongs to the value before it."""
    tags = {}
    for part in text.split(" "):
        if "=" in part:
            key, _, value = part.partition("=")
            tags[key] = value
        else:
            tags[key] += f" {part}"
    return tags


@pytest.mark.parametrize(("tags", "right"), ACCESS, ids=[tags for tags, _ in ACCESS])
def test_a_way_is_driven_as_its_tags_say(tmp_path, tags, right):
    town = built(tmp_path, bc=tags_in(tags))
    assert (metres(town, AB, CD), metres(town, CD, AB)) == right


BARRIERS = [
    ("barrier=bollard", SHUT),
    ("barrier=block", SHUT),
    ("barrier=Bollard", SHUT),
    ("barrier=gate access=no", SHUT),
    ("barrier=gate locked=yes", SHUT),
    ("barrier=gate locked=yes emergency=yes", BOTH),
    ("barrier=lift_gate motor_vehicle=agricultural;forestry", SHUT),
    ("barrier=block access=yes", SHUT),
    ("access=no", SHUT),
    ("motor_vehicle=no", SHUT),
    ("barrier=gate", BOTH),
    ("barrier=lift_gate motor_vehicle=private", BOTH),
    ("barrier=bollard motor_vehicle=yes", BOTH),
    ("barrier=bollard emergency=yes", BOTH),
    ("barrier=bollard bollard=rising", BOTH),
    ("barrier=kerb", BOTH),
    ("barrier=gibberish", BOTH),
    ("highway=traffic_signals", BOTH),
]


@pytest.mark.parametrize(("tags", "right"), BARRIERS, ids=[tags for tags, _ in BARRIERS])
def test_what_stands_on_a_road_stops_a_car_or_does_not(tmp_path, tags, right):
    town = built(tmp_path, node=tags_in(tags))
    assert (metres(town, AB, CD), metres(town, CD, AB)) == right
    assert town.meta["shut_nodes"] == (right == SHUT)


def test_a_bollard_stops_nobody_who_walks(tmp_path):
    town = built(tmp_path, node={"barrier": "bollard"})
    walk = town.walk
    found = routes.route(walk, snapping.snap(walk, *AB), snapping.snap(walk, *CD))
    assert round(found.metres) == STRAIGHT_M


def test_a_bollard_at_a_crossing_shuts_every_arm_of_it(tmp_path):
    path = a_drawing(tmp_path / "town.osm")
    b_node = 'lon="119.7027527" lat="49.2">'
    text = path.read_text()
    path.write_text(text.replace(b_node, b_node + '<tag k="barrier" v="block"/>'))
    town = build_from_osm(path)
    assert metres(town, AB, CD) == AROUND_M
    assert town.meta["dropped_nodes"] == 2  # of B–G, which nothing joins any more


def test_words_that_nobody_knows_are_counted_and_the_commonest_told(tmp_path):
    town = built(tmp_path, bc={"oneway": "perhaps"}, node={"barrier": "dragon"})
    assert town.meta["not_understood"] == 2
    assert town.meta["not_understood_most"] == {"oneway=perhaps": 1, "barrier=dragon": 1}


def test_a_condition_at_a_gate_is_counted(tmp_path):
    gate = {"barrier": "gate", "access:conditional": "no @ (22:00-06:00)"}
    town = built(tmp_path, node=gate)
    assert town.meta["not_understood_most"] == {"access:conditional": 1}


def test_words_at_nodes_that_nobody_passes_are_not_counted(tmp_path):
    path = a_drawing(tmp_path / "town.osm")
    lone = '<node id="1" version="1" lon="119.7" lat="49.3"><tag k="barrier" v="dragon"/></node>'
    path.write_text(path.read_text().replace('<way id="11"', lone + '\n<way id="11"'))
    assert build_from_osm(path).meta["not_understood"] == 0


def test_conditions_are_told_as_not_covered(tmp_path):
    town = built(tmp_path, bc={"maxspeed:conditional": "30 @ (22:00-06:00)"})
    assert town.meta["not_covered"] == {"maxspeed:conditional": 1}


RIGHT = "no_right_turn"
DETOUR_M = 600
"""On to C, back to B and down to G."""

TURNS = [
    ((("restriction", RIGHT, 15, {}),), (STRAIGHT_M, DETOUR_M)),
    ((("restriction", "no_right_turn_on_red", 15, {}),), (STRAIGHT_M, SIDE_M)),
    ((("restriction", "no_left_turn;no_right_turn", 15, {}),), (STRAIGHT_M, DETOUR_M)),
    ((("restriction", "gibberish", 15, {}),), (STRAIGHT_M, SIDE_M)),
    ((("restriction", RIGHT, 15, {"except": "psv; motorcar"}),), (STRAIGHT_M, SIDE_M)),
    ((("restriction", RIGHT, 15, {"except": "motor_vehicle"}),), (STRAIGHT_M, SIDE_M)),
    ((("restriction", RIGHT, 15, {"except": "Vehicle"}),), (STRAIGHT_M, SIDE_M)),
    ((("restriction", RIGHT, 15, {"except": "psv"}),), (STRAIGHT_M, DETOUR_M)),
    ((("restriction:hgv", RIGHT, 15, {}),), (STRAIGHT_M, SIDE_M)),
    ((("restriction:motorcar", RIGHT, 15, {}),), (STRAIGHT_M, DETOUR_M)),
    (
        (("restriction:conditional", f"{RIGHT} @ (Mo-Fr 07:00-09:00; Sa 10:00-12:00)", 15, {}),),
        (STRAIGHT_M, DETOUR_M),
    ),
    ((("restriction", "only_straight_on", 12, {}),), (STRAIGHT_M, DETOUR_M)),
    (
        (("restriction", "only_straight_on", 12, {}), ("restriction", "only_right_turn", 15, {})),
        (STRAIGHT_M, SIDE_M),
    ),
]


@pytest.mark.parametrize(("restrictions", "right"), TURNS)
def test_turns_are_forbidden_as_their_relations_say(tmp_path, restrictions, right):
    town = built(tmp_path, restrictions=restrictions)
    assert (metres(town, AB, CD), metres(town, AB, BG)) == right


@pytest.mark.parametrize("restrictions", [turn for turn, _ in TURNS])
def test_no_turn_is_forbidden_to_those_who_walk(tmp_path, restrictions):
    walk = built(tmp_path, restrictions=restrictions).walk
    places = [snapping.snap(walk, *place) for place in (AB, CD, BG)]
    lengths = [round(routes.route(walk, places[0], end).metres) for end in places[1:]]
    assert lengths == [STRAIGHT_M, SIDE_M]


def test_a_ban_at_a_junction_that_its_way_does_not_touch_forbids_nothing(tmp_path):
    town = built(tmp_path, restrictions=(("restriction", RIGHT, 13, {}),))
    assert (metres(town, AB, CD), metres(town, AB, BG)) == (STRAIGHT_M, SIDE_M)


@pytest.mark.parametrize(("turn", "right"), [("no_left_turn", SIDE_M), (RIGHT, DETOUR_M)])
def test_where_the_way_is_not_cut_the_word_says_which_piece_is_meant(tmp_path, turn, right):
    """109 stands north of B here, and B–G runs on to it."""
    path = a_drawing(
        tmp_path / "town.osm",
        restrictions=(("restriction", turn, 15, {}),),
        ways={15: [107, 102, 109]},
    )
    moved = path.read_text().replace(
        'lon="119.704129" lat="49.2"', 'lon="119.7027527" lat="49.2018"'
    )
    path.write_text(moved)
    assert metres(build_from_osm(path), AB, BG) == right


def test_a_word_without_a_side_is_not_guessed_at(tmp_path):
    path = a_drawing(
        tmp_path / "town.osm",
        restrictions=(("restriction", "no_exit", 15, {}),),
        ways={15: [107, 102, 109]},
    )
    town = build_from_osm(path)
    assert metres(town, AB, BG) == SIDE_M
    assert town.meta["restrictions_not_covered"] == 1


@pytest.mark.parametrize("old", ['role="from"', 'role="to"', 'role="via"'])
def test_a_restriction_without_one_of_its_roles_is_counted(tmp_path, old):
    turn = ("restriction", "no_right_turn", 15, {})
    path = a_drawing(tmp_path / "town.osm", restrictions=(turn,))
    path.write_text(path.read_text().replace(old, 'role="form"'))
    town = build_from_osm(path)
    assert metres(town, AB, BG) == SIDE_M
    assert town.meta["restrictions_not_covered"] == 1


def test_each_direction_has_its_own_signed_speed(tmp_path):
    town = built(tmp_path, bc={"maxspeed:forward": "30", "maxspeed:backward": "60"})
    assert (seconds(town, AB, CD), seconds(town, CD, AB)) == (53.9, 39.8)


def test_a_street_that_nobody_may_enter_is_still_driven_out_of(tmp_path):
    """Every turn into A–B at B is forbidden; a car stands on it, three quarters of the way to B."""
    bans = (
        ("restriction", "only_right_turn", 15, {}),
        ("restriction", "no_u_turn", 11, {}),
    )
    path = a_drawing(tmp_path / "town.osm", restrictions=bans)
    into = "".join(
        f'<relation id="{number}" version="1"><member type="way" ref="{way}" role="from"/>'
        '<member type="node" ref="102" role="via"/><member type="way" ref="11" role="to"/>'
        '<tag k="type" v="restriction"/><tag k="restriction" v="no_entry"/></relation>'
        for number, way in ((950, 12), (951, 15))
    )
    path.write_text(path.read_text().replace("</osm>", into + "</osm>"))
    network = build_from_osm(path).drive
    car, corner = (snapping.snap(network, lon, 49.2) for lon in (119.70206, 119.7))
    found = routes.route(network, car, corner)
    assert round(found.metres) == 150
    near = nearest_units(network, corner, [car], 1)
    table = travel_table(network, [car], [corner])
    a = min(range(network.node_count), key=lambda n: abs(network.node_lon[n] - 119.7))
    away = search.reach(network, [car], 60)
    reached = dict(zip(away.nodes.tolist(), away.seconds.tolist(), strict=True))
    for answer in (near.seconds[0], table[0, 0], reached[a]):
        assert answer == pytest.approx(found.seconds, abs=0.1)
