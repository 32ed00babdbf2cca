"""Road files in memory: read once a process, shared by all threads, put under conditions."""

import json
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from quanju.domains.geo.models import MapRelease
from quanju.domains.geo.shapes import read_geometry
from quanju.domains.geo.types import BranchRoads, CircumstanceView, ClosureView, MapInfo, Point
from quanju.domains.kernel.types import Refused, Text
from quanju.engine import roads as engine

FOLDER = "map"
MOST_SNAPS = 100_000

Value = TypeVar("Value")


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


class Shelf:
    """A few costly things by key; made once, while others who want the same one wait."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._guard = threading.Lock()
        self._things: OrderedDict[Hashable, tuple[threading.Lock, list[object]]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The thing under `key`, made by `make` if it is not there."""
        with self._guard:
            turn, made = self._things.setdefault(key, (threading.Lock(), []))
            self._things.move_to_end(key)
            while len(self._things) > self._size:
                self._things.popitem(last=False)
        with turn:
            if not made:
                made.append(make())
        return made[0]  # type: ignore[return-value]


_files = Shelf(2)
_conditions = Shelf(16)


def info(release: MapRelease) -> MapInfo:
    """What readers may know of a release."""
    folder: Path = settings.HOME / FOLDER
    return MapInfo(
        pk=release.pk,
        fingerprint=release.fingerprint,
        road_file=folder / release.road_file,
        tile_file=folder / release.tile_file if release.tile_file else None,
        attribution=release.attribution,
        is_synthetic=release.is_synthetic,
        centre=(release.centre_lon, release.centre_lat),
        loaded_at=release.loaded_at,
    )


def read(release: MapInfo) -> engine.RoadFile:
    """The networks of a release, from memory once this process has read them."""

    def load() -> engine.RoadFile:
        try:
            return engine.load(release.road_file)
        except engine.RoadInputError as error:
            name = release.road_file.name
            raise MapUnreadable(file=name, why_zh=error.zh, why_en=error.en) from error

    return _files.get(release.fingerprint, load)


def under(
    release: MapInfo,
    closures: Sequence[ClosureView],
    circumstances: Sequence[CircumstanceView],
) -> BranchRoads:
    """The roads of a release with what is closed and slow put over them.

    Kept by everything that goes in, so an answer is never older than the rows it stands on.
    """
    roads = read(release)
    key = (
        release.fingerprint,
        tuple((c.pk, c.kind, c.factor, c.radius_m, json.dumps(c.geometry)) for c in closures),
        tuple((c.pk, c.factor) for c in circumstances),
    )
    conditions = _conditions.get(key, lambda: _overlay(roads.drive, closures, circumstances))
    return BranchRoads(
        network=roads.drive,
        walk=roads.walk,
        conditions=conditions,
        reference=_reference(release, closures, circumstances),
        info=release,
    )


def _overlay(
    network: engine.RoadNetwork,
    closures: Sequence[ClosureView],
    circumstances: Sequence[CircumstanceView],
) -> engine.Conditions:
    conditions = engine.FREE
    for closure in closures:
        edges = engine.edges_near(network, read_geometry(closure.geometry), closure.radius_m)
        if closure.kind == "closed":
            conditions = conditions.closed(edges, network)
        else:
            conditions = conditions.slowed(edges, closure.factor, network)
    for circumstance in circumstances:
        conditions = conditions.snowed(circumstance.factor)
    return conditions


def _reference(
    release: MapInfo,
    closures: Sequence[ClosureView],
    circumstances: Sequence[CircumstanceView],
) -> str:
    """`map:1a2b3c4d5e6f closures:3,7 circumstances:2×1.4`, as receipts name it."""
    parts = [f"map:{release.fingerprint[:12]}"]
    if closures:
        parts.append("closures:" + ",".join(str(c.pk) for c in closures))
    if circumstances:
        told = (f"{c.pk}×{c.factor:g}" for c in circumstances)
        parts.append("circumstances:" + ",".join(told))
    return " ".join(parts)


def snaps(
    network: engine.RoadNetwork, places: Sequence[Point], limit_m: float
) -> list[engine.Snap | None]:
    """The point of a road nearest to each place, or None beyond the limit.

    Units stand still more than they move, and staging points always: known places are kept.
    """
    known = _known_snaps(network)
    here = {place: known.get(place) for place in places}
    missing = [place for place, snap in here.items() if snap is None]
    found = engine.snap_many(network, missing, limit_m=math.inf)
    fresh = {p: s for p, s in zip(missing, found, strict=True) if isinstance(s, engine.Snap)}
    here |= fresh
    if len(known) + len(fresh) > MOST_SNAPS:
        known.clear()
    known |= fresh
    answers = [here[place] for place in places]
    return [a if a is not None and a.metres <= limit_m else None for a in answers]


_snaps: WeakKeyDictionary[engine.RoadNetwork, dict[Point, engine.Snap]] = WeakKeyDictionary()


def _known_snaps(network: engine.RoadNetwork) -> dict[Point, engine.Snap]:
    return _snaps.setdefault(network, {})


class SecondsField:
    """Seconds from the nearest of some places to any point of the network, up to a limit.

    One search when made; then a point costs one snap. Arrays: seconds float64[nodes].
    """

    def __init__(
        self, roads: BranchRoads, sources: Sequence[engine.Snap], limit_s: float, limit_m: float
    ) -> None:
        self._network, self._limit, self._limit_m = roads.network, limit_s, limit_m
        self._arc_seconds = roads.conditions.seconds(roads.network)
        self._by_edge: dict[int, list[engine.Snap]] = {}
        for source in sources:
            self._by_edge.setdefault(source.edge, []).append(source)
        self._seconds = np.full(roads.network.node_count, np.inf)
        if sources:
            found = engine.reach(roads.network, sources, limit_s, conditions=roads.conditions)
            self._seconds[found.nodes] = found.seconds

    def at(self, places: Sequence[Point]) -> NDArray[np.float64]:
        """float64[places] seconds; infinite beyond the limit, and off the roads."""
        here = snaps(self._network, places, self._limit_m)
        return np.array([np.inf if s is None else self._at(s) for s in here], dtype=np.float64)

    def _at(self, place: engine.Snap) -> float:
        first, arcs = self._network.edge_arcs
        best = math.inf
        for arc in arcs[first[place.edge] : first[place.edge + 1]]:
            is_forward = bool(self._network.arc_forward[arc])
            share = place.fraction if is_forward else 1 - place.fraction
            whole = float(self._arc_seconds[arc])
            if not math.isfinite(whole):
                continue
            best = min(best, float(self._seconds[self._network.tail[arc]]) + share * whole)
            for source in self._by_edge.get(place.edge, ()):
                ahead = (place.fraction - source.fraction) * (1 if is_forward else -1)
                if ahead >= 0:
                    best = min(best, ahead * whole)
        return best if best <= self._limit else math.inf
