"""The calls of the player's day: drawn by hour, class share and place, reproducibly."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from quanju.demo.player import ScriptedCall
from quanju.domains.dispatch.queries import incident_types
from quanju.domains.geo.queries import describe, roads
from quanju.domains.patrol.queries import staging_points

CALLS_A_DAY = 400
# Share of a day's calls by local hour: quiet before dawn, most in the evening.
BY_HOUR = (3, 2, 2, 1, 1, 1, 2, 3, 4, 5, 5, 5, 5, 4, 5, 5, 5, 6, 7, 7, 7, 6, 5, 4)


def calls_from(started_at: datetime, *, speed: float = 1.0) -> Iterator[ScriptedCall]:
    """Endless calls from a moment on; `speed` makes the day so many times shorter."""
    chance = random.Random(f"{started_at:%Y%m%d%H}")
    zone = ZoneInfo(settings.TIME_ZONE)
    kinds = incident_types(started_at)
    weights = [max(kind.share, 0.05) for kind in kinds]
    at = started_at
    while True:
        hour = at.astimezone(zone).hour
        an_hour = CALLS_A_DAY * BY_HOUR[hour] / sum(BY_HOUR) * speed
        at += timedelta(hours=chance.expovariate(an_hour))
        (kind,) = chance.choices(kinds, weights)
        place = _place(chance, started_at)
        where = describe(*place, at=started_at)
        yield ScriptedCall(at, kind.code, f"{where.zh}，{kind.name.zh}", where.zh, place)


def random_places(count: int, at: datetime, *, seed: int) -> list[tuple[float, float]]:
    """Spots on or near roads of the urban area, the same for the same seed."""
    chance = random.Random(seed)
    return [_place(chance, at) for _ in range(count)]


def _place(chance: random.Random, at: datetime) -> tuple[float, float]:
    """A spot on a road; four calls in ten near a crowded place."""
    network = roads(at).network
    points = staging_points(at)
    if points and chance.random() < 0.4:
        point = chance.choice(points)
        return (point.lon + chance.gauss(0, 2e-3), point.lat + chance.gauss(0, 1.4e-3))
    if points:
        lons, lats = [p.lon for p in points], [p.lat for p in points]
        low, high = (min(lons) - 0.01, min(lats) - 0.01), (max(lons) + 0.01, max(lats) + 0.01)
        for _ in range(50):
            node = chance.randrange(network.node_count)
            lon, lat = float(network.node_lon[node]), float(network.node_lat[node])
            if low[0] < lon < high[0] and low[1] < lat < high[1]:
                return lon, lat
    node = chance.randrange(network.node_count)
    return float(network.node_lon[node]), float(network.node_lat[node])
