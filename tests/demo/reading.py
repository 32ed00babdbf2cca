"""A branch folder as tests read it."""

import csv
import hashlib
import json
import math
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape


def digest(folder: Path) -> str:
    """One hash of every file's name and bytes."""
    whole = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        whole.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


class Folder:
    """Rows and shapes of one branch folder; shapes in degrees."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.path / name).open(encoding="utf-8", newline="") as text:
            return list(csv.DictReader(text))

    def toml(self, name: str) -> dict[str, Any]:
        return tomllib.loads((self.path / name).read_text("utf-8"))

    def features(self, name: str) -> list[dict[str, Any]]:
        return json.loads((self.path / name).read_text("utf-8"))["features"]

    def shapes(self, name: str) -> list[shapely.Geometry]:
        return [shape(feature["geometry"]) for feature in self.features(name)]

    def facts(self, name: str) -> list[dict[str, Any]]:
        return [feature["properties"] for feature in self.features(name)]

    @property
    def outline(self) -> shapely.Geometry:
        (outline,) = self.shapes("outline.geojson")
        return outline

    @property
    def urban(self) -> shapely.Geometry:
        (urban,) = self.shapes("urban.geojson")
        return urban


def square_metres(area: shapely.Geometry) -> float:
    """Size of a shape in degrees, on a plane that touches it."""
    if area.is_empty:
        return 0.0
    lat = math.radians(area.centroid.y)
    metres = 111_194.93
    return shapely.transform(area, lambda xy: xy * (metres * math.cos(lat), metres)).area


def points_of(rows: list[dict[str, str]]) -> np.ndarray:
    return shapely.points([(float(row["lon"]), float(row["lat"])) for row in rows])
