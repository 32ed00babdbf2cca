"""The words of the base map: what is drawn, where it came from, what was built."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from shapely.geometry.base import BaseGeometry

from quanju.engine.files.errors import InputError

LAYERS: dict[str, tuple[str, ...]] = {
    "landuse": ("class",),
    "water": ("class",),
    "waterway": ("class", "name"),
    "building": (),
    "railway": ("class", "name"),
    "road": ("class", "name", "name_en", "bridge", "oneway"),
    "place": ("class", "name", "name_en"),
    "boundary": ("class",),
}
"""Layers of a tile, lowest first, and their properties. Empty texts and "no" are left out."""

FLAGS = ("bridge", "oneway")
AREA_LAYERS = ("landuse", "water", "building")
LINE_LAYERS = ("waterway", "railway", "road", "boundary")

MIN_ZOOM, MAX_ZOOM = 5, 15
EXTENT = 4096
"""Units along the side of a tile."""

OSM_CREDIT = "© OpenStreetMap contributors, ODbL 1.0"
SYNTHETIC_CREDIT = "演示数据 / synthetic data"

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees, WGS-84."""

Progress = Callable[[str, float], None]
"""Told the step ("read", or "zoom 12") and the share of the whole that is done, 0 to 1."""


class MapInputError(InputError):
    """The map's source cannot be used; `.zh` and `.en` say why and what would help."""


class Traits(NamedTuple):
    """What a drawn thing carries into the tile."""

    kind: str = ""
    name: str = ""
    name_en: str = ""
    bridge: bool = False
    oneway: bool = False

    def value(self, key: str) -> str | bool:
        return self.kind if key == "class" else getattr(self, key)


@dataclass(slots=True)
class Drawn:
    """One layer's things, geometry and traits row for row."""

    geometry: list[BaseGeometry] = field(default_factory=list)
    traits: list[Traits] = field(default_factory=list)

    def add(self, geometry: BaseGeometry | None, traits: Traits | None) -> None:
        """Take a thing; nothing happens without a shape or if it is not of this layer."""
        if geometry is not None and traits is not None and not geometry.is_empty:
            self.geometry.append(geometry)
            self.traits.append(traits)


@dataclass(slots=True)
class MapSource:
    """Everything to be drawn, in degrees, and what was wrong with the input."""

    name: str
    credit: str
    frame: Bounds
    layers: dict[str, Drawn]
    faults: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TileReport:
    """What one build made.

    `features` counts the source's things by layer; `faults` counts dangling references, unusable
    shapes and the like, which are normal in clipped extracts; `seconds` is wall-clock time.
    """

    name: str
    tiles: int
    bytes: int
    min_zoom: int
    max_zoom: int
    bounds: Bounds
    features: dict[str, int]
    faults: dict[str, int]
    credit: str
    digest: str
    seconds: float

    def figures(self) -> dict[str, Any]:
        """As the command prints it."""
        return asdict(self)
