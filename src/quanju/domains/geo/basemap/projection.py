"""Degrees to map units: web Mercator, y down, the world 2^27 units wide.

One unit is one step of a tile of zoom 15; at zoom z a step is 2^(15 - z) units.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.domains.geo.basemap.types import EXTENT, MAX_ZOOM, Bounds

WORLD = float(EXTENT << MAX_ZOOM)
STEEPEST = 85.05112877980659
"""Latitude at which web Mercator ends."""

Shapes = NDArray[np.object_]


def to_units(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of (lon, lat) in degrees to rows of (x, y) in map units."""
    lat = np.radians(np.clip(degrees[:, 1], -STEEPEST, STEEPEST))
    x = (degrees[:, 0] + 180.0) / 360.0
    y = 0.5 - np.arcsinh(np.tan(lat)) / (2.0 * np.pi)
    return np.column_stack([x, y]) * WORLD


def to_degrees(units: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of (x, y) in map units to rows of (lon, lat) in degrees."""
    x, y = units[:, 0] / WORLD, units[:, 1] / WORLD
    lat = np.arctan(np.sinh(np.pi * (1.0 - 2.0 * y)))
    return np.column_stack([x * 360.0 - 180.0, np.degrees(lat)])


def project(shapes: Shapes) -> Shapes:
    """Shapes in degrees to shapes in map units."""
    return shapely.transform(shapes, to_units)


def at_zoom(shapes: Shapes, zoom: int) -> Shapes:
    """Shapes in map units to units of a tile of that zoom."""
    scale = 0.5 ** (MAX_ZOOM - zoom)
    return shapes if scale == 1.0 else shapely.transform(shapes, lambda xy: xy * scale)


def frame_box(frame: Bounds) -> shapely.Polygon:
    return shapely.box(*frame)
