"""Curves: smooth lines through points, gentle waves, lines beside lines."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString, Polygon

from quanju.demo.maker.plane import Floats, Point


def smooth(points: Sequence[Point], step: float = 60.0) -> LineString:
    """A line through the points without corners (Catmull-Rom, centripetal), a point per `step`."""
    p = np.asarray(points, float)
    if len(p) < 3:
        return LineString(p)
    p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    knots = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1) ** 0.5)])
    parts = [_span(p[i : i + 4], knots[i : i + 4], step) for i in range(len(p) - 3)]
    return LineString(np.vstack([*parts, p[-2:-1]]))


def closed(points: Sequence[Point], step: float = 60.0) -> LineString:
    """A smooth line through the points and back to the first."""
    coords = shapely.get_coordinates(smooth([*points[-3:], *points, *points[:4]], step))
    first = int(np.argmin(np.linalg.norm(coords[: len(coords) // 2] - points[0], axis=1)))
    half = len(coords) // 2
    last = half + int(np.argmin(np.linalg.norm(coords[half:] - points[0], axis=1)))
    return LineString(np.vstack([coords[first:last], coords[first : first + 1]]))


def _span(p: Floats, t: Floats, step: float) -> Floats:
    count = max(1, round(float(np.linalg.norm(p[2] - p[1])) / step))
    at = np.linspace(t[1], t[2], count, endpoint=False)[:, None]

    def between(a: Floats, b: Floats, ta: float, tb: float) -> Floats:
        return (tb - at) / (tb - ta) * a + (at - ta) / (tb - ta) * b

    a1, a2, a3 = (between(p[i], p[i + 1], t[i], t[i + 1]) for i in range(3))
    b1, b2 = between(a1, a2, t[0], t[2]), between(a2, a3, t[1], t[3])
    return between(b1, b2, t[1], t[2])


def waved(line: LineString, rng: np.random.Generator, metres: float, length: float) -> LineString:
    """The line swaying to both sides by up to `metres`, in waves of about `length`; ends stay."""
    count = max(4, int(line.length / length * 8))
    at = np.linspace(0, line.length, count)
    points = shapely.get_coordinates(line.interpolate(at))
    along = np.gradient(points, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    sway = np.zeros(count)
    for share, factor in ((0.65, 1.0), (0.35, 0.47)):
        sway += share * np.sin(2 * np.pi * at / (length * factor) + rng.uniform(0, 2 * np.pi))
    sway *= metres * np.sqrt(np.clip(np.sin(np.pi * at / line.length), 0, 1))
    return LineString(points + sway[:, None] * along[:, ::-1] * (-1, 1))


class Waves:
    """A gentle push of every point of the board, so that no street runs quite straight."""

    def __init__(self, rng: np.random.Generator, metres: float, length: float) -> None:
        turn = rng.uniform(0, 2 * np.pi, 4)
        self.vectors = (
            np.column_stack([np.cos(turn), np.sin(turn)])
            * (2 * np.pi / (length * rng.uniform(0.7, 1.5, 4)))[:, None]
        )
        self.phase = rng.uniform(0, 2 * np.pi, (2, 4))
        self.metres = metres / 2

    def push(self, points: Floats) -> Floats:
        angle = points @ self.vectors.T
        return points + self.metres * np.column_stack(
            [np.sin(angle + phase).sum(axis=1) for phase in self.phase]
        )


def beside(line: LineString, metres: float) -> LineString:
    """The line `metres` to the left of it (to the right if negative), running the same way."""
    found = shapely.offset_curve(line, metres, join_style="round", quad_segs=4)
    return max(shapely.get_parts(found), key=lambda part: part.length)


def ribbon(line: LineString, half_widths: Floats) -> Polygon:
    """An area along the line, `half_widths` to each side at its vertices."""
    points = shapely.get_coordinates(line)
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    left = along[:, ::-1] * (-1, 1) * half_widths[:, None]
    shape = Polygon(np.vstack([points + left, (points - left)[::-1]]))
    return shape if shape.is_valid else shape.buffer(0)
