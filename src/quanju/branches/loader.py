"""Loading a branch folder into an empty database, room by room."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError

from quanju.branches.folder import AREAS, BranchFolder, FolderNotUsable
from quanju.domains.geo.actions.loading import load_areas, load_map_release, load_places
from quanju.domains.geo.basemap.build import build_tiles
from quanju.domains.geo.basemap.types import OSM_CREDIT
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.actions import loading
from quanju.domains.people.actions.loading import load_organisations, load_people, load_posts
from quanju.domains.people.queries import organisations as organisations_queries
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook import actions as rulebook
from quanju.engine.files.text import one_line
from quanju.engine.roads import network
from quanju.engine.roads.build import build_from_osm, build_from_tables
from quanju.engine.roads.network import RoadFile


class BranchAlreadyLoaded(Refused):
    """A database holds one branch, and it is not overwritten."""

    code = "BRANCH_ALREADY_LOADED"
    text = Text(
        "数据库里已有分局 {code}；请用空的数据库",
        "The database holds branch {code}; use an empty one",
    )


@dataclass(frozen=True)
class Loaded:
    """What was loaded, in numbers."""

    organisations: int
    people: int
    units: int
    zones: int
    staging_points: int
    places: int
    rules: int
    road_nodes: int
    road_arcs: int


Say = Callable[[str, str], None]
INVENTED = "演示路网 / invented roads"


def build_map(folder: BranchFolder, home: Path, say: Say) -> tuple[Path, Path, RoadFile]:
    """Make the road file and the base map of the folder in the home folder."""
    maps = home / "maps"
    maps.mkdir(parents=True, exist_ok=True)
    code = folder.facts["code"]
    say("道路网", "road network")
    road_file, tile_file = maps / f"{code}.roads", maps / f"{code}.pmtiles"
    if folder.extract:
        built = build_from_osm(folder.extract)
    else:
        built = build_from_tables(folder.nodes, folder.edges)
    network.save(built, road_file)
    say("底图", "base map")
    build_tiles(folder.extract or folder.path, tile_file)
    return road_file, tile_file, network.load(road_file)


def load_branch(
    folder: BranchFolder, *, home: Path, at: datetime, say: Say = lambda zh, en: None
) -> Loaded:
    """Load all of it, or nothing of the rows; refuses a database that holds a branch."""
    _refuse_unless_empty()
    road_file, tile_file, built = build_map(folder, home, say)
    with write():
        say("组织与账号", "organisations and accounts")
        by = SERVICE
        with _naming("organisations.csv"):
            organisations = load_organisations(folder.organisations, by=by, at=at)
        with _naming("posts.csv"):
            load_posts(folder.posts, by=by, at=at)
        with _naming("accounts.csv"):
            accounts = load_people(folder.accounts, by=by, at=at)
        say("规则", "rules")
        for kind, text in folder.rules.items():
            with _naming(f"rules/{kind}.toml"):
                rulebook.load_rule(kind=kind, text=text, effective_from=at, by=by, at=at)
        rulebook.take_over_shipped(by=by, at=at)
        say("地点与区域", "places and areas")
        facts = folder.facts
        load_map_release(
            road_file=road_file,
            tile_file=tile_file,
            attribution=str(facts.get("attribution", OSM_CREDIT if folder.extract else INVENTED)),
            is_synthetic=bool(facts["is_synthetic"]),
            centre=(float(facts["centre_lon"]), float(facts["centre_lat"])),
            by=by,
            at=at,
        )
        for kind, features in folder.areas.items():
            with _naming(AREAS[kind]):
                load_areas(kind=kind, features=features, by=by, at=at)
        with _naming("places.csv"):
            places = load_places(folder.places, by=by, at=at)
        say("巡区、屯警点、警力", "zones, staging points, units")
        with _naming("zones.geojson"):
            zones = loading.load_zones(folder.zones, by=by, at=at)
        with _naming("staging_points.geojson"):
            points = loading.load_staging_points(folder.staging_points, by=by, at=at)
        with _naming("units.csv, crew.csv"):
            units = loading.load_units(folder.units, folder.crew, by=by, at=at)
    return Loaded(
        organisations=organisations,
        people=accounts,
        units=units,
        zones=zones,
        staging_points=points,
        places=places,
        rules=len(folder.rules),
        road_nodes=built.drive.node_count,
        road_arcs=built.drive.arc_count,
    )


@contextmanager
def _naming(file: str) -> Iterator[None]:
    """Whatever a room refuses of a file is told with the file's name."""
    try:
        yield
    except Refused as refusal:
        raise FolderNotUsable(file=file, why=refusal.text) from refusal
    except IntegrityError as error:
        told = one_line(str(error))
        why = Text(f"数据互相矛盾（{told}）", f"its rows contradict each other ({told})")
        raise FolderNotUsable(file=file, why=why) from error


def _refuse_unless_empty() -> None:
    try:
        branch = organisations_queries.branch()
    except Refused:
        return
    raise BranchAlreadyLoaded(code=branch.code)
