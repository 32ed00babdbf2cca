"""Settled ground, told from the streets, for extracts that hold roads and nothing else.

Many extracts made for routing leave out land use and buildings. Where streets lie close together
people live; drawing that ground lets rivers, coasts and hills show as what is left blank. Water is
never guessed.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.basemap.areas import valid_area
from quanju.domains.geo.basemap.types import Drawn, Traits

STREETS = frozenset(
    {"secondary", "tertiary", "unclassified", "residential", "living_street", "pedestrian"}
)
BUILT = frozenset({"residential", "commercial", "retail", "industrial"})
WORTH_BUILDINGS = 5
"""A quarter drawn as one area tells as much as this many buildings."""

FEWEST_STREETS = 100
CELL_M = 50.0
BLUR_CELLS = 1.6
CLOSE_STREETS = 0.6
"""Sampled street points a cell after the blur: two parallel streets about 120 m apart reach it."""

LEAST_M2, LEAST_HOLE_M2 = 60_000.0, 40_000.0
"""A lone crossing of two roads reaches the density too, on about 20,000 square metres."""

MOST_CELLS = 16_000_000
"""200 km by 200 km. Wider extracts are left as they are."""

METRES_PER_DEGREE = 111_195.0


def settled(layers: dict[str, Drawn]) -> BaseGeometry | None:
    """The ground to add to an extract that shows no settlement itself; None for any other."""
    roads = layers["road"]
    streets = [
        line for line, one in zip(roads.geometry, roads.traits, strict=True) if one.kind in STREETS
    ]
    built = sum(one.kind in BUILT for one in layers["landuse"].traits)
    shown = len(layers["building"].geometry) + WORTH_BUILDINGS * built
    if shown > len(streets) / 10 or len(streets) < FEWEST_STREETS:
        return None
    return _ground(streets)


def _ground(streets: Sequence[BaseGeometry]) -> BaseGeometry | None:
    from scipy.ndimage import gaussian_filter  # slow to load, seldom needed

    west, south, _, north = shapely.total_bounds(streets)
    per_degree = METRES_PER_DEGREE * np.array([np.cos(np.radians((south + north) / 2)), 1.0])
    corner = np.array([west, south])

    def to_cells(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        return (degrees - corner) * per_degree / CELL_M + 8.0

    def to_degrees(cells: NDArray[np.float64]) -> NDArray[np.float64]:
        return (cells - 8.0) * CELL_M / per_degree + corner

    lines = shapely.transform(np.array(streets, dtype=object), to_cells)
    points = np.rint(shapely.get_coordinates(shapely.segmentize(lines, 0.5))).astype(np.int64)
    size = points.max(axis=0) + 9
    if size.prod() > MOST_CELLS:
        return None
    field = np.zeros(size)
    np.add.at(field, (points[:, 0], points[:, 1]), 1.0)
    # A crossing is in the field once for every street of it; it is no denser for that.
    field = gaussian_filter(np.minimum(field, 3.0), BLUR_CELLS)
    ground = _without_specks(contour(field, CLOSE_STREETS))
    return None if ground is None else valid_area(shapely.transform(ground, to_degrees))


def _without_specks(area: BaseGeometry) -> BaseGeometry | None:
    cell = CELL_M**2
    kept = []
    for part in shapely.get_parts(area):
        if part.area * cell >= LEAST_M2:
            holes = [
                hole
                for hole in part.interiors
                if shapely.Polygon(hole).area * cell >= LEAST_HOLE_M2
            ]
            kept.append(shapely.Polygon(part.exterior, holes))
    return shapely.simplify(shapely.multipolygons(kept), 0.15) if kept else None


def contour(field: NDArray[np.float64], level: float) -> BaseGeometry:
    """The area where a field (cells, by x and y) is above a level. Its border must be below.

    Marching squares with linear interpolation (Lorensen and Cline, 1987, in the plane): each
    square of four neighbours adds the piece of the border that runs through it.
    """
    above = field > level
    corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
    size_x, size_y = field.shape[0] - 1, field.shape[1] - 1
    at = [field[x : x + size_x, y : y + size_y] for x, y in corners]
    case = np.zeros((size_x, size_y), np.int64)
    for bit, (x, y) in enumerate(corners):
        case |= above[x : x + size_x, y : y + size_y].astype(np.int64) << bit
    pieces = []
    for number, pairs in _SIDES.items():
        square = np.argwhere(case == number)
        values = [one[square[:, 0], square[:, 1]] for one in at]
        for first, second in pairs:
            ends = [_crossing(square, values, side, level) for side in (first, second)]
            pieces.append(np.stack(ends, axis=1))
    # Neighbouring squares compute the same crossing from the same numbers, so the ends agree.
    return shapely.build_area(shapely.multilinestrings(shapely.linestrings(np.concatenate(pieces))))


_SIDES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 0), (1, 2)), 6: ((0, 2),),
    7: ((3, 2),), 8: ((2, 3),), 9: ((2, 0),), 10: ((0, 1), (2, 3)), 11: ((2, 1),),
    12: ((1, 3),), 13: ((1, 0),), 14: ((0, 3),),
}  # fmt: skip
"""Which corners are above (bits) and which sides the border then joins; side k follows corner k."""

_ENDS = (((0, 0), (1, 0)), ((1, 0), (1, 1)), ((0, 1), (1, 1)), ((0, 0), (0, 1)))
_CORNERS = ((0, 1), (1, 2), (3, 2), (0, 3))


def _crossing(
    square: NDArray[np.int64], values: Sequence[NDArray[np.float64]], side: int, level: float
) -> NDArray[np.float64]:
    """Where the field passes the level on a side, always reckoned from its lower end."""
    start, end = (np.array(place) for place in _ENDS[side])
    low, high = (values[corner] for corner in _CORNERS[side])
    share = (level - low) / (high - low)
    return square + start + share[:, None] * (end - start)


def add_settled(layers: dict[str, Drawn]) -> bool:
    """Draw settled ground where the extract shows none; whether it did."""
    ground = settled(layers)
    if ground is None:
        return False
    for part in shapely.get_parts(ground):
        layers["landuse"].add(part, Traits(kind="settled"))
    return True
