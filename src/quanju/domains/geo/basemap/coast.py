"""Water whose outline the extract cut open: the sea beyond a coastline, a river at the frame.

A coastline has land on its left, so it says by itself on which side the sea is. The outline of a
cut river does not: it parts the frame into faces of two colours, and the water is the colour with
less road on dry ground and more of the river's own middle line.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.basemap.areas import faces, in_two_colours, valid_area
from quanju.domains.geo.basemap.types import Bounds

ASIDE = 1e-7
"""Degrees (about a centimetre) to the side of a coastline where one looks for land or sea."""


def sea(coastlines: Sequence[BaseGeometry], frame: Bounds) -> BaseGeometry | None:
    """The sea inside the frame; None without a coastline in it.

    Each face of the frame is sea if more of the coast along it has the face on its right.
    """
    found = faces(coastlines, frame)
    inside = shapely.intersection(np.array(list(coastlines), object), shapely.box(*frame))
    left, right, length = _banks([line for line in inside if not line.is_empty])
    if not len(length):
        return None
    tree = shapely.STRtree(found)
    votes = np.zeros(len(found))
    for banks, sign in ((right, 1.0), (left, -1.0)):
        at, face = tree.query(shapely.points(banks), predicate="within")
        np.add.at(votes, face, sign * length[at])
    wet = [face for face, vote in zip(found, votes, strict=True) if vote > 0]
    return valid_area(shapely.union_all(wet)) if wet else None


def _banks(lines: Sequence[BaseGeometry]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A point to the left and one to the right of the middle of each segment, and its length."""
    parts = [part for part in shapely.get_parts(list(lines)) if part.geom_type == "LineString"]
    points, line = shapely.get_coordinates(parts, return_index=True)
    step = np.diff(points, axis=0)
    length = np.hypot(step[:, 0], step[:, 1])
    usable = (np.diff(line) == 0) & (length > 0)
    start, step, length = points[:-1][usable], step[usable], length[usable]
    aside = np.column_stack([-step[:, 1], step[:, 0]]) / length[:, None] * ASIDE
    middle = start + step / 2
    return middle + aside, middle - aside, length


def cut_water(
    outline: Sequence[BaseGeometry],
    frame: Bounds,
    dry: Sequence[BaseGeometry],
    rivers: Sequence[BaseGeometry],
) -> BaseGeometry | None:
    """The water inside an outline that the frame cut open; None if it cannot be told.

    `dry` are roads that are no bridges or tunnels, `rivers` are middle lines of running water.
    """
    found = faces(outline, frame)
    if len(found) < 2:
        return None
    colour = in_two_colours(found, outline)
    first = shapely.union_all([f for f, c in zip(found, colour, strict=True) if c])
    second = shapely.union_all([f for f, c in zip(found, colour, strict=True) if not c])
    if first.is_empty or second.is_empty:
        return None
    wet = max((first, second), key=lambda area: _wetness(area, dry, rivers))
    return valid_area(wet)


def _wetness(
    area: BaseGeometry, dry: Sequence[BaseGeometry], rivers: Sequence[BaseGeometry]
) -> float:
    shapely.prepare(area)
    lengths = []
    for lines in (rivers, dry):
        every = np.array(list(lines), dtype=object)
        near = every[shapely.intersects(every, area)] if len(every) else every
        lengths.append(float(shapely.length(shapely.intersection(near, area)).sum()))
    return (3.0 * lengths[0] - lengths[1]) / max(area.area, 1e-12)
