"""Reading an OSM extract into raw roads. Clipped extracts with dangling references are normal."""

from collections import Counter
from pathlib import Path
from typing import Any

from quanju.engine.files.osm import OsmFile
from quanju.engine.files.text import one_line
from quanju.engine.roads.access import driven_directions, is_shut_node, is_walked, tag_values
from quanju.engine.roads.errors import RoadInputError
from quanju.engine.roads.raw import RawRoads, RawWay
from quanju.engine.roads.restrictions import KEYS as RESTRICTION_KEYS
from quanju.engine.roads.restrictions import take_restriction
from quanju.engine.roads.speeds import Speeds, maxspeed_kmh
from quanju.engine.roads.words import NOT_ROADS, ONLY_WALKED

BARRIER_KEYS = ("barrier", "access", "vehicle", "motor_vehicle", "motorcar")
BANKS = {"waterway": ("river", "canal"), "railway": ("rail",)}
"""What a crew names as the end of a zone although nobody drives there."""
CONDITION = ":conditional"
CONDITIONS = ("access", "vehicle", "motor_vehicle", "motorcar", "emergency", "oneway", "maxspeed")


def read_osm(path: Path, speeds: Speeds) -> RawRoads:
    """Read roads, what stands on them, and turn restrictions; `RoadInputError` says what is wrong.

    Every value that is not understood is counted in `not_understood`, and every condition that is
    read and not covered in `not_covered`.
    """
    raw = RawRoads()
    file = OsmFile(path)
    seen: Counter[str] = Counter()
    objects = file.objects(
        nodes=BARRIER_KEYS,
        ways=("highway", "route", *BANKS),
        relations=RESTRICTION_KEYS,
        with_places=True,
    )
    for one in objects:
        if one.is_node():
            _take_node(raw, one)
        elif one.is_way():
            _take_way(raw, file, one, speeds, seen)
        else:
            take_restriction(raw, one)
    raw.not_covered["deleted objects"] += file.faults["deleted_objects"]
    if not raw.ways:
        raise _no_roads(path.name, seen, raw.dangling, file.faults["deleted_objects"])
    return raw


def _take_node(raw: RawRoads, node: Any) -> None:
    tags = {tag.k: tag.v for tag in node.tags}
    unread: Counter[str] = Counter()
    if is_shut_node(tags, unread):
        raw.shut_nodes.add(node.id)
    if unread:
        raw.node_words[node.id] = unread


def _take_way(raw: RawRoads, file: OsmFile, way: Any, speeds: Speeds, seen: Counter[str]) -> None:
    tags = {tag.k: tag.v for tag in way.tags}
    is_ferry = "ferry" in tag_values(tags.get("route", ""))
    if is_ferry:  # also one that is tagged as the street it continues: nobody drives on water
        raw.ferries.extend(node.ref for node in way.nodes)
        raw.not_covered["route=ferry on a road"] += "highway" in tags
    if _is_bank(tags):
        raw.banks.extend(_lines(file, way))
    if is_ferry or "highway" not in tags:
        return
    seen["read"] += 1
    road_class = _class_of(tags["highway"], speeds, raw.not_understood)
    if road_class is None or "yes" in tag_values(tags.get("area", "")):
        seen["no road"] += 1
        return
    forward, backward = driven_directions(road_class, tags, speeds, raw.not_understood)
    walk = is_walked(road_class, tags)
    if not (forward or backward or walk):
        seen["shut"] += 1
        return
    _note_conditions(raw, tags)
    name = raw.name_index(
        one_line(tags.get("name:zh") or tags.get("name") or tags.get("ref", "")),
        one_line(tags.get("name:en", "")),
    )
    along, against = _speeds_of(road_class, tags, speeds, raw.not_understood)
    walk_kmh = speeds.steps if road_class == "steps" else speeds.walking
    # A clipped extract lacks some nodes: the way is cut there, and its other pieces stay.
    for nodes in _pieces(raw, file, way):
        raw.ways.append(
            RawWay(
                nodes, road_class, name, forward, backward, walk, along, against, walk_kmh, way.id
            )
        )


