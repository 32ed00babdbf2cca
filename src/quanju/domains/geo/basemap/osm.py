"""Reading an OpenStreetMap extract.

Clipped extracts are the normal case: ways refer to nodes that are not in the file, relations to
ways that are not. What can be drawn of such a thing is drawn, the rest is counted.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import osmium
import shapely
from osmium.osm import Way
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.basemap import areas, classes, mending, settlement
from quanju.domains.geo.basemap.mending import Compound, Reading
from quanju.domains.geo.basemap.types import (
    OSM_CREDIT,
    Bounds,
    MapInputError,
    MapSource,
    Traits,
)
from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.osm import OsmFile
from quanju.engine.roads.access import tag_values

WIDEST_DEGREES = 20.0
SAY_NOTHING = frozenset({"type", "source", "created_by", "note", "fixme", "comment"})
"""Tags of a relation that do not tell what it is."""

THIN_JETTY = 3e-5
"""Half the width in degrees (about 3 m) of a jetty that is drawn as a line."""

MOST_IN_HEADER = 0.6
"""The header's box is believed if it holds at least this share of the nodes."""


def read_extract(path: Path) -> MapSource:
    """Everything of an extract that the map draws.

    `FileNotUsable` if it is none or empty, `MapInputError` if it is too wide.
    """
    file = OsmFile(path)
    frame = _frame(file)
    reading = Reading()
    _read_relations(file, reading)
    _read_ways(file, reading)
    _read_nodes(file, reading)
    if file.faults["deleted_objects"]:
        reading.faults["deleted_objects"] = file.faults["deleted_objects"]
    mending.finish_relations(reading)
    mending.finish_water(reading, frame)
    if settlement.add_settled(reading.layers):
        reading.faults["settled_ground_from_streets"] = 1
    mending.stay_near(reading.layers, frame)
    stem = path.name.removesuffix(".pbf").removesuffix(".osm")
    return MapSource(stem, OSM_CREDIT, frame, reading.layers, dict(reading.faults))


def _frame(file: OsmFile) -> Bounds:
    """The box of the extract: the header's, or that of the nodes if the header's is not true."""
    places = np.array(list(file.places()), dtype=np.float64).reshape(-1, 2)
    if not len(places):
        raise FileNotUsable(file.path, "是空的，没有任何坐标点", "it is empty: it holds no nodes")
    found = (*places.min(axis=0), *places.max(axis=0))
    if file.box.valid():
        low, high = file.box.bottom_left, file.box.top_right
        inside = (places >= (low.lon, low.lat)).all(axis=1) & (places <= (high.lon, high.lat)).all(
            axis=1
        )
        if inside.mean() >= MOST_IN_HEADER:
            found = (low.lon, low.lat, high.lon, high.lat)
    west, south, east, north = (float(side) for side in found)
    if max(east - west, north - south) > WIDEST_DEGREES:
        name = file.path.name
        raise MapInputError(
            f"{name} 的范围超过 {WIDEST_DEGREES:g} 度；请先裁剪到辖区",
            f"{name} is more than {WIDEST_DEGREES:g} degrees wide; cut it to the district first",
        )
    return west, south, east, north


def _read_relations(file: OsmFile, reading: Reading) -> None:
    for relation in file.objects(relations=()):
        tags = {tag.k: tag.v for tag in relation.tags}
        if tags.get("type") not in ("multipolygon", "boundary"):
            continue
        ways = [(member.ref, member.role) for member in relation.members if member.type == "w"]
        level = classes.admin_level(tags)
        if level is not None:
            for ref, _ in ways:
                reading.levels[ref] = min(level, reading.levels.get(ref, level))
        found = classes.area(tags) or (("", Traits()) if _is_bare(tags) else None)
        if found is not None:
            _take_compound(Compound(*found), ways, reading)


def _is_bare(tags: dict[str, str]) -> bool:
    """A multipolygon of the old kind: what it is stands on its outer ways."""
    return tags.get("type") == "multipolygon" and SAY_NOTHING.issuperset(tags)


