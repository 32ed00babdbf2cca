"""The main streets, laid as a founder's plan: two bent grids that meet at the river.

A plan has its own coordinates: u counts metres from the river (west is negative), v metres along
it. `Plan.ground` bends them: near the river streets follow it, in the west they turn with the
railway, in the east with the hills.
"""

from dataclasses import dataclass

import numpy as np
import shapely
import shapely.ops
from shapely import LineString, Polygon

from quanju.demo.maker.curves import Waves, beside, closed, smooth
from quanju.demo.maker.ground import Ground
from quanju.demo.maker.noding import noded, without_tails
from quanju.demo.maker.plane import Floats, dice
from quanju.demo.maker.street import Name, Street

RING = [
    (-3300, -3250), (-3680, -2300), (-3450, -1300), (-3300, -300), (-3620, 500), (-3260, 1050),
    (-2750, 2080), (-2250, 2760), (-1500, 3280), (-500, 3760), (700, 4080), (1900, 4230),
    (3300, 4560), (4700, 4420), (5450, 3500), (5560, 2200), (5250, 900), (5350, -500),
    (4800, -1800), (4150, -3000), (3100, -3750), (1900, -4150), (560, -3640), (-600, -3480),
    (-1900, -3620),
]  # fmt: skip
"""The ring road, which is also the edge of the urban area that is cut into patrol zones."""

WEST_U: list[tuple[float, str, Name]] = [
    (-135, "secondary", ("滨河西路", "Binhe West Road")),
    (-430, "tertiary", ("河沿街", "Heyan Street")),
    (-800, "primary", ("中央大街", "Central Avenue")),
    (-1130, "tertiary", ("松花路", "Songhua Road")),
    (-1490, "secondary", ("胜利大街", "Shengli Avenue")),
    (-1900, "tertiary", ("新桥街", "Xinqiao Street")),
    (-2320, "secondary", ("学府路", "Xuefu Road")),
    (-2780, "tertiary", ("靠山路", "Kaoshan Road")),
    (-3200, "tertiary", ("西山路", "Xishan Road")),
]
EAST_U: list[tuple[float, str, Name]] = [
    (135, "secondary", ("滨河东路", "Binhe East Road")),
    (520, "tertiary", ("白桦街", "Baihua Street")),
    (900, "primary", ("呼伦大街", "Hulun Avenue")),
    (1390, "tertiary", ("草原街", "Caoyuan Street")),
    (1830, "secondary", ("建设大街", "Jianshe Avenue")),
    (2380, "tertiary", ("牧歌街", "Muge Street")),
    (2880, "secondary", ("东山大街", "Dongshan Avenue")),
    (3480, "tertiary", ("云杉街", "Yunshan Street")),
    (4050, "secondary", ("工业大街", "Gongye Avenue")),
    (4700, "tertiary", ("机场路", "Jichang Road")),
]
BRIDGES: list[tuple[float, str, Name]] = [
    (-2050, "primary", ("南桥大街", "Nanqiao Avenue")),
    (-120, "primary", ("友谊大街", "Youyi Avenue")),
    (1560, "primary", ("正阳大街", "Zhengyang Avenue")),
]
"""The only lines of the plan that cross the river."""
WEST_V: list[tuple[float, str, Name]] = [
    (-2950, "secondary", ("南环路", "Nanhuan Road")),
    (-2500, "tertiary", ("福利街", "Fuli Street")),
    (-1640, "tertiary", ("健康街", "Jiankang Street")),
    (-1230, "secondary", ("文化街", "Wenhua Street")),
    (-840, "tertiary", ("光明街", "Guangming Street")),
    (-480, "tertiary", ("丁香街", "Dingxiang Street")),
    (260, "tertiary", ("和平街", "Heping Street")),
    (610, "secondary", ("阿木古郎街", "Amugulang Street")),
    (930, "tertiary", ("利民街", "Limin Street")),
    (1240, "tertiary", ("头道街", "First Street")),
    (1900, "tertiary", ("二道街", "Second Street")),
    (2250, "tertiary", ("三道街", "Third Street")),
]
EAST_V: list[tuple[float, str, Name]] = [
    (-3300, "tertiary", ("柳林街", "Liulin Street")),
    (-2880, "secondary", ("河东南路", "Hedong South Road")),
    (-2480, "tertiary", ("金星街", "Jinxing Street")),
    (-1580, "tertiary", ("红星街", "Hongxing Street")),
    (-1080, "secondary", ("兴安路", "Xing'an Road")),
    (-620, "tertiary", ("杏花街", "Xinghua Street")),
    (380, "tertiary", ("银河街", "Yinhe Street")),
    (830, "secondary", ("向阳路", "Xiangyang Road")),
    (1200, "tertiary", ("团结街", "Tuanjie Street")),
    (1990, "tertiary", ("东升街", "Dongsheng Street")),
    (2330, "tertiary", ("沿河街", "Yanhe Street")),
    (3350, "tertiary", ("铁东街", "Tiedong Street")),
    (3750, "tertiary", ("北园街", "Beiyuan Street")),
]
CROSSES_RAIL = {"胜利大街", "呼伦大街", "东山大街", "工业大街", "滨河西路", "滨河东路"}
"""Underpasses, overpasses and a level crossing; the ring road has its own."""
THROUGH = {"primary", "secondary"}

