"""What a planner asks of drawn zones: even work, borders on named roads, round, no neck; and which
block lies under a click."""

from datetime import datetime
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from quanju.domains.dispatch.queries.past_calls import past_calls
from quanju.domains.geo.queries.roads import roads_if
from quanju.domains.geo.types import NoMapLoaded
from quanju.domains.kernel.types import Text
from quanju.domains.planning import tiling
from quanju.domains.planning.rules import CALLS_SHARE, YEAR
from quanju.domains.planning.types import CannotRedraw, Looks
from quanju.engine.roads.network import RoadNetwork
from quanju.engine.zoning.blocks import blocks_of
from quanju.engine.zoning.drawn import Streets, blocks_at, deviations_of, look_of_drawn, streets
from quanju.engine.zoning.errors import ZoningError
from quanju.engine.zoning.faces import ROAD
from quanju.engine.zoning.streets import both_sides, lines_of

Floats = NDArray[np.float64]
Work = tuple[Floats, Floats, Floats]


def blocks_under(
    place: tuple[float, float], zones: tiling.Zones, urban: BaseGeometry, at: datetime
) -> list[BaseGeometry]:
    """The block at a place, and those around it. Refuses a place outside the urban area."""
    on, _ = _ground(roads_if(at).network, urban.wkb, len(zones))
    found = blocks_at(on.blocks, *place)
    if not found:
        why = Text("这里不在城区之内", "this place lies outside the urban area")
        raise CannotRedraw(why=why)
    return found


def looks(zones: tiling.Zones, urban: BaseGeometry, at: datetime) -> Looks | None:
    """Figures of these zones over the roads and last year's calls; None without roads or zones."""
    try:
        on, road = _ground(roads_if(at).network, urban.wkb, len(zones))
    except (NoMapLoaded, CannotRedraw):
        return None
    shapes = np.array(list(zones.values()), dtype=object)
    found = look_of_drawn(shapes, on)
    work = deviations_of(shapes, *_with_calls(road, at))
    return Looks(
        deviation=None if work is None else round(float(np.abs(work).max()), 4),
        on_roads_share=None if found.on_roads_share is None else round(found.on_roads_share, 4),
        compactness_mean=round(float(found.compactness.mean()), 4),
        compactness_min=round(float(found.compactness.min()), 4),
        necks=found.necks,
        work={}
        if work is None
        else {str(n): round(one, 4) for n, one in zip(zones, work.tolist(), strict=True)},
    )


@lru_cache(maxsize=4)
def _ground(network: RoadNetwork, urban: bytes, zones: int) -> tuple[Streets, Work]:
    """Blocks as fine as so many zones need, and the metres of road of the urban area by place.
    Made once a process: a branch's take about a second, and each step of drawing asks."""
    outline = shapely.from_wkb(urban)
    lines, rank = lines_of(network)
    lon, lat, metres = both_sides(network)
    inside = shapely.intersects_xy(outline, lon, lat)
    work = lon[inside], lat[inside], metres[inside]
    try:
        blocks = blocks_of(
            outline, lines, rank, lon=work[0], lat=work[1], weight=work[2], zones=max(zones, 1)
        )
    except ZoningError as error:
        raise CannotRedraw(why=Text(error.zh, error.en)) from error
    return streets(blocks, lines[rank == ROAD]), work


def _with_calls(road: Work, at: datetime) -> Work:
    """Work as a zones study weighs it where nobody wishes otherwise."""
    calls = past_calls(from_at=at - YEAR, until_at=at)
    lon, lat, metres = road
    share = CALLS_SHARE if len(calls) else 0.0
    each = np.full(len(calls), share / max(len(calls), 1))
    return (
        np.concatenate([lon, calls.lon]),
        np.concatenate([lat, calls.lat]),
        np.concatenate([(1 - share) * metres / metres.sum(), each]),
    )
