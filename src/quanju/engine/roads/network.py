"""A road network as flat arrays, and the file that holds one."""

import hashlib
import json
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, is_zipfile
from zlib import error as ZlibError

import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.engine.roads.errors import RoadInputError

FORMAT = 5
APART = ("apart_first", "apart_lon", "apart_lat")
BANKS = ("bank_first", "bank_lon", "bank_lat")
"""Files of former formats have none."""
EARTH_M = 6_371_008.8

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Junctions joined by edges; each edge is driven by one or two arcs.

    Where a turn is restricted the junction stands more than once, one copy for each restricted
    way into it, so that an ordinary shortest path never makes a forbidden turn.

    node_lon, node_lat  float64[nodes] degrees, WGS-84
    first, head         int32[nodes + 1], int32[arcs]: arcs leaving node i are first[i]:first[i+1]
    arc_edge            int32[arcs]; arc_forward bool[arcs]: along the edge's shape or against it
    back_first, back_arc  int32[nodes + 1], int32[arcs]: arcs entering a node, as arc numbers
    tail                int32[arcs]
    edge_metres         float64[edges]
    edge_forward_head, edge_backward_head  int32[edges], -1 where that way is not driven. No arc may
                        lead that way: into a street whose every way in is banned nobody drives, but
                        who stands on it drives off
    edge_forward_seconds, edge_backward_seconds  float64[edges] in free flow, inf where not driven
    edge_class          int16[edges], index into `classes`
    edge_name           int32[edges], index into `names`
    shape_first         int32[edges + 1]; shape_lon, shape_lat float64[points] degrees
    apart_first         int32[roads + 1]; apart_lon, apart_lat float64[points] degrees: roads that
                        only a ferry joins to the network. Nobody drives there, and who stands there
                        does not stand on the bank over the water
    bank_first          int32[lines + 1]; bank_lon, bank_lat float64[points] degrees: rivers and
                        railways, where a zone may end; only beside the driving network
    landmark_ticks      uint16[nodes, 2 × landmarks]: from each landmark, then to each
    landmark_tick_s     float64[1]: the seconds of a tick
    """

    mode: str
    node_lon: F64
    node_lat: F64
    first: I32
    head: I32
    tail: I32
    arc_edge: I32
    arc_forward: NDArray[np.bool_]
    back_first: I32
    back_arc: I32
    edge_metres: F64
    edge_forward_head: I32
    edge_backward_head: I32
    edge_forward_seconds: F64
    edge_backward_seconds: F64
    edge_class: NDArray[np.int16]
    edge_name: I32
    shape_first: I32
    shape_lon: F64
    shape_lat: F64
    apart_first: I32
    apart_lon: F64
    apart_lat: F64
    bank_first: I32
    bank_lon: F64
    bank_lat: F64
    landmark_ticks: NDArray[np.uint16]
    landmark_tick_s: F64
    classes: tuple[str, ...]
    names: tuple[tuple[str, str], ...]

    @cached_property
    def seconds(self) -> F64:
        """float64[arcs] in free flow."""
        return np.where(
            self.arc_forward,
            self.edge_forward_seconds[self.arc_edge],
            self.edge_backward_seconds[self.arc_edge],
        )

    @property
    def node_count(self) -> int:
        """How many nodes there are: crossings and ends."""
        return len(self.node_lon)

    @property
    def arc_count(self) -> int:
        """How many arcs there are: a street in one direction of driving."""
        return len(self.head)

    @property
    def edge_count(self) -> int:
        """How many edges there are: a street whichever way it is driven."""
        return len(self.edge_metres)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        return (
            float(self.shape_lon.min()),
            float(self.shape_lat.min()),
            float(self.shape_lon.max()),
            float(self.shape_lat.max()),
        )

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of what answers depend on; receipts name the roads by it."""
        digest = hashlib.sha256(self.mode.encode())
        for array in (self.first, self.head, self.seconds, self.shape_lon, self.shape_lat):
            digest.update(np.ascontiguousarray(array).tobytes())
        left_by = np.bincount(self.arc_edge, minlength=self.edge_count)
        driven = (self.edge_forward_head >= 0).astype(int) + (self.edge_backward_head >= 0)
        for edge in np.flatnonzero(driven > left_by):  # directions that no arc leads into
            digest.update(f"{edge}:{self.edge_forward_head[edge]}".encode())
        if len(self.apart_lon):
            digest.update(self.apart_lon.tobytes() + self.apart_lat.tobytes())
        if len(self.bank_lon):
            digest.update(self.bank_lon.tobytes() + self.bank_lat.tobytes())
        return digest.hexdigest()

    @cached_property
    def metres_per_degree(self) -> tuple[float, float]:
        """Metres a degree of longitude and latitude at the middle of the network."""
        south, north = float(self.shape_lat.min()), float(self.shape_lat.max())
        degree = np.pi * EARTH_M / 180
        return degree * float(np.cos(np.radians((south + north) / 2))), degree

    @cached_property
    def edge_arcs(self) -> tuple[I32, I32]:
        """CSR of the arcs of each edge: int32[edges + 1], int32[arcs]."""
        order = np.argsort(self.arc_edge, kind="stable").astype(np.int32)
        counts = np.bincount(self.arc_edge, minlength=self.edge_count)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32), order

    @cached_property
    def arc_numbers(self) -> I32:
        """int32[arcs], 0, 1, 2 …: arcs leaving a node stand in their own order."""
        return np.arange(self.arc_count, dtype=np.int32)

    @cached_property
    def shape_metres(self) -> tuple[F64, F64]:
        """float64[points] each: the edges' shapes in local metres, east and north."""
        east, north = self.metres_per_degree
        return self.shape_lon * east, self.shape_lat * north

    @cached_property
    def edge_lines(self) -> NDArray[np.object_]:
        """Each edge's shape in local metres, as shapely lines."""
        points = np.column_stack(self.shape_metres)
        index = np.repeat(np.arange(self.edge_count), np.diff(self.shape_first))
        lines: NDArray[np.object_] = shapely.linestrings(points, indices=index)
        return lines

    @cached_property
    def apart_tree(self) -> shapely.STRtree:
        """The lines of the roads that only a ferry reaches, in local metres."""
        east, north = self.metres_per_degree
        points = np.column_stack([self.apart_lon * east, self.apart_lat * north])
        index = np.repeat(np.arange(len(self.apart_first) - 1), np.diff(self.apart_first))
        return shapely.STRtree(shapely.linestrings(points, indices=index) if len(index) else [])

    @cached_property
    def edge_tree(self) -> shapely.STRtree:
        """The edges' lines by place, in degrees WGS-84; made once, when it is first asked for."""
        return shapely.STRtree(self.edge_lines)


