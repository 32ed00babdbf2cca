"""Which crews would have another home under zones and points that are not in force yet."""

from collections.abc import Sequence
from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry

from quanju.domains.patrol.homes import moved_homes
from quanju.domains.patrol.models import Unit
from quanju.domains.patrol.queries.zones import points_by_zone
from quanju.domains.patrol.types.standing import Home, Point


def homes_under(
    zones: Sequence[tuple[int, BaseGeometry]], points: Sequence[tuple[int, Point]], at: datetime
) -> list[Home]:
    """The new homes of the crews that cannot keep theirs."""
    after: dict[int, int | None] = {}
    for number, place in points:
        held = (n for n, shape in zones if shapely.intersects_xy(shape, *place))
        after[number] = min(held, default=None)
    rows = Unit.objects.order_by("pk").values_list(
        "pk", "call_sign", "home_zone", "home_staging_point"
    )
    homes = [Home(*row) for row in rows]
    return moved_homes(homes, points_by_zone(at), after, [number for number, _ in zones])
