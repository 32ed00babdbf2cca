"""Reading an OpenStreetMap extract.

Clipped extracts are the normal case: ways refer to nodes that are not in the file, relations to
ways that are not. What can be drawn of such a thing is drawn, the rest is counted.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np
import osmium
import shapely
from osmium.osm import NODE, RELATION, WAY, Node, Relation, Way
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.basemap import areas, classes, coast, settlement
from quanju.domains.geo.basemap.types import (
    LAYERS,
    OSM_CREDIT,
    Bounds,
    Drawn,
    MapInputError,
    MapSource,
    Traits,
)

WIDEST_DEGREES = 20.0
THIN_JETTY = 3e-5
"""Half the width in degrees (about 3 m) of a jetty that is drawn as a line."""

MOST_IN_HEADER = 0.6
"""The header's box is believed if it holds at least this share of the nodes."""


@dataclass(slots=True)
class _Relation:
    layer: str
    traits: Traits
    outer: list[int] = field(default_factory=list)
    inner: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """What is known while the file is read."""

    layers: dict[str, Drawn] = field(default_factory=lambda: {name: Drawn() for name in LAYERS})
    relations: list[_Relation] = field(default_factory=list)
    levels: dict[int, int] = field(default_factory=dict)
    wanted: set[int] = field(default_factory=set)
    members: dict[int, BaseGeometry] = field(default_factory=dict)
    coastlines: list[BaseGeometry] = field(default_factory=list)
    jetties: list[BaseGeometry] = field(default_factory=list)
    dry: list[BaseGeometry] = field(default_factory=list)
    cut_open: list[tuple[str, Traits, list[BaseGeometry]]] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)


def read_extract(path: Path) -> MapSource:
    """Everything of an extract that the map draws; `MapInputError` if it is none or empty."""
    try:
        frame = _frame(path)
        reading = _Reading()
        _read_relations(path, reading)
        _read_ways(path, reading)
        _read_nodes(path, reading)
    except (RuntimeError, ValueError, OSError, osmium.InvalidLocationError) as error:
        if isinstance(error, MapInputError):
            raise
        raise MapInputError(
            f"{path.name} 不能读取，文件损坏或不是 OpenStreetMap 数据（.osm.pbf）：{error}",
            f"{path.name} cannot be read, it is damaged or no OpenStreetMap extract (.osm.pbf): "
            f"{error}",
        ) from error
    _finish_relations(reading, frame)
    _finish_water(reading, frame)
    if settlement.add_settled(reading.layers):
        reading.faults["settled_ground_from_streets"] = 1
    _stay_near(reading.layers, frame)
    stem = path.name.removesuffix(".pbf").removesuffix(".osm")
    return MapSource(stem, OSM_CREDIT, frame, reading.layers, dict(reading.faults))


def _nodes(path: Path, *keys: str) -> Iterator[Node]:
    found = osmium.FileProcessor(str(path), NODE)
    if keys:
        found = found.with_filter(osmium.filter.KeyFilter(*keys))
    return cast(Iterator[Node], iter(found))


def _ways(path: Path) -> Iterator[Way]:
    """Ways whose nodes know their places."""
    found = osmium.FileProcessor(str(path), NODE | WAY).with_locations()
    return cast(Iterator[Way], iter(found.with_filter(osmium.filter.EntityFilter(WAY))))


def _relations(path: Path) -> Iterator[Relation]:
    return cast(Iterator[Relation], iter(osmium.FileProcessor(str(path), RELATION)))


def _frame(path: Path) -> Bounds:
    """The box of the extract: the header's, or that of the nodes if the header's is not true."""
    places = np.array(
        [(node.lon, node.lat) for node in _nodes(path) if node.location.valid()]
    ).reshape(-1, 2)
    if not len(places):
        raise MapInputError(
            f"{path.name} 是空的，没有任何坐标点", f"{path.name} is empty: it holds no nodes"
        )
    found = (*places.min(axis=0), *places.max(axis=0))
    with osmium.io.Reader(str(path)) as reader:
        box = reader.header().box()
    if box.valid():
        low, high = box.bottom_left, box.top_right
        inside = (places >= (low.lon, low.lat)).all(axis=1) & (places <= (high.lon, high.lat)).all(
            axis=1
        )
        if inside.mean() >= MOST_IN_HEADER:
            found = (low.lon, low.lat, high.lon, high.lat)
    west, south, east, north = (float(side) for side in found)
    if max(east - west, north - south) > WIDEST_DEGREES:
        raise MapInputError(
            f"{path.name} 的范围超过 {WIDEST_DEGREES:g} 度；请先裁剪到辖区",
            f"{path.name} is more than {WIDEST_DEGREES:g} degrees wide; "
            "cut it to the district first",
        )
    return west, south, east, north


def _read_relations(path: Path, reading: _Reading) -> None:
    for relation in _relations(path):
        tags = {tag.k: tag.v for tag in relation.tags}
        if tags.get("type") not in ("multipolygon", "boundary"):
            continue
        ways = [(member.ref, member.role) for member in relation.members if member.type == "w"]
        level = classes.admin_level(tags)
        if level is not None:
            for ref, _ in ways:
                reading.levels[ref] = min(level, reading.levels.get(ref, level))
        found = classes.area(tags)
        if found is not None:
            one = _Relation(*found)
            for ref, role in ways:
                (one.inner if role == "inner" else one.outer).append(ref)
            reading.relations.append(one)
            reading.wanted.update(one.outer, one.inner)


