"""The six real extracts build: their names, their water, their roads, in every tile as promised."""

import pytest
import shapely
from _pytest.mark.structures import ParameterSet
from pmtiles.tile import tileid_to_zxy
from shapely.geometry.base import BaseGeometry
from tests.domains.geo.basemap_real import TOWNS, built, extract_of
from tests.domains.geo.basemap_towns import in_units, inside_its_tile, seen

from quanju.domains.geo.basemap.osm import read_extract
from quanju.domains.geo.basemap.types import FLAGS, LAYERS, MAX_ZOOM, OSM_CREDIT

SMALL = ("monaco", "krems", "futian")


def a_town(name: str, *more: object) -> ParameterSet:
    """A case of this town; what takes seconds to build is asked in `make test-long`."""
    return pytest.param(name, *more, marks=[] if name in SMALL else pytest.mark.long)


ANY_TOWN = list(map(a_town, TOWNS))


@pytest.mark.parametrize("name", ANY_TOWN)
def test_every_town_builds_and_says_whose_data_it_is_made_of(name: str) -> None:
    town = built(name)

    assert town.report.features["road"] > TOWNS[name].roads
    assert town.report.tiles > 20
    assert town.store.credit == OSM_CREDIT


@pytest.mark.parametrize("name", ANY_TOWN)
def test_tiles_hold_the_promised_layers_and_properties(name: str) -> None:
    for zoom in (8, 11, 13):
        for one in seen(built(name).store, zoom):
            assert set(one.facts) <= set(LAYERS[one.layer])
            assert not one.shape.is_empty
            for key, value in one.facts.items():
                assert value is True if key in FLAGS else value and isinstance(value, str)
            if "Polygon" in one.shape.geom_type:
                assert one.shape.is_valid


@pytest.mark.parametrize("name", ["futian", "krems", "monaco"])
def test_all_roads_of_the_extract_are_in_the_last_zoom(name: str) -> None:
    """Source and tiles lie within two units (half a metre) of each other, both ways."""
    source = read_extract(extract_of(name)).layers["road"].geometry
    drawn = [shapely.transform(road, lambda xy: in_units(xy, MAX_ZOOM)) for road in source]
    found = [inside_its_tile(one) for one in seen(built(name).store, MAX_ZOOM, "road")]

    assert farthest(drawn, found) <= 2.5
    assert farthest(found, drawn) <= 2.5


def farthest(lines: list[BaseGeometry], others: list[BaseGeometry]) -> float:
    """How far any point of the lines (taken every 10 units) is from the nearest other line."""
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(lines, 10.0)))
    _, distance = shapely.STRtree(others).query_nearest(
        points, return_distance=True, all_matches=False
    )
    return float(distance.max())


def test_futian_has_its_chinese_street_names() -> None:
    names = {one.facts.get("name") for one in seen(built("futian").store, 14, "road")}

    assert {"深南大道", "红荔路", "福强路", "滨河大道"} <= names


@pytest.mark.parametrize(
    ("name", "wet", "dry"),
    [
        # Port Hercule and the open sea; the palace rock, Monte-Carlo.
        ("monaco", [(7.4262, 43.7352), (7.445, 43.728)], [(7.4205, 43.7311), (7.4275, 43.7400)]),
        # The bay in the north; the cathedral, the railway station.
        a_town("helsinki", [(24.9445, 60.1775)], [(24.9522, 60.1704), (24.9414, 60.1719)]),
        # The Danube above and below the bridge; both banks.
        ("krems", [(15.6183, 48.403), (15.6586, 48.389)], [(15.607, 48.4078), (15.6217, 48.3942)]),
        # The Rhine at Vaduz; Vaduz.
        a_town("liechtenstein", [(9.50196, 47.14752)], [(9.5209, 47.1410)]),
    ],
)
def test_water_is_where_it_is(
    name: str,
    wet: list[tuple[float, float]],
    dry: list[tuple[float, float]],
) -> None:
    water = shapely.union_all([one.shape for one in seen(built(name).store, 14, "water")])

    def is_wet(place: tuple[float, float]) -> bool:
        return bool(water.contains(shapely.Point(in_units([place], 14)[0])))

    assert [is_wet(place) for place in wet] == [True] * len(wet)
    assert [is_wet(place) for place in dry] == [False] * len(dry)


@pytest.mark.long
def test_porto_without_water_in_its_extract_shows_the_river_as_what_is_not_settled() -> None:
    store = built("porto").store
    ground = shapely.union_all(
        [one.shape for one in seen(store, 11, "landuse") if one.facts["class"] == "settled"]
    )

    def is_settled(lon: float, lat: float) -> bool:
        return bool(ground.contains(shapely.Point(in_units([(lon, lat)], 11)[0])))

    assert not seen(store, 11, "water"), "water is never guessed"
    assert is_settled(-8.61, 41.155)  # the city's middle
    assert is_settled(-8.615, 41.128)  # Gaia, south of the river
    assert not is_settled(-8.668, 41.145)  # the mouth of the Douro
    assert not is_settled(-8.75, 41.15)  # the Atlantic


@pytest.mark.long
def test_dangling_references_are_counted() -> None:
    assert built("helsinki").report.faults["dangling_references"] > 3_000
    assert "dangling_references" not in built("krems").report.faults


@pytest.mark.long
def test_no_tile_is_too_big_for_a_poor_line() -> None:
    store = built("porto").store

    biggest = max(len(store.tile(*tileid_to_zxy(first)) or b"") for first, _ in store.addresses())

    assert biggest < 120_000
