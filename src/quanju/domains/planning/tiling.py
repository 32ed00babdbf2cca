"""Redrawing zones that tile. Every verb cuts the district into faces along all borders and deals
the faces out again, so neighbours share their border to the last digit (PAT-01).

Zones are `{number: shape in degrees}`; every verb returns new ones and leaves the given alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.shapes import METRES_PER_DEGREE, square_metres
from quanju.domains.kernel.types import Text
from quanju.domains.planning.types import CannotRedraw

Zones = dict[int, BaseGeometry]
Owners = NDArray[np.int64]
NOBODY = 0
GRID = 1e-9
"""Borders are kept to a tenth of a millimetre, as they are stored."""
SLIVER_M2 = 1.0
A_STRIP = 0.2
"""A zone's part of a block that is smaller than this is a strip beside the street."""
NEAR = 2e-6
"""A border is taken hold of this near, in degrees: a fifth of a metre."""


@dataclass(frozen=True, eq=False)
class Faces:
    """Pieces of the plane between all borders, the zone of each (`NOBODY`: none), and a spot in
    each piece."""

    shapes: NDArray[np.object_]
    spots: NDArray[np.object_]
    owner: Owners


def give(zones: Zones, area: BaseGeometry, into: int, urban: BaseGeometry) -> Zones:
    """Everything inside the drawn area belongs to zone `into`, new or not; what lies outside both
    the zones and the urban area stays outside."""
    if not area.is_valid or area.is_empty:
        raise CannotRedraw(
            why=Text("画的边自己相交，请重画", "the drawn border crosses itself; draw it again")
        )
    faces = _faces(zones, [area.boundary, urban.boundary])
    known = (faces.owner != NOBODY) | _inside(urban, faces)
    taken = known & _inside(area, faces)
    if not taken.any():
        raise CannotRedraw(
            why=Text("画的范围在城区之外", "the drawn area lies outside the urban area")
        )
    return _dealt(faces, np.where(taken, into, faces.owner))


def hand_over(
    zones: Zones, blocks: Sequence[BaseGeometry], place: tuple[float, float], into: int
) -> tuple[Zones, int, int]:
    """What of the first block lies in the zone at `place` goes to zone `into`, or, where that is 0,
    to the neighbour it has the longest border with; beside it, from which zone to which. The other
    blocks are those around.

    Refuses what would empty a zone or leave one in more pieces than it has.
    """
    own = next((n for n, shape in zones.items() if shape.intersects(shapely.Point(place))), NOBODY)
    if own == NOBODY:
        raise CannotRedraw(why=Text("这里不在任何巡区里", "this place lies in no zone"))
    if into != NOBODY and into not in zones:
        raise CannotRedraw(why=Text(f"没有 {into} 号巡区", f"there is no zone {into}"))
    faces = _faces(zones, [one.boundary for one in blocks])
    mine = (faces.owner == own) & _inside(blocks[0], faces)
    mine |= _strips(faces, mine, own, blocks[1:])
    rest = (faces.owner == own) & ~mine
    if square_metres(shapely.union_all(faces.shapes[rest])) < SLIVER_M2:
        why = Text(
            f"这个街区就是整个 {own} 号巡区，划走就没有这个巡区了；要撤巡区请用“并入”",
            f"this block is all of zone {own}, which would be gone; to do that, join the zone",
        )
        raise CannotRedraw(why=why)
    goal = into or _beside(faces, mine, own)
    _check_touches(faces, mine, own, goal)
    owner = np.where(mine, goal, faces.owner)
    for zone in (own, goal):
        if _pieces(faces, owner == zone) > _pieces(faces, faces.owner == zone):
            why = Text(
                f"划走这个街区，{zone} 号巡区就断成两块了",
                f"without this block zone {zone} would fall in two",
            )
            raise CannotRedraw(why=why)
    return _dealt(faces, owner), own, goal