@dataclass(frozen=True)
class RoadFile:
    """What `quanju roads build` makes: a driving and a walking network, and where from."""

    drive: RoadNetwork
    walk: RoadNetwork
    meta: Mapping[str, Any]


_ARRAYS = [f.name for f in fields(RoadNetwork) if f.name not in {"mode", "classes", "names"}]


def save(roads: RoadFile, path: Path) -> None:
    """Write the file whole, or not at all."""
    arrays: dict[str, Any] = {}
    texts: dict[str, Any] = {"format": FORMAT, "meta": dict(roads.meta)}
    for network in (roads.drive, roads.walk):
        arrays |= {f"{network.mode}.{name}": getattr(network, name) for name in _ARRAYS}
        texts[network.mode] = {"classes": network.classes, "names": network.names}
    arrays["texts"] = np.frombuffer(json.dumps(texts, ensure_ascii=False).encode(), np.uint8)
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as out:
        np.savez(out, **arrays)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)


SPOILT = (
    *(OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, ZlibError),
    # A flipped bit asks for another way of packing, a password, or more memory than there is.
    *(NotImplementedError, RuntimeError, OverflowError, MemoryError, struct.error),
)
"""What a cut or altered file of arrays ends in, wherever it was hit."""


def load(path: Path | str) -> RoadFile:
    """Read a file of `save`; `RoadInputError` for anything else."""
    name = Path(path).name
    if Path(path).exists() and not is_zipfile(path):
        raise RoadInputError(
            f"{name} 不是 quanju roads build 的道路文件",
            f"{name} is not a road file of quanju roads build",
        )
    try:
        # numpy leaves a file that it cannot read open, so it is opened here.
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as stored:
            texts = json.loads(bytes(stored["texts"]))
            if texts["format"] not in range(1, FORMAT + 1):
                raise RoadInputError(
                    f"{name} 的格式不是这个版本的，请重新生成",
                    f"{name} has another version's format; build it again",
                )
            drive, walk = (_network(stored, texts, mode) for mode in ("drive", "walk"))
    except FileNotFoundError as error:
        raise RoadInputError(f"没有文件 {name}", f"there is no file {name}") from error
    except RoadInputError:
        raise
    except SPOILT as error:
        raise RoadInputError(
            f"{name} 不是 quanju roads build 的道路文件",
            f"{name} is not a road file of quanju roads build",
        ) from error
    return RoadFile(drive, walk, texts["meta"])


