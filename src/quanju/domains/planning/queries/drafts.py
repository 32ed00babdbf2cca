"""A draft while somebody draws: one step tried, and at once what is wrong, rings, reach.

Nothing is stored; `actions.change_plan` keeps what the planner is content with.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import scipy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from quanju.domains.dispatch.queries.past_calls import past_calls
from quanju.domains.geo.queries.roads import roads_if, seconds_around
from quanju.domains.geo.shapes import feature, geojson
from quanju.domains.geo.types import NoMapLoaded
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.queries.rings import rings_around
from quanju.domains.patrol.queries.tables import ring_limits_s
from quanju.domains.patrol.queries.zones import faults_of, point_fault
from quanju.domains.people.types import Actor
from quanju.domains.planning import tiling
from quanju.domains.planning.layers import POINT_FACTS, ZONE_FACTS, read_layer
from quanju.domains.planning.permissions import may_study
from quanju.domains.planning.queries.looks import looks
from quanju.domains.planning.queries.steps import Step, numbered, stepped, urban_of
from quanju.domains.planning.rules import YEAR, cells_of
from quanju.domains.planning.types import Draft, Feature, Looks, PlanView

FARTHEST_S = 1800.0
CUT_OFF_SHARE, CUT_OFF_M = 0.1, 500.0
"""Roads of a zone that the rest of it cannot reach inside the zone: so many are worth a word."""
Floats = NDArray[np.float64]


def tried(
    *,
    zones: Sequence[Mapping[str, Any]],
    points: Sequence[Mapping[str, Any]],
    step: Step | None,
    wants_reach: bool = False,
    wants_looks: bool = False,
    by: Actor,
    at: datetime,
) -> Draft:
    """These layers after one step of drawing (one of `steps.STEPS`; None: as they are), and how
    they look, before the step too. Refuses a step that cannot be drawn."""
    may_study(by).or_refuse()
    layers = read_layer(zones, ZONE_FACTS)
    stands = read_layer(points, POINT_FACTS)
    said = before = None
    if step is not None:
        before = plan_looks(layers, at) if wants_looks else None
        layers, said = stepped(layers, step, at)
    shapes = numbered(layers)
    places = [_place(one) for one in stands]
    return Draft(
        zones=layers,
        points=stands,
        said=said,
        faults=[*_layer_faults(shapes, at), *_point_faults(stands, places, shapes, at)],
        cautions=_cautions(shapes, at),
        rings=_rings(places, at),
        reach=_reach(places, at) if wants_reach else None,
        before=before,
        looks=plan_looks(layers, at) if wants_looks else None,
    )


def plan_looks(zones: Sequence[Feature], at: datetime) -> Looks | None:
    """The figures of a division; None where borders cross themselves or there are no roads."""
    shapes = dict(numbered(zones))
    if not all(shape.is_valid for shape in shapes.values()):
        return None
    return looks(shapes, urban_of(at, shapes), at)


def plan_rings(view: PlanView, at: datetime) -> list[Feature]:
    """The rings around a plan's points, the largest first."""
    return _rings([_place(one) for one in view.points], at)


def plan_cautions(view: PlanView, at: datetime) -> list[Text]:
    """What a plan's approver should look at: zones in pieces or cut in two."""
    return zone_cautions(view.zones, at)


def zone_cautions(zones: Sequence[Feature], at: datetime) -> list[Text]:
    """The same of zones that are in no plan yet."""
    return _cautions(numbered(zones), at)


def _rings(places: Sequence[tuple[float, float]], at: datetime) -> list[Feature]:
    drawn = reversed(rings_around(places, at))
    return [
        feature(geojson(shape, digits=5), minutes=minutes)
        for minutes, shape in drawn
        if not shape.is_empty
    ]


def mended(zones: Sequence[Mapping[str, Any]], at: datetime) -> list[Feature]:
    """Zones of a file with gaps filled and overlaps cut."""
    made, _ = stepped(read_layer(zones, ZONE_FACTS), {"verb": "mend"}, at)
    return made


def _place(point: Feature) -> tuple[float, float]:
    lon, lat = point["geometry"]["coordinates"][:2]
    return float(lon), float(lat)


