"""Patrol zones, station areas, sub-districts: land divided along big roads, river and railway."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
import shapely.ops
from shapely import LineString, Polygon

from quanju.demo.maker.curves import smooth
from quanju.demo.maker.ground import Ground
from quanju.demo.maker.plan import Plan
from quanju.demo.maker.plane import Floats, dice, in_degrees
from quanju.demo.maker.stations import COUNTRY_SEEDS, DIVIDES, STATIONS, Station
from quanju.demo.maker.street import Street

BIG = {"trunk", "primary", "secondary"}
ZONES_WEST, ZONES_EAST = 7, 10
GRID = 0.5


@dataclass(frozen=True)
class Divisions:
    """Shapes in degrees; neighbours share the very figures of their common edge."""

    zones: tuple[Polygon, ...]
    station_of_zone: tuple[str, ...]
    urban: Polygon
    station_areas: Mapping[str, shapely.Geometry]
    subdistricts: Mapping[str, shapely.Geometry]


def divide(ground: Ground, plan: Plan, streets: Sequence[Street], seed: int) -> Divisions:
    """Zones with about equal lengths of street, joined to station areas and sub-districts."""
    rng = dice(seed, "zones")
    faces = _faces(ground, plan)
    atoms = _atoms(faces, plan)
    load = _load(atoms, streets)
    west = np.array([_is_west(a, ground.yimin) for a in atoms])
    label = np.zeros(len(atoms), int)
    for side, count, first in ((west, ZONES_WEST, 0), (~west, ZONES_EAST, ZONES_WEST)):
        rows = np.flatnonzero(side)
        label[rows] = first + _partition([atoms[r] for r in rows], load[rows], count, rng)
    shapes = [shapely.union_all([a for a, mine in zip(atoms, label, strict=True) if mine == n])
              for n in range(ZONES_WEST + ZONES_EAST)]  # fmt: skip
    order = _reading_order(shapes)
    zones = [shapes[n] for n in order]
    stations = _stations_of(zones, ground.yimin)
    station_parts, subdistrict_parts = _with_country(faces, ground, plan, zones, stations)
    degrees = [in_degrees(zone) for zone in zones]
    return Divisions(
        zones=tuple(degrees),
        station_of_zone=tuple(stations),
        urban=shapely.union_all(degrees),
        station_areas={
            k: shapely.union_all([in_degrees(p) for p in v]) for k, v in station_parts.items()
        },
        subdistricts={
            k: shapely.union_all([in_degrees(p) for p in v]) for k, v in subdistrict_parts.items()
        },
    )


def _faces(ground: Ground, plan: Plan) -> list[Polygon]:
    """All land between big roads, rivers, railway and the country's dividing lines, cut at once,
    so that neighbours have every corner in common."""
    near = plan.ring.buffer(300)
    mouth = shapely.ops.substring(ground.yimin, ground.yimin.length - 2600, ground.yimin.length)
    lines = [s.line for s in plan.streets if s.kind in BIG]
    lines += [ground.yimin.intersection(near), mouth, ground.hailar]
    lines += [ground.railway.intersection(near), ground.outline.exterior]
    lines += [smooth(divide, 200) for divide in DIVIDES]
    net = shapely.union_all(lines, grid_size=GRID)
    return list(shapely.get_parts(shapely.polygonize([net])))


def _atoms(faces: list[Polygon], plan: Plan) -> list[Polygon]:
    """The land inside the ring."""
    inside = [f for f in faces if plan.ring.contains(f.representative_point())]
    return _without_slivers(sorted(inside, key=lambda f: (f.centroid.x, f.centroid.y)))


def _without_slivers(faces: list[Polygon]) -> list[Polygon]:
    """Strips such as those between railway and frontage road join the neighbour they touch most."""
    kept = [f for f in faces if f.area > 120_000]
    for sliver in sorted((f for f in faces if f.area <= 120_000), key=lambda f: -f.area):
        shared = [sliver.boundary.intersection(k.boundary).length for k in kept]
        best = int(np.argmax(shared))
        kept[best] = kept[best].union(sliver)
    return kept


def _is_west(shape: Polygon, river: LineString) -> bool:
    middle = shape.representative_point()
    at = river.interpolate(river.project(middle))
    ahead = river.interpolate(river.project(middle) + 20)
    return (ahead.x - at.x) * (middle.y - at.y) - (ahead.y - at.y) * (middle.x - at.x) > 0


def _load(atoms: list[Polygon], streets: Sequence[Street]) -> Floats:
    middles = shapely.line_interpolate_point([s.line for s in streets], 0.5, normalized=True)
    lengths = np.array([s.line.length for s in streets])
    tree = shapely.STRtree(middles)
    return np.array([lengths[tree.query(a, predicate="contains")].sum() + 500 for a in atoms])


def _partition(
    atoms: list[Polygon], load: Floats, count: int, rng: np.random.Generator
) -> np.ndarray:
    """Join the atoms into so many whole areas of about equal load and short borders."""
    border = np.array([[a.boundary.intersection(b.boundary).length if a is not b else 0.0
                        for b in atoms] for a in atoms])  # fmt: skip
    border[border < 40] = 0
    middle = np.array([(a.centroid.x, a.centroid.y) for a in atoms])
    best, best_cost = None, np.inf
    for _ in range(24):
        label = _grown(border, load, count, rng)
        label, cost = _improved(label, border, load, middle, count, rng)
        if cost < best_cost:
            best, best_cost = label, cost
    assert best is not None
    return best


def _grown(border: Floats, load: Floats, count: int, rng: np.random.Generator) -> np.ndarray:
    label = np.full(len(load), -1)
    label[rng.choice(len(load), count, replace=False)] = np.arange(count)
    while (label < 0).any():
        sums = np.array([load[label == n].sum() for n in range(count)])
        for n in np.argsort(sums):
            reach = border[:, label == n].sum(axis=1) * (label < 0)
            if reach.max() > 0:
                label[int(np.argmax(reach))] = n
                break
        else:
            label[label < 0] = 0
    return label


def _cost(label: np.ndarray, border: Floats, load: Floats, middle: Floats, count: int) -> float:
    sums = np.bincount(label, load, minlength=count)
    cut = border[label[:, None] != label[None, :]].sum() / 2
    spread = 0.0
    for n in range(count):
        mine = middle[label == n]
        spread += ((mine - mine.mean(axis=0)) ** 2).sum() / 1e6 if len(mine) else 1e6
    return float(((sums / sums.mean() - 1) ** 2).sum() * 40 + cut / 2500 + spread * 0.4)


def _improved(
    label: np.ndarray, border: Floats, load: Floats, middle: Floats, count: int,
    rng: np.random.Generator,
) -> tuple[np.ndarray, float]:  # fmt: skip
    cost = _cost(label, border, load, middle, count)
    for _ in range(8):
        moved = False
        for atom in rng.permutation(len(label)):
            for other in sorted(set(label[border[atom] > 0].tolist()) - {label[atom]}):
                tried = label.copy()
                tried[atom] = other
                if not _whole(tried == label[atom], border):
                    continue
                now = _cost(tried, border, load, middle, count)
                if now < cost - 1e-9:
                    label, cost, moved = tried, now, True
        if not moved:
            break
    return label, cost


def _whole(mine: np.ndarray, border: Floats) -> bool:
    rows = np.flatnonzero(mine)
    if len(rows) == 0:
        return False
    seen, open_ = {int(rows[0])}, [int(rows[0])]
    while open_:
        for other in np.flatnonzero((border[open_.pop()] > 0) & mine).tolist():
            if other not in seen:
                seen.add(other)
                open_.append(other)
    return len(seen) == len(rows)


def _reading_order(shapes: list[Polygon]) -> list[int]:
    """West bank from north to south, then the east bank."""
    west, east = range(ZONES_WEST), range(ZONES_WEST, len(shapes))
    return [
        *sorted(west, key=lambda n: -shapes[n].centroid.y),
        *sorted(east, key=lambda n: -shapes[n].centroid.y),
    ]


def _stations_of(zones: list[Polygon], river: LineString) -> list[str]:
    """Each zone's station: every station takes its nearest zone, then neighbours of what it has."""
    found: dict[int, str] = {}
    held: dict[str, list[int]] = {s.code: [] for s in STATIONS if s.is_urban}
    while len(found) < len(zones):
        _, code, number = min(
            (len(held[s.code]) + _away(zones[n], s) / 4000, s.code, n)
            for s in STATIONS
            if s.is_urban
            for n in range(len(zones))
            if n not in found
            and (s.x < 0) == _is_west(zones[n], river)
            and (not held[s.code] or _touches(zones[n], [zones[k] for k in held[s.code]]))
        )
        found[number] = code
        held[code].append(number)
    return [found[number] for number in range(len(zones))]


