"""Reading an OpenStreetMap extract.

Clipped extracts are the normal case: ways refer to nodes that are not in the file, relations to
ways that are not. What can be drawn of such a thing is drawn, the rest is counted.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import numpy as np
import osmium
import shapely
from osmium.osm import NODE, RELATION, WAY, Node, Relation, Way
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.basemap import areas, classes, mending, settlement
from quanju.domains.geo.basemap.mending import Compound, Reading
from quanju.domains.geo.basemap.types import (
    OSM_CREDIT,
    Bounds,
    MapInputError,
    MapSource,
)

WIDEST_DEGREES = 20.0
THIN_JETTY = 3e-5
"""Half the width in degrees (about 3 m) of a jetty that is drawn as a line."""

MOST_IN_HEADER = 0.6
"""The header's box is believed if it holds at least this share of the nodes."""


def read_extract(path: Path) -> MapSource:
    """Everything of an extract that the map draws; `MapInputError` if it is none or empty."""
    try:
        frame = _frame(path)
        reading = Reading()
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
    mending.finish_relations(reading)
    mending.finish_water(reading, frame)
    if settlement.add_settled(reading.layers):
        reading.faults["settled_ground_from_streets"] = 1
    mending.stay_near(reading.layers, frame)
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


def _read_relations(path: Path, reading: Reading) -> None:
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
            one = Compound(*found)
            for ref, role in ways:
                (one.inner if role == "inner" else one.outer).append(ref)
            reading.relations.append(one)
            reading.wanted.update(one.outer, one.inner)


def _read_ways(path: Path, reading: Reading) -> None:
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
    tags: dict[str, str], line: BaseGeometry, is_closed: bool, is_whole: bool, reading: Reading
) -> None:
    if (road := classes.road(tags)) is not None:
        is_backwards = classes.is_drawn_backwards(tags)
        reading.layers["road"].add(shapely.reverse(line) if is_backwards else line, road)
        if not road.bridge and tags.get("tunnel", "no") == "no":
            reading.dry.append(line)
        return
    reading.layers["railway"].add(line, classes.railway(tags))
    reading.layers["waterway"].add(line, classes.waterway(tags))
    if tags.get("natural") == "coastline":
        reading.coastlines.append(line)
    _draw_ground(tags, line, is_closed, is_closed and is_whole, reading)


def _draw_ground(
    tags: dict[str, str], line: BaseGeometry, is_closed: bool, is_ground: bool, reading: Reading
) -> None:
    """What is an area, or would be one if all of its nodes were in the file."""
    ground = _ground(line) if is_ground else line
    if tags.get("man_made") in classes.JETTIES:
        reading.jetties.append(ground if is_ground else ground.buffer(THIN_JETTY))
    if is_ground:
        reading.layers["place"].add(shapely.point_on_surface(ground), classes.place(tags))
    found = classes.area(tags)
    if found is None:
        return
    if is_ground:
        reading.layers[found[0]].add(areas.valid_area(ground), found[1])
    elif is_closed or found[0] == "water":
        reading.faults["areas_cut_open"] += 1
        reading.cut_open.append((*found, [line]))


def _ground(line: BaseGeometry) -> BaseGeometry:
    if line.geom_type == "LineString" and shapely.get_num_coordinates(line) >= 4:
        return shapely.Polygon(shapely.get_coordinates(line))
    return line


def _read_nodes(path: Path, reading: Reading) -> None:
    for node in _nodes(path, "place", "railway"):
        if node.location.valid():
            traits = classes.place({tag.k: tag.v for tag in node.tags})
            reading.layers["place"].add(shapely.Point(node.lon, node.lat), traits)
