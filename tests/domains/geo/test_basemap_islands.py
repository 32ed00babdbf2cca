"""Lakes as people draw them: what is water in the drawing is water on the map."""

import shapely
from tests.domains.geo.basemap_towns import at

from quanju.domains.geo.basemap.build import read_source

RINGS = {1: (0, 0, 10, 10), 2: (2, 2, 8, 8), 3: (4, 4, 6, 6)}
"""A lake, an island in it, a pond on the island: west, south, east, north of each."""


def a_lake(tmp_path, roles, *, lake="water", way=None):
    """Rings with these roles in a relation; `way` tags the outermost ring itself."""
    nodes, ways = [], []
    for number, (west, south, east, north) in RINGS.items():
        corners = [(west, south), (east, south), (east, north), (west, north)]
        for corner, (x, y) in enumerate(corners):
            lon, lat = at(x, y)
            nodes.append(f'<node id="{number}{corner}" version="1" lon="{lon}" lat="{lat}"/>')
        refs = "".join(f'<nd ref="{number}{corner}"/>' for corner in (0, 1, 2, 3, 0))
        tag = f'<tag k="natural" v="{way}"/>' if way and number == 1 else ""
        ways.append(f'<way id="{number}" version="1">{refs}{tag}</way>')
    members = "".join(
        f'<member type="way" ref="{n}" role="{role}"/>' for n, role in enumerate(roles, 1)
    )
    tag = f'<tag k="natural" v="{lake}"/>' if lake else ""
    relation = (
        f'<relation id="9" version="1">{members}<tag k="type" v="multipolygon"/>{tag}</relation>'
    )
    path = tmp_path / "lake.osm"
    path.write_text(f'<osm version="0.6">{"".join(nodes + ways)}{relation}</osm>')
    return read_source(path)


def wet(source):
    """Is there water between the shore and the island, on the island, in its pond?"""
    water = shapely.union_all(source.layers["water"].geometry)
    return [water.contains(shapely.Point(at(x, 5))) for x in (1, 3, 5)]


def test_a_pond_on_an_island_in_a_lake_is_water(tmp_path):
    assert wet(a_lake(tmp_path, ["outer", "inner", "outer"])) == [True, False, True]


def test_without_roles_a_ring_in_the_water_is_an_island_and_that_is_told(tmp_path):
    source = a_lake(tmp_path, ["", "", ""])
    assert wet(source) == [True, False, True]
    assert source.faults["roles_missing"] == 1


def test_an_outer_way_with_the_same_tags_does_not_flood_the_island(tmp_path):
    assert wet(a_lake(tmp_path, ["outer", "inner"], way="water")) == [True, False, False]


def test_tags_on_the_outer_way_alone_are_the_relations(tmp_path):
    assert wet(a_lake(tmp_path, ["outer", "inner"], lake="", way="water")) == [True, False, False]