def _take_compound(one: Compound, ways: list[tuple[int, str]], reading: Reading) -> None:
    for ref, role in dict.fromkeys(ways):
        (one.inner if role == "inner" else one.outer).append(ref)
    if not all(role for _, role in ways):
        one.has_roles = False
        reading.faults["roles_missing"] += 1
    for ref in one.outer:
        reading.outer_of.setdefault(ref, []).append(one)
    reading.relations.append(one)
    reading.wanted.update(one.outer, one.inner)


def _read_ways(file: OsmFile, reading: Reading) -> None:
    factory = osmium.geom.WKBFactory()
    for way in file.objects(ways=(), with_places=True):
        tags = {tag.k: tag.v for tag in way.tags}
        level = reading.levels.get(way.id, classes.admin_level(tags))
        if not (tags or level or way.id in reading.wanted):
            continue
        is_whole = True
        try:
            line = shapely.from_wkb(factory.create_linestring(way))
        except (RuntimeError, osmium.InvalidLocationError):
            line, is_whole = _known_part(file, way, reading.faults)
        if line is None:
            continue
        if way.id in reading.wanted:
            reading.members[way.id] = line
        if level is not None:
            reading.layers["boundary"].add(line, classes.boundary(level))
        if tags:
            _draw_way(way.id, tags, line, way.is_closed(), is_whole, reading)


def _known_part(file: OsmFile, way: Way, faults: Counter[str]) -> tuple[BaseGeometry | None, bool]:
    """The stretches of a way whose nodes are in the file, and whether that is all of it."""
    stretches: list[list[tuple[float, float]]] = [[]]
    for node in way.nodes:
        place = file.place(node)
        if place is None:
            faults["dangling_references"] += 1
            stretches.append([])
        elif not stretches[-1] or stretches[-1][-1] != place:
            stretches[-1].append(place)
    lines = [shapely.LineString(points) for points in stretches if len(points) >= 2]
    if not lines:
        faults["ways_without_shape"] += 1
        return None, False
    if len(lines) == 1:
        return lines[0], len(stretches) == 1
    return shapely.multilinestrings(lines), False


def _draw_way(
    number: int,
    tags: dict[str, str],
    line: BaseGeometry,
    is_closed: bool,
    is_whole: bool,
    reading: Reading,
) -> None:
    if (road := classes.road(tags)) is not None:
        is_backwards = classes.is_drawn_backwards(tags)
        reading.layers["road"].add(shapely.reverse(line) if is_backwards else line, road)
        if not road.bridge and not classes.is_said(tags, "tunnel"):
            reading.dry.append(line)
        return
    reading.layers["railway"].add(line, classes.railway(tags))
    reading.layers["waterway"].add(line, classes.waterway(tags))
    if "coastline" in tag_values(tags.get("natural", "")):
        reading.coastlines.append(line)
    found = classes.area(tags)
    if found is not None and _is_drawn_by_relation(reading.outer_of.get(number, ()), found):
        found = None
    _draw_ground(tags, found, line, is_closed, is_closed and is_whole, reading)


def _is_drawn_by_relation(relations: Sequence[Compound], found: tuple[str, Traits]) -> bool:
    """The outer way of an area with the same tags, or of one that waits for them."""
    for one in relations:
        if not one.layer:
            one.layer, one.traits = found
        if (one.layer, one.traits.kind) == (found[0], found[1].kind):
            return True
    return False


def _draw_ground(
    tags: dict[str, str],
    found: tuple[str, Traits] | None,
    line: BaseGeometry,
    is_closed: bool,
    is_ground: bool,
    reading: Reading,
) -> None:
    """What is an area, or would be one if all of its nodes were in the file."""
    ground = _ground(line) if is_ground else line
    if not classes.JETTIES.isdisjoint(tag_values(tags.get("man_made", ""))):
        reading.jetties.append(ground if is_ground else ground.buffer(THIN_JETTY))
    if is_ground:
        reading.layers["place"].add(shapely.point_on_surface(ground), classes.place(tags))
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


def _read_nodes(file: OsmFile, reading: Reading) -> None:
    for node in file.objects(nodes=("place", "railway")):
        if node.location.valid():
            traits = classes.place({tag.k: tag.v for tag in node.tags})
            reading.layers["place"].add(shapely.Point(node.lon, node.lat), traits)