def _network(stored: Any, texts: Mapping[str, Any], mode: str) -> RoadNetwork:
    arrays = {
        name.removeprefix(f"{mode}."): stored[name]
        for name in stored
        if name.startswith(f"{mode}.")
    }
    if texts["format"] == 1:
        arrays |= _directed_seconds(arrays)
    if texts["format"] < 3:
        arrays |= dict(zip(APART, no_lines(), strict=True))
    if texts["format"] < 4:
        arrays |= no_landmarks(len(arrays["node_lon"]))
    if texts["format"] < 5:
        arrays |= dict(zip(BANKS, no_lines(), strict=True))
    network = RoadNetwork(
        mode=mode,
        classes=tuple(texts[mode]["classes"]),
        names=tuple((zh, en) for zh, en in texts[mode]["names"]),
        **{field: arrays[field] for field in _ARRAYS},
    )
    _check(network)
    return network


def no_lines() -> tuple[I32, F64, F64]:
    """First points, longitudes and latitudes where there is not one line."""
    return np.zeros(1, np.int32), np.empty(0), np.empty(0)


def no_landmarks(nodes: int) -> dict[str, Any]:
    """What a network of so many nodes holds that looks ahead nowhere: as exact, and slower."""
    return {"landmark_ticks": np.empty((nodes, 0), np.uint16), "landmark_tick_s": np.ones(1)}


def _directed_seconds(arrays: dict[str, Any]) -> dict[str, F64]:
    """Files of the first format told the seconds by arc."""
    edges, forward = arrays["arc_edge"], arrays["arc_forward"]
    along, against = np.full((2, len(arrays["edge_metres"])), np.inf)
    along[edges[forward]] = arrays["seconds"][forward]
    against[edges[~forward]] = arrays["seconds"][~forward]
    return {"edge_forward_seconds": along, "edge_backward_seconds": against}


def _check(network: RoadNetwork) -> None:
    """`ValueError` if an index points nowhere: the searches in machine code would not notice."""
    nodes, arcs, edges = network.node_count, network.arc_count, network.edge_count
    points = len(network.shape_lon)
    for offsets, count, last in (
        (network.first, nodes, arcs),
        (network.back_first, nodes, arcs),
        (network.shape_first, edges, points),
        (network.apart_first, len(network.apart_first) - 1, len(network.apart_lon)),
        (network.bank_first, len(network.bank_first) - 1, len(network.bank_lon)),
    ):
        if len(offsets) != count + 1 or offsets[0] or offsets[-1] != last:
            raise ValueError("offsets")
        if (np.diff(offsets) < 0).any():
            raise ValueError("offsets")
    if any((np.diff(one) < 2).any() for one in (network.apart_first, network.bank_first)):
        raise ValueError("a line of fewer than two points")
    for index, least, most, length in (
        (network.head, 0, nodes, arcs),
        (network.tail, 0, nodes, arcs),
        (network.back_arc, 0, arcs, arcs),
        (network.arc_edge, 0, edges, arcs),
        (network.arc_forward, 0, 2, arcs),
        (network.edge_forward_head, -1, nodes, edges),
        (network.edge_backward_head, -1, nodes, edges),
        (network.edge_class, 0, len(network.classes), edges),
        (network.edge_name, 0, len(network.names), edges),
    ):
        if len(index) != length or (length and not least <= index.min() <= index.max() < most):
            raise ValueError("index")
    for measure, length in (
        (network.node_lon, nodes),
        (network.node_lat, nodes),
        (network.shape_lon, points),
        (network.shape_lat, points),
        (network.apart_lon, len(network.apart_lon)),
        (network.apart_lat, len(network.apart_lon)),
        (network.bank_lon, len(network.bank_lon)),
        (network.bank_lat, len(network.bank_lon)),
        (network.edge_metres, edges),
    ):
        if len(measure) != length or not np.isfinite(measure).all():
            raise ValueError("measure")
    ticks, tick_s = network.landmark_ticks, network.landmark_tick_s
    if ticks.dtype != np.uint16 or ticks.ndim != 2 or len(ticks) != nodes or ticks.shape[1] % 2:
        raise ValueError("landmarks")
    if tick_s.shape != (1,) or not 0 < tick_s[0] < np.inf:
        raise ValueError("landmarks")
    for seconds in (network.edge_forward_seconds, network.edge_backward_seconds):
        if len(seconds) != edges or not (seconds > 0).all():
            raise ValueError("seconds")