def _away(zone: Polygon, station: Station) -> float:
    return float(np.hypot(zone.centroid.x - station.x, zone.centroid.y - station.y))


def _touches(zone: Polygon, others: list[Polygon]) -> bool:
    return any(zone.boundary.intersection(o.boundary).length > 150 for o in others)


def _with_country(
    faces: list[Polygon], ground: Ground, plan: Plan, zones: list[Polygon], stations: list[str]
) -> tuple[dict[str, list[Polygon]], dict[str, list[Polygon]]]:
    """Station areas and sub-districts: zones, and the land outside the ring by its seed."""
    by_code: dict[str, Station] = {s.code: s for s in STATIONS}
    areas: dict[str, list[Polygon]] = defaultdict(list)
    subs: dict[str, list[Polygon]] = defaultdict(list)
    pairs = list(zip(zones, stations, strict=True))
    for face in faces:
        middle = face.representative_point()
        if ground.outline.contains(middle) and not plan.ring.contains(middle):
            seed = min(COUNTRY_SEEDS, key=lambda s: face.distance(shapely.Point(s[0], s[1])))
            pairs.append((face, seed[2]))
    for shape, code in pairs:
        areas[code].append(shape)
        subs[by_code[code].subdistrict].append(shape)
    return dict(areas), dict(subs)
