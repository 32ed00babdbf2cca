"""Cutting the land between the main streets into blocks, as towns grow: always across the long side."""

from dataclasses import dataclass

import numpy as np
import shapely
import shapely.ops
from shapely import LineString, Point, Polygon

from quanju.demo.maker.plane import Floats
from quanju.demo.maker.street import Street


@dataclass(frozen=True)
class Grain:
    """How finely a part of the town is cut, and how unruly."""

    kind: str
    hectares: float
    angle_deg: float
    unevenness: float


@dataclass(frozen=True)
class Block:
    """Land between streets that is cut no further."""

    shape: Polygon
    kind: str


OLD = Grain("old", 1.3, 9, 0.16)
CENTRE = Grain("centre", 2.4, 3, 0.10)
ESTATE = Grain("estate", 5.0, 2, 0.08)
COTTAGE = Grain("cottage", 1.15, 7, 0.10)
WORKS = Grain("works", 11.0, 2, 0.12)
CAMPUS = Grain("campus", 22.0, 2, 0.10)
OPEN = Grain("open", 40.0, 2, 0.10)


class Cutter:
    """Cuts land into blocks and remembers the streets it made."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.blocks: list[Block] = []
        self.streets: list[Street] = []
        self.corners: list[tuple[float, float]] = []

    def cut(self, land: Polygon, grain: Grain, depth: int = 0) -> None:
        """Cut the land in two until each part is about as large as the grain says."""
        hectares = land.area / 10_000
        wish = grain.hectares * self.rng.uniform(0.75, 1.5)
        if hectares <= wish * 1.35 or depth > 8 or not (found := self._halves(land, grain)):
            self.blocks.append(Block(land, grain.kind))
            return
        street, halves = found
        kind = "tertiary" if depth == 0 and hectares > 60 else "residential"
        self.streets.append(Street(street, kind))
        self.corners += [street.coords[0], street.coords[-1]]
        for half in halves:
            self.cut(half, grain, depth + 1)

    def _halves(self, land: Polygon, grain: Grain) -> tuple[LineString, list[Polygon]] | None:
        """A street across the long side and the two parts beside it; None if no cut is fair."""
        box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(land))[:4]
        sides = np.diff(np.vstack([box, box[:1]]), axis=0)
        long = int(np.argmax(np.linalg.norm(sides[:2], axis=1)))
        start, run, across = box[long], sides[long], sides[long + 1]
        for _ in range(5):
            share = 0.5 + self.rng.normal(0, grain.unevenness)
            share = float(np.clip(share, 0.3, 0.7))
            line = self._street(start + share * run, across, run, grain)
            line = self._met(line, land)
            parts = self._split(land, line)
            if parts:
                return parts
        return None

    def _street(self, at: Floats, across: Floats, run: Floats, grain: Grain) -> LineString:
        lean = np.tan(np.radians(self.rng.normal(0, grain.angle_deg)))
        unit = run / np.linalg.norm(run)
        width = float(np.linalg.norm(across))
        bow = unit * width * self.rng.normal(0, 0.018) if grain.angle_deg > 2.5 else unit * 0
        foot = at - 0.2 * across - unit * lean * width * 0.7
        head = at + 1.2 * across + unit * lean * width * 0.7
        share = np.linspace(0, 1, 7)[:, None]
        return LineString(foot + share * (head - foot) + np.sin(np.pi * share) * bow)

    def _met(self, line: LineString, land: Polygon) -> LineString:
        """Moved so that it goes on from a street that already ends at the land's edge, if near."""
        near = self._corners_on(land)
        if len(near) == 0:
            return line
        best = near[int(np.argmin(shapely.distance(line, shapely.points(near))))]
        foot = line.interpolate(line.project(Point(best)))
        gap = best - (foot.x, foot.y)
        if np.hypot(*gap) > 55:
            return line
        return LineString(shapely.get_coordinates(line) + gap)

    def _corners_on(self, land: Polygon) -> Floats:
        west, south, east, north = land.bounds
        known = np.array(self.corners or [(np.inf, np.inf)])
        inside = (known >= (west - 2, south - 2)).all(1) & (known <= (east + 2, north + 2)).all(1)
        known = known[inside]
        return known[shapely.distance(land.boundary, shapely.points(known)) < 2]

    def _split(self, land: Polygon, line: LineString) -> tuple[LineString, list[Polygon]] | None:
        inside = [
            p for p in shapely.get_parts(line.intersection(land)) if p.geom_type == "LineString"
        ]
        if not inside:
            return None
        street = max(inside, key=lambda part: part.length)
        if street.length < 45:
            return None
        halves = list(shapely.ops.split(land, shapely.set_precision(line, 0)).geoms)
        halves = [h for h in halves if h.geom_type == "Polygon"]
        if len(inside) > 1:
            # A bay of the land was cut twice: only the long cut becomes a street.
            halves = _joined_but(halves, street)
        if len(halves) != 2 or min(_fairness(h) for h in halves) < 0.22:
            return None
        if min(h.area for h in halves) < 0.2 * land.area:
            return None
        return street, halves


def _joined_but(parts: list[Polygon], street: LineString) -> list[Polygon]:
    """The parts put together again except along the street."""
    touching = [p for p in parts if p.boundary.intersection(street.buffer(0.01)).length > 5]
    if len(touching) != 2:
        return []
    rest = [p for p in parts if not any(p is t for t in touching)]
    for part in rest:
        shared = [part.boundary.intersection(t.boundary).length for t in touching]
        side = int(np.argmax(shared))
        merged = touching[side].union(part)
        if merged.geom_type != "Polygon":
            return []
        touching[side] = merged
    return touching


def _fairness(shape: Polygon) -> float:
    """4πA/P²: 1 for a circle, 0.78 for a square, small for slivers."""
    return 4 * np.pi * shape.area / shape.length**2
