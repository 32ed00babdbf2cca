"""Hexagons of H3 over places: weights, neighbours, and zones as polygons without gaps."""

from dataclasses import dataclass

import h3
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from quanju.engine.zoning.errors import BadCells
from quanju.engine.zoning.problem import Floats, Ints

METRES_PER_DEGREE = 111_194.93


@dataclass(frozen=True)
class Cells:
    """`names`: H3 indexes; `lon`, `lat`, `x_m`, `y_m`: float64[n] middles; `pairs`: int32[m, 2]."""

    names: tuple[str, ...]
    lon: Floats
    lat: Floats
    x_m: Floats
    y_m: Floats
    weight: Floats
    pairs: Ints


def cells_over(lon: Floats, lat: Floats, *, weight: Floats, resolution: int = 9) -> Cells:
    """The hexagons that hold the places (degrees, WGS-84), each with the weight of its places.

    Raises BadCells for places that are no numbers or lie outside the earth.
    """
    if not (np.isfinite(lon).all() and np.isfinite(lat).all() and (np.abs(lat) <= 90).all()):
        raise BadCells("坐标应为经纬度（度）", "coordinates must be degrees")
    held: dict[str, float] = {}
    for east, north, heavy in zip(lon.tolist(), lat.tolist(), weight.tolist(), strict=True):
        name = h3.latlng_to_cell(north, east, resolution)
        held[name] = held.get(name, 0.0) + heavy
    names = tuple(sorted(held))
    number = {name: n for n, name in enumerate(names)}
    pairs = [
        (number[one], number[other])
        for one in names
        for other in h3.grid_disk(one, 1)
        if one < other and other in number
    ]
    middle = np.array([h3.cell_to_latlng(name) for name in names])
    flat = np.cos(np.radians(middle[:, 0].mean()))
    return Cells(
        names=names,
        lon=middle[:, 1].copy(),
        lat=middle[:, 0].copy(),
        x_m=middle[:, 1] * METRES_PER_DEGREE * flat,
        y_m=middle[:, 0] * METRES_PER_DEGREE,
        weight=np.array([held[name] for name in names]),
        pairs=np.array(pairs, np.int32).reshape(-1, 2),
    )


def largest_part(cells: Cells, part: Ints) -> Cells:
    """The cells of the largest part alone."""
    keep = np.flatnonzero(part == np.bincount(part).argmax())
    place = np.full(len(cells.names), -1)
    place[keep] = np.arange(len(keep))
    pairs = place[cells.pairs]
    return Cells(
        names=tuple(cells.names[n] for n in keep),
        lon=cells.lon[keep],
        lat=cells.lat[keep],
        x_m=cells.x_m[keep],
        y_m=cells.y_m[keep],
        weight=cells.weight[keep],
        pairs=pairs[(pairs >= 0).all(axis=1)].astype(np.int32),
    )


def zone_polygons(cells: Cells, zone: Ints, zones: int) -> list[BaseGeometry]:
    """One polygon a zone, degrees; neighbours share their border exactly (PAT-01)."""
    hexagons = shapely.polygons(
        [shapely.linearrings([(b, a) for a, b in h3.cell_to_boundary(n)]) for n in cells.names]
    )
    # Corners of neighbours differ in the last bits; a grid of a millimetre makes them one.
    snapped = shapely.set_precision(hexagons, 1e-8)
    return [shapely.coverage_union_all(snapped[zone == z]) for z in range(zones)]
