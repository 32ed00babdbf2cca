"""Areas out of lines: rings, relations with holes, and areas that the extract cut open."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.basemap.projection import Shapes
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


def on_grid(areas: Shapes) -> Shapes:
    """Areas with whole coordinates, mended where rounding or cutting folded them."""
    rounded = shapely.transform(areas, np.rint)
    folded = ~shapely.is_valid(rounded)
    # A grid of 0 first: shapes that claim to lie on the grid already are not looked at again.
    mended = shapely.set_precision(shapely.make_valid(rounded[folded]), 0.0)
    rounded[folded] = shapely.set_precision(mended, 1.0)
    return rounded


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
    outer: Sequence[BaseGeometry], inner: Sequence[BaseGeometry], *, has_roles: bool = True
) -> tuple[BaseGeometry | None, bool]:
    """The area of a relation, and whether all of its outer rings were closed.

    From the largest ring to the smallest: outer ones add, inner ones take away, so that a pond on
    an island in a lake is water again. Without roles a ring inside the ground is an island.
    """
    if not has_roles:
        outer, inner = [*outer, *inner], ()
    rings, open_chains = split_rings(outer)
    if not rings:
        return None, not open_chains
    holes, _ = split_rings(inner)
    parts = [(ring, True) for ring in rings] + [(ring, False) for ring in holes]
    ground: BaseGeometry = Polygon()
    for ring, adds in sorted(parts, key=lambda part: -part[0].area):
        area = valid_area(ring)
        if area is None:
            continue
        is_ground = adds if has_roles else not ground.contains(area.representative_point())
        ground = ground.union(area) if is_ground else ground.difference(area)
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
    """The pieces into which lines cut the frame; open ends are drawn out to its edge."""
    window = shapely.box(*frame)
    inside = shapely.intersection(np.array(list(lines), dtype=object), window)
    chains = join_lines([line for line in inside if not line.is_empty and line.length > 0])
    chains = join_lines([*chains, *_bridged(chains, frame)])
    drawn = [*chains, *_drawn_out(chains, frame), window.exterior]
    found = shapely.get_parts(shapely.polygonize([shapely.union_all(drawn)]))
    return [face for face in found if face.area > 0]


def _size(frame: Bounds) -> float:
    return max(frame[2] - frame[0], frame[3] - frame[1])


def _edge(x: float, y: float, frame: Bounds) -> tuple[float, tuple[float, float]]:
    """How far the frame's edge is, and its nearest point."""
    west, south, east, north = frame
    return min(
        (x - west, (west, y)),
        (east - x, (east, y)),
        (y - south, (x, south)),
        (north - y, (x, north)),
    )


def _loose_ends(
    chains: Sequence[BaseGeometry], frame: Bounds
) -> list[tuple[BaseGeometry, tuple[float, float], bool]]:
    """Ends of open chains inside the frame: the chain, the place, whether it is its last one."""
    found = []
    for chain in chains:
        points = shapely.get_coordinates(chain)
        if not chain.is_closed:
            for place, is_last in ((points[0], False), (points[-1], True)):
                x, y = float(place[0]), float(place[1])
                if _edge(x, y, frame)[0] > 1e-9:
                    found.append((chain, (x, y), is_last))
    return found


def _bridged(chains: Sequence[BaseGeometry], frame: Bounds) -> list[LineString]:
    """Straight pieces from loose ends to loose starts close by: a way between them is missing."""
    loose = _loose_ends(chains, frame)
    starts = [place for _, place, is_last in loose if not is_last]
    found = []
    for _, (x, y), is_last in loose:
        if not is_last or not starts:
            continue
        distance, nearest = min((float(np.hypot(x - a, y - b)), (a, b)) for a, b in starts)
        if 0 < distance <= NEAR_EDGE * _size(frame) and distance < _edge(x, y, frame)[0]:
            starts.remove(nearest)
            found.append(LineString([(x, y), nearest]))
    return found


def _drawn_out(chains: Sequence[BaseGeometry], frame: Bounds) -> list[LineString]:
    """From each loose end to the frame: across if its edge is near, else as the chain runs on.

    Extracts cut along a border end their coast there, well inside the frame; going on in the
    direction from the chain's middle to its end follows the coast better than any short cut.
    """
    found = []
    for chain, (x, y), _ in _loose_ends(chains, frame):
        distance, end = _edge(x, y, frame)
        if distance > NEAR_EDGE * _size(frame):
            middle = chain.centroid
            run = np.array([x - middle.x, y - middle.y])
            far = np.array([x, y]) + run / max(float(np.hypot(*run)), 1e-12) * 2 * _size(frame)
            end = (float(far[0]), float(far[1]))
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