def _is_bank(tags: dict[str, str]) -> bool:
    """A river, canal or railway that one sees; sidings and tunnels end nothing."""
    is_hidden = "service" in tags or tags.get("tunnel", "no") != "no"
    return not is_hidden and any(tags.get(key) in kinds for key, kinds in BANKS.items())


def _lines(file: OsmFile, way: Any) -> list[list[tuple[float, float]]]:
    """The places of a way, cut where the extract lacks one."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for node in way.nodes:
        place = file.place(node)
        if place is None or (pieces[-1] and abs(place[0] - pieces[-1][-1][0]) > 180):
            pieces.append([])
        if place is not None:
            pieces[-1].append(place)
    return [piece for piece in pieces if len(piece) > 1]


def _class_of(text: str, speeds: Speeds, unread: Counter[str]) -> str | None:
    """The first class that is known; None for what is no road. Others are walked and counted."""
    told = tag_values(text)
    for value in told:
        if value in speeds.driving or value in speeds.where_opened or value in ONLY_WALKED:
            return value
    unknown = [value for value in told if value not in NOT_ROADS]
    if not unknown:
        return None
    unread[f"highway={text.strip()[:40]}"] += 1
    return unknown[0]


def _speeds_of(
    road_class: str, tags: dict[str, str], speeds: Speeds, unread: Counter[str]
) -> tuple[float, float]:
    """Driven km/h along and against the way's direction."""
    both = maxspeed_kmh(tags.get("maxspeed"), unread)
    along = maxspeed_kmh(tags.get("maxspeed:forward"), unread) or both
    against = maxspeed_kmh(tags.get("maxspeed:backward"), unread) or both
    return speeds.on(road_class, along), speeds.on(road_class, against)


def _note_conditions(raw: RawRoads, tags: dict[str, str]) -> None:
    for key in tags:
        if key.endswith(CONDITION) and key.split(":")[0] in CONDITIONS:
            raw.not_covered[key[:40]] += 1
    if "reversible" in tag_values(tags.get("oneway", "")):
        raw.not_covered["oneway=reversible"] += 1


def _pieces(raw: RawRoads, file: OsmFile, way: Any) -> list[list[int]]:
    pieces: list[list[int]] = [[]]
    before = None
    for node in way.nodes:
        place = file.place(node)
        if place is None:
            raw.dangling += 1
            pieces.append([])
            continue
        ref = node.ref
        if pieces[-1] and pieces[-1][-1] == ref:
            continue
        if pieces[-1] and before and abs(place[0] - before[0]) > 180:
            raw.not_covered["road across 180°"] += 1
            pieces.append([])
        raw.location[ref] = before = place
        pieces[-1].append(ref)
    return [piece for piece in pieces if len(piece) > 1]


def _no_roads(name: str, seen: Counter[str], dangling: int, deleted: int) -> RoadInputError:
    """The true cause, out of four."""
    if not seen["read"] and deleted:
        return RoadInputError(
            f"{name} 里的道路都已被删除", f"every road of {name} is marked as deleted"
        )
    if not seen["read"]:
        return RoadInputError(
            f"{name} 里没有道路（带 highway 的线）", f"{name} holds no roads (no way with highway)"
        )
    if dangling:
        return RoadInputError(
            f"{name} 有 {seen['read']} 条道路，但缺少它们的节点坐标；请连同节点一起导出",
            f"{name} holds {seen['read']} roads but not the places of their nodes; "
            "export the nodes with them",
        )
    ways, none, shut = seen["read"], seen["no road"], seen["shut"]
    return RoadInputError(
        f"{name} 的 {ways} 条线都不能通行：{none} 条不是道路，{shut} 条禁行",
        f"none of the {ways} ways of {name} may be used: {none} are no roads, {shut} are shut",
    )
