"""What kind of file it is: read, or refused with the true cause; never something else silently."""

import bz2
import gzip

import osmium
import pytest
from tests.engine.roads.drawings import AB, AROUND_M, CD, NODES, STRAIGHT_M, a_drawing, metres

from quanju.engine.roads import network as network_roads
from quanju.engine.roads import snapping
from quanju.engine.roads.build import build_from_osm
from quanju.engine.roads.errors import OnlyByFerry, RoadInputError, TooFarFromRoad

NODE = '<node id="101" version="1" lon="119.7" lat="49.2"></node>'


@pytest.fixture
def plain(tmp_path):
    return a_drawing(tmp_path / "town.osm").read_text()


def straight(tmp_path, text, name="other.osm"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return metres(build_from_osm(path), AB, CD)


def test_ways_may_stand_before_their_nodes(tmp_path, plain):
    lines = plain.splitlines()
    nodes = [line for line in lines if line.startswith("<node")]
    ways = [line for line in lines if line.startswith("<way")]
    assert straight(tmp_path, "\n".join([*lines[:2], *ways, *nodes, "</osm>"])) == STRAIGHT_M


def test_an_editors_negative_ids_are_read(tmp_path, plain):
    assert straight(tmp_path, plain.replace('id="1', 'id="-1').replace('ref="1', 'ref="-1'))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_the_content_tells_the_format_not_the_name(tmp_path, plain, pack):
    for name in ("town", "town.osm.pbf", "town.txt"):
        assert straight(tmp_path, plain, name) == STRAIGHT_M
        assert straight(tmp_path, pack(plain.encode()), name) == STRAIGHT_M


def test_places_may_be_written_into_the_ways(tmp_path):
    path = a_drawing(tmp_path / "town.osm")
    table = osmium.index.create_map("sparse_mem_map")
    out = tmp_path / "ways.osm.pbf"
    options = osmium.io.File(str(out), "pbf,locations_on_ways=true")
    writer = osmium.SimpleWriter(options)
    places = osmium.NodeLocationsForWays(table)
    osmium.apply(str(path), places, _Ways(writer))
    writer.close()
    assert metres(build_from_osm(out), AB, CD) == STRAIGHT_M


class _Ways(osmium.SimpleHandler):
    def __init__(self, writer):
        super().__init__()
        self.writer = writer

    def way(self, way):
        self.writer.add_way(way)


def test_a_deleted_road_is_no_road(tmp_path, plain):
    gone = plain.replace('<way id="12" version="1"', '<way id="12" version="2" visible="false"')
    assert straight(tmp_path, gone) == AROUND_M


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_road_that_an_editor_marked_as_deleted_is_no_road(tmp_path, plain, pack):
    gone = plain.replace('<way id="12"', "<way action='delete' id='12'")
    assert straight(tmp_path, pack(gone.encode()), "josm.osm") == AROUND_M
    kept = plain.replace('<way id="12"', "<way action='modify' id='12'")
    assert straight(tmp_path, pack(kept.encode()), "josm.osm") == STRAIGHT_M


def test_the_same_object_twice_is_one(tmp_path, plain):
    way = next(line for line in plain.splitlines() if line.startswith('<way id="12"'))
    assert straight(tmp_path, plain.replace(way, way + "\n" + way)) == STRAIGHT_M


REFUSED = [
    (lambda t: t.replace(NODE, NODE.replace('"49.2"', '"95"')), "line 3: node 101 at 119.7, 95"),
    (lambda t: t.replace(NODE, NODE.replace('"49.2"', '"abc"')), "line 3: "),
    (lambda t: t.replace(NODE, '<node id="101" version="1"/>'), "node 101 has no coordinates"),
    (lambda t: t.replace(NODE, NODE.replace('version="1"', 'version="x"')), "line 3: "),
    (lambda t: t.replace('id="101"', 'id="99999999999999999999"'), "line 3: "),
    (lambda t: t.replace('version="0.6"', 'version="0.7"'), "0.7"),
    (lambda t: t[: len(t) // 2], "damaged"),
    (lambda t: t.replace("<osm ", "<osmChange ").replace("</osm>", "</osmChange>"), "history"),
    (lambda t: t.replace("highway", "railway"), "holds no roads (no way with highway)"),
    (lambda t: t.replace("residential", "proposed"), "none of the 5 ways"),
    (lambda t: "\n".join(x for x in t.splitlines() if "<node" not in x), "places of their nodes"),
    (lambda t: t.replace('<way id="1', '<way visible="false" id="1'), "marked as deleted"),
    (lambda t: t.replace("</osm>", "<remark>runtime error: timed out</remark></osm>"), "not whole"),
    (lambda t: "<!DOCTYPE html><html></html>", "web page"),
    (lambda t: '{"elements": []}', "JSON"),
    (lambda t: "", "empty"),
    (lambda t: "PK\3\4", "ZIP"),
]


@pytest.mark.parametrize(("change", "words"), REFUSED)
def test_what_cannot_be_read_is_refused_with_its_true_cause(tmp_path, plain, change, words):
    with pytest.raises(RoadInputError) as refusal:
        straight(tmp_path, change(plain))
    assert words in refusal.value.en
    assert "other.osm" in refusal.value.zh


def test_several_states_of_one_object_are_refused(tmp_path, plain):
    way = next(line for line in plain.splitlines() if line.startswith('<way id="12"'))
    newer = way.replace('version="1"', 'version="2"').replace("residential", "footway")
    with pytest.raises(RoadInputError, match="several states"):
        straight(tmp_path, plain.replace(way, way + "\n" + newer))
    with pytest.raises(RoadInputError, match="several states"):
        straight(tmp_path, plain, "town.osh")


def test_streets_that_lead_nowhere_back_are_refused_in_words(tmp_path, plain):
    lines = [line for line in plain.splitlines() if 'way id="1' not in line or 'id="12"' in line]
    with pytest.raises(RoadInputError, match="one-way and none leads back"):
        straight(tmp_path, "\n".join(lines).replace("<tag", '<tag k="oneway" v="yes"/><tag', 1))


@pytest.mark.parametrize("tags", ["route=ferry", "route=ferry highway=residential"])
def test_a_far_bank_that_only_a_ferry_reaches_is_not_ours(tmp_path, plain, tags):
    road = '<tag k="highway" v="residential"/></way>'
    line = "".join(
        f'<tag k="{k}" v="{v}"/>' for k, _, v in (t.partition("=") for t in tags.split())
    )
    loop, bc = (
        next(x for x in plain.splitlines() if x.startswith(f'<way id="{number}"'))
        for number in (14, 12)
    )
    path = tmp_path / "bank.osm"
    path.write_text(plain.replace(loop, "").replace(bc, bc.replace(road, line + "</way>")))
    town = build_from_osm(path)
    assert town.meta["only_by_ferry_nodes"] == 2
    network_roads.save(town, tmp_path / "bank.roads")
    network = network_roads.load(tmp_path / "bank.roads").drive
    with pytest.raises(OnlyByFerry, match="only a ferry leads to the road here"):
        snapping.snap(network, *CD, limit_m=1e9)
    near_the_landing = NODES[102][0] + 0.0002, NODES[102][1]
    assert snapping.snap(network, *near_the_landing).metres < 20


def test_a_road_across_180_degrees_is_cut_there(tmp_path):
    """It is never drawn the long way round through 0°."""
    places = {1: (179.99, -16.8), 2: (-179.99, -16.8), 3: (-179.99, -16.79), 4: (179.98, -16.8)}
    nodes = "".join(
        f'<node id="{n}" version="1" lon="{lon}" lat="{lat}"/>' for n, (lon, lat) in places.items()
    )
    refs = "".join(f'<nd ref="{ref}"/>' for ref in (4, 1, 2, 3))
    way = f'<way id="1" version="1">{refs}<tag k="highway" v="primary"/></way>'
    path = tmp_path / "line.osm"
    path.write_text(f'<osm version="0.6">{nodes}{way}</osm>')
    network = build_from_osm(path).drive
    with pytest.raises(TooFarFromRoad):
        snapping.snap(network, 0.0, -16.8)
    assert network.edge_metres.max() < 2000


def test_ids_as_large_as_the_format_allows_are_kept_apart(tmp_path, plain):
    for base in (1 << 40, 1 << 62):
        text = plain
        for number in NODES:
            text = text.replace(f'<node id="{number}"', f'<node id="{base + number}"')
            text = text.replace(f'ref="{number}"', f'ref="{base + number}"')
        assert straight(tmp_path, text) == STRAIGHT_M
