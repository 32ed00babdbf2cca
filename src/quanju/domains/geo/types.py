"""The words of the map: places, closures, a branch's roads at a moment, a way along them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quanju.domains.kernel.types import Refused, Text

if TYPE_CHECKING:  # loading the map's tables must not load numba
    from quanju.engine.roads.conditions import Conditions
    from quanju.engine.roads.network import RoadNetwork

Geometry = dict[str, Any]
"""A GeoJSON geometry in WGS-84, longitude first, outer rings counter-clockwise (RFC 7946)."""

Point = tuple[float, float]
"""Longitude and latitude in degrees, WGS-84."""

AREA_KINDS = {
    "outline": Text("辖区", "branch outline"),
    "urban": Text("城区", "urban area"),
    "subdistrict": Text("街道（镇）", "sub-district"),
    "station_area": Text("派出所辖区", "station area"),
}

CLOSURE_KINDS = {"closed": Text("封闭", "closed"), "slow": Text("缓行", "slow")}

PLACE_KINDS = {
    "street": Text("道路", "street"),
    "crossing": Text("路口", "crossing"),
    "staging_point": Text("屯警点", "staging point"),
    "station": Text("派出所", "police station"),
    "village": Text("村屯", "village"),
    "subdistrict": Text("街道（镇）", "sub-district"),
    "community": Text("社区", "community"),
    "business_street": Text("商业街", "business street"),
    "night_market": Text("夜市", "night market"),
    "square": Text("广场", "square"),
    "transport_station": Text("车站", "transport station"),
    "hospital": Text("医院", "hospital"),
    "school": Text("学校", "school"),
    "bank": Text("银行", "bank"),
    "bridge": Text("桥", "bridge"),
    "park": Text("公园", "park"),
    "market": Text("市场", "market"),
    "public_building": Text("公共建筑", "public building"),
    "neighbourhood": Text("小区", "housing estate"),
    "place": Text("地点", "place"),
}

SOURCES = {
    "roads": Text("路网", "road network"),
    "branch": Text("分局地名表", "the branch's list"),
    "patrol": Text("巡防", "patrol"),
}


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """One named place as a branch's list gives it."""

    name_zh: str
    lon: float
    lat: float
    kind: str = "place"
    name_en: str = ""
    aliases: str = ""
    subdistrict: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An address offered while somebody types."""

    label: Text
    detail: Text
    lon: float
    lat: float
    kind: str


NOTE_KINDS = {
    "hazard": Text("危险", "hazard"),
    "entrance": Text("入口", "entrance"),
    "keys": Text("钥匙", "keys"),
}
"""What a note on a place tells of."""
NOTE_ABOUT = {
    "public_place": Text("公共场所", "public place"),
    "building": Text("楼宇", "building"),
    "road": Text("道路", "road"),
}
"""What a note may be about: never a person, never a home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNoteView:
    """A note on a place, as whoever goes there reads it."""

    pk: int
    kind: str
    about: str
    place: str
    text: str
    lon: float
    lat: float
    proposed_at: datetime
    valid_from: datetime | None
    valid_until: datetime
    metres: float = 0.0

    @property
    def subject(self) -> str:
        return f"place_note:{self.pk}"

    @property
    def kind_label(self) -> Text:
        return NOTE_KINDS[self.kind]

    @property
    def about_label(self) -> Text:
        return NOTE_ABOUT[self.about]

    @property
    def tone(self) -> str:
        return {"hazard": "bad", "entrance": "accent"}.get(self.kind, "muted")


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place of the branch's list."""

    pk: int
    name: Text
    kind: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area as readers see it."""

    kind: str
    code: str
    name: Text
    version: int
    geometry: Geometry
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class ClosureView:
    """Roads closed or slow, or roads that will be."""

    pk: int
    kind: str
    factor: float
    radius_m: float
    name: Text
    geometry: Geometry
    valid_from: datetime
    valid_until: datetime | None

    @property
    def subject(self) -> str:
        return f"closure:{self.pk}"


@dataclass(frozen=True, slots=True)
class CircumstanceView:
    """Something that slows the whole network."""

    pk: int
    name: Text
    factor: float
    valid_from: datetime
    valid_until: datetime | None

    @property
    def subject(self) -> str:
        return f"circumstance:{self.pk}"


@dataclass(frozen=True, slots=True)
class MapInfo:
    """The map in use: where its files lie, where it is centred, whose data it is."""

    pk: int
    fingerprint: str
    road_file: Path
    tile_file: Path | None
    attribution: str
    is_synthetic: bool
    centre: Point
    loaded_at: datetime


@dataclass(frozen=True, eq=False)
class BranchRoads:
    """The branch's roads as they are passable at a moment.

    `reference` names the map and everything that slows it; equal references give equal answers.
    """

    network: "RoadNetwork"
    conditions: "Conditions"
    walk: "RoadNetwork"
    reference: str
    info: MapInfo


@dataclass(frozen=True, slots=True)
class Way:
    """A way along the roads."""

    seconds: float
    metres: float
    geometry: Geometry
    streets: tuple[tuple[Text, float], ...] = ()
    """Names in driving order, each with the metres along it; unnamed roads are left out."""


class NoMapLoaded(Refused):
    """The branch has no road network yet."""

    code = "NO_MAP_LOADED"
    text = Text(
        "尚未装入路网，请先运行 quanju branch load",
        "No road network is loaded yet; run quanju branch load first",
    )


class MapUnreadable(NoMapLoaded):
    """The road file in use is gone or damaged."""

    code = "MAP_UNREADABLE"
    text = Text(
        "路网文件 {file} 无法读取（{why_zh}），请重新装入地图",
        "The road file {file} cannot be read ({why_en}); load the map again",
    )
