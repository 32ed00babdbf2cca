"""Before and after: how last year's calls are reached, today and under a plan (PAT-04)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.domains.dispatch.queries.past_calls import past_calls
from quanju.domains.geo.queries.roads import roads_if, seconds_around
from quanju.domains.geo.shapes import read_geometry
from quanju.domains.patrol.queries.tables import ring_limits_s
from quanju.domains.patrol.queries.zones import export_staging_points, export_zones
from quanju.domains.planning.queries.drafts import plan_looks
from quanju.domains.planning.rules import YEAR
from quanju.domains.planning.types import Feature

FARTHEST_S = 3600.0
CURVE_S = range(0, 601, 30)
"""Where the curve of arrivals is told: every half minute up to ten."""
Floats = NDArray[np.float64]


def compared(zones: Sequence[Feature], points: Sequence[Feature], at: datetime) -> dict[str, Any]:
    """Figures of today's zones and points and of these, over the calls of the year before.

    Places and numbers only. Driving is counted from the nearest point, on open roads.
    """
    calls = past_calls(from_at=at - YEAR, until_at=at)
    places = list(zip(calls.lon.tolist(), calls.lat.tolist(), strict=True))
    today = export_zones(at)["features"], export_staging_points(at)["features"]
    return {
        "n": len(calls),
        "from": calls.from_at.isoformat(),
        "until": calls.until_at.isoformat(),
        "before": _figures(*today, calls.lon, calls.lat, places, at),
        "after": _figures(zones, points, calls.lon, calls.lat, places, at),
        "looks": {"before": _looks(today[0], at), "after": _looks(zones, at)},
    }


def _looks(zones: Sequence[Feature], at: datetime) -> dict[str, Any] | None:
    found = plan_looks(zones, at) if zones else None
    return None if found is None else asdict(found)


def _figures(
    zones: Sequence[Feature],
    points: Sequence[Feature],
    lon: Floats,
    lat: Floats,
    places: Sequence[tuple[float, float]],
    at: datetime,
) -> dict[str, Any] | None:
    if not places or not points:
        return None
    stands = [
        (float(lon), float(lat)) for lon, lat in (p["geometry"]["coordinates"] for p in points)
    ]
    seconds = seconds_around(stands, FARTHEST_S, at, roads_if(at)).at(places)
    ordered = np.sort(seconds)
    counts = _per_zone(zones, lon, lat)
    listed = sorted((n, number, name) for number, (name, n) in counts.items())
    return {
        "within": {f"{s:g}": round(float((seconds <= s).mean()), 5) for s in ring_limits_s(at)},
        "curve": [round(float((ordered <= s).mean()), 4) for s in CURVE_S],
        "p50_s": _at_share(ordered, 0.5),
        "p90_s": _at_share(ordered, 0.9),
        "unreached": int(np.isinf(seconds).sum()),
        "outside_zones": len(places) - sum(n for n, *_ in listed),
        "quietest": listed[0] if listed else None,
        "busiest": listed[-1] if listed else None,
        "zones": [[number, name, n] for n, number, name in sorted(listed, key=lambda z: z[1])],
    }


def _at_share(ordered: Floats, share: float) -> float | None:
    """Nearest rank of sorted seconds; None where that call is reached by no road."""
    value = float(ordered[max(0, int(np.ceil(share * len(ordered))) - 1)])
    return round(value, 1) if np.isfinite(value) else None


def _per_zone(zones: Sequence[Feature], lon: Floats, lat: Floats) -> dict[int, tuple[str, int]]:
    free = np.ones(len(lon), bool)
    found = {}
    for one in sorted(zones, key=lambda z: int(z["properties"]["number"])):
        inside = shapely.intersects_xy(read_geometry(one["geometry"]), lon, lat) & free
        free &= ~inside
        facts = one["properties"]
        found[int(facts["number"])] = (str(facts.get("name_zh", "")), int(inside.sum()))
    return found
