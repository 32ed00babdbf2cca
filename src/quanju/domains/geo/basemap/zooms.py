"""What is drawn from which zoom on, and how finely.

A tile of zoom z is shown at 512 px, so a unit of it is an eighth of a pixel. Everything here is in
such units, or in square pixels where it says so.
"""

from quanju.domains.geo.basemap.types import EXTENT, Traits

UNITS_PER_PIXEL = EXTENT / 512
BUFFER = 80
"""Units drawn beyond the edge of a tile, so that wide lines are not cut visibly: 10 px."""

ROAD_FROM = {
    "motorway": 5, "trunk": 5, "primary": 7, "secondary": 9, "tertiary": 10,
    "motorway_link": 10, "trunk_link": 10, "primary_link": 11, "secondary_link": 11,
    "tertiary_link": 12, "residential": 11, "unclassified": 11, "living_street": 12, "road": 12,
    "service": 13, "busway": 13, "track": 13, "pedestrian": 13,
}  # fmt: skip
PATHS_FROM = 14
RAIL_FROM = {"rail": 8, "light_rail": 10, "subway": 11, "narrow_gauge": 10}
OTHER_RAIL_FROM = 13
WATERWAY_FROM = {"river": 7, "canal": 10, "stream": 12}
DITCH_FROM = 14
PLACE_FROM = {
    "city": 5, "town": 8, "suburb": 10, "borough": 10, "village": 11, "station": 11,
    "quarter": 12, "square": 12, "island": 11,
}  # fmt: skip
OTHER_PLACE_FROM = 13
BOUNDARY_FROM = {"admin_2": 5, "admin_3": 5, "admin_4": 5, "admin_5": 7, "admin_6": 8}
OTHER_BOUNDARY_FROM = 12
BUILDING_FROM = 14

LEAST_PX2 = {"landuse": 16.0, "water": 6.0, "building": 2.0}
"""Areas smaller than this many square pixels are left out, except at the last zoom."""

NAMED_FROM = {
    "motorway": 10, "trunk": 10, "primary": 10, "secondary": 11, "tertiary": 12,
    "residential": 13, "unclassified": 13, "living_street": 13,
}  # fmt: skip
OTHER_NAMED_FROM = 14
BRIDGE_FROM = 12
ONEWAY_FROM = 14


def first_zoom(layer: str, kind: str) -> int:
    """The zoom from which a thing of this layer and class is drawn."""
    match layer:
        case "road":
            return ROAD_FROM.get(kind, PATHS_FROM)
        case "railway":
            return RAIL_FROM.get(kind, OTHER_RAIL_FROM)
        case "waterway":
            return WATERWAY_FROM.get(kind, DITCH_FROM)
        case "place":
            return PLACE_FROM.get(kind, OTHER_PLACE_FROM)
        case "boundary":
            return BOUNDARY_FROM.get(kind, OTHER_BOUNDARY_FROM)
        case "building":
            return BUILDING_FROM
        case _:
            return 5


def traits_at(layer: str, traits: Traits, zoom: int) -> Traits:
    """The traits without those nobody sees at this zoom, so that more ways join into one."""
    if layer == "place":
        return traits
    named_from = (
        NAMED_FROM.get(traits.kind.removesuffix("_link"), OTHER_NAMED_FROM)
        if layer == "road"
        else first_zoom(layer, traits.kind) + 1
    )
    is_named = zoom >= named_from
    return Traits(
        kind=traits.kind,
        name=traits.name if is_named else "",
        name_en=traits.name_en if is_named else "",
        bridge=traits.bridge and zoom >= BRIDGE_FROM,
        oneway=traits.oneway and zoom >= ONEWAY_FROM,
    )


def tolerance(zoom: int, max_zoom: int) -> float:
    """How far a simplified line may leave the true one, in units: a third of a pixel.

    The last zoom is enlarged eight times and more on the screen, so it keeps every bend.
    """
    return 1.0 if zoom >= max_zoom else 3.0


def least_length(layer: str, kind: str, zoom: int, max_zoom: int) -> float:
    """Lines shorter than this many units are left out."""
    if zoom >= max_zoom - 1:
        return 0.0
    is_main = layer != "road" or ROAD_FROM.get(kind, PATHS_FROM) <= 10
    return UNITS_PER_PIXEL * (0.5 if is_main else 2.0)


def least_area(layer: str, zoom: int, max_zoom: int) -> float:
    """Areas smaller than this many square units are left out."""
    return 0.0 if zoom >= max_zoom else LEAST_PX2[layer] * UNITS_PER_PIXEL**2
