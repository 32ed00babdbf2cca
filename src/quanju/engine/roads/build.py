"""From raw roads to a network: cut at junctions, ban turns, keep what is strongly connected."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from quanju.engine.roads.errors import RoadInputError, as_road_input
from quanju.engine.roads.landmarks import with_landmarks
from quanju.engine.roads.network import RoadFile, RoadNetwork, no_landmarks, no_lines
from quanju.engine.roads.osm import read_osm
from quanju.engine.roads.raw import RawRoads, RawWay, distances_m
from quanju.engine.roads.shut import cut_at_shut_nodes, words_met
from quanju.engine.roads.speeds import Speeds, read_speeds
from quanju.engine.roads.tables import read_tables
from quanju.engine.roads.turns import Arcs, Banned, Bends, ban_turns

Progress = Callable[[str, float], None]
MOST_SHOWN = 10
"""Words that are not understood are told by the commonest."""


@dataclass(frozen=True, eq=False)
class Edges:
    """Pieces of ways between junctions: ends are raw node ids."""

    u: NDArray[np.int64]
    v: NDArray[np.int64]
    way: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]


def build_from_osm(
    path: Path, *, speeds: Speeds | None = None, progress: Progress | None = None
) -> RoadFile:
    """Make the driving and walking networks of an OSM extract; `RoadInputError` if it cannot be."""
    table = speeds or read_speeds()
    return _built(lambda: read_osm(Path(path), table), Path(path).name, progress)


def build_from_tables(
    nodes: Path,
    edges: Path,
    *,
    speeds: Speeds | None = None,
    progress: Progress | None = None,
) -> RoadFile:
    """Make the networks of two CSV tables (see `tables`)."""
    table = speeds or read_speeds()
    return _built(lambda: read_tables(Path(nodes), Path(edges), table), Path(edges).name, progress)


def build_from_raw(raw: RawRoads, source: str) -> RoadFile:
    """Make the networks of roads that stand in memory."""
    return _built(lambda: raw, source, None)


def _built(read: Callable[[], RawRoads], source: str, progress: Progress | None) -> RoadFile:
    say = progress or (lambda step, share: None)
    started = perf_counter()
    say("read", 0.0)
    with as_road_input():
        raw = read()
    say("drive", 0.5)
    drive, driven = _network(raw, "drive", source)
    say("walk", 0.8)
    walk, walked = _network(raw, "walk", source)
    say("done", 1.0)
    not_understood = raw.not_understood + driven.pop("node_words")
    meta: dict[str, Any] = {
        "source": source,
        "nodes": drive.node_count,
        "arcs": drive.arc_count,
        "walk_nodes": walk.node_count,
        "walk_arcs": walk.arc_count,
        "dangling_references": raw.dangling,
        "restrictions_read": len(raw.restrictions),
        "restrictions_not_covered": raw.restrictions_not_covered + driven.pop("ambiguous"),
        **driven,
        "walk_dropped_parts": walked["dropped_parts"],
        "not_understood": not_understood.total(),
        "not_understood_most": dict(not_understood.most_common(MOST_SHOWN)),
        "not_covered": dict((+raw.not_covered).most_common(MOST_SHOWN)),
        "columns_not_read": list(raw.columns_not_read),
        "fingerprint": drive.fingerprint,
        "seconds": round(perf_counter() - started, 3),
    }
    return RoadFile(drive, walk, meta)


def _network(raw: RawRoads, mode: str, source: str) -> tuple[RoadNetwork, dict[str, Any]]:
    ways = [
        way
        for way in raw.ways
        if (way.walk if mode == "walk" else way.drive_forward or way.drive_backward)
    ]
    if not ways:
        raise _none_used(source, mode, len(raw.ways))
    flat, start = _flattened(ways)
    words: Counter[str] = Counter()
    shut = 0
    if mode == "drive":
        words = words_met(raw, flat)
        ways, shut = cut_at_shut_nodes(raw, ways, flat, start)
        if shut:
            flat, start = _flattened(ways)
    edges = _cut_at_junctions(flat, start)
    metres, lon, lat, shape_first = _shapes(raw, ways, flat, edges)
    nodes, ends = np.unique(np.concatenate([edges.u, edges.v]), return_inverse=True)
    u, v = ends[: len(edges.u)], ends[len(edges.u) :]
    arcs = _arcs(ways, edges, metres, u, v, mode)
    banned = Banned()
    if mode == "drive":
        way_ids = np.array([way.way_id for way in ways])[edges.way]
        bends = _bends(shape_first, lon, lat)
        arcs, banned = ban_turns(arcs, raw.restrictions, nodes, way_ids, bends)
    kept, parts = _largest_part(arcs)
    if not (kept[arcs.tail] & kept[arcs.head]).any():
        raise RoadInputError(
            f"{source}：这些道路都是单行，开出去就回不来，没有一段能构成路网",
            f"{source}: every street is one-way and none leads back; no two places can be reached "
            "from each other",
        )
    locations = np.array([raw.location[int(n)] for n in nodes])[arcs.origin]
    shapes = shape_first, lon, lat
    beyond = _beyond_ferries(raw, arcs, nodes, kept)
    apart = np.unique(arcs.edge[beyond[arcs.tail] & beyond[arcs.head]])
    network = _assembled(mode, arcs, kept, locations, metres, edges, ways, raw, shapes, apart)
    figures = {
        "dropped_parts": parts - 1,
        "dropped_nodes": int(len(kept) - kept.sum()),
        "only_by_ferry_nodes": int(beyond.sum()),
        "shut_nodes": shut,
        "restricted_turns": banned.turns,
        "restrictions_without_effect": banned.without_effect,
        "ambiguous": banned.ambiguous,
        "split_junctions": int(len(arcs.origin) - len(nodes)),
        "node_words": words,
    }
    return network, figures


def _none_used(source: str, mode: str, count: int) -> RoadInputError:
    zh, en = ("驾车", "driven") if mode == "drive" else ("步行", "walked")
    return RoadInputError(
        f"{source} 的 {count} 段道路没有一段可以{zh}",
        f"none of the {count} pieces of road of {source} may be {en}",
    )


def _beyond_ferries(
    raw: RawRoads, arcs: Arcs, nodes: NDArray[np.int64], kept: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Junctions that roads join to a ferry's landing and to nothing that was kept."""
    size = len(arcs.origin)
    if not raw.ferries:
        return np.zeros(size, bool)
    graph = scipy.sparse.coo_array(
        (np.ones(len(arcs.tail)), (arcs.tail, arcs.head)), shape=(size, size)
    )
    _, label = scipy.sparse.csgraph.connected_components(graph.tocsr(), directed=False)
    landings = np.flatnonzero(np.isin(nodes, raw.ferries))
    beyond = np.setdiff1d(label[landings], label[kept])
    return np.isin(label, beyond)


