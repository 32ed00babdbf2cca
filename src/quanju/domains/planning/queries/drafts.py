"""A draft while somebody draws: one step tried, and at once what is wrong, rings, reach.

Nothing is stored; `actions.change_plan` keeps what the planner is content with.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import scipy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from quanju.domains.dispatch.queries.past_calls import past_calls
from quanju.domains.geo.queries.areas import area_shapes
from quanju.domains.geo.queries.roads import roads_if, seconds_around
from quanju.domains.geo.shapes import feature, geojson, read_geometry
from quanju.domains.geo.types import NoMapLoaded
from quanju.domains.kernel import words
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.queries.rings import rings_around
from quanju.domains.patrol.queries.tables import ring_limits_s
from quanju.domains.patrol.queries.zones import faults_of, point_fault
from quanju.domains.people.types import Actor
from quanju.domains.planning import tiling
from quanju.domains.planning.layers import POINT_FACTS, ZONE_FACTS, read_layer
from quanju.domains.planning.permissions import may_study
from quanju.domains.planning.rules import cells_of
from quanju.domains.planning.studies.wishes import big_roads
from quanju.domains.planning.types import CannotRedraw, Draft, Feature, PlanNotReadable, PlanView

YEAR = timedelta(days=365)
FARTHEST_S = 1800.0
CUT_OFF_SHARE, CUT_OFF_M = 0.1, 500.0
"""Roads of a zone that the rest of it cannot reach inside the zone: so many are worth a word."""
HIGHEST, MOST_CORNERS = 999, 5000
MOST_CROSSED = 500
"""Corners of a border that crosses itself: untangling more takes minutes."""
OVERLAPS_A_ZONE = 3
"""Sloppy borders overlap their neighbours; more pairs than that for each zone are no division."""
MOST_OF_A_BLOCK = 0.6
Step = Mapping[str, Any]
Floats = NDArray[np.float64]


def tried(
    *,
    zones: Sequence[Mapping[str, Any]],
    points: Sequence[Mapping[str, Any]],
    step: Step | None,
    wants_reach: bool = False,
    by: Actor,
    at: datetime,
) -> Draft:
    """These layers after one step of drawing (`give`, `split`, `join`, `bend`, `straighten`,
    `follow`, `mend`; None: as they are), and how they look. Refuses a step that cannot be drawn."""
    may_study(by).or_refuse()
    layers = read_layer(zones, ZONE_FACTS)
    stands = read_layer(points, POINT_FACTS)
    said = None
    if step is not None:
        layers, said = _stepped(layers, step, at)
    shapes = _shapes(layers)
    places = [_place(one) for one in stands]
    return Draft(
        zones=layers,
        points=stands,
        said=said,
        faults=[*_layer_faults(shapes, at), *_point_faults(stands, places, shapes, at)],
        cautions=_cautions(shapes, at),
        rings=_rings(places, at),
        reach=_reach(places, at) if wants_reach else None,
    )


def plan_rings(view: PlanView, at: datetime) -> list[Feature]:
    """The rings around a plan's points, the largest first."""
    return _rings([_place(one) for one in view.points], at)


def plan_cautions(view: PlanView, at: datetime) -> list[Text]:
    """What a plan's approver should look at: zones in pieces or cut in two."""
    return zone_cautions(view.zones, at)


def zone_cautions(zones: Sequence[Feature], at: datetime) -> list[Text]:
    """The same of zones that are in no plan yet."""
    return _cautions(_shapes(zones), at)


def _rings(places: Sequence[tuple[float, float]], at: datetime) -> list[Feature]:
    drawn = reversed(rings_around(places, at))
    return [
        feature(geojson(shape, digits=5), minutes=minutes)
        for minutes, shape in drawn
        if not shape.is_empty
    ]