RADIALS: list[tuple[list[tuple[float, float]], str, Name]] = [
    ([(-1330, 2200), (-1090, 1890), (-640, 1180)], "secondary", ("斜街", "Xie Street")),
    (
        [(-1420, 2190), (-1780, 1560), (-2160, 980)],
        "tertiary",
        ("车站西斜街", "West Diagonal Street"),
    ),
    ([(-1375, 2190), (-1455, 1660), (-1500, 1170)], "secondary", ("站前大街", "Station Avenue")),
]
"""The old town spreads from the station square like a fan."""


@dataclass(frozen=True)
class Plan:
    """Ring, main streets and the blocks between them."""

    ring: Polygon
    streets: tuple[Street, ...]
    blocks: tuple[Polygon, ...]
    embankments: Polygon
    rail_corridor: Polygon


class Bend:
    """From the plan's u and v to metres on the board."""

    def __init__(self, ground: Ground, rng: np.random.Generator) -> None:
        river = shapely.get_coordinates(ground.yimin)
        river = river[(river[:, 1] > -5200) & (river[:, 1] < 5600)]
        self.v, self.x = river[:, 1], river[:, 0]
        order = np.argsort(self.v)
        self.v, self.x = self.v[order], self.x[order]
        self.waves = Waves(rng, 75, 2300)

    def ground(self, u: Floats, v: Floats) -> Floats:
        far = np.abs(u)
        follow = 1 / (1 + (far / 1500) ** 2)
        turn = 1 - np.exp(-far / 1100)
        west = u < 0
        x = np.interp(v, self.v, self.x) * follow + u - np.where(west, 0.27, 0.12) * v * turn
        y = v + np.where(west, 0.29, 0.17) * u * turn
        bent = self.waves.push(np.column_stack([x, y]))
        # The embankments keep to the river.
        hold = np.exp(-((far / 300) ** 2))[:, None]
        return hold * np.column_stack([x, y]) + (1 - hold) * bent

    def along(self, u: tuple[float, float], v: tuple[float, float]) -> LineString:
        count = max(3, int(np.hypot(u[1] - u[0], v[1] - v[0]) / 60))
        return LineString(self.ground(np.linspace(*u, count), np.linspace(*v, count)))


