"""Tiles: what was drawn comes back, in the right place, under the right name."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon
from tests.domains.geo.basemap_towns import (
    Extract,
    Folder,
    Seen,
    at,
    in_units,
    inside_its_tile,
    path_of,
    seen,
)

from quanju.domains.geo.basemap.build import build_tiles
from quanju.domains.geo.basemap.types import MAX_ZOOM, MIN_ZOOM

coordinate = st.floats(-30, 30).map(lambda value: round(value, 3))
place = st.tuples(coordinate, coordinate)
quick = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
WITHIN_UNITS = 2.0
"""A line may be simplified by one unit and is rounded to one: at zoom 15 about 0.4 m."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "branch")


@pytest.fixture
def extract(tmp_path: Path) -> Extract:
    return Extract(tmp_path / "town.osm.pbf")


def whole(found: list[Seen]) -> shapely.Geometry:
    return shapely.union_all([inside_its_tile(one) for one in found])


@quick
@given(places=st.lists(place, min_size=2, max_size=12, unique=True))
def test_a_line_comes_back_where_it_was(places: list[tuple[float, float]]) -> None:
    with TemporaryDirectory() as name:
        store = Folder(Path(name) / "b").road(path_of(*places), "primary").build()

        back = whole(seen(store, MAX_ZOOM, "road"))

    drawn = LineString(in_units(path_of(*places), MAX_ZOOM))
    if drawn.length > 4:
        assert shapely.hausdorff_distance(back, drawn, densify=0.05) <= WITHIN_UNITS


@quick
@given(places=st.lists(place, min_size=3, max_size=9, unique=True))
def test_an_area_comes_back_where_it_was(places: list[tuple[float, float]]) -> None:
    ring = shapely.convex_hull(shapely.MultiPoint(path_of(*places)))
    if ring.geom_type != "Polygon" or ring.area < 1e-7:
        return
    with TemporaryDirectory() as name:
        store = Folder(Path(name) / "b").draw("water", ring, kind="lake").build()

        back = whole(seen(store, MAX_ZOOM, "water"))

    drawn = Polygon(in_units(ring.exterior.coords, MAX_ZOOM))
    assert shapely.symmetric_difference(back, drawn).area <= WITHIN_UNITS * drawn.length


@quick
@given(places=st.lists(place, min_size=1, max_size=8, unique=True))
def test_every_name_stands_once_where_its_place_is(places: list[tuple[float, float]]) -> None:
    with TemporaryDirectory() as name:
        folder = Folder(Path(name) / "b")
        for number, one in enumerate(places):
            folder.draw("place", Point(at(*one)), kind="square", name_zh=f"广场{number}")

        found = seen(folder.build(), MAX_ZOOM, "place")

    assert sorted(one.facts["name"] for one in found) == sorted(
        f"广场{number}" for number in range(len(places))
    )
    for one in found:
        true = in_units([at(*places[int(one.facts["name"][2:])])], MAX_ZOOM)[0]
        assert np.abs(np.array(one.shape.coords[0]) - true).max() <= 0.5 + 1e-6


@pytest.mark.parametrize("zoom", range(10, MAX_ZOOM + 1))
def test_a_street_across_tile_borders_goes_on_in_the_next_tile(folder: Folder, zoom: int) -> None:
    places = path_of((-90, -3), (-5, 2), (12, -1), (90, 4))
    store = folder.road(places, "primary", "胜利大街").build()

    found = seen(store, zoom, "road")

    joined = whole(found)
    assert len({one.tile for one in found}) > 1 or zoom < 12
    assert all(one.facts["name"] == "胜利大街" for one in found)
    # Grown by a unit, because each tile rounds the point at the border for itself.
    assert len(shapely.get_parts(shapely.buffer(joined, 1))) == 1
    drawn = LineString(in_units(places, zoom))
    assert shapely.hausdorff_distance(joined, drawn, densify=0.05) <= 5