def _strips(
    faces: Faces, mine: NDArray[np.bool_], own: int, beside: Sequence[BaseGeometry]
) -> NDArray[np.bool_]:
    """What lies beside the block and is little of the block it belongs to: a border that was drawn
    a few metres off the street leaves such strips, and without them nothing would touch."""
    area = shapely.area(faces.shapes)
    block = shapely.coverage_union_all(faces.shapes[mine])
    found = np.zeros(len(mine), bool)
    for one in beside:
        inside = (faces.owner == own) & ~mine & _inside(one, faces)
        if area[inside].sum() < A_STRIP * one.area:
            found |= inside
    for piece in np.flatnonzero(found).tolist():
        found[piece] = _shared(faces.shapes[piece], block) > 0
    return found


def _beside(faces: Faces, mine: NDArray[np.bool_], own: int) -> int:
    """The other zone that these faces have the longest border with."""
    piece = shapely.coverage_union_all(faces.shapes[mine])
    found = {
        zone: _shared(piece, shapely.coverage_union_all(faces.shapes[faces.owner == zone]))
        for zone in np.unique(faces.owner).tolist()
        if zone not in (own, NOBODY)
    }
    best = max(found, key=lambda zone: found[zone], default=NOBODY)
    if not found.get(best):
        why = Text(
            f"这个街区在 {own} 号巡区中间，不挨着别的巡区",
            f"this block lies amid zone {own} and touches no other zone",
        )
        raise CannotRedraw(why=why)
    return best


def _check_touches(faces: Faces, mine: NDArray[np.bool_], own: int, goal: int) -> None:
    if goal == own:
        why = Text(f"这个街区已经在 {own} 号巡区", f"this block is in zone {own} already")
        raise CannotRedraw(why=why)
    if not _touch(faces.shapes[mine], faces.shapes[faces.owner == goal]):
        why = Text(
            f"这个街区不挨着 {goal} 号巡区，划过去就成了飞地",
            f"this block does not touch zone {goal}; it would lie apart from it",
        )
        raise CannotRedraw(why=why)


def split(zones: Zones, line: BaseGeometry, new: int) -> tuple[Zones, int]:
    """Cut the zone that the line runs through; the larger piece keeps its number. Also says which
    zone it was."""
    run = {n: float(shape.intersection(line).length) for n, shape in zones.items()}
    number = max(run, key=lambda n: run[n])
    if not run[number]:
        raise CannotRedraw(why=Text("线没有穿过任何巡区", "the line runs through no zone"))
    faces = _faces(zones, [line.intersection(zones[number])])
    own = np.flatnonzero(faces.owner == number)
    if len(own) < 2:
        raise CannotRedraw(
            why=Text(
                f"线没有把 {number} 号巡区切成两块，两端都要越过它的边界",
                f"the line does not cut zone {number} in two; both ends must cross its border",
            )
        )
    order = own[np.argsort(-shapely.area(faces.shapes[own]), kind="stable")]
    owner = faces.owner.copy()
    owner[order[1]] = new
    for piece in order[2:].tolist():  # bits of a winding line go to the half they touch most
        shared = [_shared(faces.shapes[piece], faces.shapes[half]) for half in order[:2]]
        owner[piece] = number if shared[0] >= shared[1] else new
    return _dealt(faces, owner), number


def join(zones: Zones, number: int, into: int) -> Zones:
    """Zone `number` becomes part of its neighbour `into`."""
    if number == into or number not in zones or into not in zones:
        raise CannotRedraw(
            why=Text("请选两个不同的巡区", "choose two different zones of this plan")
        )
    faces = _faces(zones, [])
    mine, other = faces.owner == number, faces.owner == into
    if not _touch(faces.shapes[mine], faces.shapes[other]):
        raise CannotRedraw(
            why=Text(
                f"{number} 号与 {into} 号巡区不相邻", f"zones {number} and {into} do not touch"
            )
        )
    return _dealt(faces, np.where(mine, into, faces.owner))


