"""Two CSV tables: both sets of headings, and every wrong input with its line."""

import pytest
from tests.engine.roads.grids import a_network, an_edge

from quanju.engine.roads import streets
from quanju.engine.roads.build import build_from_tables
from quanju.engine.roads.errors import RoadInputError
from quanju.engine.roads.speeds import read_speeds

NODES = "id,lon,lat\n1,10,0\n2,10.001,0\n3,10.002,0\n"
EDGES = "u,v,class\n1,2,residential\n2,1,residential\n2,3,residential\n3,2,residential\n"


def built(tmp_path, nodes=NODES, edges=EDGES):
    for name, text in (("nodes.csv", nodes), ("edges.csv", edges)):
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / name).write_bytes(content)
    return build_from_tables(tmp_path / "nodes.csv", tmp_path / "edges.csv")


def test_rows_without_oneway_are_directed(tmp_path):
    assert built(tmp_path).drive.arc_count == 4


def test_san_franciscos_tables_have_other_headings(shared_data):
    folder = shared_data / "roads"
    made = build_from_tables(folder / "sf_arterial_nodes.csv", folder / "sf_arterial_edges.csv")
    assert made.drive.node_count > 1900


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"nodes": NODES.replace("lon", "east")}, "columns missing: lon"),
        ({"nodes": NODES.replace("10.001", "ten")}, "line 3: lon is not a number"),
        ({"nodes": NODES.replace("10.001,0", "10.001,119")}, "line 3"),
        ({"edges": EDGES.replace("2,3", "2,9")}, "line 4: there is no node '9'"),
        ({"edges": "u,v,class\n"}, "holds no roads"),
        ({"edges": EDGES.replace("class", "class,maxspeed_kmh").replace("l\n", "l,900\n")}, "km/h"),
        ({"nodes": b"\xff\xfe\x00"}, "UTF-8"),
        ({"edges": "u,v,class,geometry\n1,2,residential,10 0;x;10.001 0\n"}, "lon lat;lon lat"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(tmp_path, change, words):
    with pytest.raises(RoadInputError) as refusal:
        built(tmp_path, **change)
    assert words in refusal.value.en
    assert refusal.value.zh


def test_coordinates_that_look_swapped_are_told_so(tmp_path):
    with pytest.raises(RoadInputError) as refusal:
        built(tmp_path, nodes="id,lon,lat\n1,49.2,119.7\n2,49.2,119.8\n")
    assert "swapped" in refusal.value.en


def test_streets_and_their_crossings(tmp_path):
    edges = [
        an_edge(4, 5, name_zh="东街", name_en="East Street"),
        an_edge(5, 6, name_zh="东街", name_en="East Street"),
        an_edge(1, 5, name_zh="北街"),
        an_edge(5, 9, name_zh="北街"),
    ]
    network = a_network(tmp_path, edges).drive
    assert [street.name_zh for street in streets.streets(network)] == ["东街", "北街"]
    (crossing,) = streets.crossings(network)
    assert {crossing.first[0], crossing.second[0]} == {"东街", "北街"}


@pytest.mark.parametrize("text", ["", "walking = 5", "[driving]\nroad = -3\nwalking=1\nsteps=1"])
def test_a_wrong_speed_table_is_refused(tmp_path, text):
    path = tmp_path / "speeds.toml"
    path.write_text(text)
    with pytest.raises(RoadInputError):
        read_speeds(path)


def directed(tmp_path, word):
    """A ring of three, the first side of which has this word for `oneway`."""
    edges = f"u,v,class,oneway\n1,2,residential,{word}\n2,3,residential,0\n3,1,residential,0\n"
    return built(tmp_path, nodes=NODES.replace("10.002,0", "10.001,0.001"), edges=edges).drive


@pytest.mark.parametrize("word", ["1", "yes", "True", "是", "forward"])
def test_a_one_way_row_is_driven_from_u_to_v(tmp_path, word):
    network = directed(tmp_path, word)
    assert (network.edge_forward_head >= 0).sum() == 3
    assert (network.edge_backward_head >= 0).sum() == 2


@pytest.mark.parametrize("word", ["-1", "reverse", "Backward"])
def test_a_reversed_row_is_driven_from_v_to_u(tmp_path, word):
    network = directed(tmp_path, word)
    assert (network.edge_forward_head >= 0).sum() == 2
    assert (network.edge_backward_head >= 0).sum() == 3


@pytest.mark.parametrize("word", ["", "0", "no", "B", "双向", "False"])
def test_a_two_way_row_is_driven_both_ways(tmp_path, word):
    assert directed(tmp_path, word).arc_count == 6


@pytest.mark.parametrize("word", ["T", "F", "2", "maybe"])
def test_a_word_that_may_mean_either_is_refused_with_its_line(tmp_path, word):
    with pytest.raises(RoadInputError, match="line 2: oneway must be"):
        directed(tmp_path, word)


def test_ids_are_texts(tmp_path):
    nodes = "id,lon,lat\n1_0,10,0\n10,10.001,0\n99999999999999999999,10.002,0\n"
    edges = "u,v,class,oneway\n1_0,10,road,0\n10,99999999999999999999,road,0\n"
    assert built(tmp_path, nodes, edges).drive.node_count == 3


def test_one_id_at_two_places_is_refused(tmp_path):
    with pytest.raises(RoadInputError, match="line 5: the node '1' stands there twice"):
        built(tmp_path, nodes=NODES + "1,11,0\n")


WKT = '"LINESTRING (10 0, 10.0005 0.003, 10.001 0)"'


@pytest.mark.parametrize(
    "shape", [WKT, "10 0;10.0005 0.003;10.001 0", "10.001 0;10.0005 0.003;10 0"]
)
def test_a_shape_is_used_in_every_spelling_and_direction(tmp_path, shape):
    edges = f"u,v,class,oneway,geometry\n1,2,road,0,{shape}\n2,3,road,0,\n"
    assert built(tmp_path, edges=edges).drive.edge_metres.max() == pytest.approx(676, abs=2)


def test_another_roads_shape_is_refused(tmp_path):
    edges = "u,v,class,oneway,geometry\n1,2,road,0,11 0;11.5 0;12 0\n"
    with pytest.raises(RoadInputError, match="line 2: the geometry ends"):
        built(tmp_path, edges=edges)


def test_classes_and_columns_that_nobody_knows_are_told(tmp_path):
    edges = "u,v,class,lanes,oneway\n1,2,小区道路,1,0\n2,3,小区道路,1,0\n"
    meta = built(tmp_path, edges=edges).meta
    assert meta["not_understood_most"] == {"class=小区道路": 2}
    assert meta["columns_not_read"] == ["lanes"]
