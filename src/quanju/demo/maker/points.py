"""The 27 staging points: crossings of big streets from which their zone is soon reached."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from quanju.demo.maker.build import Board
from quanju.demo.maker.plane import Floats, in_metres
from quanju.demo.maker.street import RANK, Name

COUNT = 27
CLEAR_M = 45.0
"""How far a point stays from the border of its zone."""
HEARTS = ((-850, 600), (850, 350))
"""Where the town is busiest."""
KINDS: dict[str, Name] = {
    "transport_station": ("车站", "Station"),
    "night_market": ("夜市", "Night Market"),
    "business_street": ("商业街", "Shopping Street"),
    "square": ("广场", "Square"),
    "key_spot": ("中心", "Centre"),
}
BY_HEAT = (
    "business_street", "square", "business_street", "business_street", "square",
    "night_market", "business_street", "key_spot", "business_street", "square", "business_street",
    "key_spot", "business_street", "night_market", "key_spot", "business_street", "square",
    "key_spot", "key_spot", "business_street", "key_spot", "square", "key_spot", "key_spot",
)  # fmt: skip
"""Kinds of the points, the busiest first; the railway and the bus station have theirs."""
FIXED: tuple[tuple[tuple[float, float], str, Name], ...] = (
    ((-1330, 2360), "transport_station", ("海拉尔站站前广场", "Hailar Station Square")),
    ((-640, 480), "night_market", ("中央大街夜市", "Central Avenue Night Market")),
    ((3300, 2450), "transport_station", ("河东客运站", "Hedong Coach Station")),
)
"""Points that stand at a certain place, in metres, whatever the streets."""
KEY_SPOTS: tuple[Name, ...] = (
    ("医院门前", "Hospital Gate"), ("学校门前", "School Gate"), ("体育场", "Stadium"),
    ("政务大厅", "Service Hall"), ("建材城", "Building Market"), ("文化宫", "Culture Palace"),
    ("批发市场", "Wholesale Market"), ("公交枢纽", "Bus Hub"), ("会展中心", "Exhibition Hall"),
)  # fmt: skip
EQUIPMENT = {
    "transport_station": "防爆毯;盾牌;急救包;破窗器 / blast blanket; shields; first aid; window breaker",
    "night_market": "灭火器;盾牌;急救包;扩音器 / extinguisher; shields; first aid; loudhailer",
    "business_street": "灭火器;急救包;警戒带 / extinguisher; first aid; tape",
    "square": "盾牌;急救包;扩音器;除颤仪 / shields; first aid; loudhailer; defibrillator",
    "key_spot": "灭火器;急救包;警戒带;破拆工具 / extinguisher; first aid; tape; breaking tools",
}
HOURS = {"night_market": "16:00-24:00", "business_street": "08:00-24:00"}


@dataclass(frozen=True)
class StagingPoint:
    """A place where a crew stands ready."""

    number: int
    zone: int
    kind: str
    place: Name
    lon: float
    lat: float
    capacity: int

    @property
    def name(self) -> Name:
        return f"{self.place[0]}屯警点", f"{self.place[1]} Staging Point"


def place_points(board: Board) -> list[StagingPoint]:
    """One point in every zone, a second in the busiest; numbered as the zones are."""
    nodes = board.network.metres
    streets = _streets_at(board)
    junctions = np.array(sorted(n for n, found in streets.items() if len(found) > 1))
    heat = _heat(nodes)
    zones = [in_metres(zone) for zone in board.divisions.zones]
    # Streets are borders: a point on one would lie in two zones.
    cores = [zone.buffer(-CLEAR_M) for zone in zones]
    clear = junctions[np.any([_within_mask(core, nodes[junctions]) for core in cores], axis=0)]
    fixed = {int(clear[np.argmin(np.hypot(*(nodes[clear] - at).T))]): (kind, name)
             for at, kind, name in FIXED}  # fmt: skip
    chosen: list[tuple[int, int]] = []
    wanted = _shares(zones, nodes, heat)
    for number, (zone, core, count) in enumerate(zip(zones, cores, wanted, strict=True), 1):
        inside = _within(zone, nodes)
        candidates = junctions[_within_mask(core, nodes[junctions])]
        held = [n for n in fixed if n in set(inside.tolist())]
        medians = _medians(nodes, inside, candidates, heat, max(count, len(held)), held)
        chosen += [(number, n) for n in medians]
    return _named(board, chosen, streets, heat, fixed)


def _streets_at(board: Board) -> dict[int, list[tuple[int, Name]]]:
    """Named main streets that meet at each node, the greatest first."""
    found: dict[int, set[tuple[int, Name]]] = defaultdict(set)
    for edge in board.network.edges:
        if edge.street.name[0] and RANK[edge.street.kind] <= RANK["tertiary"]:
            for end in (edge.u, edge.v):
                found[end].add((RANK[edge.street.kind], edge.street.name))
    return {n: sorted(names) for n, names in found.items() if len({x[1] for x in names}) > 1}


def _heat(nodes: Floats) -> Floats:
    away = np.min([np.hypot(*(nodes - heart).T) for heart in HEARTS], axis=0)
    return 0.25 + np.exp(-((away / 1500) ** 2))


def _within_mask(zone: shapely.Geometry, points: Floats) -> np.ndarray:
    shapely.prepare(zone)
    return shapely.contains(zone, shapely.points(points))


def _within(zone: shapely.Geometry, nodes: Floats) -> np.ndarray:
    return np.flatnonzero(_within_mask(zone, nodes))


def _shares(zones: Sequence[shapely.Geometry], nodes: Floats, heat: Floats) -> list[int]:
    """Points of each zone: one, and one more where there is most heat left."""
    left = np.array([heat[_within(zone, nodes)].sum() for zone in zones])
    counts = np.ones(len(zones), int)
    while counts.sum() < COUNT:
        counts[int(np.argmax(left / counts - (counts >= 3) * 1e9))] += 1
    return counts.tolist()


def _medians(
    nodes: Floats,
    inside: np.ndarray,
    candidates: np.ndarray,
    heat: Floats,
    count: int,
    held: Sequence[int],
) -> list[int]:
    """The held nodes and so many candidates more that the zone's nodes have, together, the
    shortest way to one of them."""
    candidates = np.concatenate([np.array(held, int), candidates])
    away = np.hypot(*(nodes[inside][:, None] - nodes[candidates][None]).transpose(2, 0, 1))
    weighted = away * heat[inside][:, None]
    chosen = list(range(len(held)))
    while len(chosen) < count:
        chosen.append(_best_beside(weighted, chosen))
    for _ in range(4):
        for slot in range(len(held), count):
            rest = [c for i, c in enumerate(chosen) if i != slot]
            chosen[slot] = _best_beside(weighted, rest)
    return [int(n) for n in candidates[sorted(chosen)]]


def _best_beside(weighted: Floats, rest: Sequence[int]) -> int:
    known = weighted[:, rest].min(axis=1) if rest else np.full(len(weighted), np.inf)
    return int(np.argmin(np.minimum(known[:, None], weighted).sum(axis=0)))


def _named(
    board: Board,
    chosen: list[tuple[int, int]],
    streets: dict[int, list[tuple[int, Name]]],
    heat: Floats,
    fixed: Mapping[int, tuple[str, Name]],
) -> list[StagingPoint]:
    found = {i: fixed[node] for i, (_, node) in enumerate(chosen) if node in fixed}
    rest = [i for i in range(len(chosen)) if i not in found]
    used: set[str] = set()
    spots = iter(KEY_SPOTS)
    for i, kind in zip(sorted(rest, key=lambda i: -heat[chosen[i][1]]), BY_HEAT, strict=True):
        end = next(spots) if kind == "key_spot" else KINDS[kind]
        found[i] = kind, _place_name(streets[chosen[i][1]], end, used)
    return [
        StagingPoint(
            number=i + 1,
            zone=zone,
            kind=found[i][0],
            place=found[i][1],
            lon=float(board.network.lonlat[node][0]),
            lat=float(board.network.lonlat[node][1]),
            capacity=4 if found[i][0] in ("transport_station", "night_market") else 2 + i % 2,
        )
        for i, (zone, node) in enumerate(chosen)
    ]


def _place_name(streets: list[tuple[int, Name]], end: Name, used: set[str]) -> Name:
    """After the greatest street here that no point with this ending is named after, if need be
    after one of its ends."""
    for far_zh, far_en in (("", ""), ("北口", " North"), ("南口", " South"), ("东口", " East")):
        for _, (zh, en) in streets:
            name = f"{zh}{far_zh}{end[0]}", f"{en}{far_en} {end[1]}"
            if name[0] not in used and "环" not in zh:
                used.add(name[0])
                return name
    raise LookupError(f"no name left for a point at {streets}")
