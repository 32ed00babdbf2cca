"""Where a new staging point may stand: crowded places of the branch's list, and crossings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import h3
import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.domains.geo.shapes import METRES_PER_DEGREE, metres_between, read_geometry
from quanju.domains.geo.types import BranchRoads
from quanju.domains.planning.types import Inputs
from quanju.engine.roads.snapping import Snap, snap_many

Floats = NDArray[np.float64]
Place = tuple[float, float]
MOST_CANDIDATES = 300
SAME_M = 60.0
"""A candidate nearer than this to one before it is that one."""
ROAD_M = 120.0
"""A crew stands where it can drive off: a place deeper inside its grounds is none for it."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place where a point may stand; what it is called and what kind of place, if known."""

    place: Place
    name_zh: str = ""
    name_en: str = ""
    kind: str = "key_spot"


def candidates(on: BranchRoads, inputs: Inputs, known: Sequence[Site]) -> list[Site]:
    """Sites beside those known, as the study wishes: crowded places, crossings, or both; those with
    the most calls around first, 300 with the known ones at most."""
    wish = inputs["options"].get("candidates", "crossings")
    found: list[Site] = []
    if wish != "crossings":
        found += _crowded(on, inputs)
    if wish != "crowded":
        found += [Site(place) for place in _crossings(on, inputs)]
    kept = list(known)
    for one in found:
        if all(metres_between(one.place, k.place) > SAME_M for k in kept):
            kept.append(one)
    new = kept[len(known) :]
    near = _calls_near([one.place for one in new], inputs["calls"]["cells"])
    order = np.argsort(-near, kind="stable")[: max(0, MOST_CANDIDATES - len(known))]
    return [new[n] for n in sorted(order.tolist())]


def _crowded(on: BranchRoads, inputs: Inputs) -> list[Site]:
    """Crowded places of the urban area that a road passes; those of a kind of their own first."""
    rows: list[list[Any]] = inputs.get("places", [])
    if not rows:
        return []
    at = np.array([row[3:] for row in rows], np.float64)
    snapped = snap_many(on.network, at, limit_m=ROAD_M)
    fits = _inside_urban(inputs, at[:, 0], at[:, 1])
    fits &= [isinstance(one, Snap) for one in snapped]
    sites = [
        Site((lon, lat), zh, en, kind)
        for (zh, en, kind, lon, lat), fit in zip(rows, fits.tolist(), strict=True)
        if fit
    ]
    return sorted(sites, key=lambda site: site.kind == "key_spot")


def _crossings(on: BranchRoads, inputs: Inputs) -> list[Place]:
    """The crossing nearest to the middle of each hexagon of the urban area that has roads."""
    network = on.network
    arms = np.bincount(network.tail, minlength=network.node_count)
    crossing = np.flatnonzero(arms >= 3)
    lon, lat = network.node_lon[crossing], network.node_lat[crossing]
    inside = _inside_urban(inputs, lon, lat)
    held: dict[str, tuple[float, Place]] = {}
    for east, north in zip(lon[inside].tolist(), lat[inside].tolist(), strict=True):
        name = h3.latlng_to_cell(north, east, 9)
        middle_lat, middle_lon = h3.cell_to_latlng(name)
        away = metres_between((east, north), (middle_lon, middle_lat))
        if name not in held or away < held[name][0]:
            held[name] = (away, (round(east, 6), round(north, 6)))
    return [place for _, place in held.values()]


def _inside_urban(inputs: Inputs, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    inside = np.zeros(len(lon), bool)
    for one in inputs["urban"]:
        inside |= shapely.intersects_xy(read_geometry(one), lon, lat)
    return inside


def _calls_near(places: Sequence[Place], cells: Sequence[Sequence[float]]) -> Floats:
    """Calls around each place, those at 600 m counting a third."""
    if not places:
        return np.zeros(0)
    here, there = np.array(places), np.array(cells, np.float64).reshape(-1, 3)
    flat = np.cos(np.radians(here[:, 1].mean()))
    east = (here[:, None, 0] - there[None, :, 0]) * flat
    metres = METRES_PER_DEGREE * np.hypot(east, here[:, None, 1] - there[None, :, 1])
    return np.asarray((np.exp(-metres / 600.0) * there[:, 2]).sum(axis=1))
