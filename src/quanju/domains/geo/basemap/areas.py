"""Areas out of lines: rings, relations with holes, and areas that the extract cut open."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.basemap.types import Bounds

NEAR_EDGE = 0.03
"""An end this share of the frame's size from its edge was cut off there."""


def valid_area(area: BaseGeometry) -> BaseGeometry | None:
    """The area made valid, without the lines and points that fall out of it; None if nothing is."""
    if not area.is_valid:
        area = shapely.make_valid(area, method="structure", keep_collapsed=False)
    parts = [p for p in shapely.get_parts(shapely.get_parts(area)) if p.geom_type == "Polygon"]
    whole = [p for p in parts if p.area > 0]
    if not whole:
        return None
    return whole[0] if len(whole) == 1 else shapely.multipolygons(whole)


def join_lines(lines: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Lines joined end to end where exactly two of them meet."""
    if not lines:
        return []
    merged = shapely.line_merge(shapely.multilinestrings(shapely.get_parts(list(lines))))
    return [line for line in shapely.get_parts(merged) if not line.is_empty]


def split_rings(lines: Sequence[BaseGeometry]) -> tuple[list[Polygon], list[BaseGeometry]]:
    """Closed rings as polygons, and the chains that stay open."""
    rings: list[Polygon] = []
    open_chains: list[BaseGeometry] = []
    for line in join_lines(lines):
        is_ring = line.is_closed and shapely.get_num_coordinates(line) >= 4
        if is_ring:
            rings.append(Polygon(shapely.get_coordinates(line)))
        else:
            open_chains.append(line)
    return rings, open_chains


def compound(
    outer: Sequence[BaseGeometry], inner: Sequence[BaseGeometry]
) -> tuple[BaseGeometry | None, bool]:
    """The area of a relation, and whether all of its outer rings were closed."""
    rings, open_chains = split_rings(outer)
    if not rings:
        return None, not open_chains
    ground = _union(rings)
    holes, _ = split_rings(inner)
    if holes:
        ground = shapely.difference(ground, _union(holes))
    return valid_area(ground), not open_chains


def _union(rings: Sequence[Polygon]) -> BaseGeometry:
    found = [area for ring in rings if (area := valid_area(ring)) is not None]
    return shapely.union_all(found) if found else Polygon()


def close_small(chains: Sequence[BaseGeometry], frame: Bounds) -> BaseGeometry | None:
    """Open chains closed by straight lines: good for what was clipped by a corner of the frame."""
    found = []
    for chain in chains:
        points = shapely.get_coordinates(chain)
        gap = np.hypot(*(points[0] - points[-1]))
        if len(points) >= 3 and gap < 0.7 * chain.length:
            found.append(Polygon(points))
    area = _union(found)
    return valid_area(shapely.intersection(area, shapely.box(*frame)))


def faces(lines: Sequence[BaseGeometry], frame: Bounds) -> list[Polygon]:
    """The pieces into which lines cut the frame; open ends near its edge are drawn out to it."""
    window = shapely.box(*frame)
    inside = shapely.intersection(np.array(list(lines), dtype=object), window)
    chains = join_lines([line for line in inside if not line.is_empty and line.length > 0])
    drawn = [*chains, *_drawn_out(chains, frame), window.exterior]
    noded = shapely.union_all(drawn)
    found = shapely.get_parts(shapely.polygonize([noded]))
    return [face for face in found if face.area > 0]


def _drawn_out(chains: Sequence[BaseGeometry], frame: Bounds) -> list[LineString]:
    west, south, east, north = frame
    limit = NEAR_EDGE * max(east - west, north - south)
    found = []
    for chain in chains:
        if chain.is_closed:
            continue
        points = shapely.get_coordinates(chain)
        for x, y in (points[0], points[-1]):
            ways = [
                (x - west, (west, y)), (east - x, (east, y)),
                (y - south, (x, south)), (north - y, (x, north)),
            ]  # fmt: skip
            distance, end = min(ways)
            if 0 < distance <= limit:
                found.append(LineString([(x, y), end]))
    return found


def in_two_colours(found: Sequence[Polygon], lines: Sequence[BaseGeometry]) -> NDArray[np.bool_]:
    """Paint faces so that the colour changes across `lines` and nowhere else."""
    border = shapely.union_all(list(lines))
    colour = np.full(len(found), -1)
    tree = shapely.STRtree(found)
    for seed in range(len(found)):
        if colour[seed] >= 0:
            continue
        colour[seed], todo = 0, [seed]
        while todo:
            one = todo.pop()
            for other in tree.query(found[one], predicate="intersects"):
                if colour[other] >= 0:
                    continue
                shared = shapely.intersection(found[one], found[other])
                if shared.length == 0:
                    continue
                crossed = shapely.intersection(shared, border.buffer(1e-9)).length > 0
                colour[other] = colour[one] ^ int(crossed)
                todo.append(int(other))
    return colour == 1
