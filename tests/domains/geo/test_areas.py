"""Outline, station areas: which one a place lies in, versions, the layer."""

from datetime import timedelta

import pytest
import shapely
from tests.builders.people import NOON, an_actor
from tests.builders.town import a_feature, box, spot

from quanju.domains.geo.actions.loading import AreaNotUsable, load_areas
from quanju.domains.geo.queries import areas
from quanju.domains.geo.queries.areas import export_areas, station_for
from quanju.domains.journal.queries import history_of
from quanju.domains.kernel.types import Denied, NotFound
from quanju.domains.people.queries.organisations import organisations_by_code
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.usefixtures("town")
LATER = NOON + timedelta(days=1)


def load(*features, kind="subdistrict", by=SERVICE):
    return load_areas(kind=kind, features=features, by=by, at=LATER)


def area(code="a", geometry=None, **more):
    properties = {"code": code, "name_zh": "健康街道", "name_en": "Jiankang"} | more
    return a_feature(geometry or box(0, 0, 1, 1), **properties)


@pytest.mark.parametrize(
    ("where", "code"), [((1, 1), "jiankang"), ((7, 5), "zhengyang"), ((40, 40), None)]
)
def test_the_station_of_a_place(where, code):
    station = station_for(*spot(*where), NOON)
    assert station == organisations_by_code().get(code)


def test_a_station_area_belongs_to_a_station_that_exists():
    with pytest.raises(AreaNotUsable, match="no station with the code"):
        load(area("nowhere"), kind="station_area")


def test_a_new_version_takes_over():
    load(area("jiankang", box(-2, -2, 10, 8)), kind="station_area")
    assert station_for(*spot(7, 5), LATER) == organisations_by_code()["jiankang"]
    assert station_for(*spot(7, 5), NOON) == organisations_by_code()["zhengyang"]
    assert [a.version for a in areas.areas("station_area", LATER)] == [2]


SWAPPED = {
    "type": "Polygon",
    "coordinates": [[[49.2, 119.7], [49.3, 119.7], [49.3, 119.8], [49.2, 119.7]]],
}


@pytest.mark.parametrize(
    "feature",
    [
        area(code=""),
        area(name_zh=""),
        area(geometry={"type": "Point", "coordinates": [1, 2]}),
        area(geometry=SWAPPED),
        {"geometry": None, "properties": None},
        {},
    ],
)
def test_an_unusable_area_is_refused_and_nothing_is_stored(feature):
    with pytest.raises(AreaNotUsable) as refusal:
        load(area("first"), feature)
    assert "Feature 2" in refusal.value.text.en
    assert areas.areas("subdistrict", LATER) == []


def test_a_code_used_twice_and_an_unknown_layer_are_refused():
    with pytest.raises(AreaNotUsable, match="used twice"):
        load(area("a"), area("a"))
    with pytest.raises(NotFound):
        load(area(), kind="kingdom")


def test_areas_are_loaded_by_the_administrator_only():
    with pytest.raises(Denied):
        load(area(), by=an_actor("dispatcher"))
    assert load(area(), by=an_actor("system_admin")) == 1


def test_the_layer_turns_by_the_right_hand_whatever_came_in():
    clockwise = box(0, 0, 1, 1)
    clockwise["coordinates"][0].reverse()
    load(area(geometry=clockwise))
    (feature,) = export_areas("subdistrict", LATER)["features"]
    assert shapely.geometry.shape(feature["geometry"]).exterior.is_ccw
    assert feature["properties"] == {
        "id": "subdistrict:a",
        "name_zh": "健康街道",
        "name_en": "Jiankang",
        "version": 1,
        "valid_from": LATER.isoformat(),
        "valid_to": None,
    }


def test_loading_is_recorded():
    assert history_of("areas:outline")[0].facts == {"kind": "outline", "version": 1, "areas": 1}
