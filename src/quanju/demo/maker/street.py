"""A street on the drawing board, before it becomes edges of a network."""

from dataclasses import dataclass, replace
from functools import cached_property

from shapely import LineString

Name = tuple[str, str]
NAMELESS: Name = ("", "")

RANK = {
    "trunk": 0, "primary": 1, "secondary": 2, "tertiary": 3, "unclassified": 4,
    "residential": 5, "service": 6, "track": 7, "footway": 8,
}  # fmt: skip
"""Where two streets share a stretch, the one that ranks first keeps it."""


@dataclass(frozen=True)
class Street:
    """A line in metres with its class and name; one-way streets run as they are drawn."""

    line: LineString
    kind: str
    name: Name = NAMELESS
    is_oneway: bool = False
    kmh: int | None = None

    @cached_property
    def ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Where the line begins and ends; the very figures name a crossing."""
        coords = self.line.coords
        return coords[0], coords[-1]

    def named(self, name: Name) -> "Street":
        return replace(self, name=name)
