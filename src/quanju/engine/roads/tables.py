"""Roads from two CSV tables: nodes and edges, under either of two sets of headings."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.tables import Row, Table, open_table
from quanju.engine.files.text import one_line
from quanju.engine.roads.raw import RawRoads, RawWay, distance_m
from quanju.engine.roads.speeds import MPH, Speeds
from quanju.engine.roads.words import NOT_ROADS, ONLY_WALKED

ALIASES = {
    "id": ("id", "osmid", "node"),
    "lon": ("lon", "x", "longitude"),
    "lat": ("lat", "y", "latitude"),
    "u": ("u", "from"),
    "v": ("v", "to"),
    "class": ("class", "highway"),
    "name_zh": ("name_zh", "name"),
    "name_en": ("name_en",),
    "oneway": ("oneway",),
    "bridge": ("bridge",),
    "maxspeed_kmh": ("maxspeed_kmh",),
    "speed_mph": ("speed_mph",),
    "length_m": ("length_m", "length"),
    "geometry": ("geometry",),
}
NODE_COLUMNS = ("id", "lon", "lat")
EDGE_COLUMNS = tuple(name for name in ALIASES if name not in NODE_COLUMNS)
NODES_NEED, EDGES_NEED = NODE_COLUMNS, ("u", "v")
FARTHEST_END_M = 200.0
"""A shape that begins farther than this from its node is another road's."""

ONEWAY = {
    **dict.fromkeys(("1", "yes", "true", "y", "是", "单行", "forward", "ft"), (True, False)),
    **dict.fromkeys(("-1", "reverse", "backward", "tf"), (False, True)),
    **dict.fromkeys(("", "0", "no", "false", "n", "否", "双向", "b", "both"), (True, True)),
}
YES = frozenset({"1", "yes", "true", "y", "t", "是"})
Place = tuple[float, float]


@dataclass(frozen=True)
class TableEdge:
    """One row of the edges, from node `u` to node `v`; `places` are its corners, ends included.

    Without a column `oneway` each row is one direction, and `is_directed` says so.
    """

    row: Row
    u: str
    v: str
    places: tuple[Place, ...]
    road_class: str
    name_zh: str
    name_en: str
    forward: bool
    backward: bool
    is_directed: bool
    is_bridge: bool


def read_nodes(path: Path, not_read: list[str] | None = None) -> dict[str, Place]:
    """Places in degrees by what the table calls them; `FileNotUsable` names the line."""
    nodes: dict[str, Place] = {}
    with open_table(path) as table:
        for row in _known(table, NODE_COLUMNS, NODES_NEED, not_read):
            place = row.place()
            if not row["id"]:
                raise row.wrong("节点没有编号", "a node without an id")
            if nodes.setdefault(row["id"], place) != place:
                name = row["id"][:40]
                raise row.wrong(
                    f"节点 {name!r} 出现两次，坐标不同",
                    f"the node {name!r} stands there twice, at two places",
                )
    return nodes


def read_edges(
    path: Path, nodes: Mapping[str, Place], not_read: list[str] | None = None
) -> Iterator[TableEdge]:
    """Every edge; `FileNotUsable` names file, line and what is wrong."""
    with open_table(path) as table:
        for row in _known(table, EDGE_COLUMNS, EDGES_NEED, not_read):
            forward, backward = _directions(row)
            yield TableEdge(
                row=row,
                u=row["u"],
                v=row["v"],
                places=_places(row, nodes),
                road_class=row.get("class") or "road",
                name_zh=one_line(row.get("name_zh", "")),
                name_en=one_line(row.get("name_en", "")),
                forward=forward,
                backward=backward,
                is_directed="oneway" not in row,
                is_bridge=row.get("bridge", "").lower() in YES,
            )


def read_tables(nodes: Path, edges: Path, speeds: Speeds) -> RawRoads:
    """Read both tables into raw roads; `FileNotUsable` names the file, the line and what is wrong.

    Columns that nothing reads are told in `columns_not_read`: they come from other programs.
    """
    raw, not_read = RawRoads(), list[str]()
    places = read_nodes(nodes, not_read)
    number = {name: index for index, name in enumerate(places)}
    raw.location = dict(enumerate(places.values()))
    for edge in read_edges(edges, places, not_read):
        _check_class(edge, speeds, raw.not_understood)
        if any(abs(b[0] - a[0]) > 180 for a, b in pairwise(edge.places)):
            raw.not_covered["road across 180°"] += 1
            continue
        bends = range(len(raw.location), len(raw.location) + len(edge.places) - 2)
        raw.location.update(zip(bends, edge.places[1:-1], strict=True))
        raw.ways.append(_way(raw, edge, [number[edge.u], *bends, number[edge.v]], speeds))
    raw.columns_not_read = tuple(dict.fromkeys(not_read))
    if not raw.ways:
        raise FileNotUsable(edges, "没有道路", "it holds no roads")
    return raw