def _read_ways(path: Path, reading: _Reading) -> None:
    factory = osmium.geom.WKBFactory()
    for way in _ways(path):
        tags = {tag.k: tag.v for tag in way.tags}
        level = reading.levels.get(way.id, classes.admin_level(tags))
        if not (tags or level or way.id in reading.wanted):
            continue
        is_whole = True
        try:
            line = shapely.from_wkb(factory.create_linestring(way))
        except (RuntimeError, osmium.InvalidLocationError):
            line, is_whole = _known_part(way, reading.faults), False
        if line is None:
            continue
        if way.id in reading.wanted:
            reading.members[way.id] = line
        if level is not None:
            reading.layers["boundary"].add(line, classes.boundary(level))
        if tags:
            _draw_way(tags, line, way.is_closed(), is_whole, reading)


def _known_part(way: Way, faults: Counter[str]) -> BaseGeometry | None:
    """The stretches of a way whose nodes are in the file."""
    stretches: list[list[tuple[float, float]]] = [[]]
    for node in way.nodes:
        if node.location.valid():
            if not stretches[-1] or stretches[-1][-1] != (node.lon, node.lat):
                stretches[-1].append((node.lon, node.lat))
        else:
            faults["dangling_references"] += 1
            stretches.append([])
    lines = [shapely.LineString(points) for points in stretches if len(points) >= 2]
    if not lines:
        faults["ways_without_shape"] += 1
        return None
    return lines[0] if len(lines) == 1 else shapely.multilinestrings(lines)


def _draw_way(
    tags: dict[str, str], line: BaseGeometry, is_closed: bool, is_whole: bool, reading: _Reading
) -> None:
    layers = reading.layers
    if (road := classes.road(tags)) is not None:
        layers["road"].add(
            shapely.reverse(line) if classes.is_drawn_backwards(tags) else line, road
        )
        if not road.bridge and tags.get("tunnel", "no") == "no":
            reading.dry.append(line)
        return
    if (rail := classes.railway(tags)) is not None:
        layers["railway"].add(line, rail)
    if (water := classes.waterway(tags)) is not None:
        layers["waterway"].add(line, water)
    if tags.get("natural") == "coastline":
        reading.coastlines.append(line)
    if (place := classes.place(tags)) is not None and is_whole:
        layers["place"].add(shapely.point_on_surface(_ground(line, is_closed)), place)
    if tags.get("man_made") in classes.JETTIES:
        reading.jetties.append(
            _ground(line, is_closed and is_whole).buffer(0 if is_closed else 3e-5)
        )
    found = classes.area(tags)
    if found is None:
        return
    if is_closed and is_whole:
        layers[found[0]].add(areas.valid_area(_ground(line, True)), found[1])
    elif is_closed or found[0] == "water":
        reading.cut_open.append((*found, [line]))


def _ground(line: BaseGeometry, is_closed: bool) -> BaseGeometry:
    if is_closed and line.geom_type == "LineString" and shapely.get_num_coordinates(line) >= 4:
        return shapely.Polygon(shapely.get_coordinates(line))
    return line


def _read_nodes(path: Path, reading: _Reading) -> None:
    for node in _nodes(path, "place", "railway"):
        traits = classes.place({tag.k: tag.v for tag in node.tags})
        if traits is not None and node.location.valid():
            reading.layers["place"].add(shapely.Point(node.lon, node.lat), traits)


def _finish_relations(reading: _Reading, frame: Bounds) -> None:
    for one in reading.relations:
        outer = list(_known(one.outer, reading))
        area, is_closed = areas.compound(outer, list(_known(one.inner, reading)))
        is_complete = is_closed and len(outer) == len(one.outer)
        if is_complete or one.layer != "water":
            reading.layers[one.layer].add(area, one.traits)
        if not is_complete:
            reading.faults["areas_cut_open"] += 1
            lines = outer + list(_known(one.inner, reading))
            if outer and one.layer == "water":
                reading.cut_open.append((one.layer, one.traits, lines))


def _known(refs: list[int], reading: _Reading) -> Iterator[BaseGeometry]:
    return (reading.members[ref] for ref in refs if ref in reading.members)


def _finish_water(reading: _Reading, frame: Bounds) -> None:
    """The sea, and areas that were cut open: big water by its banks, the rest by straight lines."""
    rivers = reading.layers["waterway"].geometry
    for layer, traits, lines in reading.cut_open:
        area = None
        if layer == "water":
            area = coast.cut_water(lines, frame, reading.dry, rivers)
        if area is None:
            area = areas.close_small(areas.join_lines(lines), frame)
        if area is None:
            reading.faults["areas_given_up"] += 1
        reading.layers[layer].add(area, traits)
    if reading.coastlines:
        water = coast.sea(reading.coastlines, frame)
        if water is not None and reading.jetties:
            water = areas.valid_area(shapely.difference(water, shapely.union_all(reading.jetties)))
        reading.layers["water"].add(water, Traits(kind="sea"))


def _stay_near(layers: dict[str, Drawn], frame: Bounds) -> None:
    """Cut off what runs far out of the extract: whole boundaries and long roads are in the file."""
    west, south, east, north = frame
    wide, high = east - west, north - south
    near = (west - wide, south - high, east + wide, north + high)
    for layer, drawn in layers.items():
        window = frame if layer == "boundary" else near
        shapes = np.array(drawn.geometry, dtype=object)
        box = shapely.bounds(shapes).reshape(-1, 4)
        out = (box[:, :2] < window[:2]).any(axis=1) | (box[:, 2:] > window[2:]).any(axis=1)
        shapes[out] = shapely.clip_by_rect(shapes[out], *window)
        traits, kept = drawn.traits, ~shapely.is_empty(shapes)
        drawn.geometry = list(shapes[kept])
        drawn.traits = [traits[row] for row in np.flatnonzero(kept).tolist()]
