"""The roads of a branch folder as they are drawn: roads/nodes.csv and roads/edges.csv."""

from pathlib import Path

import numpy as np
import shapely

from quanju.domains.geo.basemap.types import Drawn, Traits
from quanju.engine.files.errors import FileNotUsable
from quanju.engine.roads.tables import TableEdge, read_edges, read_nodes

NORTHERNMOST = 85.0
"""Degrees of latitude that a web map shows."""


def read_roads(nodes_file: Path, edges_file: Path, drawn: dict[str, Drawn]) -> None:
    """Add the roads of both tables; `FileNotUsable` names the file and line that is wrong."""
    if not nodes_file.is_file() and not edges_file.is_file():
        return
    nodes = read_nodes(nodes_file)
    for name, (_, lat) in nodes.items():
        if abs(lat) > NORTHERNMOST:
            raise FileNotUsable(
                nodes_file,
                f"节点 {name!r} 在纬度 {lat:g}，超出地图范围（经度、纬度是否颠倒？）",
                f"the node {name!r} at latitude {lat:g} is out of the map's range (swapped?)",
            )
    seen: set[tuple[Traits, bytes]] = set()
    for edge in read_edges(edges_file, nodes):
        if len(np.unique(edge.places, axis=0)) < 2:
            continue
        traits = _traits(edge)
        against = edge.backward and not edge.forward
        geometry = shapely.LineString(edge.places[::-1] if against else edge.places)
        # Tables with one row a direction hold every two-way street twice.
        form = geometry if traits.oneway else shapely.normalize(geometry)
        key = (traits, shapely.to_wkb(form))
        if key not in seen:
            seen.add(key)
            drawn["road"].add(geometry, traits)


def _traits(edge: TableEdge) -> Traits:
    return Traits(
        kind=edge.road_class,
        name=edge.name_zh or edge.name_en,
        name_en=edge.name_en,
        bridge=edge.is_bridge,
        oneway=not edge.is_directed and edge.forward != edge.backward,
    )