def _stepped(zones: list[Feature], step: Step, at: datetime) -> tuple[list[Feature], Text]:
    verb = str(step.get("verb", ""))
    if verb not in STEPS:
        raise CannotRedraw(why=Text("没有这种改法", "there is no such change"))
    shapes = {number: _polygon(shape) for number, shape in _shapes(zones)}
    if len(shapes) < len(zones):
        raise CannotRedraw(
            why=Text("两个巡区编号相同，请先改编号", "two zones have one number; change one first")
        )
    _check_division(list(shapes.values()))
    try:
        made, said = STEPS[verb](shapes, step, at)
    except shapely.errors.GEOSException as error:
        why = Text("图形算不出来，请换一种画法", "the shapes cannot be cut so; draw it differently")
        raise CannotRedraw(why=why) from error
    return _features(made, zones, step), said


def _check_division(shapes: Sequence[BaseGeometry]) -> None:
    """Refuse zones that lie over each other all over: cutting them has no end."""
    tree, pairs = shapely.STRtree(shapes), 0
    for predicate in ("overlaps", "contains_properly"):
        pairs += tree.query(shapes, predicate=predicate).shape[1]
    if pairs > 2 * OVERLAPS_A_ZONE * len(shapes):
        why = Text("巡区互相重叠太多，请先改好图形", "too many zones overlap; redraw them first")
        raise CannotRedraw(why=why)


def _give(zones: tiling.Zones, step: Step, at: datetime) -> tuple[tiling.Zones, Text]:
    area = _drawn(step, "Polygon")
    into = _number(step, "into") or _free(zones)
    made = tiling.give(zones, area, into, _urban(at, zones))
    gone = sorted(set(zones) - set(made))
    if not gone:
        return made, Text(f"划给 {into} 号巡区", f"given to zone {into}")
    listed = ", ".join(map(str, gone))
    return made, Text(
        f"划给 {into} 号巡区，{listed} 号全部并入", f"given to zone {into}, all of {listed} with it"
    )


def _split(zones: tiling.Zones, step: Step, _at: datetime) -> tuple[tiling.Zones, Text]:
    new, line_drawn = _free(zones), _drawn(step, "LineString")
    if not line_drawn.is_simple:
        why = Text("画的线自己相交，请重画", "the drawn line crosses itself; draw it again")
        raise CannotRedraw(why=why)
    made, number = tiling.split(zones, line_drawn, new)
    return made, Text(f"{number} 号切出 {new} 号", f"zone {new} cut out of {number}")


def _join(zones: tiling.Zones, step: Step, _at: datetime) -> tuple[tiling.Zones, Text]:
    number, into = _number(step, "zone"), _number(step, "into")
    made = tiling.join(zones, number, into)
    return made, Text(f"{number} 号并入 {into} 号", f"zone {number} joined to {into}")


def _bend(zones: tiling.Zones, step: Step, _at: datetime) -> tuple[tiling.Zones, Text]:
    way = _drawn(step, "LineString")
    held, to = way.coords[0], way.coords[-1]
    made = tiling.bend(zones, (held[0], held[1]), (to[0], to[1]))
    return made, Text("移动边界点", "a border point moved")


def _straighten(zones: tiling.Zones, step: Step, _at: datetime) -> tuple[tiling.Zones, Text]:
    metres = min(max(_number(step, "metres") or 200, 10), 2000)
    made = tiling.straighten(zones, metres)
    return made, Text(f"拉直边界（{metres} 米）", f"borders straightened ({metres} m)")


def _follow(zones: tiling.Zones, _step: Step, at: datetime) -> tuple[tiling.Zones, Text]:
    lines = big_roads(roads_if(at).network)
    if not len(lines):
        raise CannotRedraw(why=Text("路网里没有大路", "there are no big roads"))
    made = tiling.follow(
        zones, shapely.union_all(lines), lambda _block, _zone, share: share >= MOST_OF_A_BLOCK
    )
    return made, Text("边界贴到大路上", "borders moved onto big roads")


def _mend(zones: tiling.Zones, _step: Step, at: datetime) -> tuple[tiling.Zones, Text]:
    return tiling.mend(zones, _urban(at, zones)), Text("补缝去重叠", "gaps filled, overlaps cut")


STEPS: dict[str, Callable[[tiling.Zones, Step, datetime], tuple[tiling.Zones, Text]]] = {
    "give": _give,
    "split": _split,
    "join": _join,
    "bend": _bend,
    "straighten": _straighten,
    "follow": _follow,
    "mend": _mend,
}


