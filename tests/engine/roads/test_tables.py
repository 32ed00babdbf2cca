"""Two CSV tables: both sets of headings, and every wrong input with its line."""

import pytest
from tests.engine.roads.grids import a_network, an_edge

from quanju.engine import roads

NODES = "id,lon,lat\n1,10,0\n2,10.001,0\n3,10.002,0\n"
EDGES = "u,v,class\n1,2,residential\n2,1,residential\n2,3,residential\n3,2,residential\n"


def built(tmp_path, nodes=NODES, edges=EDGES):
    for name, text in (("nodes.csv", nodes), ("edges.csv", edges)):
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / name).write_bytes(content)
    return roads.build_from_tables(tmp_path / "nodes.csv", tmp_path / "edges.csv")


def test_rows_without_oneway_are_directed(tmp_path):
    assert built(tmp_path).drive.arc_count == 4


def test_san_franciscos_tables_have_other_headings(shared_data):
    folder = shared_data / "roads"
    made = roads.build_from_tables(
        folder / "sf_arterial_nodes.csv", folder / "sf_arterial_edges.csv"
    )
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
    with pytest.raises(roads.RoadInputError) as refusal:
        built(tmp_path, **change)
    assert words in refusal.value.en
    assert refusal.value.zh


def test_coordinates_that_look_swapped_are_told_so(tmp_path):
    with pytest.raises(roads.RoadInputError) as refusal:
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
    assert [street.name_zh for street in roads.streets(network)] == ["东街", "北街"]
    (crossing,) = roads.crossings(network)
    assert {crossing.first[0], crossing.second[0]} == {"东街", "北街"}


@pytest.mark.parametrize("text", ["", "walking = 5", "[driving]\nroad = -3\nwalking=1\nsteps=1"])
def test_a_wrong_speed_table_is_refused(tmp_path, text):
    path = tmp_path / "speeds.toml"
    path.write_text(text)
    with pytest.raises(roads.RoadInputError):
        roads.read_speeds(path)
