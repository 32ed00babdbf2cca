"""The steps of drawing: what the browser or a form sends becomes new zones, or a refusal."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.queries.areas import area_shapes
from quanju.domains.geo.queries.roads import roads_if
from quanju.domains.geo.shapes import feature, geojson, read_geometry
from quanju.domains.kernel import words
from quanju.domains.kernel.types import Text
from quanju.domains.planning import tiling
from quanju.domains.planning.queries.looks import blocks_under
from quanju.domains.planning.studies.wishes import big_roads
from quanju.domains.planning.types import CannotRedraw, Feature, PlanNotReadable

HIGHEST, MOST_CORNERS = 999, 5000
MOST_CROSSED = 500
"""Corners of a border that crosses itself: untangling more takes minutes."""
OVERLAPS_A_ZONE = 3
"""Sloppy borders overlap their neighbours; more pairs than that for each zone are no division."""
MOST_OF_A_BLOCK = 0.6
Step = Mapping[str, Any]


def stepped(zones: list[Feature], step: Step, at: datetime) -> tuple[list[Feature], Text]:
    """The zones after one step, and what it did. Refuses a step that cannot be drawn."""
    verb = str(step.get("verb", ""))
    if verb not in STEPS:
        raise CannotRedraw(why=Text("没有这种改法", "there is no such change"))
    shapes = {number: _polygon(shape) for number, shape in numbered(zones)}
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
    made = tiling.give(zones, area, into, urban_of(at, zones))
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


def _block(zones: tiling.Zones, step: Step, at: datetime) -> tuple[tiling.Zones, Text]:
    place, urban = _spot(step), urban_of(at, zones)
    blocks = blocks_under(place, zones, urban, at)
    made, own, into = tiling.hand_over(zones, blocks, place, _number(step, "into"))
    return made, Text(
        f"一个街区由 {own} 号划给 {into} 号", f"a block goes from zone {own} to zone {into}"
    )


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
    return tiling.mend(zones, urban_of(at, zones)), Text("补缝去重叠", "gaps filled, overlaps cut")


STEPS: dict[str, Callable[[tiling.Zones, Step, datetime], tuple[tiling.Zones, Text]]] = {
    "give": _give,
    "split": _split,
    "join": _join,
    "bend": _bend,
    "block": _block,
    "straighten": _straighten,
    "follow": _follow,
    "mend": _mend,
}


def _spot(step: Step) -> tuple[float, float]:
    """The place that was clicked."""
    lon, lat = _corners(step, least=1)[0]
    return lon, lat


def _drawn(step: Step, kind: str) -> BaseGeometry:
    """What was drawn, from its corners in degrees; a polygon closes itself."""
    corners = _corners(step, least=3 if kind == "Polygon" else 2)
    return shapely.Polygon(corners) if kind == "Polygon" else shapely.LineString(corners)


def _corners(step: Step, least: int) -> list[tuple[float, float]]:
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
    return corners


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


def urban_of(at: datetime, zones: tiling.Zones) -> BaseGeometry:
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


def numbered(zones: Sequence[Feature]) -> list[tuple[int, BaseGeometry]]:
    """Number and shape of each zone. Refuses numbers that are none."""
    try:
        numbers = [int(one["properties"]["number"]) for one in zones]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        why = Text("巡区缺少整数 number", "a zone lacks its whole number “number”")
        raise PlanNotReadable(why=why) from error
    if not all(1 <= number <= HIGHEST for number in numbers):
        why = Text(f"巡区编号应为 1 到 {HIGHEST}", f"zone numbers run from 1 to {HIGHEST}")
        raise PlanNotReadable(why=why)
    return [(n, read_geometry(one["geometry"])) for n, one in zip(numbers, zones, strict=True)]
