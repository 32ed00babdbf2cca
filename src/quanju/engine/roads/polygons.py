"""The area within some time, as a polygon to draw."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, cast

import numpy as np
import shapely
from contourpy import FillType, LineType, SerialContourGenerator, ZInterp
from numpy.typing import NDArray

from quanju.engine.roads import painting
from quanju.engine.roads.conditions import FREE, Conditions
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.roads.search import Reach, going_on, reach
from quanju.engine.roads.snapping import Snap

CELL_M = 30.0
STEP_M = 20.0
MARGIN = 6
"""Cells around what is drawn; the outline lies within."""
YARD_M2 = 30_000
"""A hole is drawn from about three hectares on; smaller ones are yards."""
SMOOTH_M = 8.0
BELL = np.exp(-0.5 * (np.arange(7) / 1.6) ** 2)
"""Half a bell of 1.6 cells, cut off at four times that."""
BELL /= BELL[0] + 2 * BELL[1:].sum()


def reach_polygon(
    network: RoadNetwork,
    sources: Sequence[Snap],
    limit_s: float,
    *,
    conditions: Conditions = FREE,
    is_toward: bool = False,
) -> dict[str, Any]:
    """`reach_area` as GeoJSON."""
    whole = reach_area(network, sources, limit_s, conditions=conditions, is_toward=is_toward)
    result: dict[str, Any] = shapely.geometry.mapping(whole)
    return result


def reach_area(
    network: RoadNetwork,
    sources: Sequence[Snap],
    limit_s: float,
    *,
    conditions: Conditions = FREE,
    is_toward: bool = False,
) -> shapely.MultiPolygon:
    """The area in degrees around every bit of road within `limit_s` seconds of any source.

    The reached roads are drawn onto cells of 30 m, smoothed and outlined; a block of houses
    between reached roads belongs to the area.
    """
    found = reach(network, sources, limit_s, conditions=conditions, is_toward=is_toward)
    cells = _cells(network, found, limit_s, conditions, is_toward)
    own = np.array([(s.lon, s.lat) for s in sources]).reshape(-1, 2)
    scale = np.array(network.metres_per_degree) / CELL_M
    cells = np.vstack([cells, np.round(own * scale).astype(np.int64)])
    if len(cells) == 0:
        return shapely.MultiPolygon()
    return _outlined(cells, scale)


def _cells(
    network: RoadNetwork, found: Reach, limit_s: float, conditions: Conditions, is_toward: bool
) -> NDArray[np.int64]:
    """int64[n, 2]: cells east and north of 0, 0 that the reached parts of roads lie in."""
    first, arc_of = going_on(network, is_toward=is_toward)
    cells: NDArray[np.int64] = painting.cells(
        found.nodes,
        found.seconds,
        float(limit_s),
        first,
        arc_of,
        conditions.seconds(network),
        network.arc_edge,
        network.arc_forward,
        is_toward,
        network.edge_metres,
        network.shape_first,
        *network.shape_metres,
        STEP_M,
        CELL_M,
    )
    return cells


def _outlined(cells: NDArray[np.int64], scale: NDArray[np.float64]) -> shapely.MultiPolygon:
    low = np.array([cells[:, 0].min(), cells[:, 1].min()]) - MARGIN
    columns, rows = np.array([cells[:, 0].max(), cells[:, 1].max()]) - low + MARGIN + 1
    field = painting.smoothed(cells, low[0], low[1], rows, columns, BELL)
    # Made without `contour_generator`, which looks for masked and missing values for longer than
    # the outline takes.
    east, north = np.meshgrid(
        (low[0] + np.arange(columns)) / scale[0], (low[1] + np.arange(rows)) / scale[1]
    )
    drawn = SerialContourGenerator(
        x=east,
        y=north,
        z=field,
        mask=cast(Any, None),
        fill_type=FillType.OuterOffset,
        line_type=LineType.Separate,
        z_interp=ZInterp.Linear,
        corner_mask=False,
        quad_as_tri=False,
    )
    outlines, offsets = cast(Any, drawn.filled(0.3, 2.0))
    polygons = []
    for outline, cut in zip(outlines, offsets, strict=True):
        rings = [outline[a:b] for a, b in pairwise(cut)]
        is_wide = _square_metres(outline, cut.astype(np.int64), scale) > YARD_M2
        shape = shapely.Polygon(rings[0], [rings[k] for k in np.flatnonzero(is_wide) if k])
        polygons.append(_simpler(shape, SMOOTH_M / (scale[1] * CELL_M)))
    whole = shapely.MultiPolygon([p for p in polygons if p.geom_type == "Polygon" and p.area])
    result: shapely.MultiPolygon = shapely.orient_polygons(whole)
    return result


def _simpler(shape: shapely.Polygon, tolerance: float) -> shapely.Geometry:
    """Fewer corners; the careful way, twenty times slower, where the quick one crosses itself."""
    quick = shapely.simplify(shape, tolerance, preserve_topology=False)
    is_sound = quick.geom_type == "Polygon" and quick.is_valid and not quick.is_empty
    return quick if is_sound else shapely.simplify(shape, tolerance)


def _square_metres(
    outline: NDArray[np.float64], cut: NDArray[np.int64], scale: NDArray[np.float64]
) -> NDArray[np.float64]:
    """float64[rings]: area of each closed ring, outline[cut[i]:cut[i + 1]] of degrees."""
    east, north = ((outline - outline[0]) * (scale * CELL_M)).T
    twice = east[:-1] * north[1:] - east[1:] * north[:-1]
    twice[cut[1:-1] - 1] = 0  # from one ring to the next
    areas: NDArray[np.float64] = np.abs(np.add.reduceat(twice, cut[:-1])) / 2
    return areas
