"""Roads: an OSM extract or two tables become a network that answers by driving time.

`build_from_osm`, `build_from_tables`, `save`, `load` · `snap`, `snap_many` · `nearest_units`,
`reach`, `reach_polygon`, `travel_table`, `route` · `Conditions`, `edges_near` · `streets`,
`crossings`. See docs/rooms/engine-roads.md.
"""
