"""From OpenStreetMap tags to the map's layers and classes. Pure tables and look-ups."""

from collections.abc import Collection, Mapping

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
LEVELS = frozenset("2345678")
YES = frozenset({"yes"})
JETTIES = frozenset({"pier", "breakwater", "groyne"})


def name_of(tags: Tags) -> str:
    return plain_name(tags.get("name:zh") or tags.get("name:zh-Hans") or tags.get("name") or "")


def english_name_of(tags: Tags) -> str:
    return plain_name(tags.get("name:en") or tags.get("int_name") or "")


def plain_name(text: str) -> str:
    """One line without control characters: a name is drawn, whatever somebody typed."""
    return one_line(text)


def _one_of(tags: Tags, key: str, known: Collection[str]) -> str:
    """The first value of a tag that is known here; empty if none is."""
    text = tags.get(key, "")
    if not text or text in known:  # nearly always
        return text
    return next((value for value in tag_values(text) if value in known), "")


def is_said(tags: Tags, key: str) -> bool:
    """A tag that says something other than no."""
    return key in tags and not {"no", "0"}.issuperset(tag_values(tags[key]))


def road(tags: Tags) -> Traits | None:
    kind = _one_of(tags, "highway", ROADS)
    if not kind or _one_of(tags, "area", YES):
        return None
    name = name_of(tags)
    if not name and kind in NUMBERED:
        name = plain_name(tags.get("ref", "").split(";")[0])
    return Traits(
        kind=kind,
        name=name,
        name_en=english_name_of(tags),
        bridge=is_said(tags, "bridge"),
        oneway=oneway(kind, tags) in ((True, False), (False, True)),
    )


def is_drawn_backwards(tags: Tags) -> bool:
    return oneway(tags.get("highway", ""), tags) == (False, True)


def railway(tags: Tags) -> Traits | None:
    """Tracks one can see: what runs in a tunnel tells nobody at the surface where he is."""
    kind = _one_of(tags, "railway", RAILWAYS)
    if not kind or _one_of(tags, "tunnel", {"yes", "building_passage"}):
        return None
    return Traits(kind=_one_of(tags, "service", SIDINGS) or kind, name=name_of(tags))


def waterway(tags: Tags) -> Traits | None:
    kind = _one_of(tags, "waterway", WATERWAYS)
    if not kind or is_said(tags, "tunnel"):
        return None
    return Traits(kind=kind, name=name_of(tags))


def area(tags: Tags) -> tuple[str, Traits] | None:
    """Layer and class of a closed outline, or None if it is no ground, water or building."""
    if is_said(tags, "building"):
        return "building", Traits()
    if kind := _water_kind(tags):
        return "water", Traits(kind=kind)
    for key, values in LANDUSE.items():
        if kind := _one_of(tags, key, values):
            return "landuse", Traits(kind=kind)
    if _one_of(tags, "highway", {"pedestrian", "footway"}) and _one_of(tags, "area", YES):
        return "landuse", Traits(kind="pedestrian")
    return None


def _water_kind(tags: Tags) -> str:
    if _one_of(tags, "natural", {"water"}):
        return (tag_values(tags.get("water", "")) or ["water"])[0]
    if _one_of(tags, "waterway", {"riverbank"}):
        return "river"
    if stored := _one_of(tags, "landuse", {"reservoir", "basin"}):
        return stored
    if _one_of(tags, "waterway", {"dock"}):
        return "dock"
    return "pool" if _one_of(tags, "leisure", {"swimming_pool"}) else ""


def place(tags: Tags) -> Traits | None:
    """A name to be written at a point: a settlement, a square or a railway station."""
    kind = _one_of(tags, "place", PLACES)
    if not kind and _one_of(tags, "railway", STATIONS):
        kind = "station"
    name = name_of(tags)
    return Traits(kind=kind, name=name, name_en=english_name_of(tags)) if kind and name else None


def admin_level(tags: Tags) -> int | None:
    """Level of a boundary on land, 2 (country) to 8 (township in China: 8; district: 6)."""
    if not _one_of(tags, "boundary", {"administrative"}) or _one_of(tags, "maritime", YES):
        return None
    level = _one_of(tags, "admin_level", LEVELS)
    return int(level) if level else None


def boundary(level: int) -> Traits:
    return Traits(kind=f"admin_{level}")
