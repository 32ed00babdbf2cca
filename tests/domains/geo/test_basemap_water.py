"""The sea beyond a coastline, rivers that the extract cut open, ground told from streets."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Polygon, box
from tests.domains.geo.basemap_towns import Extract, at, path_of

from quanju.domains.geo.basemap import areas, coast, settlement
from quanju.domains.geo.basemap.osm import read_extract
from quanju.domains.geo.basemap.types import LAYERS, Drawn, Traits

FRAME = (0.0, 0.0, 10.0, 10.0)
TOWN = (*at(0, 0), *at(10, 10))


def sea(*lines: LineString) -> shapely.Geometry:
    return coast.sea(lines, FRAME) or Polygon()


def same(area: shapely.Geometry, other: shapely.Geometry, within: float = 1e-9) -> bool:
    return shapely.symmetric_difference(area, other).area <= within


@pytest.fixture
def extract(tmp_path: Path) -> Extract:
    return Extract(tmp_path / "town.osm.pbf")


def test_the_sea_is_on_the_right_of_the_coast() -> None:
    northward = LineString([(4, -1), (4, 11)])

    assert same(sea(northward), box(4, 0, 10, 10))
    assert same(sea(shapely.reverse(northward)), box(0, 0, 4, 10))


def test_a_coast_in_many_pieces_and_any_order_is_one_coast() -> None:
    pieces = [
        LineString([(4, 6), (4, 11)]),
        LineString([(4, -1), (4, 2)]),
        LineString([(4, 2), (4, 6)]),
    ]

    assert same(sea(*pieces), box(4, 0, 10, 10))


def test_an_island_is_land_and_a_lagoon_in_it_is_sea() -> None:
    island = box(6, 2, 9, 8).exterior
    lagoon = box(7, 4, 8, 6).exterior
    coast_of_island = LineString(island.coords if island.is_ccw else island.coords[::-1])
    coast_of_lagoon = LineString(lagoon.coords[::-1] if lagoon.is_ccw else lagoon.coords)

    found = sea(LineString([(4, -1), (4, 11)]), coast_of_island, coast_of_lagoon)

    expected = box(4, 0, 10, 10).difference(box(6, 2, 9, 8)).union(box(7, 4, 8, 6))
    assert same(found, expected)


def test_an_island_alone_lies_in_the_sea() -> None:
    ring = box(3, 3, 6, 6).exterior
    found = sea(LineString(ring.coords if ring.is_ccw else ring.coords[::-1]))

    assert same(found, box(*FRAME).difference(box(3, 3, 6, 6)))


def test_a_bay_and_a_headland_outside_make_several_seas() -> None:
    wave = LineString([(-1, 5), (3, 5), (3, 12), (6, 12), (6, 5), (11, 5)])

    found = sea(wave)

    assert same(found, box(0, 0, 10, 5).union(box(3, 5, 6, 10)))


def test_a_coast_that_ends_short_of_the_frame_is_drawn_out_to_it() -> None:
    """A clipped extract loses the last node of a way: the end hangs a little inside the frame."""
    assert same(sea(LineString([(4, 0.1), (4, 9.8)])), box(4, 0, 10, 10))


def test_a_coast_that_ends_deep_inside_runs_on_as_it_ran() -> None:
    """Extracts cut along a border end their coast there."""
    found = sea(LineString([(2, 2), (5, 5), (8, 8)]))

    assert same(found, Polygon([(0, 0), (10, 0), (10, 10)]))


def test_a_small_gap_in_the_coast_is_bridged() -> None:
    found = sea(LineString([(4, -1), (4, 5)]), LineString([(4.1, 5.1), (4.1, 11)]))

    assert abs(found.area - 59.5) < 0.6


def test_without_a_coast_there_is_no_sea() -> None:
    assert coast.sea([], FRAME) is None
    assert coast.sea([LineString([(20, 0), (20, 10)])], FRAME) is None


@settings(max_examples=60, deadline=None)
@given(heights=st.lists(st.floats(1, 9), min_size=3, max_size=12))
def test_any_coast_from_side_to_side_parts_land_and_sea(heights: list[float]) -> None:
    """Against the plain polygon: a coast that runs westward has the sea to the north."""
    x = np.linspace(-1, 11, len(heights))
    line = LineString(np.column_stack([x, heights])[::-1])
    under = Polygon([*zip(x, heights, strict=True), (11, -2), (-1, -2)])

    assert same(sea(line), box(*FRAME).difference(under), within=1e-6)


def test_the_sea_is_in_the_tiles_and_piers_stand_in_it(extract: Extract) -> None:
    extract.way(path_of((4, -1), (4, 4), (4, 6), (4, 11)), natural="coastline")
    extract.way(path_of((1, 1), (2, 5), (1, 9)), highway="primary")
    extract.way(path_of((3, 5), (6, 5)), man_made="pier")
    source = read_extract(extract.write(TOWN))

    water = source.layers["water"]

    assert [one.kind for one in water.traits] == ["sea"]
    assert water.geometry[0].contains(shapely.Point(at(8, 5.5)))
    assert not water.geometry[0].intersects(LineString(path_of((4.5, 5), (5.5, 5))))
    assert not water.geometry[0].intersects(box(*at(0, 0), *at(3.9, 10)))


def test_a_river_whose_outline_left_the_extract_is_water_again(extract: Extract) -> None:
    """The two banks are there, the ends of the outline are not: the Danube at Krems."""
    banks = [extract.way(path_of((-3, 4), (13, 4))), extract.way(path_of((13, 6), (-3, 6)))]
    extract.relation(
        [(banks[0], "outer"), (banks[1], "outer"), (999, "outer")],
        type="multipolygon",
        natural="water",
        water="river",
    )
    for east in range(1, 10):
        extract.way(path_of((east, 0), (east, 3.9)), highway="residential")
        extract.way(path_of((east, 6.1), (east, 10)), highway="residential")
    extract.way(path_of((5, 3.9), (5, 6.1)), highway="primary", bridge="yes")

    source = read_extract(extract.write(TOWN))

    river = source.layers["water"].geometry
    assert len(river) == 1
    assert same(river[0], box(*at(0, 4), *at(10, 6)), within=1e-9)
    assert source.faults["areas_cut_open"] == 1


def test_a_pond_that_lost_a_node_is_closed_and_counted(extract: Extract) -> None:
    corner = at(2, 2)
    extract.way([*path_of((1, 1), (1, 2)), corner, *path_of((2, 1), (1, 1))], natural="water")
    extract.way(path_of((0, 0), (5, 0)), highway="primary")
    extract.lose(corner)

    source = read_extract(extract.write(TOWN))

    assert source.faults["dangling_references"] == 1
    assert len(source.layers["water"].geometry) == 1


def test_a_road_is_not_drawn_across_the_gap_that_a_lost_node_leaves(extract: Extract) -> None:
    lost = at(3, 0)
    extract.way([*path_of((0, 0), (1, 0)), lost, *path_of((5, 0), (6, 0))], highway="primary")
    extract.lose(lost)

    source = read_extract(extract.write())

    stretches = shapely.get_parts(source.layers["road"].geometry[0])
    assert [len(one.coords) for one in stretches] == [2, 2]
    assert source.faults == {"dangling_references": 1}


def test_the_frame_is_the_header_s_only_if_it_is_true(extract: Extract) -> None:
    extract.way(path_of((0, 0), (4, 4)), highway="primary")

    assert read_extract(extract.write(TOWN)).frame == pytest.approx(TOWN)
    elsewhere = read_extract(extract.write((0.0, 0.0, 1.0, 1.0))).frame
    assert elsewhere == pytest.approx((*at(0, 0), *at(4, 4)), abs=1e-6)


def test_boundaries_end_at_the_frame_and_roads_a_little_beyond(extract: Extract) -> None:
    extract.way(path_of((1, 1), (300, 1)), boundary="administrative", admin_level="6")
    extract.way(path_of((1, 2), (300, 2)), highway="primary")
    for north in range(3, 9):
        extract.way(path_of((1, north), (9, north)), highway="service")

    layers = read_extract(extract.write(TOWN)).layers

    assert layers["boundary"].geometry[0].bounds[2] == pytest.approx(at(10, 0)[0])
    assert layers["road"].geometry[0].bounds[2] == pytest.approx(at(20, 0)[0])


def grid(step: float, size: float, kind: str = "residential") -> dict[str, Drawn]:
    layers = {name: Drawn() for name in LAYERS}
    for along in np.arange(0, size + step / 2, step):
        for line in (path_of((along, 0), (along, size)), path_of((0, along), (size, along))):
            layers["road"].add(LineString(line), Traits(kind=kind))
    return layers


def test_where_streets_are_close_the_ground_is_settled() -> None:
    layers = grid(step=1.0, size=60.0)

    assert settlement.add_settled(layers)

    ground = shapely.union_all(layers["landuse"].geometry)
    assert {one.kind for one in layers["landuse"].traits} == {"settled"}
    town = box(*at(0, 0), *at(60, 60))
    assert ground.contains(box(*at(2, 2), *at(58, 58)))
    assert town.buffer(0.004).contains(ground)


@pytest.mark.parametrize("layers", [grid(1.0, 60.0, "track"), grid(12.0, 720.0), grid(1.0, 20.0)])
def test_country_roads_and_a_handful_of_streets_are_no_town(layers: dict[str, Drawn]) -> None:
    assert not settlement.add_settled(layers)


def test_an_extract_that_shows_its_settlement_is_left_alone() -> None:
    layers = grid(step=1.0, size=60.0)
    for east in range(40):
        layers["building"].add(box(*at(east, 0), *at(east + 0.5, 0.5)), Traits())

    assert not settlement.add_settled(layers)


def test_the_contour_of_a_cone_is_a_circle() -> None:
    x, y = np.meshgrid(np.arange(41.0), np.arange(41.0), indexing="ij")
    cone = 20 - np.hypot(x - 20, y - 20)

    circle = settlement.contour(cone, 8.0)

    assert circle.area == pytest.approx(np.pi * 12**2, rel=0.005)
    assert (
        shapely.hausdorff_distance(circle.exterior, shapely.Point(20, 20).buffer(12).exterior) < 0.1
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_contour_parts_high_from_low_cells(seed: int) -> None:
    field = np.pad(np.random.default_rng(seed).random((9, 9)), 1)

    area = settlement.contour(field, 0.5)

    places = shapely.points(*np.meshgrid(np.arange(11.0), np.arange(11.0), indexing="ij"))
    assert area.is_valid
    assert (shapely.contains(area, places) == (field > 0.5)).all()


def test_two_colours_change_at_every_line() -> None:
    lines = [LineString([(3, -1), (3, 11)]), LineString([(6, -1), (6, 11)])]
    found = areas.faces(lines, FRAME)

    colours = areas.in_two_colours(found, lines)

    by_west = {face.bounds[0]: bool(colour) for face, colour in zip(found, colours, strict=True)}
    assert by_west[0] == by_west[6] != by_west[3]
