"""How the district is cut into patrol zones. See docs/rooms/engine-zoning.md."""
