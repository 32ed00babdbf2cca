"""The base map: vector tiles made here, from an OpenStreetMap extract or a branch folder.

No Django, no server, no network. See docs/rooms/geo-basemap.md.
"""

from quanju.domains.geo.basemap.build import build_tiles
from quanju.domains.geo.basemap.store import TileStore
from quanju.domains.geo.basemap.types import MapInputError, TileReport

__all__ = ["MapInputError", "TileReport", "TileStore", "build_tiles"]
