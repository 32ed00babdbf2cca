"""From OpenStreetMap tags to the map's layers and classes. Pure tables and look-ups."""

from collections.abc import Mapping

from quanju.domains.geo.basemap.types import Traits
from quanju.engine.files.text import one_line
from quanju.engine.roads.access import oneway, tag_values

Tags = Mapping[str, str]

CARRIAGEWAYS = (
    "motorway", "trunk", "primary", "secondary", "tertiary",
    "motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link",
    "residential", "unclassified", "living_street", "road",
)  # fmt: skip
SMALL_WAYS = (
    "service", "busway", "track", "pedestrian", "footway", "path", "cycleway", "steps",
    "bridleway",
)  # fmt: skip
ROADS = frozenset(CARRIAGEWAYS + SMALL_WAYS)
NUMBERED = frozenset({"motorway", "trunk", "primary"})
"""Roads that go by their number where they have no name."""

RAILWAYS = frozenset(
    {"rail", "light_rail", "subway", "tram", "narrow_gauge", "funicular", "monorail"}
)
SIDINGS = frozenset({"yard", "spur", "siding"})
WATERWAYS = frozenset({"river", "canal", "stream", "drain", "ditch"})


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


LANDUSE = {
    "landuse": _words(
        "residential commercial retail industrial railway military cemetery grass forest meadow "
        "farmland farmyard orchard vineyard allotments recreation_ground village_green "
        "construction quarry brownfield greenfield education institutional religious landfill "
        "plant_nursery greenhouse_horticulture flowerbed"
    ),
    "natural": _words(
        "wood scrub grassland heath beach sand bare_rock scree shingle wetland fell glacier"
    ),
    "leisure": _words(
        "park garden pitch playground sports_centre stadium golf_course track common dog_park"
    ),
    "amenity": _words("school university college hospital kindergarten parking"),
    "aeroway": _words("aerodrome apron runway taxiway"),
    "man_made": _words("pier breakwater groyne"),
    "place": _words("square"),
}
"""Key, and its values that are ground of their own. The first key that fits gives the class."""

PLACES = _words(
    "city town suburb borough quarter neighbourhood village hamlet square locality island "
    "isolated_dwelling farm"
)
STATIONS = frozenset({"station", "halt"})
JETTIES = frozenset({"pier", "breakwater", "groyne"})


def name_of(tags: Tags) -> str:
    return plain_name(tags.get("name:zh") or tags.get("name:zh-Hans") or tags.get("name") or "")


def english_name_of(tags: Tags) -> str:
    return plain_name(tags.get("name:en") or tags.get("int_name") or "")


def plain_name(text: str) -> str:
    """One line without control characters: a name is drawn, whatever somebody typed."""
    return one_line(text)


def road(tags: Tags) -> Traits | None:
    kind = next((k for k in tag_values(tags.get("highway", "")) if k in ROADS), None)
    if kind is None or tags.get("area") == "yes":
        return None
    name = name_of(tags)
    if not name and kind in NUMBERED:
        name = plain_name(tags.get("ref", "").split(";")[0])
    return Traits(
        kind=kind,
        name=name,
        name_en=english_name_of(tags),
        bridge=tags.get("bridge", "no") not in ("no", "0", ""),
        oneway=oneway(kind, tags) in ((True, False), (False, True)),
    )


def is_drawn_backwards(tags: Tags) -> bool:
    return oneway(tags.get("highway", ""), tags) == (False, True)


def railway(tags: Tags) -> Traits | None:
    """Tracks one can see: what runs in a tunnel tells nobody at the surface where he is."""
    kind = tags.get("railway", "")
    if kind not in RAILWAYS or tags.get("tunnel") in ("yes", "building_passage"):
        return None
    service = tags.get("service", "")
    return Traits(kind=service if service in SIDINGS else kind, name=name_of(tags))


def waterway(tags: Tags) -> Traits | None:
    kind = tags.get("waterway", "")
    if kind not in WATERWAYS or tags.get("tunnel", "no") != "no":
        return None
    return Traits(kind=kind, name=name_of(tags))


def area(tags: Tags) -> tuple[str, Traits] | None:
    """Layer and class of a closed outline, or None if it is no ground, water or building."""
    if tags.get("building", "no") != "no":
        return "building", Traits()
    if kind := _water_kind(tags):
        return "water", Traits(kind=kind)
    for key, values in LANDUSE.items():
        if tags.get(key) in values:
            return "landuse", Traits(kind=tags[key])
    if tags.get("highway") in ("pedestrian", "footway") and tags.get("area", "no") == "yes":
        return "landuse", Traits(kind="pedestrian")
    return None


def _water_kind(tags: Tags) -> str:
    if tags.get("natural") == "water":
        return tags.get("water", "water")
    if tags.get("waterway") == "riverbank":
        return "river"
    if tags.get("waterway") == "dock" or tags.get("landuse") in ("reservoir", "basin"):
        return tags.get("landuse", "dock")
    return "pool" if tags.get("leisure") == "swimming_pool" else ""


def place(tags: Tags) -> Traits | None:
    """A name to be written at a point: a settlement, a square or a railway station."""
    kind = tags.get("place", "")
    if kind not in PLACES:
        kind = "station" if tags.get("railway") in STATIONS else ""
    name = name_of(tags)
    return Traits(kind=kind, name=name, name_en=english_name_of(tags)) if kind and name else None


def admin_level(tags: Tags) -> int | None:
    """Level of a boundary on land, 2 (country) to 8 (township in China: 8; district: 6)."""
    if tags.get("boundary") != "administrative" or tags.get("maritime") == "yes":
        return None
    level = tags.get("admin_level", "")
    return int(level) if level in ("2", "3", "4", "5", "6", "7", "8") else None


def boundary(level: int) -> Traits:
    return Traits(kind=f"admin_{level}")