def _flattened(ways: list[RawWay]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lengths = np.array([len(way.nodes) for way in ways])
    flat = np.fromiter(
        (node for way in ways for node in way.nodes), dtype=np.int64, count=lengths.sum()
    )
    return flat, np.concatenate([[0], np.cumsum(lengths)])


def _cut_at_junctions(flat: NDArray[np.int64], start: NDArray[np.int64]) -> Edges:
    """Cut each way where it ends and wherever a node is used more than once."""
    _, inverse, counts = np.unique(flat, return_inverse=True, return_counts=True)
    is_cut = counts[inverse] > 1
    is_cut[start[:-1]] = is_cut[start[1:] - 1] = True
    cuts = np.flatnonzero(is_cut)
    way_of = np.repeat(np.arange(len(start) - 1), np.diff(start))
    same_way = way_of[cuts[:-1]] == way_of[cuts[1:]]
    first, last = cuts[:-1][same_way], cuts[1:][same_way]
    return Edges(flat[first], flat[last], way_of[first], first, last)


def _shapes(
    raw: RawRoads, ways: list[RawWay], flat: NDArray[np.int64], edges: Edges
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    points = np.array([raw.location[int(node)] for node in flat])
    sizes = edges.last - edges.first + 1
    shape_first = np.concatenate([[0], np.cumsum(sizes)])
    index = np.arange(shape_first[-1]) + np.repeat(edges.first - shape_first[:-1], sizes)
    lon, lat = points[index, 0], points[index, 1]
    steps = np.append(distances_m(points[:, 0], points[:, 1]), 0.0)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    metres = along[edges.last] - along[edges.first]
    told = np.array([way.metres or np.nan for way in ways])[edges.way]
    is_whole = np.bincount(edges.way, minlength=len(ways))[edges.way] == 1
    metres = np.where(np.isnan(told) | ~is_whole, metres, told)
    return np.maximum(metres, 0.1), lon, lat, shape_first.astype(np.int32)


def _bends(
    shape_first: NDArray[np.int32], lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> Bends:
    """Compass directions of the first and last piece of each edge's shape."""
    first, last = shape_first[:-1], shape_first[1:] - 1
    directions = []
    for a, b in ((first, first + 1), (last - 1, last)):
        east = (lon[b] - lon[a]) * np.cos(np.radians(lat[a]))
        directions.append(np.degrees(np.arctan2(east, lat[b] - lat[a])))
    return Bends(*directions)


def _arcs(
    ways: list[RawWay],
    edges: Edges,
    metres: NDArray[np.float64],
    u: NDArray[np.int64],
    v: NDArray[np.int64],
    mode: str,
) -> Arcs:
    if mode == "walk":
        forward = backward = np.ones(len(u), dtype=bool)
        along = against = np.array([way.walk_kmh for way in ways])[edges.way]
    else:
        forward = np.array([way.drive_forward for way in ways])[edges.way]
        backward = np.array([way.drive_backward for way in ways])[edges.way]
        along = np.array([way.kmh for way in ways])[edges.way]
        against = np.array([way.kmh_backward for way in ways])[edges.way]
    seconds = metres / (along / 3.6), metres / (against / 3.6)
    numbers = np.arange(len(u))
    return Arcs(
        tail=np.concatenate([u[forward], v[backward]]),
        head=np.concatenate([v[forward], u[backward]]),
        seconds=np.concatenate([seconds[0][forward], seconds[1][backward]]),
        edge=np.concatenate([numbers[forward], numbers[backward]]),
        forward=np.concatenate(
            [np.ones(int(forward.sum()), bool), np.zeros(int(backward.sum()), bool)]
        ),
        origin=np.arange(max(u.max(), v.max()) + 1),
    )


def _largest_part(arcs: Arcs) -> tuple[NDArray[np.bool_], int]:
    """Nodes of the largest strongly connected part, and how many parts there were."""
    size = len(arcs.origin)
    graph = scipy.sparse.coo_array(
        (np.ones(len(arcs.tail)), (arcs.tail, arcs.head)), shape=(size, size)
    )
    parts, labels = scipy.sparse.csgraph.connected_components(
        graph.tocsr(), directed=True, connection="strong"
    )
    return labels == np.bincount(labels).argmax(), parts


def _assembled(
    mode: str,
    arcs: Arcs,
    kept: NDArray[np.bool_],
    locations: NDArray[np.float64],
    metres: NDArray[np.float64],
    edges: Edges,
    ways: list[RawWay],
    raw: RawRoads,
    shapes: tuple[NDArray[Any], NDArray[Any], NDArray[Any]],
    apart: NDArray[np.int64],
) -> RoadNetwork:
    inside = kept[arcs.tail] & kept[arcs.head]
    order = np.flatnonzero(inside)
    order = order[np.lexsort((arcs.head[order], arcs.tail[order]))]
    node_number = np.cumsum(kept) - 1
    tail, head = node_number[arcs.tail[order]], node_number[arcs.head[order]]
    used, arc_edge = np.unique(arcs.edge[order], return_inverse=True)
    forward = arcs.forward[order]
    nodes = int(kept.sum())
    forward_head, forward_seconds = _driven(arcs, kept, node_number, used, True)
    backward_head, backward_seconds = _driven(arcs, kept, node_number, used, False)
    shape_first, shape_lon, shape_lat = _taken_shapes(used, *shapes)
    apart_first, apart_lon, apart_lat = _taken_shapes(apart, *shapes)
    classes, class_of_way = np.unique([way.road_class for way in ways], return_inverse=True)
    back = np.argsort(head, kind="stable")
    banks = _banks(raw) if mode == "drive" else no_lines()
    network = RoadNetwork(
        mode=mode,
        node_lon=locations[kept, 0],
        node_lat=locations[kept, 1],
        first=_offsets(tail, nodes),
        head=head.astype(np.int32),
        tail=tail.astype(np.int32),
        arc_edge=arc_edge.astype(np.int32),
        arc_forward=forward,
        back_first=_offsets(head, nodes),
        back_arc=back.astype(np.int32),
        edge_metres=metres[used],
        edge_forward_head=forward_head,
        edge_backward_head=backward_head,
        edge_forward_seconds=forward_seconds,
        edge_backward_seconds=backward_seconds,
        edge_class=class_of_way[edges.way[used]].astype(np.int16),
        edge_name=np.array([way.name for way in ways], dtype=np.int32)[edges.way[used]],
        shape_first=shape_first,
        shape_lon=shape_lon,
        shape_lat=shape_lat,
        apart_first=apart_first,
        apart_lon=apart_lon,
        apart_lat=apart_lat,
        bank_first=banks[0],
        bank_lon=banks[1],
        bank_lat=banks[2],
        classes=tuple(str(c) for c in classes),
        names=tuple(raw.names),
        **no_landmarks(nodes),
    )
    return with_landmarks(network)


def _banks(raw: RawRoads) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Rivers and railways end to end; the same wherever the file begins."""
    lines = sorted(raw.banks)
    first = np.cumsum([0, *map(len, lines)]).astype(np.int32)
    places = np.array([place for line in lines for place in line], np.float64).reshape(-1, 2)
    return first, places[:, 0].copy(), places[:, 1].copy()


def _driven(
    arcs: Arcs,
    kept: NDArray[np.bool_],
    node_number: NDArray[np.int64],
    used: NDArray[np.int64],
    forward: bool,
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Where each used edge leads in one direction, -1 if it is not driven, and in what seconds.

    Also where no arc of the network leads that way because every turn into it is forbidden: who
    stands on the street still drives off.
    """
    here = np.flatnonzero((arcs.forward == forward) & kept[arcs.head] & np.isin(arcs.edge, used))
    here = here[np.argsort(kept[arcs.tail[here]], kind="stable")]  # what is entered decides
    edge = np.searchsorted(used, arcs.edge[here])
    head = np.full(len(used), -1, np.int32)
    seconds = np.full(len(used), np.inf)
    head[edge] = node_number[arcs.head[here]]
    seconds[edge] = arcs.seconds[here]
    return head, seconds


def _offsets(nodes: NDArray[np.int64], count: int) -> NDArray[np.int32]:
    sizes = np.bincount(nodes, minlength=count)
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)


def _taken_shapes(
    used: NDArray[np.int64],
    shape_first: NDArray[np.int32],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    sizes = np.diff(shape_first)[used]
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    index = np.arange(first[-1]) + np.repeat(shape_first[:-1][used] - first[:-1], sizes)
    return first, lon[index], lat[index]