def bend(zones: Zones, held: tuple[float, float], to: tuple[float, float]) -> Zones:
    """Move one point of a border, of all zones that meet there. Refuses the edge of the district
    and a move that would make zones overlap."""
    noded = _dealt(_faces(zones, []), None)
    spot = shapely.Point(held)
    if shapely.union_all(list(noded.values())).boundary.distance(spot) < NEAR:
        raise CannotRedraw(
            why=Text(
                "城区的外缘不随方案移动", "the edge of the urban area is not the plan's to move"
            )
        )
    corners = np.concatenate([shapely.get_coordinates(shape) for shape in noded.values()])
    away = np.hypot(*(corners - np.array(held)).T)
    # A corner near at hand is what was meant; else the border gets a new one.
    at = corners[away.argmin()] if away.min() < NEAR else np.array(held)
    moved = {n: _with_corner(shape, at, np.array(to)) for n, shape in noded.items()}
    is_sound = all(shape.is_valid and not shape.is_empty for shape in moved.values())
    if not is_sound or not shapely.coverage_is_valid(list(moved.values())):
        raise CannotRedraw(
            why=Text("这样移动边界会交叉，请移近一些", "borders would cross; move it less far")
        )
    if all(shape.equals_exact(noded[n]) for n, shape in moved.items()):
        raise CannotRedraw(why=Text("这里没有边界", "there is no border here"))
    return moved


def straighten(zones: Zones, metres: float) -> Zones:
    """Fewer corners in the borders between zones; the edge of the district stays."""
    noded = _dealt(_faces(zones, []), None)
    centre = shapely.union_all(list(noded.values())).centroid
    wide = np.array([np.cos(np.radians(centre.y)), 1.0]) * METRES_PER_DEGREE
    plane = [shapely.transform(shape, lambda xy: xy * wide) for shape in noded.values()]
    plain = shapely.coverage_simplify(plane, metres, simplify_boundary=False)
    back = shapely.transform(plain, lambda xy: np.round(xy / wide, 9))
    made = dict(zip(noded, back.tolist(), strict=True))
    return made if shapely.coverage_is_valid(list(made.values())) else noded


def follow(
    zones: Zones, lines: BaseGeometry, accepts: Callable[[BaseGeometry, int, float], bool]
) -> Zones:
    """Borders move onto lines nearby, such as big roads: a block between lines goes whole to the
    zone that holds most of it, where `accepts(block, zone, share)` says so, clearest case first."""
    edge = shapely.union_all(list(zones.values())).boundary
    cut = shapely.union_all([lines, edge], grid_size=GRID)
    blocks = shapely.get_parts(shapely.polygonize([cut]))
    faces = _faces(zones, [lines])
    areas, owner = shapely.area(faces.shapes), faces.owner.copy()
    tree = shapely.STRtree(faces.spots)
    found = []
    for number, block in enumerate(blocks):
        inside = tree.query(block, predicate="contains")
        inside = inside[faces.owner[inside] != NOBODY]
        if len(inside):
            held = np.bincount(faces.owner[inside], areas[inside])
            found.append((-held.max() / held.sum(), number, int(held.argmax()), inside))
    pieces = {n: len(shapely.get_parts(shape)) for n, shape in zones.items()}
    for share, number, zone, inside in sorted(found, key=lambda one: one[:2]):
        tried = owner.copy()
        tried[inside] = zone
        touched = {zone, *owner[inside].tolist()}
        if len(touched) > 1 and all(
            _pieces(faces, tried == one) in range(1, pieces[one] + 1) for one in touched
        ):
            owner = tried if accepts(blocks[number], zone, -share) else owner
    return _dealt(faces, owner)


def mend(zones: Zones, urban: BaseGeometry) -> Zones:
    """Gaps of the urban area go to the zone with the longest border there; what lies in two zones
    stays with the lower number."""
    faces = _faces(zones, [urban.boundary])
    owner = faces.owner.copy()
    gaps = set(np.flatnonzero((owner == NOBODY) & _inside(urban, faces)).tolist())
    while gaps:
        near = {gap: _neighbour(faces.shapes, owner, gap) for gap in sorted(gaps)}
        filled = {gap: zone for gap, zone in near.items() if zone != NOBODY}
        if not filled:
            break
        for gap, zone in filled.items():
            owner[gap] = zone
        gaps -= set(filled)
    return _dealt(faces, owner)


