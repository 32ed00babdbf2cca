"""Questions about rings: in how many minutes is a place reached from the nearest staging point?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from quanju.domains.geo.queries.roads import reach_shape, roads, seconds_around
from quanju.domains.geo.shapes import (
    METRES_PER_DEGREE,
    circle,
    collection,
    feature,
    geojson,
)
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.patrol.queries.tables import ring_model
from quanju.domains.patrol.queries.zones import staging_points
from quanju.domains.patrol.rules import RingModel, ring_of
from quanju.domains.patrol.types.standing import Point

OUTSIDE = float("inf")


def ring_at(lon: float, lat: float, at: datetime) -> int | None:
    """The smallest ring a place lies in, in minutes; None outside all of them."""
    return rings_of([(lon, lat)], at)[0]


def rings_of(places: Sequence[Point], at: datetime) -> list[int | None]:
    """The ring of each of many places."""
    minutes = ring_model(at).minutes
    return [ring_of(seconds, minutes) for seconds in seconds_at(places, at).tolist()]


def seconds_at(places: Sequence[Point], at: datetime) -> NDArray[np.float64]:
    """Seconds from the nearest staging point to each place; infinite beyond the largest ring."""
    model, points = ring_model(at), staging_points(at)
    if not points or not places:
        return np.full(len(places), OUTSIDE)
    stands = tuple((point.lon, point.lat) for point in points)
    if model.model == "circle":
        return _seconds_as_the_crow_flies(stands, places, model)
    return seconds_around(stands, 60.0 * model.minutes[-1], at).at(places)


def rings(at: datetime, point: int | None = None) -> list[tuple[int, BaseGeometry]]:
    """Minutes and shape of each ring, the smallest first: around all points, or around one."""
    points = [p for p in staging_points(at) if point is None or p.number == point]
    if point is not None and not points:
        raise NotFound(subject=f"staging_point:{point}")
    return rings_around([(p.lon, p.lat) for p in points], at)


def rings_around(stands: Sequence[Point], at: datetime) -> list[tuple[int, BaseGeometry]]:
    """The same around any places, such as the points of a draft: same model, same roads."""
    model = ring_model(at)
    if model.model == "circle":
        return [(minutes, _circles(stands, minutes, model)) for minutes in model.minutes]
    return [(minutes, reach_shape(stands, 60 * minutes, at)) for minutes in model.minutes]


def _circles(stands: Sequence[Point], minutes: int, model: RingModel) -> BaseGeometry:
    radius = model.speed_kmh / 3.6 * 60 * minutes
    return shapely.union_all([circle(stand, radius) for stand in stands])


def _seconds_as_the_crow_flies(
    stands: Sequence[Point], places: Sequence[Point], model: RingModel
) -> NDArray[np.float64]:
    a, b = np.array(stands)[:, None, :], np.array(places)[None, :, :]
    east = (b[..., 0] - a[..., 0]) * np.cos(np.radians((a[..., 1] + b[..., 1]) / 2))
    metres = METRES_PER_DEGREE * np.hypot(east, b[..., 1] - a[..., 1])
    seconds: NDArray[np.float64] = metres.min(axis=0) / (model.speed_kmh / 3.6)
    return np.where(seconds <= 60 * model.minutes[-1], seconds, OUTSIDE)


def export_rings(at: datetime, point: int | None = None) -> dict[str, Any]:
    """The GeoJSON layer `response_ring` (specification 5.5), with the model that drew it."""
    model = ring_model(at)
    reference = roads(at).reference if model.model == "roads" else f"{model.speed_kmh:g} km/h"
    around = "all" if point is None else str(point)
    return collection(
        (
            feature(
                geojson(shape, digits=5),
                id=f"ring:{around}:{minutes}",
                ring_class=minutes,
                name_zh=_name(minutes).zh,
                name_en=_name(minutes).en,
                model=model.model,
                reference=reference,
                version=1,
                valid_from=at.isoformat(),
                valid_to=None,
            )
            for minutes, shape in rings(at, point)
        ),
        name="response_ring",
    )


def _name(minutes: int) -> Text:
    return Text(f"{minutes} 分钟快反圈", f"{minutes}-minute ring")
