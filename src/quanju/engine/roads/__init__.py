"""Roads: an OSM extract or two tables become a network that answers by driving time.

`build_from_osm`, `build_from_tables`, `save`, `load` · `snap`, `snap_many` · `nearest_units`,
`reach`, `reach_polygon`, `travel_table`, `route` · `Conditions`, `edges_near` · `streets`,
`crossings`. See docs/rooms/engine-roads.md.
"""

from quanju.engine.roads.access import oneway, tag_values
from quanju.engine.roads.build import build_from_osm, build_from_tables
from quanju.engine.roads.conditions import FREE, Conditions, edges_near
from quanju.engine.roads.ends import along_edge
from quanju.engine.roads.errors import NoRoute, RoadInputError, TooFarFromRoad
from quanju.engine.roads.network import RoadFile, RoadNetwork, load, save
from quanju.engine.roads.polygons import reach_polygon
from quanju.engine.roads.search import (
    Nearest,
    Reach,
    Route,
    nearest_units,
    reach,
    route,
    travel_table,
)
from quanju.engine.roads.snapping import Snap, snap, snap_many
from quanju.engine.roads.speeds import Speeds, read_speeds
from quanju.engine.roads.streets import Crossing, Street, crossings, streets
from quanju.engine.roads.tables import TableEdge, read_edges, read_nodes

__all__ = [
    "FREE",
    "Conditions",
    "Crossing",
    "Nearest",
    "NoRoute",
    "Reach",
    "RoadFile",
    "RoadInputError",
    "RoadNetwork",
    "Route",
    "Snap",
    "Speeds",
    "Street",
    "TableEdge",
    "TooFarFromRoad",
    "along_edge",
    "build_from_osm",
    "build_from_tables",
    "crossings",
    "edges_near",
    "load",
    "nearest_units",
    "oneway",
    "reach",
    "reach_polygon",
    "read_edges",
    "read_nodes",
    "read_speeds",
    "route",
    "save",
    "snap",
    "snap_many",
    "streets",
    "tag_values",
    "travel_table",
]
