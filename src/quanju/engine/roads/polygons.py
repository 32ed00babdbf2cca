"""The area within some time, as a polygon to draw."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, cast

import numpy as np
import shapely
from contourpy import FillType, contour_generator
from numpy.typing import NDArray

from quanju.engine.roads.conditions import FREE, Conditions
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.roads.search import reach
from quanju.engine.roads.snapping import Snap

CELL_M = 30.0
STEP_M = 20.0


def reach_polygon(
    network: RoadNetwork,
    sources: Sequence[Snap],
    limit_s: float,
    *,
    conditions: Conditions = FREE,
    is_toward: bool = False,
) -> dict[str, Any]:
    """GeoJSON MultiPolygon around every bit of road within `limit_s` seconds of any source.

    The reached roads are drawn onto cells of 30 m, smoothed and outlined; a block of houses
    between reached roads belongs to the area.
    """
    found = reach(network, sources, limit_s, conditions=conditions, is_toward=is_toward)
    points = _road_points(network, found.nodes, found.seconds, limit_s, conditions, is_toward)
    own = np.array([(s.lon, s.lat) for s in sources]).reshape(-1, 2)
    points = np.vstack([points, own])
    if len(points) == 0:
        return {"type": "MultiPolygon", "coordinates": []}
    return _outlined(network, points)


def _road_points(
    network: RoadNetwork,
    nodes: NDArray[np.int64],
    seconds: NDArray[np.float64],
    limit_s: float,
    conditions: Conditions,
    is_toward: bool,
) -> NDArray[np.float64]:
    """float64[points, 2] lon/lat every 20 m along the reached parts of edges."""
    if len(nodes) == 0:
        return np.empty((0, 2))
    first = network.back_first if is_toward else network.first
    counts = first[nodes + 1] - first[nodes]
    slots = np.repeat(first[nodes] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
    slots = slots + np.arange(counts.sum())
    arcs = network.back_arc[slots] if is_toward else slots
    edges = network.arc_edge[arcs]
    whole = conditions.seconds(network)[arcs]
    left = limit_s - np.repeat(seconds, counts)
    share = np.clip(np.where(np.isfinite(whole), left / np.maximum(whole, 1e-9), 0.0), 0, 1)
    from_start = network.arc_forward[arcs] != is_toward
    metres = share * network.edge_metres[edges]
    steps = np.ceil(metres / STEP_M).astype(np.int64) + 1
    which = np.repeat(np.arange(len(arcs)), steps)
    number = np.arange(steps.sum()) - np.repeat(np.cumsum(steps) - steps, steps)
    along = share[which] * number / np.maximum(steps[which] - 1, 1)
    along = np.where(from_start[which], along, 1 - along)
    east, north = network.metres_per_degree
    lines = network.edge_lines[edges[which]]
    spots = shapely.line_interpolate_point(lines, along, normalized=True)
    return np.asarray(shapely.get_coordinates(spots) / (east, north))


def _outlined(network: RoadNetwork, points: NDArray[np.float64]) -> dict[str, Any]:
    from scipy.ndimage import gaussian_filter, maximum_filter  # slow to load, seldom needed

    scale = np.array(network.metres_per_degree) / CELL_M
    cells = points * scale
    margin = 6
    low = np.floor(cells.min(axis=0)).astype(int) - margin
    size = np.ceil(cells.max(axis=0)).astype(int) - low + margin + 1
    field = np.zeros((size[1], size[0]), np.float32)
    index = np.round(cells - low).astype(int)
    field[index[:, 1], index[:, 0]] = 1
    field = gaussian_filter(maximum_filter(field, size=3), 1.6)
    drawn = contour_generator(
        x=(low[0] + np.arange(size[0])) / scale[0],
        y=(low[1] + np.arange(size[1])) / scale[1],
        z=field,
        fill_type=FillType.OuterOffset,
    )
    outlines, offsets = cast(Any, drawn.filled(0.3, 2.0))
    polygons = []
    for outline, cut in zip(outlines, offsets, strict=True):
        rings = [outline[a:b] for a, b in pairwise(cut)]
        shape = shapely.Polygon(rings[0], [r for r in rings[1:] if _is_wide(r, scale)])
        polygons.append(shape.simplify(8 / (scale[1] * CELL_M)))
    whole = shapely.MultiPolygon([p for p in polygons if p.geom_type == "Polygon" and p.area])
    result: dict[str, Any] = shapely.geometry.mapping(shapely.orient_polygons(whole))
    return result


def _is_wide(ring: NDArray[np.float64], scale: NDArray[np.float64]) -> bool:
    """A hole is drawn from about three hectares on; smaller ones are yards."""
    return bool(abs(shapely.Polygon(ring * scale * CELL_M).area) > 30_000)
