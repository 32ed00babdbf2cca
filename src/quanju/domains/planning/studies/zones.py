"""Patrol zones of equal work: the engine's division of the urban area, tiled without gaps."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import h3
import numpy as np
import scipy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.queries.roads import roads_if
from quanju.domains.geo.shapes import (
    METRES_PER_DEGREE,
    feature,
    geojson,
    read_geometry,
    square_metres,
)
from quanju.domains.kernel.types import Text
from quanju.domains.planning import tiling
from quanju.domains.planning.rules import zones_wished
from quanju.domains.planning.studies import block_zones, tiles, wishes
from quanju.domains.planning.studies.ground import cells_table
from quanju.domains.planning.studies.points import NoAnswer
from quanju.domains.planning.types import Feature, Inputs, StudyKind
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.zoning import problem as zoning_problem
from quanju.engine.zoning.blocks import shapes_of
from quanju.engine.zoning.cells import Cells, cells_over, largest_part
from quanju.engine.zoning.draw import draw_zones
from quanju.engine.zoning.errors import ZoningError
from quanju.engine.zoning.problem import ZoningPlan, ZoningProblem, parts_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
MOVES = 2_000_000
SMALL_PART = 0.02
STEP = 0.0008
FARTHEST_M = 1000.0
"""A call farther from the roads of the urban area than this is no work of its zones."""


def compute(inputs: Inputs, at: datetime, say: Callable[[int, int], None]) -> dict[str, Any]:
    """Divide the urban area into zones of equal work, each in one piece."""
    say(0, 3)
    options = inputs["options"]
    urban = shapely.union_all([read_geometry(one) for one in inputs["urban"]])
    if urban.is_empty:
        raise NoAnswer(why=Text("没有城区边界", "the urban area has no outline"))
    network = roads_if(at).network
    if options.get("built_of") == "blocks":
        return _of_blocks(inputs, urban, network, say)
    cells, share = _cells(inputs, urban, network)
    pairs, crossings = joined_by_roads(cells, network)
    big = wishes.beside_big_roads(cells, pairs, network)
    station = wishes.station_of(cells, inputs.get("stations", ()), options["count"])
    groups, ties = None, np.zeros((0, 2), np.int32)
    if options.get("stations") == "keep" and station is not None:
        groups = np.unique(station, return_inverse=True)[1].astype(np.int32)
        ties = wishes.tied_together(cells, pairs, groups)
        pairs = np.concatenate([pairs, ties])
        big = np.append(big, np.zeros(len(ties), bool))
        crossings = np.append(crossings, np.ones(len(ties), np.int32))
    today = _today(inputs, cells, pairs) if options["from_today"] else None
    try:
        problem = ZoningProblem(
            cells.x_m,
            cells.y_m,
            cells.weight,
            pairs,
            options["count"],
            price=wishes.prices(options, big, crossings, station, pairs),
            today=today,
            moving=options["moving"] if today is not None else 0.0,
            groups=groups,
        )
        say(1, 3)
        plan = draw_zones(problem, seed=options["seed"], moves=MOVES)
    except ZoningError as error:
        raise NoAnswer(why=Text(error.zh, error.en)) from error
    say(2, 3)
    if groups is None or station is None:
        shapes = tiles.tile(cells.lon, cells.lat, plan.zone, options["count"], urban)
    else:
        shapes = tiles.tile_within(cells, plan.zone, station, inputs["stations"], urban)
    if any(shape.is_empty for shape in shapes):
        why = Text(
            "有的巡区小得没有地面，请减少巡区数", "a zone has no ground left; use fewer zones"
        )
        raise NoAnswer(why=why)
    if options.get("along_roads") and groups is None:
        shapes, plan = _onto_roads(shapes, plan, problem, cells, network)
    say(3, 3)
    return {
        "zones": _named(shapes, inputs["zones"]),
        "deviation": round(plan.deviation, 5),
        "cut_edges": plan.cut_edges,
        "is_contiguous": plan.is_contiguous,
        "moved_share": round(plan.moved_share, 5),
        "cells": len(cells.names),
        "calls_outside": round(float(cells_table(inputs)[1].sum() - share[:, 1].sum())),
        "loads": _loads(plan.zone, share, options["count"]),
        "before": _today_figures(inputs, cells, share),
        "borders": {
            "along_roads": _share_along(plan.zone, pairs, big),
            "along_roads_before": _share_along(_zone_of_cells(inputs["zones"], cells), pairs, big),
            "in_two_stations": _in_two(shapes, inputs.get("stations", ())),
            "parts_across": len(ties),
        },
    }


def _of_blocks(
    inputs: Inputs, urban: BaseGeometry, network: RoadNetwork, say: Callable[[int, int], None]
) -> dict[str, Any]:
    """The same of road blocks."""
    options, stations = inputs["options"], inputs.get("stations", ())
    try:
        blocks, cells, share = block_zones.blocks_in(inputs, urban, network, FARTHEST_M)
        say(1, 3)
        today = _today(inputs, cells, cells.pairs) if options["from_today"] else None
        station = wishes.station_of(cells, stations, options["count"])
        plan = block_zones.drawn(blocks, inputs, today, station)
    except ZoningError as error:
        raise NoAnswer(why=Text(error.zh, error.en)) from error
    say(2, 3)
    shapes = shapes_of(blocks, plan.zone, options["count"])
    before = _zone_of_cells(inputs["zones"], cells) if inputs["zones"] else None
    say(3, 3)
    return {
        "zones": _named(shapes, inputs["zones"]),
        "deviation": round(plan.deviation, 5),
        "cut_edges": plan.cut_edges,
        "is_contiguous": plan.is_contiguous,
        "moved_share": round(plan.moved_share, 5),
        "cells": len(blocks),
        "calls_outside": round(float(cells_table(inputs)[1].sum() - share[:, 1].sum())),
        "loads": _loads(plan.zone, share, options["count"]),
        "before": _today_figures(inputs, cells, share),
        "borders": block_zones.figures(blocks, plan.zone, before, options["count"])
        | {"in_two_stations": _in_two(shapes, stations), "parts_across": 0},
    }


def _onto_roads(
    shapes: list[BaseGeometry],
    plan: ZoningPlan,
    problem: ZoningProblem,
    cells: Cells,
    network: RoadNetwork,
) -> tuple[list[BaseGeometry], ZoningPlan]:
    """Zones whose borders lie on the big roads nearby, block by block, as far as all stay in one
    piece and even."""
    zone, told = plan.zone.copy(), plan

    def accepts(block: BaseGeometry, number: int, share: float) -> bool:
        nonlocal zone, told
        inside = shapely.intersects_xy(block, cells.lon, cells.lat)
        moved = np.where(inside, np.int32(number - 1), zone).astype(np.int32)
        after = zoning_problem.describe(problem, moved)
        limit = max(told.deviation, wishes.STILL_EVEN)
        if share <= wishes.OF_A_BLOCK or not after.is_contiguous or after.deviation > limit:
            return False
        zone, told = moved, after
        return True

    lines = shapely.union_all(wishes.big_roads(network))
    made = tiling.follow({n + 1: shape for n, shape in enumerate(shapes)}, lines, accepts)
    return [made[n + 1] for n in range(len(shapes))], told


def _share_along(zone: Ints, pairs: Ints, big: NDArray[np.bool_]) -> float | None:
    """Of the borders between zones, the share that a big road runs along."""
    cut = zone[pairs[:, 0]] != zone[pairs[:, 1]]
    return round(float(big[cut].mean()), 4) if cut.any() else None


def _in_two(shapes: Sequence[BaseGeometry], stations: Sequence[dict[str, Any]]) -> int | None:
    """Zones that lie in more than one station's area; a hundredth of a zone is not counted."""
    if not stations:
        return None
    areas = [read_geometry(one["geometry"]) for one in stations]
    return sum(
        sum(shape.intersection(area).area > 0.01 * shape.area for area in areas) > 1
        for shape in shapes
    )


