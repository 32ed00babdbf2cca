"""Small invented towns as files, and tiles read back with a decoder that is not ours."""

import csv
import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import mapbox_vector_tile
import numpy as np
import osmium
import shapely
from osmium.osm.mutable import Node, Relation, Way
from pmtiles.tile import tileid_to_zxy
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.basemap.build import build_tiles
from quanju.domains.geo.basemap.store import TileStore

LON, LAT = 119.7514, 49.2036
"""The town's corner. What lies up to 6 thousandths of a degree east and north of it fits into one
tile of zoom 15, buffer included."""
EXTENT = 4096
Place = tuple[float, float]


class Seen(NamedTuple):
    """A feature as a browser gets it; `shape` in units of the zoom over the whole world."""

    tile: tuple[int, int]
    layer: str
    shape: BaseGeometry
    facts: dict[str, Any]


def at(east: float, north: float) -> Place:
    """A place so many thousandths of a degree east and north of the town's corner."""
    return round(LON + east / 1000, 7), round(LAT + north / 1000, 7)


def path_of(*places: tuple[float, float]) -> list[Place]:
    return [at(*place) for place in places]


def seen(store: TileStore, zoom: int, layer: str | None = None) -> list[Seen]:
    """Everything in the tiles of a zoom."""
    found = []
    for first, run in store.addresses():
        for number in range(first, first + run):
            z, x, y = tileid_to_zxy(number)
            if z == zoom:
                found += [one for one in _decoded(store, z, x, y) if layer in (None, one.layer)]
    return found


def _decoded(store: TileStore, z: int, x: int, y: int) -> Iterable[Seen]:
    content = store.tile(z, x, y)
    assert content is not None
    tile = mapbox_vector_tile.decode(
        gzip.decompress(content), default_options={"y_coord_down": True}
    )
    corner = np.array([x, y]) * EXTENT
    for layer, layer_content in tile.items():
        assert layer_content["extent"] == EXTENT
        assert layer_content["version"] == 2
        for feature in layer_content["features"]:
            there = shapely.transform(shape(feature["geometry"]), lambda xy: xy + corner)
            yield Seen((x, y), layer, there, feature["properties"])


def inside_its_tile(one: Seen) -> BaseGeometry:
    """The part of a feature that lies in its tile proper, without the buffer around it."""
    x, y = one.tile[0] * EXTENT, one.tile[1] * EXTENT
    return shapely.intersection(one.shape, shapely.box(x, y, x + EXTENT, y + EXTENT))


def in_units(places: Sequence[Place], zoom: int) -> np.ndarray:
    """Web Mercator by the book, in units of the zoom: the oracle for the maker's own projection."""
    lon, lat = np.array(places, dtype=float).T
    x = (lon + 180) / 360
    y = (1 - np.log(np.tan(np.radians(lat)) + 1 / np.cos(np.radians(lat))) / np.pi) / 2
    return np.column_stack([x, y]) * EXTENT * 2**zoom


def build(source: Path, out: Path | None = None) -> TileStore:
    target = out or source.parent / f"{source.name}.pmtiles"
    build_tiles(source, target)
    return TileStore(target)


class Folder:
    """A branch folder with a base map and roads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "roads").mkdir(parents=True)
        self.features: list[dict[str, Any]] = []
        self.nodes: list[list[Any]] = []
        self.edges: list[list[Any]] = []

    def draw(self, layer: str, geometry: BaseGeometry, **facts: Any) -> "Folder":
        facts["class"] = facts.pop("kind", "")
        properties = {"layer": layer, "name_zh": "", "name_en": "", **facts}
        self.features.append(
            {"type": "Feature", "properties": properties, "geometry": mapping(geometry)}
        )
        return self

    def road(
        self, places: Sequence[Place], kind: str = "residential", zh: str = "", **facts: Any
    ) -> "Folder":
        ends = []
        for place in (places[0], places[-1]):
            self.nodes.append([len(self.nodes) + 1, *place])
            ends.append(len(self.nodes))
        shape_text = ";".join(f"{lon} {lat}" for lon, lat in places)
        one_way, bridge = facts.get("oneway", 0), facts.get("bridge", 0)
        self.edges.append(
            [*ends, kind, zh, facts.get("en", ""), one_way, 50, bridge, 100, shape_text]
        )
        return self

    def write(self) -> Path:
        collection = {"type": "FeatureCollection", "features": self.features}
        (self.path / "basemap.geojson").write_text(json.dumps(collection, ensure_ascii=False))
        columns = "u,v,class,name_zh,name_en,oneway,maxspeed_kmh,bridge,length_m,geometry"
        self._table("nodes.csv", ["id", "lon", "lat"], self.nodes)
        self._table("edges.csv", columns.split(","), self.edges)
        return self.path

    def _table(self, name: str, columns: list[str], rows: list[list[Any]]) -> None:
        with (self.path / "roads" / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([columns, *rows])

    def build(self) -> TileStore:
        return build(self.write())


class Extract:
    """An OpenStreetMap extract, written node by node."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.nodes: dict[int, Node] = {}
        self.ways: list[Way] = []
        self.relations: list[Relation] = []
        self.lost: set[int] = set()
        self._known: dict[Place, int] = {}

    def node(self, place: Place, tags: Mapping[str, str] | None = None) -> int:
        if tags is None and place in self._known:
            return self._known[place]
        number = len(self.nodes) + 1
        self.nodes[number] = Node(id=number, location=place, tags=dict(tags or {}))
        self._known.setdefault(place, number)
        return number

    def way(self, places: Sequence[Place], **tags: str) -> int:
        """Tags with a colon are written with two underscores: name__zh."""
        number = len(self.ways) + 1
        nodes = [self.node(place) for place in places]
        self.ways.append(Way(id=number, nodes=nodes, tags=_tags(tags)))
        return number

    def relation(self, members: Sequence[tuple[int, str]], **tags: str) -> None:
        self.relations.append(
            Relation(
                id=len(self.relations) + 1,
                members=[("w", ref, role) for ref, role in members],
                tags=_tags(tags),
            )
        )

    def lose(self, *places: Place) -> None:
        """Leave these nodes out of the file, as clipping does."""
        self.lost.update(self._known[place] for place in places)

    def write(self, frame: tuple[float, float, float, float] | None = None) -> Path:
        header = osmium.io.Header()
        if frame:
            west, south, east, north = frame
            header.add_box(
                osmium.osm.Box(osmium.osm.Location(west, south), osmium.osm.Location(east, north))
            )
        self.path.unlink(missing_ok=True)
        with osmium.SimpleWriter(str(self.path), header=header) as writer:
            for number, node in self.nodes.items():
                if number not in self.lost:
                    writer.add_node(node)
            for way in self.ways:
                writer.add_way(way)
            for relation in self.relations:
                writer.add_relation(relation)
        return self.path

    def build(self, frame: tuple[float, float, float, float] | None = None) -> TileStore:
        return build(self.write(frame))


def _tags(tags: Mapping[str, str]) -> dict[str, str]:
    return {key.replace("__", ":"): value for key, value in tags.items()}
