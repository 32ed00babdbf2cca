"""Verbs of the map."""

from quanju.domains.geo.actions.closures import (
    AlreadyOver,
    FactorOutOfRange,
    NameMissing,
    NoRoadThere,
    NotALine,
    RadiusOutOfRange,
    SpanBackwards,
    close_road,
    end_circumstance,
    reopen_road,
    set_circumstance,
)
from quanju.domains.geo.actions.loading import (
    AreaNotUsable,
    MapFileNotUsable,
    PlaceNotUsable,
    load_areas,
    load_map_release,
    load_places,
    put_places,
)

__all__ = [
    "AlreadyOver",
    "AreaNotUsable",
    "FactorOutOfRange",
    "MapFileNotUsable",
    "NameMissing",
    "NoRoadThere",
    "NotALine",
    "PlaceNotUsable",
    "RadiusOutOfRange",
    "SpanBackwards",
    "close_road",
    "end_circumstance",
    "load_areas",
    "load_map_release",
    "load_places",
    "put_places",
    "reopen_road",
    "set_circumstance",
]
