"""Road files in memory: read once a process, shared by all threads, put under conditions."""

import json
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from quanju.domains.geo.models import MapRelease
from quanju.domains.geo.shapes import read_geometry
from quanju.domains.geo.types import (
    BranchRoads,
    CircumstanceView,
    ClosureView,
    MapInfo,
    MapUnreadable,
    Point,
)
from quanju.engine.roads import network as road_files
from quanju.engine.roads import search
from quanju.engine.roads.conditions import FREE, Conditions, edges_near
from quanju.engine.roads.ends import along_edge
from quanju.engine.roads.errors import RoadInputError
from quanju.engine.roads.network import RoadFile, RoadNetwork
from quanju.engine.roads.snapping import Snap, snap_many

FOLDER = "map"
MOST_SNAPS = 100_000

Value = TypeVar("Value")


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


def read(release: MapInfo) -> RoadFile:
    """The networks of a release, from memory once this process has read them."""

    def load() -> RoadFile:
        try:
            return road_files.load(release.road_file)
        except RoadInputError as error:
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
    network: RoadNetwork,
    closures: Sequence[ClosureView],
    circumstances: Sequence[CircumstanceView],
) -> Conditions:
    conditions = FREE
    for closure in closures:
        edges = edges_near(network, read_geometry(closure.geometry), closure.radius_m)
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


def snaps(network: RoadNetwork, places: Sequence[Point], limit_m: float) -> list[Snap | None]:
    """The point of a road nearest to each place, or None beyond the limit.

    Units stand still more than they move, and staging points always: known places are kept.
    """
    known = _known_snaps(network)
    here = {place: known.get(place) for place in places}
    missing = [place for place, snap in here.items() if snap is None]
    found = snap_many(network, missing, limit_m=math.inf)
    fresh = {p: s for p, s in zip(missing, found, strict=True) if isinstance(s, Snap)}
    here |= fresh
    if len(fresh) <= MOST_SNAPS // 10:  # a year of calls comes once and must not push units out
        if len(known) + len(fresh) > MOST_SNAPS:
            known.clear()
        known |= fresh
    answers = [here[place] for place in places]
    return [a if a is not None and a.metres <= limit_m else None for a in answers]


_snaps: WeakKeyDictionary[RoadNetwork, dict[Point, Snap]] = WeakKeyDictionary()


def _known_snaps(network: RoadNetwork) -> dict[Point, Snap]:
    return _snaps.setdefault(network, {})


@dataclass(frozen=True, eq=False)
class Spots:
    """Places put on the roads: edge int64[n], −1 where no road is near; fraction float64[n] along
    the edge."""

    edge: NDArray[np.int64]
    fraction: NDArray[np.float64]


def spots(network: RoadNetwork, places: Sequence[Point], limit_m: float) -> Spots:
    """Where these places lie on the roads; once for as many questions as there are."""
    found = snaps(network, places, limit_m)
    return Spots(
        np.array([-1 if s is None else s.edge for s in found], dtype=np.int64),
        np.array([0.0 if s is None else s.fraction for s in found], dtype=np.float64),
    )


class SecondsField:
    """Seconds from the nearest of some places to any point of the network, up to a limit.

    One search when made; then a point costs one snap. Arrays: seconds float64[nodes].
    """

    def __init__(
        self, roads: BranchRoads, sources: Sequence[Snap], limit_s: float, limit_m: float
    ) -> None:
        self._network, self._limit, self._limit_m = roads.network, limit_s, limit_m
        self._conditions = roads.conditions
        self._arc_seconds = roads.conditions.seconds(roads.network)
        self._sources: dict[int, list[Snap]] = {}
        for source in sources:
            self._sources.setdefault(source.edge, []).append(source)
        self._seconds = np.full(roads.network.node_count, np.inf)
        if sources:
            found = search.reach(roads.network, sources, limit_s, conditions=roads.conditions)
            self._seconds[found.nodes] = found.seconds

    def at(self, places: Sequence[Point]) -> NDArray[np.float64]:
        """float64[places] seconds; infinite beyond the limit, and off the roads."""
        return self.at_spots(spots(self._network, places, self._limit_m))

    def at_spots(self, here: Spots) -> NDArray[np.float64]:
        """The same of places that lie on the roads already."""
        first, arcs = self._network.edge_arcs
        best = np.full(len(here.edge), np.inf)
        known = np.flatnonzero(here.edge >= 0)
        for turn in range(int(np.diff(first).max(initial=0))):
            place = first[here.edge[known]] + turn
            there = place < first[here.edge[known] + 1]
            arc, spot = arcs[place[there]], known[there]
            open_ = np.isfinite(self._arc_seconds[arc])
            self._drive(best, arc[open_], spot[open_], here)
        for edge in self._sources.keys() & set(here.edge.tolist()):
            near = here.edge == edge
            for source in self._sources[edge]:
                direct = along_edge(
                    self._network, source, here.fraction[near], conditions=self._conditions
                )
                best[near] = np.minimum(best[near], direct)
        return np.where(best <= self._limit, best, np.inf)

    def _drive(
        self,
        best: NDArray[np.float64],
        arc: NDArray[np.int32],
        spot: NDArray[np.int64],
        here: Spots,
    ) -> None:
        """Lower `best` by coming along these arcs from their tail."""
        forward = self._network.arc_forward[arc].astype(bool)
        fraction, whole = here.fraction[spot], self._arc_seconds[arc]
        share = np.where(forward, fraction, 1 - fraction)
        came = self._seconds[self._network.tail[arc]] + share * whole
        best[spot] = np.minimum(best[spot], came)
