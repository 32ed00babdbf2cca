"""The base map: vector tiles made here, from an OpenStreetMap extract or a branch folder.

No Django, no server, no network. See docs/rooms/geo-basemap.md.
"""