def _cells(
    inputs: Inputs, urban: BaseGeometry, network: RoadNetwork
) -> tuple[Cells, NDArray[np.float64]]:
    """Hexagons that roads of the urban area run through; weight: roads and calls as wished. Beside
    them float64[n, 2] metres of road and calls of each."""
    lon, lat, arc = _along(network)
    _, once = np.unique(network.arc_edge, return_index=True)
    steps = np.bincount(arc, minlength=network.arc_count)
    inside = np.flatnonzero(np.isin(arc, once) & shapely.intersects_xy(urban, lon, lat))
    if not len(inside):
        raise NoAnswer(why=Text("城区内没有道路", "there are no roads in the urban area"))
    metres = network.edge_metres[network.arc_edge[arc]] / steps[arc]
    places, count = cells_table(inputs)
    calls = np.zeros(len(inside))
    if places:
        flat = np.cos(np.radians(lat[inside].mean()))
        tree = scipy.spatial.cKDTree(np.stack([lon[inside] * flat, lat[inside]], axis=1))
        away, nearest = tree.query(np.array(places) * [flat, 1.0])
        near = away * METRES_PER_DEGREE <= FARTHEST_M
        np.add.at(calls, nearest[near], count[near])
    road = metres[inside]
    wish = inputs["options"]["calls_share"] if calls.sum() else 0.0
    weight = (1 - wish) * road / road.sum() + wish * calls / max(calls.sum(), 1.0)
    resolution = inputs["options"]["resolution"]
    made = [
        cells_over(lon[inside], lat[inside], weight=one, resolution=resolution)
        for one in (weight, road, calls)
    ]
    cells = made[0]
    _, part = parts_of(cells.pairs, len(cells.names))
    keep = part == np.bincount(part).argmax()
    both = np.stack([made[1].weight, made[2].weight], axis=1)
    return largest_part(cells, part), both[keep]


