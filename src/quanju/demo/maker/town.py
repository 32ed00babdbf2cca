"""The town inside the ring road: which part is cut how finely, lanes and yards in the blocks."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Point, Polygon

from quanju.demo.maker.blocks import (
    CAMPUS,
    CENTRE,
    COTTAGE,
    ESTATE,
    OLD,
    OPEN,
    WORKS,
    Block,
    Cutter,
    Grain,
)  # fmt: skip
from quanju.demo.maker.ground import Ground
from quanju.demo.maker.plan import Plan
from quanju.demo.maker.plane import dice
from quanju.demo.maker.street import Street

HEARTS: list[tuple[float, float, float, Grain]] = [
    (-950, 1250, 1150, OLD),
    (-900, 350, 900, CENTRE),
    (850, 350, 850, CENTRE),
]
"""Old town at the station, new centre around the main bridge: x, y, radius, grain."""
LAKE_AT = Point(760, -2700)
"""The block around this point is the lake park."""
LEAST_LAND_M2 = 2_500


@dataclass(frozen=True)
class Town:
    """Streets inside the ring and the land between them."""

    streets: tuple[Street, ...]
    blocks: tuple[Block, ...]
    lake: Polygon


def build_town(ground: Ground, plan: Plan, seed: int) -> Town:
    rng = dice(seed, "town")
    cutter = Cutter(rng)
    lake = Polygon()
    water = ground.water
    for land in sorted(plan.blocks, key=_from_the_middle):
        if land.area < LEAST_LAND_M2 or water.contains(land.representative_point()):
            continue
        if plan.embankments.contains(land.representative_point()):
            cutter.blocks.append(Block(land, "bank"))
        elif land.contains(LAKE_AT):
            cutter.blocks.append(Block(land, "park"))
            lake = land.buffer(-125).buffer(70, quad_segs=6).simplify(3)
        elif land.intersection(plan.rail_corridor).area > 0.6 * land.area:
            cutter.blocks.append(Block(land, "rail"))
        else:
            cutter.cut(land, _grain(land, ground, rng))
    yards = _yards(cutter.blocks, rng)
    return Town((*cutter.streets, *yards), tuple(cutter.blocks), lake)


def _from_the_middle(land: Polygon) -> float:
    return float(np.hypot(land.centroid.x, land.centroid.y - 400))


def _grain(land: Polygon, ground: Ground, rng: np.random.Generator) -> Grain:
    x, y = land.centroid.x, land.centroid.y
    for cx, cy, radius, grain in HEARTS:
        if np.hypot(x - cx, y - cy) < radius * rng.uniform(0.85, 1.1):
            return grain if rng.random() > 0.06 else CAMPUS
    if ground.railway.distance(land.centroid) < 480 and x > 1200:
        return WORKS if rng.random() < 0.7 else COTTAGE
    if ground.spur.distance(land.centroid) < 700:
        return WORKS if rng.random() < 0.75 else ESTATE
    if y > 2700 or (x > 3300 and y < -600) or (x < -2600 and y < 900):
        return _one_of(rng, [(COTTAGE, 0.55), (ESTATE, 0.2), (OPEN, 0.13), (WORKS, 0.12)])
    return _one_of(rng, [(ESTATE, 0.68), (CENTRE, 0.09), (COTTAGE, 0.11), (CAMPUS, 0.12)])


def _one_of(rng: np.random.Generator, shares: list[tuple[Grain, float]]) -> Grain:
    at = rng.random()
    for grain, share in shares:
        at -= share
        if at < 0:
            return grain
    return shares[0][0]


def _yards(blocks: list[Block], rng: np.random.Generator) -> list[Street]:
    found: list[Street] = []
    for block in blocks:
        if block.kind in ("estate", "centre") and block.shape.area > 6_000:
            found += _estate_yard(block.shape, rng)
        elif block.kind in ("campus", "works") and block.shape.area > 12_000:
            found += _loop(block.shape, rng)
        elif block.kind in ("old", "cottage") and rng.random() < 0.4:
            found += _lane(block.shape, rng)
    return found


def _axis(shape: Polygon) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Middle of the block and its half axes, the long one first."""
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))[:4]
    one, two = (box[1] - box[0]) / 2, (box[2] - box[1]) / 2
    middle = box.mean(axis=0)
    return (middle, one, two) if np.hypot(*one) >= np.hypot(*two) else (middle, two, one)


def _inside(line: LineString, shape: Polygon) -> LineString | None:
    parts = [p for p in shapely.get_parts(line.intersection(shape)) if p.geom_type == "LineString"]
    best = max(parts, key=lambda p: p.length, default=None)
    return best if best is not None and best.length > 30 else None


def _estate_yard(shape: Polygon, rng: np.random.Generator) -> list[Street]:
    """A gate on a long side, a way in, and a way along the houses."""
    middle, long, short = _axis(shape)
    side = 1 if rng.random() < 0.5 else -1
    gate = middle + long * rng.uniform(-0.35, 0.35)
    reach = rng.uniform(0.15, 0.5)
    way_in = _inside(LineString([gate + side * 1.6 * short, gate - side * reach * short]), shape)
    if way_in is None:
        return []
    found = [Street(way_in, "service")]
    turns = (0.0, -side * reach * rng.uniform(0.55, 0.9))
    for turn in turns[: 1 + (rng.random() < 0.3)]:
        ends = rng.uniform(0.45, 0.72, 2)
        if rng.random() < 0.45:
            ends[int(rng.integers(2))] = -0.02 - (gate - middle) @ long / (long @ long)
        core = shape.buffer(-14)
        start, stop = (middle + turn * short + side_of * long for side_of in (-ends[0], ends[1]))
        piece = _inside(LineString([start, stop]), core) if not core.is_empty else None
        if piece is not None and piece.distance(way_in) < 0.1:
            found.append(Street(piece, "service"))
    if rng.random() < 0.3:
        through = _inside(LineString([gate + side * 1.6 * short, gate - side * 1.6 * short]), shape)
        found[0] = Street(through or way_in, "service")
    return found


def _loop(shape: Polygon, rng: np.random.Generator) -> list[Street]:
    """A way round the inside of a works or a campus, with one gate or two."""
    inner = shape.buffer(-rng.uniform(22, 38), join_style="mitre").simplify(6)
    if inner.is_empty or inner.geom_type != "Polygon" or inner.area < 3_000:
        return []
    middle, long, short = _axis(shape)
    gate = LineString([middle, middle + 1.7 * (short if rng.random() < 0.5 else -short)])
    found = [Street(LineString(inner.exterior.coords), "service")]
    way_in = _inside(gate, shape.difference(inner))
    if way_in is not None:
        found.append(Street(way_in, "service"))
    across = _inside(LineString([middle - 1.5 * long, middle + 1.5 * long]), inner)
    if across is not None and rng.random() < 0.6:
        found.append(Street(across, "service"))
    return found


def _lane(shape: Polygon, rng: np.random.Generator) -> list[Street]:
    """A dead end between the small houses of an old block."""
    middle, long, short = _axis(shape)
    at = middle + rng.uniform(-0.4, 0.4) * long
    lean = rng.normal(0, 0.12) * long
    side = 1 if rng.random() < 0.5 else -1
    line = LineString([at + side * 1.6 * short + lean, at - side * rng.uniform(0.1, 0.5) * short])
    lane = _inside(line, shape)
    return [Street(lane, "service")] if lane is not None else []
