"""Zones and staging points: where a place lies, versions, faults, layers."""

from datetime import timedelta

import pytest
import shapely
from tests.builders.people import NOON, an_actor
from tests.builders.town import ZONES, a_feature, box, spot

from quanju.domains.geo.queries.places import suggest_addresses
from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.types import Denied, Refused
from quanju.domains.patrol.actions import loading
from quanju.domains.patrol.actions.loading import StagingPointNotUsable, ZoneNotUsable
from quanju.domains.patrol.queries import zones
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.usefixtures("town")
LATER = NOON + timedelta(days=1)


def zone(number, corners, **more):
    return a_feature(box(*corners), number=number, name_zh=f"{number} 区", **more)


def load(*features, at=LATER):
    return loading.load_zones(features, by=SERVICE, at=at)


@pytest.mark.parametrize(
    ("where", "number"), [((0, 0), 1), ((8, 0), 2), ((0, 6), 3), ((8, 6), 4), ((20, 20), None)]
)
def test_every_place_in_town_lies_in_one_zone(where, number):
    assert zones.zone_at(*spot(*where), NOON) == number


def test_on_a_border_the_lower_number_counts():
    assert zones.zone_at(*spot(4, 0), NOON) in (1, 2)
    assert zones.zones_of_points([spot(4, 3.5)], NOON)[0] in ZONES


def test_many_places_at_once():
    assert zones.zones_of_points([spot(0, 0), spot(20, 0), spot(8, 6)], NOON) == [1, None, 4]
    assert zones.zones_of_points([], NOON) == []


def test_the_towns_zones_have_no_faults():
    assert zones.zone_faults(NOON) == []


def test_a_gap_in_the_urban_area_is_told():
    load(*(zone(n, c) for n, c in ZONES.items() if n != 4))
    (fault,) = zones.zone_faults(LATER)
    assert "不属于任何巡区" in fault.zh
    assert zones.zone_faults(NOON) == []


def test_zones_that_overlap_are_refused():
    with pytest.raises(ZoneNotUsable, match="overlaps 2 by"):
        load(zone(1, (0, 0, 2, 2)), zone(2, (1.5, 0, 4, 2)))
    assert len(zones.zones(LATER)) == 4


def test_zones_that_share_a_border_do_not_overlap():
    assert load(zone(1, (0, 0, 2, 2)), zone(2, (2, 0, 4, 2))) == 2


BOWTIE = {
    "type": "Polygon",
    "coordinates": [[spot(0, 0), spot(2, 2), spot(2, 0), spot(0, 2), spot(0, 0)]],
}
SWAPPED = {
    "type": "Polygon",
    "coordinates": [[list(reversed(p)) for p in ring] for ring in box(0, 0, 1, 1)["coordinates"]],
}


@pytest.mark.parametrize(
    "feature",
    [
        a_feature(BOWTIE, number=1),
        a_feature(SWAPPED, number=1),
        a_feature({"type": "Point", "coordinates": [1, 2]}, number=1),
        a_feature({}, number=1),
        a_feature(box(0, 0, 1, 1)),
        a_feature(box(0, 0, 1, 1), number="x"),
        a_feature(box(0, 0, 1, 1), number=0),
        {},
    ],
)
def test_an_unusable_zone_is_refused_and_nothing_is_stored(feature):
    with pytest.raises(ZoneNotUsable) as refusal:
        load(zone(7, (5, 5, 6, 6)), feature)
    assert refusal.value.status == 422
    assert [z.number for z in zones.zones(LATER)] == [1, 2, 3, 4]


def test_a_number_used_twice_is_refused():
    with pytest.raises(ZoneNotUsable, match="used twice"):
        load(zone(1, (0, 0, 1, 1)), zone(1, (2, 2, 3, 3)))


def test_a_new_version_takes_over_and_the_past_keeps_the_old_one():
    load(zone(1, (-0.5, -0.5, 8.5, 6.5)))
    assert zones.zone_at(*spot(8, 6), LATER) == 1
    assert zones.zone_at(*spot(8, 6), LATER - timedelta(seconds=1)) == 4
    assert [z.version for z in zones.zones(LATER)] == [2]


def test_loading_is_recorded():
    assert history_of("zones")[0].facts == {"zones": 4}


@pytest.mark.parametrize("role", ["dispatcher", "branch_leader", "patrol_unit"])
def test_zones_are_loaded_by_the_administrator_only(role):
    with pytest.raises(Denied):
        loading.load_zones([], by=an_actor(role), at=LATER)
    assert loading.load_zones([zone(1, (0, 0, 1, 1))], by=an_actor("system_admin"), at=LATER)


def test_the_zone_layer_has_what_the_specification_asks_for():
    layer = zones.export_zones(NOON)
    assert (layer["type"], layer["name"], len(layer["features"])) == (
        "FeatureCollection",
        "patrol_zone",
        4,
    )
    for feature in layer["features"]:
        assert {"id", "name_zh", "name_en", "version", "valid_from", "valid_to"} <= set(
            feature["properties"]
        )
        assert shapely.geometry.shape(feature["geometry"]).exterior.is_ccw


def test_the_layer_of_staging_points():
    layer = zones.export_staging_points(NOON)
    first = layer["features"][0]
    assert first["geometry"]["coordinates"] == pytest.approx(list(spot(2, 2)))
    assert first["properties"]["id"] == "staging_point:1"
    assert first["properties"]["place_kind"] == "square"


def test_staging_points_can_be_searched_as_addresses():
    found = suggest_addresses("屯警点2")[0]
    assert (found.kind, found.label.zh) == ("staging_point", "2 号屯警点")


@pytest.mark.parametrize(
    "change",
    [
        {"place_kind": "home"},
        {"number": None},
        {"capacity": "many"},
        {"geometry": {"type": "Point", "coordinates": [125.0, 35.0]}},
        {"geometry": {"type": "Point", "coordinates": list(reversed(spot(2, 2)))}},
        {"geometry": {"type": "Point", "coordinates": []}},
        {"geometry": {}},
    ],
)
def test_an_unusable_staging_point_is_refused(change):
    point = {"type": "Point", "coordinates": list(spot(1, 1))}
    geometry = change.pop("geometry", point)
    properties = {"number": 9, "name_zh": "点", "place_kind": "square"} | change
    with pytest.raises(StagingPointNotUsable) as refusal:
        loading.load_staging_points([a_feature(geometry, **properties)], by=SERVICE, at=LATER)
    assert isinstance(refusal.value, Refused)
    assert [p.number for p in zones.staging_points(LATER)] == [1, 2]
