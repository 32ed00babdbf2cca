"""Questions to the map."""