def lay_plan(ground: Ground, seed: int) -> Plan:
    rng = dice(seed, "plan")
    ring = Polygon(closed(RING, 60).coords)
    bend = Bend(ground, rng)
    rail = ground.railway.intersection(ring.buffer(900))
    barriers = rail.buffer(66), ground.spur.buffer(30)
    grid = [s for s in _grid(bend, ground, rng) if s.line.length > 0]
    fans = [Street(smooth(points, 50), kind, name) for points, kind, name in RADIALS]
    frontage = _frontage(rail.difference(_between_banks(bend)))
    streets = [Street(ring.exterior, "trunk", ("环城路", "Ring Road"))]
    for street in [*frontage, *grid, *fans]:
        streets += _fitted(street, ring, barriers)
    streets = without_tails(noded(streets), {"tertiary", "secondary"})
    lines = [street.line for street in streets]
    every = shapely.union_all([*lines, *_banks(ground, ring), rail, ground.spur], grid_size=0.5)
    blocks = [
        b for b in shapely.get_parts(shapely.polygonize([every])) if ring.contains(b.centroid)
    ]
    return Plan(ring, tuple(streets), tuple(blocks), _between_banks(bend), barriers[0])


def _grid(bend: Bend, ground: Ground, rng: np.random.Generator) -> list[Street]:
    found = []
    for side, us, vs in ((-1, WEST_U, WEST_V), (1, EAST_U, EAST_V)):
        far = side * 6500.0
        for u, kind, name in us:
            found += _broken(Street(bend.along((u, u), (-5000, 5200)), kind, name), rng)
        for v, kind, name in vs:
            start = side * 135.0
            found += _broken(Street(bend.along((start, far), (v, v)), kind, name), rng)
    for v, kind, name in BRIDGES:
        found.append(Street(bend.along((-6500, 6500), (v, v)), kind, name))
    return found


def _broken(street: Street, rng: np.random.Generator) -> list[Street]:
    """A lesser street has gaps, where a park, a school or a works takes two blocks together."""
    if street.kind in THROUGH:
        return [street]
    length, at, parts = street.line.length, 0.0, []
    while at < length:
        run = rng.uniform(1500, 4200)
        parts.append(shapely.ops.substring(street.line, at, min(length, at + run)))
        at += run + rng.uniform(250, 600)
    return [Street(part, street.kind, street.name) for part in parts if part.length > 200]


def _frontage(rail: shapely.Geometry) -> list[Street]:
    """A street along each side of the railway; neither crosses the river."""
    south, north = ("站前街", "Zhanqian Street"), ("铁北街", "Tiebei Street")
    found = []
    for part in shapely.get_parts(rail):
        found.append(Street(_at_both_ends(beside(part, -72), 150), "secondary", south))
        found.append(Street(_at_both_ends(beside(part, 72), 150), "tertiary", north))
    return found


def _at_both_ends(line: LineString, metres: float) -> LineString:
    """A little longer, so that it meets the embankment; what is too much is cut off as a tail."""
    points = shapely.get_coordinates(line)
    first, last = points[0] - points[1], points[-1] - points[-2]
    return LineString(
        np.vstack(
            [
                points[0] + first / np.linalg.norm(first) * metres * 0.2,
                points,
                points[-1] + last / np.linalg.norm(last) * metres * 0.2,
            ]
        )
    )


def _banks(ground: Ground, ring: Polygon) -> list[LineString]:
    return [
        line
        for line in shapely.get_parts(ground.rivers.boundary.intersection(ring))
        if line.length > 0
    ]


def _between_banks(bend: Bend) -> Polygon:
    west = shapely.get_coordinates(bend.along((-135, -135), (-5000, 5200)))
    east = shapely.get_coordinates(bend.along((135, 135), (-5000, 5200)))
    return Polygon(np.vstack([west, east[::-1]])).buffer(0)


def _fitted(street: Street, ring: Polygon, barriers: tuple[Polygon, Polygon]) -> list[Street]:
    """The street inside the ring, ended where the railway stops it; the works' siding stops only
    lesser streets."""
    line = street.line.intersection(ring)
    railway, siding = barriers
    if street.name[0] not in CROSSES_RAIL:
        line = line.difference(railway)
        if street.kind not in THROUGH:
            line = line.difference(siding)
    return [
        Street(part, street.kind, street.name)
        for part in shapely.get_parts(line)
        if part.geom_type == "LineString" and part.length > 90
    ]
