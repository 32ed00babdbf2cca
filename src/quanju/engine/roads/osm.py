"""Reading an OSM extract. Clipped extracts with dangling references are normal input."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import osmium

from quanju.engine.roads.errors import RoadInputError
from quanju.engine.roads.raw import RawRoads, RawWay, Restriction
from quanju.engine.roads.speeds import Speeds, maxspeed_kmh

NOT_ROADS = frozenset(
    [
        "proposed",
        "construction",
        "abandoned",
        "razed",
        "planned",
        "disused",
        "platform",
        "elevator",
        "corridor",
        "raceway",
        "bus_guideway",
        "escape",
        "rest_area",
        "services",
        "emergency_bay",
        "busway",
        "no",
        "via_ferrata",
        "traffic_island",
        "toll_gantry",
    ]
)
ONLY_WALKED = frozenset(["footway", "path", "pedestrian", "steps", "cycleway", "bridleway"])
NEVER_WALKED = frozenset(["motorway", "motorway_link", "trunk", "trunk_link"])
SHUT = frozenset(["no", "agricultural", "forestry"])
OPEN = frozenset(["yes", "designated", "permissive", "official", "emergency"])


def read_osm(path: Path, speeds: Speeds) -> RawRoads:
    """Read ways with `highway` and turn restrictions; `RoadInputError` for a broken file."""
    raw = RawRoads()
    if not path.is_file():
        raise RoadInputError(f"没有文件 {path.name}", f"there is no file {path.name}")
    try:
        reader = (
            osmium.FileProcessor(str(path))
            .with_locations()
            .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY | osmium.osm.RELATION))
            .with_filter(osmium.filter.KeyFilter("highway", "restriction"))
        )
        for item in reader:
            if isinstance(item, osmium.osm.Way):
                _take_way(raw, item, speeds)
            else:
                _take_restriction(raw, item)
    except (RuntimeError, OSError) as error:
        raise RoadInputError(
            f"{path.name} 不是可读的 OSM 文件（{error}）",
            f"{path.name} is not a readable OSM file ({error})",
        ) from error
    if not raw.ways:
        raise RoadInputError(f"{path.name} 里没有道路", f"{path.name} holds no roads")
    return raw


def _take_way(raw: RawRoads, way: Any, speeds: Speeds) -> None:
    tags = {tag.k: tag.v for tag in way.tags}
    road_class = tags.get("highway")
    if road_class is None or road_class in NOT_ROADS or tags.get("area") == "yes":
        return
    forward, backward = driven_directions(road_class, tags, speeds)
    walk = is_walked(road_class, tags)
    if not (forward or backward or walk):
        return
    name = raw.name_index(
        tags.get("name:zh") or tags.get("name") or tags.get("ref", ""), tags.get("name:en", "")
    )
    kmh = speeds.on(road_class, maxspeed_kmh(tags.get("maxspeed")))
    walk_kmh = speeds.steps if road_class == "steps" else speeds.walking
    # A clipped extract lacks some nodes: the way is cut there, and its other pieces stay.
    for nodes in _pieces(raw, way):
        raw.ways.append(
            RawWay(nodes, road_class, name, forward, backward, walk, kmh, walk_kmh, way.id)
        )


def _pieces(raw: RawRoads, way: Any) -> list[list[int]]:
    pieces: list[list[int]] = [[]]
    for node in way.nodes:
        location = node.location
        if not location.valid():
            raw.dangling += 1
            pieces.append([])
            continue
        ref = node.ref
        if pieces[-1] and pieces[-1][-1] == ref:
            continue
        raw.location[ref] = (location.lon, location.lat)
        pieces[-1].append(ref)
    return [piece for piece in pieces if len(piece) > 1]


def driven_directions(
    road_class: str, tags: Mapping[str, str], speeds: Speeds
) -> tuple[bool, bool]:
    """May a patrol car drive it along and against its direction?"""
    if road_class not in speeds.driving or road_class in ONLY_WALKED:
        return False, False
    if not _may_drive(tags):
        return False, False
    oneway = tags.get("oneway", "")
    if oneway in {"-1", "reverse"}:
        return False, True
    is_oneway = oneway in {"yes", "true", "1"} or (
        oneway not in {"no", "false", "0"}
        and (
            tags.get("junction") in {"roundabout", "circular"}
            or road_class in {"motorway", "motorway_link"}
        )
    )
    return True, not is_oneway


def _may_drive(tags: Mapping[str, str]) -> bool:
    # The most specific tag that is there decides; private yards are open to the police.
    for key in ("emergency", "motorcar", "motor_vehicle", "vehicle", "access"):
        value = tags.get(key)
        if value is not None:
            if key == "emergency" and value not in OPEN:
                continue
            return value not in SHUT
    return True


def is_walked(road_class: str, tags: Mapping[str, str]) -> bool:
    """May it be walked?"""
    foot = tags.get("foot")
    if foot is not None:
        return foot not in {"no", "use_sidepath"}
    if road_class in NEVER_WALKED:
        return tags.get("sidewalk", "no") not in {"no", "none", "separate"}
    return tags.get("access") != "no"


def _take_restriction(raw: RawRoads, relation: Any) -> None:
    tags = {tag.k: tag.v for tag in relation.tags}
    kind = tags.get("restriction", "")
    if tags.get("type") != "restriction" or kind[:3] not in {"no_", "onl"}:
        return
    if {"motorcar", "emergency"} & set(tags.get("except", "").split(";")):
        return
    roles: dict[str, list[tuple[str, int]]] = {"from": [], "via": [], "to": []}
    for member in relation.members:
        if member.role in roles:
            roles[member.role].append((member.type, member.ref))
    via = roles["via"]
    if len(via) != 1 or via[0][0] != "n":
        raw.restrictions_not_covered += 1
        return
    for _, from_way in roles["from"]:
        for _, to_way in roles["to"]:
            raw.restrictions.append(
                Restriction(from_way, via[0][1], to_way, kind.startswith("only_"))
            )
