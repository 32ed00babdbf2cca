"""Reading roads from two CSV tables: nodes and edges, under either of two sets of headings."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from quanju.engine.roads.errors import RoadInputError
from quanju.engine.roads.raw import RawRoads, RawWay
from quanju.engine.roads.speeds import MPH, Speeds

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
    "maxspeed_kmh": ("maxspeed_kmh",),
    "speed_mph": ("speed_mph",),
    "length_m": ("length_m", "length"),
    "geometry": ("geometry",),
}
NODES_NEED, EDGES_NEED = ("id", "lon", "lat"), ("u", "v")


def read_tables(nodes: Path, edges: Path, speeds: Speeds) -> RawRoads:
    """Read both tables; `RoadInputError` names the file, the line and what is wrong.

    Without a column `oneway` each row is one direction, as in a directed edge list.
    """
    raw = RawRoads()
    for line, row in _rows(nodes, NODES_NEED):
        where = f"{nodes.name} 第 {line} 行", f"{nodes.name} line {line}"
        lon, lat = _number(row, "lon", where), _number(row, "lat", where)
        _check_on_earth(lon, lat, where)
        raw.location[_node(row["id"])] = (lon, lat)
    for line, row in _rows(edges, EDGES_NEED):
        where = f"{edges.name} 第 {line} 行", f"{edges.name} line {line}"
        raw.ways.append(_way(raw, row, speeds, where, line))
    if not raw.ways:
        raise RoadInputError(f"{edges.name} 里没有道路", f"{edges.name} holds no roads")
    return raw


Where = tuple[str, str]


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            headings = [h or "" for h in reader.fieldnames or []]
            known = {
                name: next((a for a in aliases if a in headings), None)
                for name, aliases in ALIASES.items()
            }
            if missing := [name for name in needed if known[name] is None]:
                raise RoadInputError(
                    f"{path.name} 缺少列 {missing}", f"{path.name} lacks the columns {missing}"
                )
            for row in reader:
                yield (
                    reader.line_num,
                    {n: (row[c] or "").strip() for n, c in known.items() if c is not None},
                )
    except FileNotFoundError as error:
        raise RoadInputError(f"没有文件 {path.name}", f"there is no file {path.name}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise RoadInputError(
            f"{path.name} 不是 UTF-8 的 CSV 文件", f"{path.name} is not a CSV file in UTF-8"
        ) from error


def _node(text: str) -> int:
    # Identifiers need not be numbers; a stable number stands for each text.
    try:
        return int(text)
    except ValueError:
        return -1 - (hash_of(text) >> 1)


def hash_of(text: str) -> int:
    """A number for a text that is the same in every process (FNV-1a, 64 bit)."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def _number(row: Mapping[str, str], name: str, where: Where) -> float:
    try:
        return float(row[name])
    except ValueError as error:
        raise RoadInputError(
            f"{where[0]}：{name} 不是数：{row[name]!r}",
            f"{where[1]}: {name} is not a number: {row[name]!r}",
        ) from error


def _check_on_earth(lon: float, lat: float, where: Where) -> None:
    if -180 <= lon <= 180 and -90 <= lat <= 90:
        return
    swapped = -180 <= lat <= 180 and -90 <= lon <= 90
    zh, en = ("；经纬度像是写反了", "; they look swapped") if swapped else ("", "")
    raise RoadInputError(
        f"{where[0]}：坐标 {lon}, {lat} 不在地球上{zh}",
        f"{where[1]}: coordinates {lon}, {lat} are not on Earth{en}",
    )


def _way(raw: RawRoads, row: Mapping[str, str], speeds: Speeds, where: Where, line: int) -> RawWay:
    u, v = _node(row["u"]), _node(row["v"])
    for node, text in ((u, row["u"]), (v, row["v"])):
        if node not in raw.location:
            raise RoadInputError(
                f"{where[0]}：没有节点 {text!r}", f"{where[1]}: there is no node {text!r}"
            )
    road_class = row.get("class") or "road"
    is_directed = "oneway" not in row or row["oneway"].lower() in {"1", "yes", "true"}
    is_driven = road_class in speeds.driving
    kmh = _kmh(row, where) or speeds.on(road_class, None)
    metres = _number(row, "length_m", where) if row.get("length_m") else None
    if metres is not None and not 0 <= metres < 1e7:
        raise RoadInputError(
            f"{where[0]}：长度 {metres} 米不对", f"{where[1]}: a length of {metres} m is not right"
        )
    return RawWay(
        nodes=[u, *_bends(raw, row, where, line), v],
        road_class=road_class,
        name=raw.name_index(row.get("name_zh", ""), row.get("name_en", "")),
        drive_forward=is_driven,
        drive_backward=is_driven and not is_directed,
        walk=road_class not in {"motorway", "motorway_link"},
        kmh=kmh,
        kmh_backward=kmh,
        walk_kmh=speeds.steps if road_class == "steps" else speeds.walking,
        way_id=line,
        metres=metres,
    )


def _kmh(row: Mapping[str, str], where: Where) -> float | None:
    for name, factor in (("maxspeed_kmh", 1.0), ("speed_mph", MPH)):
        if row.get(name):
            kmh = _number(row, name, where) * factor
            if not 1 <= kmh <= 250:
                raise RoadInputError(
                    f"{where[0]}：速度 {kmh:.0f} 公里/小时不对",
                    f"{where[1]}: a speed of {kmh:.0f} km/h is not right",
                )
            return kmh
    return None


def _bends(raw: RawRoads, row: Mapping[str, str], where: Where, line: int) -> list[int]:
    """Points of the shape between the ends, entered as nodes of their own."""
    text = row.get("geometry", "")
    if not text:
        return []
    bends = []
    points = text.split(";")
    for number, point in enumerate(points[1:-1]):
        parts = point.split()
        if len(parts) != 2:
            raise RoadInputError(
                f"{where[0]}：geometry 应为“lon lat;lon lat”",
                f"{where[1]}: geometry should read 'lon lat;lon lat'",
            )
        pair = {"lon": parts[0], "lat": parts[1]}
        lon, lat = _number(pair, "lon", where), _number(pair, "lat", where)
        _check_on_earth(lon, lat, where)
        bend = -(1 << 62) + line * 100_000 + number
        raw.location[bend] = (lon, lat)
        bends.append(bend)
    return bends