def joined_by_roads(cells: Cells, network: RoadNetwork) -> tuple[Ints, Ints]:
    """int32[m, 2]: neighbours that a road joins, so that no zone lies across a river without a
    bridge; int32[m]: how many do. Small parts that no road of the urban area joins to the rest are
    tied to the nearest cell."""
    number = {name: n for n, name in enumerate(cells.names)}
    size = h3.get_resolution(cells.names[0])
    east, north, arc = _along(network)
    places = zip(north.tolist(), east.tolist(), strict=True)
    cell = np.array([number.get(h3.latlng_to_cell(*place, size), -1) for place in places])
    is_main = _on_the_main_bank(cell, arc, network)
    ends = np.sort(np.stack([cell[:-1], cell[1:]], axis=1), axis=1)
    is_step = (arc[:-1] == arc[1:]) & (ends >= 0).all(axis=1)
    ends, is_bank = ends[is_step], (is_main[:-1] & is_main[1:])[is_step]
    # A cell may hold both banks; roads of its lesser one count where nothing else joins two parts.
    _, bank = parts_of(ends[is_bank].astype(np.int32), len(cells.names))
    ends = ends[is_bank | (bank[ends[:, 0]] != bank[ends[:, 1]])]
    pairs = np.sort(cells.pairs, axis=1)
    count = len(cells.names)
    code = pairs[:, 0].astype(np.int64) * count + pairs[:, 1]
    crossed, times = np.unique(ends[:, 0].astype(np.int64) * count + ends[:, 1], return_counts=True)
    place = np.minimum(np.searchsorted(crossed, code), max(len(crossed) - 1, 0))
    keep = crossed[place] == code if len(crossed) else np.zeros(len(code), bool)
    crossings = np.where(keep, times[place] if len(crossed) else 0, 0).astype(np.int32)
    found, times = cells.pairs[keep], crossings[keep]
    _, part = parts_of(found, count)
    is_small = np.bincount(part)[part] < max(3, SMALL_PART * count)
    # Only small parts are tied; banks without a bridge stay apart, and the engine says so.
    large = np.flatnonzero(~is_small)
    if not len(large) or not is_small.any():
        return found, times
    chain = np.stack([large[:-1], large[1:]], axis=1).astype(np.int32)
    near = wishes.tied_together(cells, np.concatenate([found, chain]))
    return np.concatenate([found, near]), np.append(times, np.ones(len(near), np.int32))


def _on_the_main_bank(cell: Ints, arc: Ints, network: RoadNetwork) -> NDArray[np.bool_]:
    """bool[places]: of the roads of its cell the place is on those that hang together and are most.
    A cell may hold both banks of a river: only one of them joins it to its neighbours."""
    count, spots = network.node_count, len(cell)
    starts = np.flatnonzero(np.append(True, arc[1:] != arc[:-1]))
    stops = np.append(starts[1:], spots) - 1
    on = np.flatnonzero((arc[:-1] == arc[1:]) & (cell[:-1] == cell[1:]))
    one = np.concatenate([on, starts, stops])
    other = np.concatenate([on + 1, spots + network.tail, spots + network.head])
    size = spots + count
    _, part = scipy.sparse.csgraph.connected_components(
        scipy.sparse.coo_array((np.ones(len(one)), (one, other)), shape=(size, size)),
        directed=False,
    )
    pieces, piece, held = np.unique(
        np.stack([cell, part[:spots]], axis=1), axis=0, return_inverse=True, return_counts=True
    )
    order = np.lexsort((-held, pieces[:, 0]))
    first = np.append(True, pieces[order][1:, 0] != pieces[order][:-1, 0])
    is_main = np.zeros(len(pieces), bool)
    is_main[order[first]] = True
    return np.asarray(is_main[piece.ravel()], bool)


