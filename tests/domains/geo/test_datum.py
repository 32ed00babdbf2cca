"""WGS-84 and GCJ-02, both ways."""

import fast_geocn
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanju.domains.geo import datum

HAILAR = (119.736, 49.212)
M_PER_DEGREE = 111_195.0

inside_lon = st.floats(datum.WEST + 0.02, datum.EAST - 0.02)
inside_lat = st.floats(datum.SOUTH + 0.02, datum.NORTH - 0.02)


def metres(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    east = (b[0] - a[0]) * M_PER_DEGREE * np.cos(np.radians(a[1]))
    return float(east), (b[1] - a[1]) * M_PER_DEGREE


def test_at_hailar_the_shift_is_536_m_east_and_215_m_north() -> None:
    east, north = metres(HAILAR, datum.from_wgs84(*HAILAR, "GCJ-02"))

    assert east == pytest.approx(536, abs=1.5)
    assert north == pytest.approx(215, abs=1.5)


def test_a_place_shown_by_a_chinese_map_service_comes_back_to_where_it_is() -> None:
    shown = datum.from_wgs84(*HAILAR, "GCJ-02")

    assert datum.to_wgs84(*shown, "GCJ-02") == pytest.approx(HAILAR, abs=1e-9)


@given(lon=inside_lon, lat=inside_lat)
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    back = datum.to_wgs84(*datum.from_wgs84(lon, lat, "GCJ-02"), "GCJ-02")

    assert back == pytest.approx((lon, lat), abs=2e-9)


@given(lon=st.floats(73.7, 135.0), lat=st.floats(18.2, 53.5))
def test_the_shift_agrees_with_another_implementation(lon: float, lat: float) -> None:
    assert datum.from_wgs84(lon, lat, "GCJ-02") == pytest.approx(
        fast_geocn.wgs84_to_gcj02(lon, lat), abs=1e-9
    )


def test_a_whole_array_is_converted_at_once() -> None:
    lon = np.linspace(75.0, 134.0, 60).reshape(6, 10)
    lat = np.linspace(19.0, 53.0, 60).reshape(6, 10)

    east, north = datum.wgs84_to_gcj02(lon, lat)
    lon_back, lat_back = datum.gcj02_to_wgs84(east, north)

    assert east.shape == north.shape == (6, 10)
    assert (east[2, 3], north[2, 3]) == datum.from_wgs84(lon[2, 3], lat[2, 3], "GCJ-02")
    np.testing.assert_allclose(lon_back, lon, atol=2e-9)
    np.testing.assert_allclose(lat_back, lat, atol=2e-9)


@pytest.mark.parametrize(
    "place", [(2.35, 48.85), (-122.4, 37.8), (139.7, 35.7), (151.2, -33.9), (119.7, 55.9)]
)
def test_outside_china_nothing_is_shifted(place: tuple[float, float]) -> None:
    assert datum.from_wgs84(*place, "GCJ-02") == place
    assert datum.to_wgs84(*place, "GCJ-02") == place


def test_both_sides_of_the_edge_of_the_box() -> None:
    just_outside = (datum.WEST, 40.0)
    just_inside = (datum.WEST + 1e-6, 40.0)

    assert datum.from_wgs84(*just_outside, "GCJ-02") == just_outside
    assert datum.from_wgs84(*just_inside, "GCJ-02") != just_inside


@pytest.mark.parametrize("name", ["WGS-84", "CGCS2000"])
def test_what_is_not_shifted_stays(name: str) -> None:
    assert datum.to_wgs84(*HAILAR, name) == HAILAR
    assert datum.from_wgs84(*HAILAR, name) == HAILAR


@pytest.mark.parametrize("name", ["", "gcj02", "BD-10"])
def test_an_unknown_datum_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(ValueError, match=r"WGS-84, CGCS2000, GCJ-02"):
        datum.to_wgs84(*HAILAR, name)


def test_what_is_no_number_stays_none() -> None:
    east, north = datum.wgs84_to_gcj02([np.nan, 119.7], [49.2, np.inf])

    assert np.isnan(east[0])
    assert np.isinf(north[1])
