"""The plane cut along lines: faces, what lies between two of them, and how much ground each is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from quanju.engine.zoning.cells import METRES_PER_DEGREE
from quanju.engine.zoning.problem import Floats, Ints

Shapes = NDArray[np.object_]
GRID = 1e-9
"""Degrees: borders are kept to a tenth of a millimetre, as layers are stored."""
ON_A_LINE = 2e-7
"""A piece of a border this near to a line, in degrees, runs on it."""
ROAD, STREET, NOTHING = 0, 1, 2
"""What a border runs along: a road, river or railway that a crew names; another street; neither."""
YARD = NOTHING
"""Ways into yards and fields cut heavy faces; a border along one is as dear as through a block."""


@dataclass(frozen=True, eq=False)
class Borders:
    """Between which faces a border runs, and how far along what.

    `pairs`: int32[m, 2], each once; `metres`: float64[m, 3] along ROAD, STREET, NOTHING;
    `outer`: float64[n] metres that a face has with nobody.
    """

    pairs: Ints
    metres: Floats
    outer: Floats


def plane_of(outline: BaseGeometry) -> Floats:
    """float64[2]: metres a degree of longitude and of latitude, in the middle of the outline."""
    middle = np.radians((outline.bounds[1] + outline.bounds[3]) / 2)
    return np.array([np.cos(middle), 1.0]) * METRES_PER_DEGREE


def cut(lines: Shapes, outline: BaseGeometry) -> Shapes:
    """The outline cut along the lines (degrees): polygons that tile it to the last digit."""
    near = shapely.STRtree(lines).query(outline, predicate="intersects")
    net = shapely.union_all([*lines[np.sort(near)], outline.boundary], grid_size=GRID)
    faces = np.asarray(shapely.get_parts(shapely.polygonize([net])), dtype=object)
    shapely.prepare(outline)
    return np.asarray(faces[shapely.contains(outline, shapely.point_on_surface(faces))], object)


def borders_of(faces: Shapes, plane: Floats, lines: Shapes, rank: Ints) -> Borders:
    """Every border between two faces, and along which lines (`rank`: ROAD or STREET) it runs."""
    ends, owner = _segments(faces)
    knots, number = np.unique(ends, return_inverse=True)
    number = np.sort(number.reshape(-1, 2), axis=1)
    code = number[:, 0].astype(np.int64) * len(knots) + number[:, 1]
    order = np.argsort(code, kind="stable")
    twice = np.flatnonzero(code[order][1:] == code[order][:-1])
    one, other = order[twice], order[twice + 1]
    step = (ends[:, 1] - ends[:, 0]).view(np.float64).reshape(-1, 2)
    length = np.hypot(*(step * plane).T)
    alone = np.ones(len(code), bool)
    alone[one] = alone[other] = False
    kind = _kinds((ends[one, 0] + ends[one, 1]) / 2, lines, rank)
    sides = np.sort(np.stack([owner[one], owner[other]], axis=1), axis=1)
    differs = sides[:, 0] != sides[:, 1]
    pairs, which = np.unique(sides[differs], axis=0, return_inverse=True)
    metres = np.zeros((len(pairs), 3))
    np.add.at(metres, (which.ravel(), kind[differs]), length[one][differs])
    outer = np.bincount(owner[alone], length[alone], len(faces)).astype(np.float64)
    return Borders(pairs.astype(np.int32).reshape(-1, 2), metres, outer)


def _segments(faces: Shapes) -> tuple[NDArray[np.complex128], NDArray[np.int64]]:
    """Both ends of each piece of each ring, complex128[s, 2], and the face it belongs to."""
    rings, owner = shapely.get_rings(faces, return_index=True)
    spots, ring = shapely.get_coordinates(rings, return_index=True)
    knots = spots[:, 0] + 1j * spots[:, 1]
    goes_on = ring[1:] == ring[:-1]
    ends = np.stack([knots[:-1], knots[1:]], axis=1)[goes_on]
    return ends, owner[ring[1:][goes_on]]


def _kinds(middles: NDArray[np.complex128], lines: Shapes, rank: Ints) -> Ints:
    """What each piece runs along, the best of it."""
    spots = shapely.points(middles.real, middles.imag)
    kind = np.full(len(middles), NOTHING, np.int32)
    if len(lines):
        at, line = shapely.STRtree(lines).query(spots, predicate="dwithin", distance=ON_A_LINE)
        np.minimum.at(kind, at, rank[line].astype(np.int32))
    return kind


def moments(faces: Shapes, plane: Floats) -> Floats:
    """float64[n, 4]: area, ∫x, ∫y, ∫(x² + y²) of each face in metres, about the middle of all.

    Source: the sums over the edges of a polygon after Green's theorem.
    """
    centre = shapely.get_coordinates(shapely.centroid(faces)).mean(axis=0)
    rings, owner = shapely.get_rings(shapely.orient_polygons(faces), return_index=True)
    spots, ring = shapely.get_coordinates(rings, return_index=True)
    x, y = ((spots - centre) * plane).T
    goes_on = ring[1:] == ring[:-1]
    a, b, c, d = x[:-1], y[:-1], x[1:], y[1:]
    turn = np.where(goes_on, a * d - c * b, 0.0)
    square = a * a + a * c + c * c + b * b + b * d + d * d
    sums = np.stack([turn / 2, turn * (a + c) / 6, turn * (b + d) / 6, turn * square / 12], axis=1)
    found = np.zeros((len(faces), 4))
    np.add.at(found, owner[ring[1:]], sums)
    return found


def locate(faces: Shapes, lon: Floats, lat: Floats) -> Ints:
    """int32[k] the face that each place (degrees) lies in, -1 for none."""
    found = np.full(len(lon), -1, np.int32)
    # The faces ask, not the places: shapely prepares who asks, and a face may have 10,000 corners.
    face, spot = shapely.STRtree(shapely.points(lon, lat)).query(faces, predicate="contains")
    found[spot] = face
    return found


def within(faces: Shapes, plane: Floats, parts: Ints) -> Shapes:
    """Lines that cut each face into about so many even pieces (`parts`: int32[n])."""
    found = [_fields(faces[n], plane, int(parts[n])) for n in np.flatnonzero(parts > 1).tolist()]
    return np.concatenate([np.zeros(0, object), *found])


def _fields(face: BaseGeometry, plane: Floats, count: int) -> Shapes:
    """Borders of about `count` fields, around the middles of even groups of spots of the face."""
    west, south, east, north = face.bounds
    wide = plane * [east - west, north - south]
    pitch = np.sqrt(face.area * plane.prod() / (count * 40.0))
    x, y = np.meshgrid(*(np.arange(pitch / 2, side, pitch) for side in wide))
    spots = np.stack([x.ravel(), y.ravel()], axis=1) / plane + [west, south]
    spots = spots[shapely.intersects_xy(face, *spots.T)] * plane
    if len(spots) <= count:
        return np.zeros(0, object)
    middles, _ = scipy.cluster.vq.kmeans2(spots, count, minit="++", rng=1, iter=12)
    fields = shapely.voronoi_polygons(shapely.multipoints(middles), only_edges=True)
    inside = shapely.intersection(shapely.transform(fields, lambda xy: xy / plane), face)
    return np.asarray(shapely.get_parts(inside), dtype=object)


def joined(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """Faces that tile as one shape."""
    return shapely.coverage_union_all(list(shapes))