def _along(network: RoadNetwork) -> tuple[Floats, Floats, Ints]:
    """Places every STEP degrees along each arc as the crow flies, and the arc of each."""
    tail, head = network.tail, network.head
    lon, lat = network.node_lon, network.node_lat
    east, north = lon[head] - lon[tail], lat[head] - lat[tail]
    steps = np.ceil(np.hypot(east, north) / STEP).astype(np.int64) + 1
    arc = np.repeat(np.arange(len(tail)), steps)
    place = np.arange(len(arc)) - np.repeat(np.cumsum(steps) - steps, steps)
    share = place / np.maximum(steps[arc] - 1, 1)
    x, y = lon[tail][arc] + share * east[arc], lat[tail][arc] + share * north[arc]
    return x, y, arc.astype(np.int32)


def _today(inputs: Inputs, cells: Cells, pairs: Ints) -> Ints:
    """The zone of today of each cell, if each zone has a cell and there are as many as wished.
    Cells that roads do not join to the bulk of their zone count as the neighbour's."""
    zone = _zone_of_cells(inputs["zones"], cells)
    if (zone < 0).any():
        tree = scipy.spatial.cKDTree(np.stack([cells.x_m, cells.y_m], axis=1)[zone >= 0])
        _, nearest = tree.query(np.stack([cells.x_m, cells.y_m], axis=1)[zone < 0])
        zone[zone < 0] = zone[zone >= 0][nearest]
    wanted = inputs["options"]["count"]
    if len(inputs["zones"]) != wanted or len(np.unique(zone)) != wanted:
        raise NoAnswer(
            why=Text(
                f"从现有巡区出发时，巡区数应与现有的相同（{len(inputs['zones'])} 个）",
                f"starting from today's zones, their number ({len(inputs['zones'])}) must stay",
            )
        )
    return wishes.in_one_piece(zone, cells.weight, pairs)


def _zone_of_cells(zones: Sequence[Feature], cells: Cells) -> Ints:
    zone = np.full(len(cells.names), -1, np.int32)
    for index, one in enumerate(zones):
        inside = shapely.intersects_xy(read_geometry(one["geometry"]), cells.lon, cells.lat)
        zone[inside] = index
    return zone


def _named(shapes: Sequence[BaseGeometry], today: Sequence[Feature]) -> list[Feature]:
    """Zones keep the number and name of the zone of today that they overlap most."""
    old = [read_geometry(one["geometry"]) for one in today]
    shared = np.array([[square_metres(a.intersection(b)) for b in old] for a in shapes]).reshape(
        len(shapes), len(old)
    )
    match = dict(
        zip(*(half.tolist() for half in scipy.optimize.linear_sum_assignment(-shared)), strict=True)
    )
    most = max((f["properties"]["number"] for f in today), default=0)
    found = []
    for index, shape in enumerate(shapes):
        if index in match:
            facts = today[match[index]]["properties"]
            named = {k: facts[k] for k in ("number", "name_zh", "name_en")}
        else:
            most += 1
            named = {"number": most, "name_zh": f"新巡区 {most}", "name_en": f"New Zone {most}"}
        found.append(feature(geojson(shape, digits=9), **named))
    return sorted(found, key=lambda one: int(one["properties"]["number"]))


def _loads(zone: Ints, share: NDArray[np.float64], zones: int) -> dict[str, Any]:
    """Road kilometres and calls of each zone, and how far the extremes are from the mean."""
    sums = np.zeros((zones, 2))
    np.add.at(sums, zone[zone >= 0], share[zone >= 0])
    spread = np.abs(sums / np.maximum(sums.mean(axis=0), 1e-9) - 1).max(axis=0)
    return {
        "road_km": (sums[:, 0] / 1000).round(2).tolist(),
        "calls": sums[:, 1].round().tolist(),
        "road_deviation": round(float(spread[0]), 4),
        "calls_deviation": round(float(spread[1]), 4),
    }


def _today_figures(
    inputs: Inputs, cells: Cells, share: NDArray[np.float64]
) -> dict[str, Any] | None:
    if not inputs["zones"]:
        return None
    return _loads(_zone_of_cells(inputs["zones"], cells), share, len(inputs["zones"]))


ZONES = StudyKind(
    name="zones",
    label=Text("巡区划分", "Patrol zones"),
    place=2,
    checked=zones_wished,
    compute=compute,
)