def _drawn(step: Step, kind: str) -> BaseGeometry:
    """What was drawn, from its corners in degrees; a polygon closes itself."""
    least = 3 if kind == "Polygon" else 2
    try:
        corners = [(float(lon), float(lat)) for lon, lat in step["drawn"]]
    except (KeyError, TypeError, ValueError) as error:
        why = Text("坐标应写成“经度,纬度”", "corners read longitude,latitude")
        raise CannotRedraw(why=why) from error
    if not least <= len(corners) <= MOST_CORNERS:
        why = Text(
            f"坐标应有 {least} 到 {MOST_CORNERS} 个，现有 {len(corners)} 个",
            f"{least} to {MOST_CORNERS} corners are needed, not {len(corners)}",
        )
        raise CannotRedraw(why=why)
    if not all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in corners):
        why = Text("坐标应为经纬度（度）", "corners must be longitude and latitude in degrees")
        raise CannotRedraw(why=why)
    return shapely.Polygon(corners) if kind == "Polygon" else shapely.LineString(corners)


def _number(step: Step, name: str) -> int:
    value = step.get(name)
    try:
        number = int(value or 0)
    except (TypeError, ValueError, OverflowError):
        number = -1
    if not 0 <= number <= HIGHEST:
        why = Text(f"编号应为 1 到 {HIGHEST}", f"numbers run from 1 to {HIGHEST}")
        raise CannotRedraw(why=why)
    return number


def _free(zones: tiling.Zones) -> int:
    return next(n for n in range(1, HIGHEST + 1) if n not in zones)


def _urban(at: datetime, zones: tiling.Zones) -> BaseGeometry:
    """What the zones have to cover; a branch without an urban area keeps its zones' own edge."""
    shapes = [shape for _, _, shape in area_shapes("urban", at)]
    return shapely.union_all(shapes or list(zones.values()))


def _polygon(shape: BaseGeometry) -> BaseGeometry:
    """A valid polygon of what somebody sent."""
    if shape.is_valid:
        return shape
    if shapely.get_num_coordinates(shape) > MOST_CROSSED:
        why = Text(
            "有的巡区边界自己相交且坐标太多，请先修好图形",
            "the border of a zone crosses itself and has too many corners; mend the file first",
        )
        raise CannotRedraw(why=why)
    return shapely.make_valid(shape, method="structure")


def _features(made: tiling.Zones, before: Sequence[Feature], step: Step) -> list[Feature]:
    known = {int(one["properties"]["number"]): one["properties"] for one in before}
    what = Text("巡区名称", "the name of a zone")
    wanted = words.line(str(step.get("name") or ""), what, longest=60, needed=False)
    found = []
    for number, shape in sorted(made.items()):
        new = {"number": number, "name_zh": f"{number} 号巡区", "name_en": f"Zone {number}"}
        if wanted and number not in known:
            new |= {"name_zh": wanted, "name_en": wanted}
        found.append(feature(geojson(shape, digits=9), **known.get(number, new)))
    return found


def mended(zones: Sequence[Mapping[str, Any]], at: datetime) -> list[Feature]:
    """Zones of a file with gaps filled and overlaps cut."""
    made, _ = _stepped(read_layer(zones, ZONE_FACTS), {"verb": "mend"}, at)
    return made


def _shapes(zones: Sequence[Feature]) -> list[tuple[int, BaseGeometry]]:
    try:
        numbers = [int(one["properties"]["number"]) for one in zones]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        why = Text("巡区缺少整数 number", "a zone lacks its whole number “number”")
        raise PlanNotReadable(why=why) from error
    if not all(1 <= number <= HIGHEST for number in numbers):
        why = Text(f"巡区编号应为 1 到 {HIGHEST}", f"zone numbers run from 1 to {HIGHEST}")
        raise PlanNotReadable(why=why)
    return [(n, read_geometry(one["geometry"])) for n, one in zip(numbers, zones, strict=True)]


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
