"""The lie of the land: two rivers with their oxbows, the railway, the hill. Drawn by hand, in metres."""

from dataclasses import dataclass

import numpy as np
import shapely
import shapely.ops
from shapely import LineString, MultiPolygon, Point, Polygon

from quanju.demo.maker.curves import ribbon, smooth, waved
from quanju.demo.maker.outline import district
from quanju.demo.maker.plane import dice, in_metres

YIMIN = [
    (1900, -14200), (1500, -12600), (2450, -11200), (1750, -9900), (2500, -8700), (1700, -7600),
    (2350, -6500), (1750, -5500), (1500, -4700), (760, -3900), (250, -3050), (60, -2350),
    (330, -1600), (520, -900), (330, -250), (-40, 450), (-230, 1100), (-60, 1800), (390, 2500),
    (700, 3200), (620, 3900), (820, 4700), (420, 5400), (560, 6150),
]  # fmt: skip
HAILAR = [
    (60500, 6600), (57000, 5600), (54300, 4700), (51500, 2900), (48600, 2000), (46200, 1700),
    (43700, 1900), (40200, 3900), (36500, 4900), (32500, 4300), (29000, 5400), (25500, 5100),
    (21800, 6600), (18000, 6000), (14800, 7100), (11600, 6500), (9000, 7300), (6400, 6700),
    (4300, 7000), (2300, 6300), (560, 6150), (-900, 6500), (-2600, 6100), (-4500, 6500),
]  # fmt: skip
RAILWAY = [
    (-6500, 330), (-4800, 820), (-3500, 1330), (-2400, 1950), (-1500, 2420), (-500, 2730),
    (600, 2880), (1900, 3020), (3200, 3330), (4700, 3760), (7200, 4150), (10500, 3900),
    (14500, 3300), (17500, 2900), (22000, 2350), (27500, 1500), (33000, 800), (39500, -400),
    (46000, -1200), (52000, 500), (57500, 2400), (61000, 3900),
]  # fmt: skip
SPUR = [(3000, 3265), (3700, 3350), (4300, 3050), (4500, 2300), (4420, 1300), (4380, 300)]


STEP_M = 20
"""Metres between two points of a river's line."""


@dataclass(frozen=True)
class Ground:
    """Everything that was there before the streets."""

    outline: Polygon
    yimin: LineString
    hailar: LineString
    rivers: MultiPolygon
    islands: tuple[Polygon, ...]
    lakes: tuple[Polygon, ...]
    railway: LineString
    spur: LineString
    hill: Polygon

    @property
    def water(self) -> shapely.Geometry:
        return shapely.union_all([self.rivers, *self.lakes])


def lay_ground(seed: int) -> Ground:
    """Rivers that meander in the country and run between embankments in the town."""
    rng = dice(seed, "ground")
    outline = in_metres(district())
    yimin = _river(YIMIN, rng, 70, 1400, calm=True)
    hailar = _river(HAILAR, rng, 330, 2600, calm=False)
    rivers = shapely.union_all([_water(yimin, rng, 58), _water(hailar, rng, 78)])
    islands = [_island(yimin, rng, y) for y in ISLANDS]
    oxbows = [_oxbow(x, y, size) for x, y, size in OXBOWS]
    lakes = [shape for shape in oxbows if not shape.intersects(rivers)]
    return Ground(
        outline=outline,
        yimin=yimin,
        hailar=hailar,
        rivers=_many(rivers.difference(shapely.union_all(islands))),
        islands=tuple(islands),
        lakes=tuple(lakes),
        railway=smooth(RAILWAY, 80),
        spur=smooth(SPUR, 40),
        hill=_blob(rng, -3950, -900, 620, 1250),
    )


def _river(
    points: list[tuple[float, float]],
    rng: np.random.Generator,
    sway: float,
    length: float,
    *,
    calm: bool,
) -> LineString:
    """A bed that winds; a calm river lies still between the embankments of the town."""
    line = smooth(points, 45)
    wild = shapely.get_coordinates(waved(line, rng, sway, length))
    if calm:
        share = np.linspace(0, line.length, len(wild))
        tame = shapely.get_coordinates(line.interpolate(share))
        wild = tame + np.clip((np.abs(tame[:, 1:]) - 3900) / 1500, 0, 1) * (wild - tame)
        return smooth([tuple(p) for p in wild.tolist()], STEP_M)
    return smooth([tuple(p) for p in wild[:-1:2].tolist()], STEP_M)


def _water(line: LineString, rng: np.random.Generator, half_width: float) -> Polygon:
    """The river, now wider, now narrower, without a corner."""
    points = shapely.get_coordinates(line)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    bays = np.arange(0, along[-1] + 900, 430.0)
    width = rng.uniform(0.62, 1.45, len(bays))
    at = along / 430.0
    low = at.astype(int)
    ease = 0.5 - 0.5 * np.cos(np.pi * (at - low))
    return (
        ribbon(line, half_width * (width[low] + (width[low + 1] - width[low]) * ease))
        .buffer(4)
        .buffer(-4)
    )


ISLANDS = (3350, 900, -1250, -2800, -6900, -9300)
"""How far north the islands of the Yimin lie."""


def _island(river: LineString, rng: np.random.Generator, north: float) -> Polygon:
    """A long low island in midstream."""
    points = shapely.get_coordinates(river)
    at = river.project(Point(points[int(np.argmin(np.abs(points[:, 1] - north)))]))
    spine = shapely.ops.substring(river, at - rng.uniform(90, 170), at + rng.uniform(90, 170))
    return ribbon(spine, np.sin(np.linspace(0.12, np.pi - 0.12, len(spine.coords))) * 22).buffer(3)


OXBOWS = [
    (3200, -9700, 420), (900, -8500, 350), (3300, -7300, 380), (1500, 7500, 420),
    (7600, 5900, 480), (13200, 6000, 520), (19800, 7300, 560), (27300, 6600, 500),
]  # fmt: skip


def _oxbow(x: float, y: float, size: float) -> Polygon:
    angle = np.linspace(0.3, np.pi * 1.35, 22)
    arc = LineString(np.column_stack([x + size * np.cos(angle), y + 0.7 * size * np.sin(angle)]))
    return arc.buffer(size * 0.09)


def _blob(rng: np.random.Generator, x: float, y: float, wide: float, tall: float) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    radius = (
        1
        + 0.12 * np.sin(2 * angle + rng.uniform(0, 6))
        + 0.08 * np.sin(3 * angle + rng.uniform(0, 6))
    )
    return Polygon(
        np.column_stack([x + wide * radius * np.cos(angle), y + tall * radius * np.sin(angle)])
    )


def _many(shape: shapely.Geometry) -> MultiPolygon:
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])


def station_square() -> Point:
    return Point(-1330, 2290)