def test_lines_reach_beyond_the_border_so_that_wide_roads_are_not_cut(folder: Folder) -> None:
    store = folder.road(path_of((-40, 0), (40, 0)), "primary").build()

    for one in seen(store, MAX_ZOOM, "road"):
        west, _, east, _ = one.shape.bounds
        left, right = one.tile[0] * 4096, (one.tile[0] + 1) * 4096
        ends = in_units(path_of((-40, 0), (40, 0)), MAX_ZOOM)[:, 0]
        assert west <= max(left - 80, ends[0] + 1)
        assert east >= min(right + 80, ends[1] - 1)


def test_ways_of_one_street_are_joined_into_one_line(folder: Folder) -> None:
    for west in range(6):
        folder.road(path_of((west, 0.3), (west + 1, 0.3)), "secondary", "中央大街")

    found = seen(folder.build(), 12, "road")

    assert len(found) == 1
    assert len(shapely.get_parts(found[0].shape)) == 1
    assert len(found[0].shape.coords) == 2


def test_streets_of_different_names_stay_apart_where_names_are_shown(folder: Folder) -> None:
    folder.road(path_of((0, 0.3), (1, 0.3)), "secondary", "中央大街", en="Central Street")
    folder.road(path_of((1, 0.3), (2, 0.3)), "secondary", "胜利街")
    store = folder.build()

    near = {one.facts.get("name"): one.facts.get("name_en") for one in seen(store, 14, "road")}
    far = seen(store, 9, "road")

    assert near == {"中央大街": "Central Street", "胜利街": None}
    assert [one.facts for one in far] == [{"class": "secondary"}]


def test_a_two_way_street_given_once_for_each_direction_is_drawn_once(folder: Folder) -> None:
    places = path_of((0, 0), (1, 1), (2, 0))
    folder.road(places).road(places[::-1])

    assert len(seen(folder.build(), MAX_ZOOM, "road")) == 1


def test_a_one_way_street_keeps_its_direction(extract: Extract) -> None:
    extract.way(path_of((0, 0), (1, 0)), highway="primary", oneway="yes", name="东行")
    extract.way(path_of((1, 0), (2, 0)), highway="primary", oneway="yes", name="东行")
    extract.way(path_of((0, 1), (2, 1)), highway="primary", oneway="-1", name="西行")

    found = {one.facts["name"]: one for one in seen(extract.build(), MAX_ZOOM, "road")}

    east, west = (found[name].shape.coords for name in ("东行", "西行"))
    assert found["东行"].facts["oneway"] is True
    assert east[0][0] < east[-1][0]
    assert west[0][0] > west[-1][0]


def test_a_bridge_and_a_roundabout_are_marked(extract: Extract) -> None:
    extract.way(path_of((0, 0), (1, 0)), highway="primary", bridge="yes", name="桥")
    extract.way(path_of((0, 1), (1, 1)), highway="primary", bridge="no", name="路")
    extract.way(path_of((2, 0), (3, 0), (3, 1), (2, 0)), highway="tertiary", junction="roundabout")

    found = {one.facts.get("name"): one.facts for one in seen(extract.build(), MAX_ZOOM, "road")}

    assert found["桥"] == {"class": "primary", "name": "桥", "bridge": True}
    assert found["路"] == {"class": "primary", "name": "路"}
    assert found[None] == {"class": "tertiary", "oneway": True}


def test_the_chinese_name_is_written_and_the_english_one_kept_beside_it(extract: Extract) -> None:
    extract.way(
        path_of((0, 0), (2, 0)),
        highway="primary",
        name="Shengli Dajie",
        name__zh="胜利大街",
        name__en="Victory Street",
    )
    extract.way(path_of((0, 1), (2, 1)), highway="primary", name="Rua do Ouro")
    extract.way(path_of((0, 2), (2, 2)), highway="motorway", ref="G10;S5", oneway="no")
    extract.way(path_of((0, 3), (2, 3)), highway="residential", name=" a\x07b\nc ")

    found = [one.facts for one in seen(extract.build(), MAX_ZOOM, "road")]

    assert found == [
        {"class": "primary", "name": "胜利大街", "name_en": "Victory Street"},
        {"class": "primary", "name": "Rua do Ouro"},
        {"class": "motorway", "name": "G10"},
        {"class": "residential", "name": "a b c"},
    ]