def _known(
    table: Table, columns: tuple[str, ...], needed: tuple[str, ...], not_read: list[str] | None
) -> Iterator[Row]:
    """The rows under our names for their columns."""
    ours = {
        name: found
        for name in columns
        if (found := next((a for a in ALIASES[name] if a in table.headings), None))
    }
    table.need([name for name in needed if name not in ours])
    if not_read is not None:
        not_read += [name for name in table.headings if name not in ours.values()]
    for row in table.rows():
        yield Row(row.path, row.line, {name: row[found] for name, found in ours.items()})


def _directions(row: Row) -> tuple[bool, bool]:
    if "oneway" not in row:
        return True, False
    found = ONEWAY.get(row["oneway"].lower())
    if found is None:
        shown = row["oneway"][:40]
        raise row.wrong(
            f"oneway 应为 yes、no 或 -1（逆向），现为 {shown!r}",
            f"oneway must be yes, no or -1 (against the row), not {shown!r}",
        )
    return found


def _places(row: Row, nodes: Mapping[str, Place]) -> tuple[Place, ...]:
    for end in ("u", "v"):
        if row[end] not in nodes:
            name = row[end][:40]
            raise row.wrong(f"没有节点 {name!r}", f"there is no node {name!r}")
    start, end_ = nodes[row["u"]], nodes[row["v"]]
    corners = row.places("geometry") if row.get("geometry") else []
    if len(corners) < 2:
        return start, end_
    if _metres(corners[-1], start) + _metres(corners[0], end_) < _metres(
        corners[0], start
    ) + _metres(corners[-1], end_):
        corners.reverse()  # drawn from v to u
    off = max(_metres(corners[0], start), _metres(corners[-1], end_))
    if off > FARTHEST_END_M:
        raise row.wrong(
            f"geometry 的端点离节点 {off:,.0f} 米",
            f"the geometry ends {off:,.0f} m from its node",
        )
    return start, *corners[1:-1], end_


def _metres(a: Place, b: Place) -> float:
    return distance_m(*a, *b)


def _check_class(edge: TableEdge, speeds: Speeds, unread: Counter[str]) -> None:
    known = (speeds.driving, speeds.where_opened, ONLY_WALKED, NOT_ROADS)
    if not any(edge.road_class in words for words in known):
        unread[f"class={edge.road_class[:40]}"] += 1


def _way(raw: RawRoads, edge: TableEdge, nodes: list[int], speeds: Speeds) -> RawWay:
    row, road_class = edge.row, edge.road_class
    # A class that nobody knows is a road of no special kind; a path is not driven.
    is_driven = not any(road_class in s for s in (speeds.where_opened, ONLY_WALKED, NOT_ROADS))
    kmh = _kmh(row) or speeds.on(road_class, None)
    metres = row.number("length_m") if row.get("length_m") else None
    if metres is not None and not 0 <= metres < 1e7:
        raise row.wrong(f"长度 {metres:g} 米不对", f"a length of {metres:g} m is not right")
    return RawWay(
        nodes=nodes,
        road_class=road_class,
        name=raw.name_index(edge.name_zh, edge.name_en),
        drive_forward=is_driven and edge.forward,
        drive_backward=is_driven and edge.backward,
        walk=road_class not in {"motorway", "motorway_link"},
        kmh=kmh,
        kmh_backward=kmh,
        walk_kmh=speeds.steps if road_class == "steps" else speeds.walking,
        way_id=row.line,
        metres=metres,
    )


def _kmh(row: Row) -> float | None:
    for name, factor in (("maxspeed_kmh", 1.0), ("speed_mph", MPH)):
        if row.get(name):
            kmh = row.number(name) * factor
            if not 1 <= kmh <= 250:
                raise row.wrong(
                    f"速度 {kmh:.0f} 公里/小时不对", f"a speed of {kmh:.0f} km/h is not right"
                )
            return kmh
    return None
