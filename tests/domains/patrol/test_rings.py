"""Rings 1, 3 and 5: the smallest one counts, by road, as the roads are now."""

from datetime import timedelta

import numpy as np
import pytest
import shapely
from tests.builders.people import NOON, an_actor
from tests.builders.town import BLOCK_S, STAGING_POINTS, a_feature, spot

from quanju.domains.geo.actions.closures import close_road, set_circumstance
from quanju.domains.geo.queries.roads import travel_seconds
from quanju.domains.geo.shapes import square_metres
from quanju.domains.kernel.types import NotFound
from quanju.domains.patrol.actions import loading
from quanju.domains.patrol.models import StagingPoint
from quanju.domains.patrol.queries import rings
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook.actions import load_rule

pytestmark = pytest.mark.usefixtures("town")


def ring(column, row):
    return rings.ring_at(*spot(column, row), NOON)


# Point 1 stands at (2, 2), point 2 at (6, 5); a block takes 50 s.
@pytest.mark.parametrize(
    ("where", "minutes"),
    [
        ((2, 2), 1),
        ((3, 2), 1),
        ((3.19, 2), 1),
        ((3.21, 2), 3),
        ((4, 3), 3),
        ((5, 1), 5),
        ((2, 4), 3),
        ((2, 0), 3),
        ((8, 1.02), 5),
        ((8, 0.98), None),
        ((8, 0), None),
        ((8, 3), 5),
        ((6, 4), 1),
        ((0, 6), 5),
    ],
)
def test_the_ring_of_a_place_is_the_smallest_it_lies_in(where, minutes):
    assert ring(*where) == minutes


def test_outside_all_rings_is_told_as_none():
    actor = an_actor("dispatcher")
    set_circumstance(name_zh="降雪", factor=3, by=actor, at=NOON)
    assert ring(8, 0) is None
    assert ring(2, 2) == 1


def test_snow_moves_the_limits_at_once():
    assert ring(3, 2) == 1
    set_circumstance(name_zh="降雪", factor=1.4, by=an_actor("dispatcher"), at=NOON)
    assert ring(3, 2) == 3


def test_a_closed_bridge_moves_the_far_bank_out():
    assert ring(2, 4) == 3
    bridge = {"type": "LineString", "coordinates": [spot(2, 3.2), spot(2, 3.8)]}
    close_road(geometry=bridge, name_zh="西桥封闭", by=an_actor("dispatcher"), at=NOON)
    assert ring(2, 4) == 5


def test_a_place_off_the_roads_is_in_no_ring():
    assert rings.ring_at(*spot(40, 40), NOON) is None


def test_many_places_at_once_agree_with_a_table_of_times():
    numbers = np.random.default_rng(7)
    places = [spot(*numbers.uniform((-0.4, -0.4), (8.4, 6.4))) for _ in range(200)]
    stands = [spot(*where) for where in STAGING_POINTS.values()]
    by_table = travel_seconds(stands, places, NOON).min(axis=0)
    by_field = rings.seconds_at(places, NOON)
    near = by_table <= 300
    assert by_field[near] == pytest.approx(by_table[near], abs=0.05)
    assert np.isinf(by_field[~near]).all()


def test_rings_are_drawn_one_in_the_other():
    drawn = dict(rings.rings(NOON))
    assert list(drawn) == [1, 3, 5]
    assert drawn[1].area < drawn[3].area < drawn[5].area
    assert drawn[1].contains(shapely.Point(*spot(2, 2)))
    assert drawn[1].contains(shapely.Point(*spot(6, 5)))
    assert not drawn[1].contains(shapely.Point(*spot(8, 0)))


def test_rings_of_one_point():
    (_, one), *_ = rings.rings(NOON, 1)
    assert one.contains(shapely.Point(*spot(2, 2)))
    assert not one.contains(shapely.Point(*spot(6, 5)))
    with pytest.raises(NotFound):
        rings.rings(NOON, 99)


def test_the_geojson_layer_names_the_model_and_turns_the_right_way():
    layer = rings.export_rings(NOON)
    assert [f["properties"]["ring_class"] for f in layer["features"]] == [1, 3, 5]
    assert layer["features"][0]["properties"]["model"] == "roads"
    assert layer["features"][0]["properties"]["reference"].startswith("map:")
    for feature in layer["features"]:
        for polygon in shapely.geometry.shape(feature["geometry"]).geoms:
            assert polygon.exterior.is_ccw


class TestCircles:
    @pytest.fixture(autouse=True)
    def by_circles(self, town):
        load_rule(
            kind="patrol.ring_model",
            text='model = "circle"\nminutes = [1, 3, 5]\nspeed_kmh = 30\n',
            effective_from=NOON,
            by=SERVICE,
            at=NOON,
        )

    def test_the_other_model_goes_as_the_crow_flies(self):
        # 30 km/h are 500 m a minute: one block.
        assert ring(4, 2) == 3
        assert ring(2.99, 2) == 1
        assert ring(2, 4.9) == 3  # across the river without a bridge

    def test_its_rings_are_circles_and_say_so(self):
        layer = rings.export_rings(NOON)
        assert layer["features"][0]["properties"]["reference"] == "30 km/h"
        area = square_metres(rings.rings(NOON, 1)[0][1])
        assert area == pytest.approx(3.14 * 500**2, rel=0.02)


def test_without_staging_points_there_are_no_rings():
    StagingPoint.objects.all().delete()
    assert ring(2, 2) is None
    assert all(shape.is_empty for _, shape in rings.rings(NOON))


def test_the_seconds_are_those_of_the_road():
    assert rings.seconds_at([spot(2, 0)], NOON)[0] == pytest.approx(2 * BLOCK_S)


def test_a_point_moved_by_a_new_version_moves_its_rings():
    later = NOON + timedelta(days=1)
    point = a_feature(
        {"type": "Point", "coordinates": list(spot(8, 0))},
        number=1,
        name_zh="东南点",
        name_en="",
        place_kind="square",
    )
    loading.load_staging_points([point], by=SERVICE, at=later)
    assert rings.ring_at(*spot(8, 0), later) == 1
    assert rings.ring_at(*spot(8, 0), NOON) is None