def _layer_faults(shapes: Sequence[tuple[int, BaseGeometry]], at: datetime) -> list[Text]:
    broken = [number for number, shape in shapes if not shape.is_valid]
    if broken:
        listed = ", ".join(map(str, broken))
        return [Text(f"巡区 {listed} 的边自己相交", f"the border of zone {listed} crosses itself")]
    numbers = [number for number, _ in shapes]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    found = [Text(f"巡区编号 {n} 重复", f"zone number {n} is used twice") for n in twice]
    return [*found, *faults_of(shapes, at)]


def _point_faults(
    points: Sequence[Feature],
    places: Sequence[tuple[float, float]],
    shapes: Sequence[tuple[int, BaseGeometry]],
    at: datetime,
) -> list[Text]:
    found, seen = [], set()
    for one, place in zip(points, places, strict=True):
        number = one["properties"].get("number")
        if number in seen:
            found.append(Text(f"点位编号 {number} 重复", f"point number {number} is used twice"))
        seen.add(number)
        try:
            why = point_fault(place, shapes, at)
        except Refused as refused:
            why = refused.text
        if why is not None:
            found.append(Text(f"点 {number}：{why.zh}", f"point {number}: {why.en}"))
    return found


def _cautions(shapes: Sequence[tuple[int, BaseGeometry]], at: datetime) -> list[Text]:
    """Zones in pieces, and zones that a river without a bridge cuts in two."""
    found = [
        Text(f"巡区 {n} 分成 {len(shape.geoms)} 块", f"zone {n} lies in {len(shape.geoms)} pieces")
        for n, shape in shapes
        if shape.geom_type == "MultiPolygon" and len(shape.geoms) > 1
    ]
    for number, metres in cut_off(shapes, at):
        found.append(
            Text(
                f"巡区 {number} 被隔断：有 {metres / 1000:.1f} 公里道路在区内走不到"
                "（区内没有桥或路）",
                f"zone {number} is cut in two: {metres / 1000:.1f} km of its roads cannot be "
                "reached inside the zone (no bridge or road in it)",
            )
        )
    return found


def cut_off(shapes: Sequence[tuple[int, BaseGeometry]], at: datetime) -> list[tuple[int, float]]:
    """Zones whose roads fall apart inside the zone: number, and metres outside the largest part."""
    try:
        network = roads_if(at).network
    except NoMapLoaded:
        return []
    zone = np.zeros(network.node_count, np.int64)
    for number, shape in shapes:
        shapely.prepare(shape)
        zone[shapely.intersects_xy(shape, network.node_lon, network.node_lat)] = number
    tail, head = network.tail, network.head
    inside = (zone[tail] == zone[head]) & (zone[tail] != tiling.NOBODY)
    tail, head = tail[inside], head[inside]
    joined = scipy.sparse.coo_array(
        (np.ones(len(tail)), (tail, head)), shape=(len(zone), len(zone))
    )
    _, part = scipy.sparse.csgraph.connected_components(joined, directed=False)
    metres = np.zeros(part.max(initial=0) + 1)
    np.add.at(metres, part[tail], network.edge_metres[network.arc_edge[inside]] / 2)
    found = []
    for number, _ in shapes:
        own = metres[np.unique(part[zone == number])]
        off = float(own.sum() - own.max(initial=0.0))
        if off > max(CUT_OFF_M, CUT_OFF_SHARE * float(own.sum())):
            found.append((number, off))
    return found


def _reach(places: Sequence[tuple[float, float]], at: datetime) -> dict[str, float] | None:
    """Shares of last year's calls within each ring, calls taken in hexagons: near enough
    while drawing, and fifty times as fast as one by one."""
    calls = past_calls(from_at=at - YEAR, until_at=at)
    cells = cells_of(calls.lon, calls.lat, calls.hour_of_week)
    if not len(cells.count) or not places:
        return None
    middles = list(zip(cells.lon.tolist(), cells.lat.tolist(), strict=True))
    try:
        seconds = seconds_around(places, FARTHEST_S, at, roads_if(at)).at(middles)
    except NoMapLoaded:
        return None
    total = float(cells.count.sum())
    return {
        f"{limit:g}": round(float(cells.count[seconds <= limit].sum()) / total, 4)
        for limit in ring_limits_s(at)
    }
