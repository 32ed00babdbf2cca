"""The country around the town: two towns, villages with their fields, roads that join them."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Point, Polygon

from quanju.demo.maker.blocks import COTTAGE, ESTATE, WORKS, Block, Cutter, Grain
from quanju.demo.maker.curves import smooth, waved
from quanju.demo.maker.ground import Ground
from quanju.demo.maker.plane import dice
from quanju.demo.maker.street import NAMELESS, Name, Street

Line = list[tuple[float, float]]
VILLAGE = Grain("village", 2.2, 6, 0.12)
FIELD = Grain("field", 48.0, 3, 0.10)
EDGE_M = 120
"""Roads end this far inside the outline; beyond lies another district."""


@dataclass(frozen=True)
class Settlement:
    """A town or village: a blob of lanes."""

    name: Name
    x: float
    y: float
    wide: float
    tall: float
    grain: Grain = VILLAGE
    fields_m: float = 1500.0
    kind: str = "village"


SETTLEMENTS = [
    Settlement(("哈克镇", "Hake Town"), 17000, 1250, 900, 620, COTTAGE, 2300, "town"),
    Settlement(("奋斗镇", "Fendou Town"), -6100, -3000, 950, 700, ESTATE, 1900, "town"),
    Settlement(("东郊开发区", "Dongjiao Works"), 7300, 1250, 1150, 780, WORKS, 0, "suburb"),
    Settlement(("南郊新村", "Nanjiao New Village"), 4600, -4750, 600, 480, COTTAGE, 0, "suburb"),
    Settlement(("西岭小镇", "Xiling Cottages"), -4700, 200, 360, 300, COTTAGE, 0, "suburb"),
    Settlement(("西营子", "Xiyingzi"), -4250, -2250, 430, 420, COTTAGE, 0, "suburb"),
    Settlement(("北营子", "Beiyingzi"), 1750, 4830, 620, 330, COTTAGE, 0, "suburb"),
    Settlement(("东北货场", "Northeast Freight Yard"), 6350, 3650, 560, 420, WORKS, 0, "suburb"),
    Settlement(("东园子", "Dongyuanzi"), 5900, 200, 430, 420, COTTAGE, 0, "suburb"),
    Settlement(("南园子", "Nanyuanzi"), 5350, -2700, 520, 430, COTTAGE, 0, "suburb"),
    Settlement(("柳条沟屯", "Liutiaogou"), 10400, 1500, 330, 240),
    Settlement(("榆树屯", "Yushu"), 12600, -900, 380, 250),
    Settlement(("平安屯", "Ping'an"), 15300, -3600, 330, 230),
    Settlement(("三合屯", "Sanhe"), 20800, -700, 400, 260),
    Settlement(("东升屯", "Dongsheng"), 23300, -4300, 310, 230),
    Settlement(("新立屯", "Xinli"), 25600, 2600, 340, 240),
    Settlement(("向阳屯", "Xiangyang"), 28900, -1900, 350, 240),
    Settlement(("双河屯", "Shuanghe"), 34200, 1900, 370, 250),
    Settlement(("白音屯", "Baiyin"), 38700, -2500, 320, 230),
    Settlement(("沙沟屯", "Shagou"), 43300, -2700, 280, 210, VILLAGE, 900),
    Settlement(("卧牛屯", "Woniu"), 52500, 2200, 300, 210, VILLAGE, 900),
    Settlement(("河北屯", "Hebei"), 3300, 8300, 380, 250),
    Settlement(("马场屯", "Machang"), 7200, 10800, 360, 250),
    Settlement(("三棵树屯", "Sankeshu"), 12300, 12300, 340, 230),
    Settlement(("头站屯", "Touzhan"), 17500, 10300, 370, 240),
    Settlement(("二站屯", "Erzhan"), 13800, 18600, 330, 230),
    Settlement(("北山屯", "Beishan"), 22400, 9400, 310, 220),
    Settlement(("桥南屯", "Qiaonan"), 4900, -6800, 370, 260),
    Settlement(("渡口屯", "Dukou"), 4750, -9500, 330, 230),
    Settlement(("下河屯", "Xiahe"), 6200, -11200, 310, 210, VILLAGE, 1100),
    Settlement(("杏树屯", "Xingshu"), 9000, -7700, 330, 230),
    Settlement(("东沟屯", "Donggou"), 9300, -3500, 360, 250),
    Settlement(("果园屯", "Guoyuan"), -8800, -1900, 350, 250),
    Settlement(("西岗屯", "Xigang"), -12000, -4300, 360, 240),
    Settlement(("草库伦屯", "Caokulun"), -9600, -6700, 310, 220),
    Settlement(("高坎屯", "Gaokan"), -14500, -8200, 290, 210, VILLAGE, 1200),
]  # fmt: skip
HIGHWAYS: list[tuple[Line, str, Name]] = [
    ([(5560, 2200), (6500, 2330), (9500, 2750), (13200, 2250), (17000, 2120), (20800, 1250),
      (25500, 1050), (30500, 150), (36000, -700), (40500, -1350), (44000, -750), (46600, -150), (50500, 500),
      (53500, 1500), (56200, 3300), (59000, 5200)], "trunk", ("东出口公路", "East Highway")),
    ([(-3600, -2600), (-4700, -2820), (-6100, -2900), (-9000, -3400), (-12000, -4700),
      (-15200, -5600), (-18000, -5900)], "trunk", ("西出口公路", "West Highway")),
    ([(1900, 4230), (1830, 5200), (1860, 6500), (2350, 7700), (4100, 9300), (6300, 12000),
      (8200, 15500), (10300, 20500), (12000, 26500)], "primary", ("北出口公路", "North Highway")),
    ([(2700, -3930), (3350, -5000), (3900, -6300), (4050, -8000), (3950, -9600), (4300, -11500),
      (4600, -14500)], "primary", ("南出口公路", "South Highway")),
    ([(5050, -1250), (6300, -1900), (9300, -3150), (12000, -4500), (15300, -5300),
      (18500, -7500)], "secondary", ("东南公路", "Southeast Road")),
]  # fmt: skip
LINKS: list[tuple[Line, Name]] = [
    ([(17000, 2120), (17000, 1250), (16300, -900), (15300, -3600), (15200, -5300)], ("哈平路", "Haping Road")),
    ([(12900, 2290), (12600, -900), (11700, -4400)], ("榆树路", "Yushu Road")),
    ([(12600, -900), (16300, -900), (20800, -700), (23300, -4300)], NAMELESS),
    ([(20800, 1250), (20800, -700)], NAMELESS),
    ([(10300, 2700), (10400, 1500), (10900, 200), (12600, -900)], NAMELESS),
    ([(25500, 1050), (25600, 2600)], NAMELESS),
    ([(28400, 560), (28900, -1900), (23300, -4300)], ("向阳路", "Xiangyang Country Road")),
    ([(33600, -330), (34200, 1900)], NAMELESS),
    ([(38500, -1060), (38700, -2500), (43300, -2700), (44300, -850)], NAMELESS),
    ([(52700, 1300), (52500, 2200)], NAMELESS),
    ([(2700, 8050), (3300, 8300), (5200, 9600), (7200, 10800), (5800, 11600)], ("马场路", "Machang Road")),
    ([(7200, 10800), (9700, 11300), (12300, 12300), (15000, 11400), (17500, 10300), (22400, 9400)], ("北岸路", "North Bank Road")),
    ([(12300, 12300), (13400, 15500), (13800, 18600), (11800, 19800), (10300, 20500)], ("二站路", "Erzhan Road")),
    ([(3980, -6700), (4900, -6800), (6500, -7400), (9000, -7700), (10500, -6200), (12000, -4500)], ("杏树路", "Xingshu Road")),
    ([(3950, -9600), (4750, -9500), (6200, -11200)], NAMELESS),
    ([(6200, -11200), (7700, -9500), (9000, -7700)], NAMELESS),
    ([(3330, -4950), (3900, -4850), (4600, -4750), (4500, -3900), (4150, -3000)], ("南郊路", "Nanjiao Road")),
    ([(5250, 900), (6300, 1150), (7300, 1250), (8600, 1300), (10400, 1500)], ("开发大街", "Kaifa Avenue")),
    ([(5450, 3500), (6000, 3560), (6400, 3650)], ("货场路", "Freight Yard Road")),
    ([(4800, -1900), (5150, -2400), (5400, -2750)], ("南园路", "Nanyuan Road")),
    ([(5300, -150), (5650, 80), (5900, 250), (6050, 1050)], ("东园路", "Dongyuan Road")),
    ([(7300, 1250), (7250, 2430)], ("东郊路", "Dongjiao Road")),
    ([(9300, -3150), (9300, -3500)], NAMELESS),
    ([(6900, -2200), (7600, -1500), (8300, -900)], ("机场高架路", "Airport Road")),
    ([(-3620, 500), (-4150, 330), (-4700, 200), (-5600, -900), (-6100, -2900)], ("西岭路", "Xiling Road")),
    ([(-6100, -2900), (-7300, -2300), (-8800, -1900), (-10300, -2600), (-12000, -4300), (-12000, -4700)], ("果园路", "Guoyuan Road")),
    ([(-9000, -3400), (-9200, -5000), (-9600, -6700), (-12000, -7600), (-14500, -8200), (-15200, -5600)], ("草库伦路", "Caokulun Road")),
    ([(-6100, -3000), (-5300, -4000), (-3700, -3850), (-2700, -3480)], ("奋斗路", "Fendou Road")),
]  # fmt: skip


@dataclass(frozen=True)
class Country:
    """Roads outside the ring, land of towns and villages, fields."""

    streets: tuple[Street, ...]
    blocks: tuple[Block, ...]
    settlements: tuple[tuple[Settlement, Polygon], ...]


def build_country(ground: Ground, ring: Polygon, seed: int) -> Country:
    rng = dice(seed, "country")
    inside = ground.outline.buffer(-EDGE_M)
    dry = inside.difference(
        shapely.union_all([ground.water.buffer(70), ring.buffer(35), ground.hill])
    )
    streets = _roads(inside, ring, rng)
    blocks: list[Block] = []
    placed: list[tuple[Settlement, Polygon]] = []
    taken: shapely.Geometry = shapely.union_all([s.line.buffer(12) for s in streets])
    for one in SETTLEMENTS:
        land = _part_at(_blob(one, rng).intersection(dry), one)
        placed.append((one, land))
        lanes, parts = _cut(land, one.grain, rng)
        rim = "unclassified" if one.kind != "village" else "residential"
        streets += [Street(land.exterior.simplify(8), rim), *lanes]
        blocks += parts
    towns = shapely.union_all([land.buffer(25) for _, land in placed])
    for one, _ in placed:
        if one.fields_m:
            fields, tracks = _fields(one, dry.difference(towns).difference(taken), rng)
            blocks += fields
            streets += tracks
            taken = taken.union(shapely.union_all([f.shape for f in fields]).buffer(30))
    return Country(tuple(streets), tuple(blocks), tuple(placed))


def _roads(inside: Polygon, ring: Polygon, rng: np.random.Generator) -> list[Street]:
    highways = [
        Street(waved(smooth(points, 120), rng, 60, 3800), kind, name, kmh=None)
        for points, kind, name in HIGHWAYS
    ]
    main = [s.line for s in highways]
    links = []
    for points, name in LINKS:
        line = waved(smooth(points, 90), rng, 45, 1700)
        ends = [
            _onto(Point(line.coords[i]), [*main, *(s.line for s in links), ring.exterior])
            for i in (0, -1)
        ]
        points_on = [ends[0], *line.coords[1:-1], ends[1]]
        links.append(Street(LineString(points_on), "tertiary" if name[0] else "unclassified", name))
    outer = inside.difference(ring.buffer(-2))
    found = []
    for street in [*highways, *links]:
        line = street.line.intersection(outer)
        found += [
            Street(part, street.kind, street.name)
            for part in shapely.get_parts(line)
            if part.geom_type == "LineString" and part.length > 150
        ]
    return found


def _onto(point: Point, lines: list[LineString]) -> tuple[float, float]:
    """The point itself, or where it meets a road that passes within 350 m."""
    line = min(lines, key=lambda one: one.distance(point))
    if line.distance(point) > 350:
        return point.x, point.y
    foot = line.interpolate(line.project(point))
    return foot.x, foot.y


def _blob(one: Settlement, rng: np.random.Generator, scale: float = 1.0) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    radius = (
        1
        + 0.13 * np.sin(2 * angle + rng.uniform(0, 6))
        + 0.1 * np.sin(3 * angle + rng.uniform(0, 6))
    )
    x = one.wide * scale * radius * np.cos(angle)
    y = one.tall * scale * radius * np.sin(angle)
    turn = rng.uniform(-0.5, 0.5)
    return Polygon(
        np.column_stack(
            [
                one.x + x * np.cos(turn) - y * np.sin(turn),
                one.y + x * np.sin(turn) + y * np.cos(turn),
            ]
        )
    )


def _part_at(land: shapely.Geometry, one: Settlement) -> Polygon:
    parts = [p for p in shapely.get_parts(land) if p.geom_type == "Polygon"]
    part = min(parts, key=lambda p: p.distance(Point(one.x, one.y)))
    return Polygon(part.exterior)


def _cut(land: Polygon, grain: Grain, rng: np.random.Generator) -> tuple[list[Street], list[Block]]:
    cutter = Cutter(rng)
    cutter.cut(land, grain)
    return [Street(s.line, "residential") for s in cutter.streets], cutter.blocks


def _fields(
    one: Settlement, free: shapely.Geometry, rng: np.random.Generator
) -> tuple[list[Block], list[Street]]:
    """Fields around a village; the ways between them are tracks."""
    size = Settlement(one.name, one.x, one.y, one.fields_m, one.fields_m * 0.75)
    ground = _blob(size, rng).intersection(free)
    blocks: list[Block] = []
    tracks: list[Street] = []
    for part in shapely.get_parts(ground):
        if part.geom_type != "Polygon" or part.area < 250_000:
            continue
        land = Polygon(part.exterior).simplify(15)
        cutter = Cutter(rng)
        cutter.cut(land, FIELD)
        blocks += [Block(b.shape, "field") for b in cutter.blocks if rng.random() < 0.85]
        tracks += [
            Street(_longer(s.line, 60), "track") for s in cutter.streets if rng.random() < 0.8
        ]
    return blocks, tracks


def _longer(line: LineString, metres: float) -> LineString:
    """Long enough to reach the road beside the field."""
    points = shapely.get_coordinates(line)
    out = [points[0] - points[1], points[-1] - points[-2]]
    tips = [tip / np.linalg.norm(tip) * metres for tip in out]
    return LineString(np.vstack([points[0] + tips[0], points, points[-1] + tips[1]]))
