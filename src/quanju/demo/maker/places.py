"""Named places that an address can be found by: estates, schools, markets, villages …"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from quanju.demo.maker.blocks import Block
from quanju.demo.maker.build import Board
from quanju.demo.maker.names import ESTATE_ENDS, WORDS, shuffled
from quanju.demo.maker.plane import dice, in_metres, to_degrees
from quanju.demo.maker.points import StagingPoint
from quanju.demo.maker.stations import STATIONS, SUBDISTRICTS
from quanju.demo.maker.street import Name

CAMPUSES: Sequence[tuple[str, Name, str]] = (
    ("school", ("第一中学", "No. 1 Middle School"), "一中"),
    ("hospital", ("人民医院", "People's Hospital"), "县医院"),
    ("school", ("实验小学", "Experimental Primary School"), "实小"),
    ("public_building", ("政务服务中心", "Public Service Centre"), "政务大厅"),
    ("school", ("师范学院", "Teachers' College"), "师院"),
    ("park", ("人民公园", "People's Park"), ""),
    ("school", ("第二中学", "No. 2 Middle School"), "二中"),
    ("market", ("河东批发市场", "Hedong Wholesale Market"), "批发市场"),
    ("hospital", ("中蒙医院", "Chinese and Mongolian Medicine Hospital"), "中医院"),
    ("public_building", ("体育场", "Stadium"), "体育中心"),
    ("school", ("职业技术学校", "Vocational School"), "职校"),
    ("hospital", ("妇幼保健院", "Maternal and Child Hospital"), "妇幼"),
    ("school", ("第三中学", "No. 3 Middle School"), "三中"),
    ("public_building", ("博物馆", "Museum"), ""),
    ("school", ("东山小学", "Dongshan Primary School"), ""),
    ("market", ("建材城", "Building Materials Market"), "建材市场"),
    ("public_building", ("图书馆", "Library"), ""),
    ("school", ("第四中学", "No. 4 Middle School"), "四中"),
    ("hospital", ("铁路医院", "Railway Hospital"), ""),
    ("school", ("向阳小学", "Xiangyang Primary School"), ""),
    ("public_building", ("文化宫", "Culture Palace"), ""),
    ("park", ("青年公园", "Youth Park"), ""),
    ("market", ("汽配城", "Motor Parts Market"), "汽配市场"),
    ("school", ("第五中学", "No. 5 Middle School"), "五中"),
)  # fmt: skip
SMALL: Sequence[tuple[str, Name, int]] = (
    ("bank", ("银行支行", "Bank Branch"), 34),
    ("market", ("农贸市场", "Farmers' Market"), 16),
    ("place", ("幼儿园", "Kindergarten"), 22),
    ("place", ("宾馆", "Hotel"), 26),
    ("place", ("超市", "Supermarket"), 34),
    ("place", ("饭店", "Restaurant"), 24),
    ("place", ("加油站", "Petrol Station"), 14),
    ("place", ("社区卫生服务站", "Community Clinic"), 18),
    ("place", ("网吧", "Internet Café"), 8),
    ("business_street", ("购物中心", "Shopping Centre"), 10),
    ("place", ("停车场", "Car Park"), 12),
    ("public_building", ("便民服务站", "Help Point"), 9),
    ("business_street", ("步行街", "Pedestrian Street"), 8),
    ("night_market", ("夜市", "Night Market"), 5),
    ("square", ("文化广场", "Culture Square"), 8),
    ("market", ("早市", "Morning Market"), 6),
)
WORKS_ENDS: Sequence[Name] = (
    ("乳品厂", "Dairy"), ("啤酒厂", "Brewery"), ("木材加工厂", "Timber Works"), ("供热站", "Heating Plant"),
    ("物流园", "Logistics Park"), ("食品厂", "Food Works"), ("粮库", "Granary"), ("机械厂", "Machine Works"),
)  # fmt: skip
ESTATES = 150


@dataclass(frozen=True)
class PlaceRow:
    """A row of places.csv."""

    name: Name
    kind: str
    lon: float
    lat: float
    aliases: str
    subdistrict: str


def name_places(board: Board, points: Sequence[StagingPoint]) -> list[PlaceRow]:
    rng = dice(board.seed, "places")
    rows = [
        *_of_the_plan(board, points),
        *_estates(board, rng),
        *_campuses(board),
        *_works(board, rng),
        *_small(board, rng),
        *_settlements(board),
    ]
    located = _subdistricts(board, [(r[2], r[3]) for r in rows])
    found = [
        PlaceRow(name, kind, lon, lat, aliases, SUBDISTRICTS[code][0])
        for (name, kind, lon, lat, aliases), code in zip(rows, located, strict=True)
    ]
    return sorted(found, key=lambda r: (r.kind, r.name[0], r.lon, r.lat))


Raw = tuple[Name, str, float, float, str]


def _at(shape: shapely.Geometry) -> tuple[float, float]:
    point = shape.representative_point()
    lon, lat = to_degrees(np.array([[point.x, point.y]]))[0].tolist()
    return lon, lat


def _of_the_plan(board: Board, points: Sequence[StagingPoint]) -> Iterator[Raw]:
    """What the maker placed itself: staging places, bridges, river park, station, lake."""
    for point in points:
        kind = point.kind if point.kind != "key_spot" else "place"
        yield point.place, kind, point.lon, point.lat, ""
    bridges = {e.street.name: e for e in board.network.edges if e.is_bridge and e.metres > 60}
    for (zh, en), edge in sorted(bridges.items()):
        if zh:
            lon, lat = edge.lonlat[len(edge.lonlat) // 2].tolist()
            stem = zh.removesuffix("大街").removesuffix("路").removesuffix("公路")
            yield (f"{stem}大桥", f"{en.rsplit(' ', 1)[0]} Bridge"), "bridge", lon, lat, ""
    lon, lat = _at(board.town.lake)
    yield ("镜湖公园", "Mirror Lake Park"), "park", lon, lat, "湖公园"
    lon, lat = _at(board.ground.hill)
    yield ("西山樟子松公园", "West Hill Pine Park"), "park", lon, lat, "西山公园;西山"


def _estates(board: Board, rng: np.random.Generator) -> Iterator[Raw]:
    homes = [
        b
        for b in board.town.blocks
        if b.kind in ("estate", "centre", "cottage") and b.shape.area > 15_000
    ]
    names = shuffled(ESTATE_ENDS, rng)
    for number in sorted(rng.permutation(len(homes))[:ESTATES].tolist()):
        name = next(names)
        lon, lat = _at(homes[number].shape)
        yield name, "neighbourhood", lon, lat, name[0][:2]


def _campuses(board: Board) -> Iterator[Raw]:
    for block, (kind, name, aliases) in zip(_largest(board, "campus"), CAMPUSES, strict=False):
        lon, lat = _at(block.shape)
        yield name, kind, lon, lat, aliases


def _largest(board: Board, kind: str) -> list[Block]:
    return sorted((b for b in board.town.blocks if b.kind == kind), key=lambda b: -b.shape.area)


def _works(board: Board, rng: np.random.Generator) -> Iterator[Raw]:
    names = shuffled(WORKS_ENDS, rng)
    for block in _largest(board, "works")[:44]:
        lon, lat = _at(block.shape)
        yield next(names), "place", lon, lat, ""
    for number, block in enumerate(_largest(board, "open"), 1):
        lon, lat = _at(block.shape)
        word = WORDS[(7 * number) % len(WORDS)]
        yield (f"{word[0]}公园", f"{word[1]} Park"), "park", lon, lat, ""


def _small(board: Board, rng: np.random.Generator) -> Iterator[Raw]:
    """Shops and offices beside main streets, more of them in the middle of the town."""
    main = [
        e for e in board.network.edges
        if e.street.kind in ("primary", "secondary", "tertiary") and e.street.name[0] and not e.is_bridge
    ]  # fmt: skip
    middles = np.array([e.lonlat[len(e.lonlat) // 2] for e in main])
    away = np.hypot(*(in_metres_of(middles) - (0, 500)).T)
    weight = np.exp(-((away / 2600) ** 2)) + 0.02 * (away < 9000)
    for kind, end, count in SMALL:
        names = shuffled([end], rng)
        picked = rng.choice(len(main), count, replace=False, p=weight / weight.sum())
        for number in picked.tolist():
            lon, lat = middles[number].tolist()
            name, street = next(names), main[number].street.name[0]
            yield name, kind, lon, lat, f"{street}{end[0]}"


def in_metres_of(lonlat: np.ndarray) -> np.ndarray:
    return shapely.get_coordinates(in_metres(shapely.multipoints(lonlat)))


def _settlements(board: Board) -> Iterator[Raw]:
    for one, land in board.country.settlements:
        lon, lat = _at(land)
        kind = "village" if one.kind == "village" else "place"
        yield one.name, kind, lon, lat, one.name[0].removesuffix("屯")
    for code, name in SUBDISTRICTS.items():
        lon, lat = _at(in_metres(board.divisions.subdistricts[code]))
        yield name, "subdistrict", lon, lat, ""
    for station in STATIONS:
        lon, lat = station_place(board, station.code)
        yield station.name, "station", lon, lat, station.name[0].replace("派出所", "所")


def station_place(board: Board, code: str) -> tuple[float, float]:
    """Where a station stands: at the crossing of its area next to the middle of its streets."""
    station = next(s for s in STATIONS if s.code == code)
    area = in_metres(board.divisions.station_areas[code])
    nodes = board.network.metres
    wish = np.array((station.x, station.y))
    near = np.flatnonzero(np.hypot(*(nodes - wish).T) < 2500)
    inside = near[shapely.contains(area, shapely.points(nodes[near]))]
    best = inside[int(np.argmin(np.hypot(*(nodes[inside] - wish).T)))]
    lon, lat = board.network.lonlat[best].tolist()
    return lon, lat


def _subdistricts(board: Board, places: list[tuple[float, float]]) -> list[str]:
    points = shapely.points(np.array(places))
    found = np.full(len(points), "", dtype=object)
    for code, area in board.divisions.subdistricts.items():
        found[shapely.dwithin(area, points, 1e-6)] = code
    return found.tolist()
