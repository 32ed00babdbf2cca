"""WGS-84 and GCJ-02 (and BD-09), the shifted datums of the map services used in China, both ways.

Quanju keeps WGS-84; whatever comes in with another datum is converted at the edge, where a field
says which datum it is. The shift is a fixed formula of longitude and latitude: a plane wave series
in metres, laid on the Krassowsky ellipsoid. It is applied inside the box that the services use for
China and nowhere else; the box also covers parts of the neighbouring countries.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Degrees = NDArray[np.float64]

DATUMS = ("WGS-84", "CGCS2000", "GCJ-02", "BD-09")
"""What a datum field may say. CGCS2000 and WGS-84 differ by centimetres and are taken as one."""

SHIFTED = "GCJ-02"
SHIFTED_TWICE = "BD-09"
"""Baidu's: GCJ-02 moved once more."""

UNSHIFTED = ("WGS-84", "CGCS2000")
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
SEMI_MAJOR_M = 6_378_245.0
ECCENTRICITY_SQUARED = 0.006693421622965943
ROUNDS = 30
"""Steps of the way back; each gains more than two digits, so it ends long before."""


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Shift WGS-84 to GCJ-02. Arrays of any equal shape, degrees; outside China unchanged."""
    east, north = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    by_lon, by_lat = _shift(east, north)
    return east + by_lon, north + by_lat


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Degrees, Degrees]:
    """Undo the shift, to less than a millimetre. Arrays of any equal shape, degrees.

    There is no closed formula: the place is sought whose shift leads here. On the edge of the box
    (a shift wide, about 0.7 km) a place may have no exact origin; the nearest one is given.
    """
    east, north = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    lon_found, lat_found = east.copy(), north.copy()
    for _ in range(ROUNDS):
        by_lon, by_lat = _shift(lon_found, lat_found)
        lon_next, lat_next = east - by_lon, north - by_lat
        moved = np.abs(lon_next - lon_found) + np.abs(lat_next - lat_found)
        lon_found, lat_found = lon_next, lat_next
        if not np.any(moved > 1e-11):
            break
    return lon_found, lat_found


def to_wgs84(lon: float, lat: float, datum: str = "WGS-84") -> tuple[float, float]:
    """One place in WGS-84, whatever datum it came in; `ValueError` for an unknown datum."""
    if not _is_shifted(datum):
        return float(lon), float(lat)
    if datum == SHIFTED_TWICE:
        lon, lat = _bd09_to_gcj02(float(lon), float(lat))
    east, north = gcj02_to_wgs84(lon, lat)
    return float(east), float(north)


def from_wgs84(lon: float, lat: float, datum: str = "WGS-84") -> tuple[float, float]:
    """One WGS-84 place in another datum; `ValueError` for an unknown datum."""
    if not _is_shifted(datum):
        return float(lon), float(lat)
    east, north = (float(part) for part in wgs84_to_gcj02(lon, lat))
    return _gcj02_to_bd09(east, north) if datum == SHIFTED_TWICE else (east, north)


def _gcj02_to_bd09(lon: float, lat: float) -> tuple[float, float]:
    """A turn and a stretch around the origin of degrees, then a step; about 1 km in all."""
    wave = math.pi * 3000.0 / 180.0
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * wave)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * wave)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def _bd09_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """The place that leads here: the formula has no closed inverse, and the steps shrink fast."""
    east, north = lon - 0.0065, lat - 0.006
    for _ in range(ROUNDS):
        there = _gcj02_to_bd09(east, north)
        east, north = east + lon - there[0], north + lat - there[1]
    return east, north


def _is_shifted(datum: str) -> bool:
    if datum not in DATUMS:
        raise ValueError(f"unknown datum {datum!r}; known: {', '.join(DATUMS)}")
    return datum not in UNSHIFTED


def _shift(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Degrees to add at each place; zero outside the box and where a coordinate is no number."""
    inside = (lon > WEST) & (lon < EAST) & (lat > SOUTH) & (lat < NORTH)
    x, y = np.where(inside, lon - 105.0, 0.0), np.where(inside, lat - 35.0, 0.0)
    east_m, north_m = _shift_metres(x, y)
    phi = np.radians(y + 35.0)
    flattening = 1.0 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    prime_vertical_m = SEMI_MAJOR_M / np.sqrt(flattening)
    meridian_m = prime_vertical_m * (1.0 - ECCENTRICITY_SQUARED) / flattening
    by_lon = np.degrees(east_m / (prime_vertical_m * np.cos(phi)))
    by_lat = np.degrees(north_m / meridian_m)
    return np.where(inside, by_lon, 0.0), np.where(inside, by_lat, 0.0)


def _shift_metres(x: Degrees, y: Degrees) -> tuple[Degrees, Degrees]:
    """Metres east and north; x, y are degrees from 105° E, 35° N."""
    ripple = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    root = np.sqrt(np.abs(x))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east = east + (ripple + _waves(x, ((20, 1), (40, 3), (150, 12), (300, 30)))) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north = north + (ripple + _waves(y, ((20, 1), (40, 3), (160, 12), (320, 30)))) * 2.0 / 3.0
    return east, north


def _waves(at: Degrees, waves: tuple[tuple[int, int], ...]) -> Degrees:
    total = np.zeros_like(at)
    for height_m, part in waves:
        total += height_m * np.sin(at * np.pi / part)
    return total