def test_each_layer_is_drawn_from_its_tags(extract: Extract) -> None:
    square = path_of((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    extract.way(square, landuse="residential")
    extract.way(path_of((2, 0), (3, 0), (3, 1), (2, 0)), natural="water", water="lake")
    extract.way(path_of((4, 0), (5, 0), (5, 1), (4, 0)), building="yes")
    extract.way(path_of((0, 2), (5, 2)), waterway="river", name="伊敏河")
    extract.way(path_of((0, 3), (5, 3)), railway="rail", name="滨洲线")
    extract.way(path_of((0, 4), (5, 4)), boundary="administrative", admin_level="6")
    extract.way(path_of((0, 5), (5, 5)), highway="primary")
    extract.node(at(1, 6), {"place": "suburb", "name": "正阳街道", "name:en": "Zhengyang"})
    extract.node(at(2, 6), {"railway": "station", "name": "海拉尔站"})

    found = [(one.layer, one.facts) for one in seen(extract.build(), MAX_ZOOM)]

    assert found == [
        ("landuse", {"class": "residential"}),
        ("water", {"class": "lake"}),
        ("waterway", {"class": "river", "name": "伊敏河"}),
        ("building", {}),
        ("railway", {"class": "rail", "name": "滨洲线"}),
        ("road", {"class": "primary"}),
        ("place", {"class": "suburb", "name": "正阳街道", "name_en": "Zhengyang"}),
        ("place", {"class": "station", "name": "海拉尔站"}),
        ("boundary", {"class": "admin_6"}),
    ]


def test_what_nobody_sees_is_not_drawn(extract: Extract) -> None:
    extract.way(path_of((0, 0), (5, 0)), highway="primary")
    extract.way(path_of((0, 1), (5, 1)), highway="proposed")
    extract.way(path_of((0, 2), (5, 2)), railway="rail", tunnel="yes")
    extract.way(path_of((0, 3), (5, 3)), waterway="stream", tunnel="culvert")
    extract.way(path_of((0, 4), (5, 4)), boundary="administrative", admin_level="2", maritime="yes")
    extract.way(path_of((0, 5), (5, 5)), power="line")

    assert {one.layer for one in seen(extract.build(), MAX_ZOOM)} == {"road"}


def test_a_hole_in_a_relation_stays_open(extract: Extract) -> None:
    def ring(half: float) -> list[tuple[float, float]]:
        return path_of((-half, -half), (half, -half), (half, half), (-half, half))

    west, east = ring(3)[:3], [*ring(3)[2:], ring(3)[0]]
    hole = [*ring(1), ring(1)[0]]
    members = [(extract.way(west), "outer"), (extract.way(east), "outer")]
    members.append((extract.way(hole), "inner"))
    extract.relation(members, type="multipolygon", natural="water", water="lake")

    lake = whole(seen(extract.build(), MAX_ZOOM, "water"))

    expected = Polygon(in_units(ring(3), MAX_ZOOM), [in_units(ring(1), MAX_ZOOM)])
    assert shapely.symmetric_difference(lake, expected).area <= WITHIN_UNITS * expected.length


def test_far_out_only_the_main_things_are_drawn(folder: Folder) -> None:
    for north, kind in enumerate(("motorway", "primary", "residential", "service", "footway")):
        folder.road(path_of((-9, north), (9, north)), kind)
    folder.draw("building", shapely.box(*at(0, 5), *at(0.3, 5.2)))
    store = folder.build()

    kinds = {
        zoom: {one.facts.get("class", one.layer) for one in seen(store, zoom)}
        for zoom in (6, 8, 11, 13, 15)
    }

    assert kinds[6] == {"motorway"}
    assert kinds[8] == {"motorway", "primary"}
    assert kinds[11] == {"motorway", "primary", "residential"}
    assert kinds[13] == {"motorway", "primary", "residential", "service"}
    assert kinds[15] == {
        "motorway", "primary", "residential", "service", "footway", "building"
    }  # fmt: skip


def test_the_same_source_gives_the_same_bytes(folder: Folder, tmp_path: Path) -> None:
    for west in range(5):
        folder.road(path_of((west, 0), (west, 3)), "tertiary", f"第{west}街")
        folder.draw("landuse", shapely.box(*at(west, 0), *at(west + 0.9, 2)), kind=f"k{west}")
    source = folder.write()
    build_tiles(source, tmp_path / "first.pmtiles")
    program = (
        "import sys; from pathlib import Path; "
        "from quanju.domains.geo.basemap.build import build_tiles; "
        "build_tiles(sys.argv[1], Path(sys.argv[2])); "
        "print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    )

    again = subprocess.run(
        [sys.executable, "-c", program, source, tmp_path / "second.pmtiles"],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": "src"},
        cwd=Path(__file__).parents[3],
    )

    assert again.stdout.strip() == "[]", "the maker must not need Django"
    first, second = (tmp_path / f"{name}.pmtiles" for name in ("first", "second"))
    assert first.read_bytes() == second.read_bytes()


def test_a_map_says_whose_data_it_is(folder: Folder, extract: Extract) -> None:
    invented = folder.road(path_of((0, 0), (1, 0))).build()
    extract.way(path_of((0, 0), (1, 0)), highway="primary")
    real = extract.build()

    assert invented.credit.startswith("演示数据")
    assert real.credit == real.meta["attribution"] == "© OpenStreetMap contributors, ODbL 1.0"


def test_a_real_branch_says_so_in_its_facts(folder: Folder) -> None:
    folder.road(path_of((0, 0), (1, 0)))
    (folder.path / "branch.toml").write_text('code = "B2"\nis_synthetic = false\n')

    store = folder.build()

    assert (store.meta["name"], store.credit) == ("B2", "© OpenStreetMap contributors, ODbL 1.0")


def test_the_report_counts_what_was_drawn(folder: Folder, tmp_path: Path) -> None:
    folder.road(path_of((0, 0), (1, 0))).road(path_of((0, 1), (1, 1)))
    folder.draw("water", shapely.box(*at(0, 2), *at(1, 3)), kind="lake")
    steps: list[tuple[str, float]] = []

    report = build_tiles(
        folder.write(), tmp_path / "t.pmtiles", progress=lambda *step: steps.append(step)
    )

    assert {layer: n for layer, n in report.features.items() if n} == {"road": 2, "water": 1}
    assert (report.min_zoom, report.max_zoom) == (MIN_ZOOM, MAX_ZOOM)
    assert report.bytes == (tmp_path / "t.pmtiles").stat().st_size
    assert report.bounds == pytest.approx((*at(0, 0), *at(1, 3)), abs=1e-6)
    assert [share for _, share in steps] == sorted(share for _, share in steps)
    assert (steps[0], steps[-1]) == (("read", 0.0), ("done", 1.0))


def test_rings_turn_as_the_specification_wants(folder: Folder) -> None:
    outer, hole = (shapely.box(*at(-h, -h), *at(h, h)) for h in (3, 1))
    for ring in (outer.difference(hole), shapely.reverse(outer.difference(hole))):
        folder.draw("water", ring, kind="lake")

    for one in seen(folder.build(), 13, "water"):
        for part in shapely.get_parts(one.shape):
            assert part.is_valid
            # Positive area in coordinates that count down the screen: clockwise to the eye.
            assert shapely.is_ccw(part.exterior)
            assert not any(shapely.is_ccw(inner) for inner in part.interiors)
