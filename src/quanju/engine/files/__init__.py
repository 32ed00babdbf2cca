"""Files that people give: text, CSV, TOML, GeoJSON and OpenStreetMap, each read in one careful way.

Whatever is wrong with one becomes a `FileNotUsable` that names the file, the line where there is
one, and what would be right. What a file means is the business of the room that asked for it.
See docs/rooms/engine-files.md.
"""

from quanju.engine.files.errors import FileNotUsable, InputError
from quanju.engine.files.geojson import Feature, read_features
from quanju.engine.files.osm import OsmFile
from quanju.engine.files.tables import Row, Table, open_table
from quanju.engine.files.text import one_line, open_text, read_text
from quanju.engine.files.toml import Keys, read_toml

__all__ = [
    "Feature",
    "FileNotUsable",
    "InputError",
    "Keys",
    "OsmFile",
    "Row",
    "Table",
    "one_line",
    "open_table",
    "open_text",
    "read_features",
    "read_text",
    "read_toml",
]
