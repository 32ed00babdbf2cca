"""Cells as shapes that tile an outline, or the areas of the stations."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.shapes import read_geometry
from quanju.domains.planning import tiling
from quanju.engine.zoning.cells import Cells
from quanju.engine.zoning.problem import Floats, Ints


def tile(
    lon: Floats, lat: Floats, zone: Ints, zones: int, outline: BaseGeometry
) -> list[BaseGeometry]:
    """One shape a zone, together exactly the outline: every spot goes to its nearest cell."""
    flat = float(np.cos(np.radians(lat.mean())))
    points = shapely.multipoints(np.stack([lon * flat, lat], axis=1))
    plane = shapely.transform(outline, lambda xy: xy * [flat, 1.0])
    fields = shapely.get_parts(
        shapely.voronoi_polygons(points, extend_to=plane.buffer(0.05), ordered=True)
    )
    shapes = [shapely.union_all(fields[zone == z]).intersection(plane) for z in range(zones)]
    return [shapely.transform(shape, lambda xy: xy / [flat, 1.0]) for shape in shapes]


def tile_within(
    cells: Cells,
    zone: Ints,
    station: Ints,
    stations: Sequence[dict[str, Any]],
    urban: BaseGeometry,
) -> list[BaseGeometry]:
    """Zones that end exactly at the borders of the stations: each station's part of the urban area
    is tiled by the cells of its own zones. What lies in no station goes to the nearest."""
    zones = int(zone.max()) + 1
    pieces: dict[int, list[BaseGeometry]] = {number: [] for number in range(zones)}
    has_cells = np.isin(np.arange(len(stations)), station)
    areas = [
        read_geometry(one["geometry"]).intersection(urban) if has else shapely.Polygon()
        for one, has in zip(stations, has_cells.tolist(), strict=True)
    ]
    beyond = urban.difference(shapely.union_all(areas))
    spare = tile(cells.lon, cells.lat, station, len(areas), beyond)
    for number, (within, more) in enumerate(zip(areas, spare, strict=True)):
        area = _areal(within.union(more))
        mine = station == number
        if area.is_empty or not mine.any():
            continue
        own = np.unique(zone[mine])
        place = np.searchsorted(own, zone[mine]).astype(np.int32)
        for here, shape in zip(
            own.tolist(), tile(cells.lon[mine], cells.lat[mine], place, len(own), area), strict=True
        ):
            pieces[here].append(shape)
    drawn = {n + 1: _areal(shapely.union_all(some)) for n, some in pieces.items()}
    mended = tiling.mend({n: shape for n, shape in drawn.items() if not shape.is_empty}, urban)
    return [mended.get(n + 1, shapely.Polygon()) for n in range(zones)]


def _areal(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a shape; cutting along a border leaves lines and points beside them."""
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
