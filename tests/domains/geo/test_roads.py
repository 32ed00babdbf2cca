"""Who is nearest, how long it takes: by the town's 50-second blocks."""

import numpy as np
import pytest
from shapely import Point
from tests.builders.people import NOON
from tests.builders.town import BLOCK_M, BLOCK_S, spot

from quanju.domains.geo.queries import by_mode, roads
from quanju.domains.geo.queries.roads import NoWay, reach_shape, travel_seconds
from quanju.domains.geo.types import NoMapLoaded


@pytest.mark.django_db
def test_without_a_map_the_refusal_says_what_to_run():
    with pytest.raises(NoMapLoaded, match="branch load"):
        roads.roads(NOON)


@pytest.mark.usefixtures("town")
class TestRoads:
    def test_the_nearest_unit_is_nearest_by_road(self):
        # As the crow flies `north` is 500 m away, but the river has no bridge there.
        units = [("north", *spot(4, 4)), ("south", *spot(7, 3))]
        found = roads.nearest(units=units, place=spot(4, 3), n=2, at=NOON)
        assert [key for key, _ in found] == ["south", "north"]
        assert [seconds for _, seconds in found] == pytest.approx([3 * BLOCK_S, 5 * BLOCK_S])

    def test_a_unit_between_crossings_is_timed_from_where_it_stands(self):
        ((_, seconds),) = roads.nearest(
            units=[("u", *spot(1.5, 2))], place=spot(2.25, 2), n=1, at=NOON
        )
        assert seconds == pytest.approx(0.75 * BLOCK_S, abs=0.1)

    def test_no_more_come_back_than_are_asked_for(self):
        units = [(n, *spot(n, 0)) for n in range(5)]
        assert [k for k, _ in roads.nearest(units, spot(0, 0), 3, NOON)] == [0, 1, 2]

    def test_a_unit_far_from_any_road_is_left_out(self):
        units = [("lost", *spot(40, 3)), ("here", *spot(8, 3))]
        assert [k for k, _ in roads.nearest(units, spot(4, 3), 5, NOON)] == ["here"]

    def test_nobody_on_duty_is_an_empty_answer(self):
        assert roads.nearest([], spot(4, 3), 5, NOON) == []

    def test_a_table_of_times(self):
        times = travel_seconds([spot(0, 0), spot(4, 3)], [spot(2, 0), spot(4, 4)], NOON)
        by_hand = [[2 * BLOCK_S, 8 * BLOCK_S], [5 * BLOCK_S, 5 * BLOCK_S]]
        assert times == pytest.approx(np.array(by_hand))

    def test_an_unreachable_place_is_infinitely_far(self):
        assert travel_seconds([spot(0, 0)], [spot(60, 60)], NOON) == [[np.inf]]

    def test_a_route_has_its_way_time_length_and_streets(self):
        way = by_mode.route(spot(2, 2), spot(4, 2), NOON)
        assert way.seconds == pytest.approx(2 * BLOCK_S, abs=0.1)
        assert way.metres == pytest.approx(2 * BLOCK_M, rel=1e-3)
        assert [name.zh for name, _ in way.streets] == ["胜利街"]
        assert way.geometry["type"] == "LineString"
        assert way.geometry["coordinates"][0] == pytest.approx(list(spot(2, 2)), abs=1e-5)

    def test_there_is_no_way_into_the_steppe(self):
        with pytest.raises(NoWay):
            by_mode.route(spot(2, 2), spot(60, 60), NOON)

    def test_reach_is_a_polygon_around_the_place(self):
        drawn = roads.reach(spot(4, 2), 60, NOON)
        assert drawn["type"] == "MultiPolygon"
        area = reach_shape([spot(4, 2)], 60, NOON)
        assert area.contains(_point(4, 2))
        assert area.contains(_point(4.9, 2))
        assert not area.contains(_point(6, 2))

    def test_the_reference_names_the_map(self):
        here = roads.roads(NOON)
        assert here.reference == f"map:{here.info.fingerprint[:12]}"

    def test_the_network_is_read_once_a_process(self):
        assert roads.roads(NOON).network is roads.roads(NOON).network


def _point(column, row):
    return Point(*spot(column, row))
