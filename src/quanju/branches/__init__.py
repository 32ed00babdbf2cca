"""Loading a branch from a folder of readable files (TOML, GeoJSON, CSV)."""
