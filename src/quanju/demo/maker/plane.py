"""A flat drawing board in metres around the middle of the invented town, and degrees again."""

from zlib import crc32

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Point = tuple[float, float]

ORIGIN = (119.752, 49.218)
"""Longitude and latitude of the point 0, 0. East is x, north is y."""
METRES_PER_DEGREE = 111_194.93
_WIDE = METRES_PER_DEGREE * float(np.cos(np.radians(ORIGIN[1])))
DECIMALS = 7
"""Places kept in files: 1 cm, so that shapes that share an edge share its very figures."""


def to_metres(lonlat: Floats) -> Floats:
    """Degrees, shape (n, 2), to metres on the board."""
    return (np.asarray(lonlat, float) - ORIGIN) * (_WIDE, METRES_PER_DEGREE)


def to_degrees(metres: Floats) -> Floats:
    """Metres on the board, shape (n, 2), to degrees, rounded as files keep them."""
    degrees = np.asarray(metres, float) / (_WIDE, METRES_PER_DEGREE) + ORIGIN
    return np.round(degrees, DECIMALS)


def in_degrees(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, to_degrees)


def in_metres(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, to_metres)


def metres_along(lonlat: Floats) -> float:
    """Length over ground of a line in degrees, shape (n, 2)."""
    lon, lat = np.radians(np.asarray(lonlat, float)).T
    half = (
        np.sin(np.diff(lat) / 2) ** 2
        + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    )
    return float(2 * 6_371_000 * np.arcsin(np.sqrt(half)).sum())


def dice(seed: int, part: str) -> np.random.Generator:
    """Random numbers of one part of the maker, so that a change in one leaves the others."""
    return np.random.Generator(np.random.PCG64([seed, crc32(part.encode())]))