def _pieces(faces: Faces, mine: NDArray[np.bool_]) -> int:
    """How many pieces these faces make together; none if there are none."""
    return (
        len(shapely.get_parts(shapely.coverage_union_all(faces.shapes[mine]))) if mine.any() else 0
    )


def _faces(zones: Zones, lines: Sequence[BaseGeometry]) -> Faces:
    borders = [shape.boundary for shape in zones.values()] + [one for one in lines if one]
    noded = shapely.union_all(borders, grid_size=GRID)
    shapes = np.array(shapely.get_parts(shapely.polygonize([noded])), dtype=object)
    spots = shapely.point_on_surface(shapes)
    owner = np.zeros(len(shapes), np.int64)
    for number in sorted(zones, reverse=True):
        shapely.prepare(zones[number])
        owner[shapely.contains(zones[number], spots)] = number
    return Faces(shapes, spots, owner)


def _inside(area: BaseGeometry, faces: Faces) -> NDArray[np.bool_]:
    return np.asarray(shapely.contains(area, faces.spots), bool)


def _dealt(faces: Faces, owner: Owners | None) -> Zones:
    """Zones of the faces; slivers thinner than anybody could mean go to the neighbour."""
    of = (faces.owner if owner is None else owner).copy()
    for piece, shape in enumerate(faces.shapes):
        if shape.area < 1e-8 and square_metres(shape) < SLIVER_M2:
            of[piece] = _neighbour(faces.shapes, of, piece) or of[piece]
    numbers = sorted(set(of.tolist()) - {NOBODY})
    return {n: shapely.coverage_union_all(faces.shapes[of == n]) for n in numbers}


def _neighbour(shapes: NDArray[np.object_], owner: Owners, piece: int) -> int:
    """The zone with the longest border to that face; `NOBODY` if it touches none."""
    touching = np.flatnonzero((owner != NOBODY) & shapely.intersects(shapes, shapes[piece]))
    found: dict[int, float] = {}
    for other in touching.tolist():
        if other != piece:
            zone = int(owner[other])
            found[zone] = found.get(zone, 0.0) + _shared(shapes[piece], shapes[other])
    best = max(found, key=lambda zone: found[zone], default=NOBODY)
    return best if found.get(best) else NOBODY


def _shared(one: BaseGeometry, other: BaseGeometry) -> float:
    return float(one.boundary.intersection(other.boundary).length)


def _touch(some: NDArray[np.object_], others: NDArray[np.object_]) -> bool:
    return _shared(shapely.coverage_union_all(some), shapely.coverage_union_all(others)) > 0


def _with_corner(
    shape: BaseGeometry, at: NDArray[np.float64], to: NDArray[np.float64]
) -> BaseGeometry:
    """The shape with its corner at `at` moved; a corner is made where only an edge passes."""
    spot = shapely.Point(at)

    def ring(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        is_there = np.hypot(*(xy - at).T) < GRID
        if is_there.any():
            return np.where(is_there[:, None], to, xy)
        edges = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))
        away = shapely.distance(edges, spot)
        if away.min() > NEAR:
            return xy
        return np.insert(xy, int(away.argmin()) + 1, to, axis=0)

    return _by_rings(shape, ring)


def _by_rings(
    shape: BaseGeometry, change: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> BaseGeometry:
    made = [
        shapely.Polygon(
            change(shapely.get_coordinates(part.exterior)),
            [change(shapely.get_coordinates(hole)) for hole in part.interiors],
        )
        for part in shapely.get_parts(shape)
    ]
    return made[0] if len(made) == 1 else shapely.MultiPolygon(made)
