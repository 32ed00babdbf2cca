"""From raw roads to a network: cut at junctions, ban turns, keep what is strongly connected."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from quanju.engine.roads.errors import RoadInputError
from quanju.engine.roads.network import RoadFile, RoadNetwork
from quanju.engine.roads.osm import read_osm
from quanju.engine.roads.raw import RawRoads, distances_m
from quanju.engine.roads.speeds import Speeds, read_speeds
from quanju.engine.roads.tables import read_tables
from quanju.engine.roads.turns import Arcs, ban_turns

Progress = Callable[[str, float], None]


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


def _built(read: Callable[[], RawRoads], source: str, progress: Progress | None) -> RoadFile:
    say = progress or (lambda step, share: None)
    started = perf_counter()
    say("read", 0.0)
    raw = read()
    say("drive", 0.5)
    drive, driven = _network(raw, "drive")
    say("walk", 0.8)
    walk, walked = _network(raw, "walk")
    say("done", 1.0)
    meta: dict[str, Any] = {
        "source": source,
        "nodes": drive.node_count,
        "arcs": drive.arc_count,
        "walk_nodes": walk.node_count,
        "walk_arcs": walk.arc_count,
        "dangling_references": raw.dangling,
        "restrictions_read": len(raw.restrictions),
        "restrictions_not_covered": raw.restrictions_not_covered,
        **driven,
        "walk_dropped_parts": walked["dropped_parts"],
        "fingerprint": drive.fingerprint,
        "seconds": round(perf_counter() - started, 3),
    }
    return RoadFile(drive, walk, meta)


def _network(raw: RawRoads, mode: str) -> tuple[RoadNetwork, dict[str, Any]]:
    ways = [
        index
        for index, way in enumerate(raw.ways)
        if (way.walk if mode == "walk" else way.drive_forward or way.drive_backward)
    ]
    if not ways:
        raise RoadInputError("没有可通行的道路", "there is no road that may be used")
    flat, start = _flattened(raw, ways)
    edges = _cut_at_junctions(flat, start)
    metres, lon, lat, shape_first = _shapes(raw, ways, flat, edges)
    nodes, ends = np.unique(np.concatenate([edges.u, edges.v]), return_inverse=True)
    u, v = ends[: len(edges.u)], ends[len(edges.u) :]
    arcs = _arcs(raw, ways, edges, metres, u, v, mode)
    way_ids = np.array([raw.ways[w].way_id for w in ways])[edges.way]
    arcs, banned = ban_turns(arcs, raw.restrictions, nodes, way_ids, mode)
    kept, parts = _largest_part(arcs)
    locations = np.array([raw.location[int(n)] for n in nodes])[arcs.origin]
    names = [raw.ways[w] for w in ways]
    network = _assembled(
        mode, arcs, kept, locations, metres, edges, names, raw, (shape_first, lon, lat)
    )
    figures = {
        "dropped_parts": parts - 1,
        "dropped_nodes": int(len(kept) - kept.sum()),
        "restricted_turns": banned,
        "split_junctions": int(len(arcs.origin) - len(nodes)),
    }
    return network, figures


def _flattened(raw: RawRoads, ways: list[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lengths = np.array([len(raw.ways[w].nodes) for w in ways])
    flat = np.fromiter(
        (node for w in ways for node in raw.ways[w].nodes), dtype=np.int64, count=lengths.sum()
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
    raw: RawRoads, ways: list[int], flat: NDArray[np.int64], edges: Edges
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    points = np.array([raw.location[int(node)] for node in flat])
    sizes = edges.last - edges.first + 1
    shape_first = np.concatenate([[0], np.cumsum(sizes)])
    index = np.arange(shape_first[-1]) + np.repeat(edges.first - shape_first[:-1], sizes)
    lon, lat = points[index, 0], points[index, 1]
    steps = np.append(distances_m(points[:, 0], points[:, 1]), 0.0)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    metres = along[edges.last] - along[edges.first]
    told = np.array([raw.ways[w].metres or np.nan for w in ways])[edges.way]
    is_whole = np.bincount(edges.way, minlength=len(ways))[edges.way] == 1
    metres = np.where(np.isnan(told) | ~is_whole, metres, told)
    return np.maximum(metres, 0.1), lon, lat, shape_first.astype(np.int32)


def _arcs(
    raw: RawRoads,
    ways: list[int],
    edges: Edges,
    metres: NDArray[np.float64],
    u: NDArray[np.int64],
    v: NDArray[np.int64],
    mode: str,
) -> Arcs:
    chosen = [raw.ways[w] for w in ways]
    if mode == "walk":
        forward = backward = np.ones(len(u), dtype=bool)
        kmh = np.array([way.walk_kmh for way in chosen])[edges.way]
    else:
        forward = np.array([way.drive_forward for way in chosen])[edges.way]
        backward = np.array([way.drive_backward for way in chosen])[edges.way]
        kmh = np.array([way.kmh for way in chosen])[edges.way]
    seconds = metres / (kmh / 3.6)
    numbers = np.arange(len(u))
    return Arcs(
        tail=np.concatenate([u[forward], v[backward]]),
        head=np.concatenate([v[forward], u[backward]]),
        seconds=np.concatenate([seconds[forward], seconds[backward]]),
        edge=np.concatenate([numbers[forward], numbers[backward]]),
        forward=np.concatenate(
            [np.ones(int(forward.sum()), bool), np.zeros(int(backward.sum()), bool)]
        ),
        origin=np.arange(max(u.max(), v.max()) + 1),
    )


def _largest_part(arcs: Arcs) -> tuple[NDArray[np.bool_], int]:
    """Nodes of the largest strongly connected part, and how many parts there were."""
    size = len(arcs.origin)
    graph = coo_array((np.ones(len(arcs.tail)), (arcs.tail, arcs.head)), shape=(size, size))
    parts, labels = connected_components(graph.tocsr(), directed=True, connection="strong")
    return labels == np.bincount(labels).argmax(), parts


def _assembled(
    mode: str,
    arcs: Arcs,
    kept: NDArray[np.bool_],
    locations: NDArray[np.float64],
    metres: NDArray[np.float64],
    edges: Edges,
    ways: list[Any],
    raw: RawRoads,
    shapes: tuple[NDArray[Any], NDArray[Any], NDArray[Any]],
) -> RoadNetwork:
    inside = kept[arcs.tail] & kept[arcs.head]
    order = np.flatnonzero(inside)
    order = order[np.lexsort((arcs.head[order], arcs.tail[order]))]
    node_number = np.cumsum(kept) - 1
    tail, head = node_number[arcs.tail[order]], node_number[arcs.head[order]]
    used, arc_edge = np.unique(arcs.edge[order], return_inverse=True)
    forward = arcs.forward[order]
    nodes = int(kept.sum())
    forward_head = np.full(len(used), -1, np.int32)
    backward_head = np.full(len(used), -1, np.int32)
    forward_head[arc_edge[forward]] = head[forward]
    backward_head[arc_edge[~forward]] = head[~forward]
    shape_first, shape_lon, shape_lat = _taken_shapes(used, *shapes)
    classes, class_of_way = np.unique([way.road_class for way in ways], return_inverse=True)
    back = np.argsort(head, kind="stable")
    return RoadNetwork(
        mode=mode,
        node_lon=locations[kept, 0],
        node_lat=locations[kept, 1],
        first=_offsets(tail, nodes),
        head=head.astype(np.int32),
        tail=tail.astype(np.int32),
        seconds=arcs.seconds[order],
        arc_edge=arc_edge.astype(np.int32),
        arc_forward=forward,
        back_first=_offsets(head, nodes),
        back_arc=back.astype(np.int32),
        edge_metres=metres[used],
        edge_forward_head=forward_head,
        edge_backward_head=backward_head,
        edge_class=class_of_way[edges.way[used]].astype(np.int16),
        edge_name=np.array([way.name for way in ways], dtype=np.int32)[edges.way[used]],
        shape_first=shape_first,
        shape_lon=shape_lon,
        shape_lat=shape_lat,
        classes=tuple(str(c) for c in classes),
        names=tuple(raw.names),
    )


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
