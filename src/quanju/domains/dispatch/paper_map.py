"""A map on paper from degrees to centimetres: zones, main streets with their names, points."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry import LineString, box
from shapely.geometry.base import BaseGeometry

WIDTH_CM, HEIGHT_CM = 17.0, 23.0
MOST_NAMES = 40
LEAST_CM = 1.2
"""A shorter street carries no name."""

Line = list[list[float]]
Street = tuple[str, int, Sequence[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """How degrees fall on the sheet: the box of all zones fills it, north above."""

    west: float
    north: float
    per_lon: float
    per_lat: float
    width: float
    height: float

    def at(self, lon: float, lat: float) -> list[float]:
        x, y = (lon - self.west) * self.per_lon, (self.north - lat) * self.per_lat
        return [round(x, 3), round(y, 3)]


def sheet_of(bounds: tuple[float, float, float, float]) -> Sheet:
    """The sheet that a box of degrees (west, south, east, north) fills."""
    west, south, east, north = bounds
    shrunk = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * shrunk, 1e-6), max(north - south, 1e-6)
    scale = min(WIDTH_CM / wide, HEIGHT_CM / high)
    return Sheet(west, north, scale * shrunk, scale, wide * scale, high * scale)


def drawn(
    zones: Sequence[tuple[int, str, BaseGeometry]],
    streets: Sequence[Street],
    points: Sequence[tuple[str, float, float]],
) -> dict[str, Any] | None:
    """What the layout draws, in centimetres from the upper left; None without zones."""
    if not zones:
        return None
    boxes = [shape.bounds for _, _, shape in zones]
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    sheet = sheet_of((west, south, east, north))
    lines = _lines(streets, sheet, box(west, south, east, north))
    return {
        "width": sheet.width,
        "height": sheet.height,
        "zones": [_zone(number, name, shape, sheet) for number, name, shape in zones],
        "streets": [{"rank": rank, "line": line} for _, rank, line in lines],
        "names": _names(lines),
        "points": [
            {"name": name, "at": sheet.at(lon, lat)}
            for name, lon, lat in points
            if west <= lon <= east and south <= lat <= north
        ],
    }


def _zone(number: int, name: str, shape: BaseGeometry, sheet: Sheet) -> dict[str, Any]:
    parts = getattr(shape, "geoms", [shape])
    inside = shape.representative_point()
    return {
        "number": number,
        "name": name,
        "rings": [[sheet.at(*place[:2]) for place in part.exterior.coords] for part in parts],
        "label": sheet.at(inside.x, inside.y),
    }


def _lines(
    streets: Sequence[Street], sheet: Sheet, frame: BaseGeometry
) -> list[tuple[str, int, Line]]:
    """The pieces of streets that lie on the sheet."""
    found = []
    for name, rank, line in streets:
        if len(line) < 2:
            continue
        cut = LineString(line).intersection(frame)
        for part in getattr(cut, "geoms", [cut]):
            if part.geom_type == "LineString" and not part.is_empty:
                found.append((name, rank, [sheet.at(*place) for place in part.coords]))
    return found


def _names(lines: Sequence[tuple[str, int, Line]]) -> list[dict[str, Any]]:
    """The longest streets' names, each once, along its longest piece and never upside down."""
    total: dict[str, float] = defaultdict(float)
    longest: dict[str, tuple[float, Line]] = {}
    for name, _, line in lines:
        length = LineString(line).length
        total[name] += length
        if name and length > longest.get(name, (0.0, line))[0]:
            longest[name] = (length, line)
    wanted = sorted(longest, key=lambda name: -total[name])[:MOST_NAMES]
    found = []
    for name in wanted:
        line = LineString(longest[name][1])
        middle = line.interpolate(0.5, normalized=True)
        (x1, y1), (x2, y2) = (
            line.interpolate(share, normalized=True).coords[0] for share in (0, 1)
        )
        if total[name] < LEAST_CM:
            continue
        turn = math.degrees(math.atan2(y2 - y1, x2 - x1))
        turn = turn - 180 if turn > 90 else turn + 180 if turn <= -90 else turn
        found.append({"name": name, "at": [middle.x, middle.y], "turn": round(turn, 1)})
    return found
