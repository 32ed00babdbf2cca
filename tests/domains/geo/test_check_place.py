"""Only a place that a unit can be sent to is taken, and every refusal says what to do."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders.people import NOON
from tests.builders.town import BLOCK_M, spot

from quanju.domains.geo.datum import from_wgs84
from quanju.domains.geo.queries.checks import (
    FarFromRoads,
    LooksSwapped,
    NotACoordinate,
    OutsideBranch,
    UnknownDatum,
    check_place,
    off_roads,
    read_coordinates,
)
from quanju.domains.kernel.types import Refused, Text

pytestmark = pytest.mark.usefixtures("town")


def test_a_place_in_town_is_taken_as_it_is():
    assert check_place(*spot(2.5, 2), at=NOON) == spot(2.5, 2)


def test_text_that_is_a_number_is_a_number():
    lon, lat = spot(2, 2)
    assert check_place(f" {lon} ", str(lat), at=NOON) == (lon, lat)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (math.nan, 49.2),
        (119.7, math.inf),
        ("", ""),
        (None, None),
        ("东经", 49.2),
        (191, 49),
        (119.7, -91.5),
        ("1e999", 0),
        ([], {}),
    ],
)
def test_no_number_is_no_place(lon, lat):
    with pytest.raises((NotACoordinate, LooksSwapped)) as refusal:
        check_place(lon, lat, at=NOON)
    assert refusal.value.status == 422


def test_swapped_coordinates_are_called_swapped_and_put_right():
    lon, lat = spot(2, 2)
    with pytest.raises(LooksSwapped) as refusal:
        check_place(lat, lon, at=NOON)
    assert f"{lon:.2f}"[:6] in refusal.value.text.zh
    assert "swapped" in refusal.value.text.en


def test_the_sea_is_outside_the_branch():
    with pytest.raises(OutsideBranch, match="outside the branch"):
        check_place(125.0, 35.0, at=NOON)


def test_both_sides_of_the_margin_around_the_outline():
    # The outline ends 2 blocks east of the last street; the margin is 2 km, 4 blocks more.
    east = 10 + 2000 / BLOCK_M
    assert check_place(*spot(east - 0.01, 3), at=NOON)
    with pytest.raises(OutsideBranch):
        check_place(*spot(east + 0.01, 3), at=NOON)


def test_both_sides_of_the_distance_from_roads(monkeypatch):
    limit = 3000 / BLOCK_M
    assert check_place(*spot(4, -limit + 0.01), at=NOON)
    with pytest.raises((FarFromRoads, OutsideBranch)):
        check_place(*spot(4, -limit - 0.01), at=NOON)


def test_too_far_from_roads_says_how_far(settings):
    from quanju.domains.geo.models import Area

    Area.objects.filter(kind="outline").delete()
    with pytest.raises(FarFromRoads) as refusal:
        check_place(*spot(4, -8), at=NOON)
    assert "4,000" in refusal.value.text.zh
    assert "3000" in refusal.value.text.en


def test_gcj_02_is_turned_into_wgs_84_at_the_edge():
    lon, lat = spot(2, 2)
    shifted = from_wgs84(lon, lat, "GCJ-02")
    assert abs(shifted[0] - lon) > 0.001
    assert check_place(*shifted, datum="GCJ-02", at=NOON) == pytest.approx((lon, lat), abs=1e-8)


def test_an_unknown_datum_is_refused_with_the_known_ones():
    with pytest.raises(UnknownDatum, match="GCJ-02"):
        check_place(*spot(2, 2), datum="Beijing-54", at=NOON)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.floats(), st.text(max_size=8), st.none(), st.integers()),
    st.one_of(st.floats(), st.text(max_size=8), st.none(), st.integers()),
)
def test_anything_is_either_a_place_on_earth_or_refused_with_a_sentence(lon, lat):
    try:
        east, north = read_coordinates(lon, lat)
    except Refused as refusal:
        sentence = refusal.text
        east = north = 0.0
    else:
        sentence = Text("-", "-")
    assert sentence.zh
    assert sentence.en
    assert -180 <= east <= 180
    assert -90 <= north <= 90


@pytest.mark.parametrize(
    ("metres", "code"), [(500.1, "FAR_FROM_ROADS"), (math.inf, "ONLY_BY_FERRY")]
)
def test_why_no_car_gets_there_is_told_by_its_cause(metres, code):
    assert off_roads(metres, 500).code == code
