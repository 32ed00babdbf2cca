"""Files that people give: text, CSV, TOML, GeoJSON and OpenStreetMap, each read in one careful way.

Whatever is wrong with one becomes a `FileNotUsable` that names the file, the line where there is
one, and what would be right. What a file means is the business of the room that asked for it.
See docs/rooms/engine-files.md.
"""
