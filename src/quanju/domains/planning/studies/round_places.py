"""Hot places of an evening: the branch's places, its calendar, and cells of past calls.

Places and hours only. Calls are counted by hexagon; with fewer than five in those hours a cell is
not shown, and a crew is sent to the crossing in its middle, never to a door. What officers met
themselves does not count, so that a patrol does not prove itself right.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import h3
import numpy as np

from quanju.domains.dispatch.queries.past_calls import past_calls
from quanju.domains.duty.queries import staffing
from quanju.domains.geo.queries.addresses import describe
from quanju.domains.geo.queries.by_mode import crossings_near
from quanju.domains.geo.queries.places import places_of
from quanju.domains.geo.queries.roads import roads_if
from quanju.domains.geo.shapes import metres_between
from quanju.domains.kernel.days import branch_zone, local_day, local_time
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries import zones
from quanju.domains.planning.rules import LEAST_CALLS, LEAST_DAYS
from quanju.domains.planning.types import Inputs
from quanju.domains.rounds import queries as rounds_queries

Place = dict[str, Any]
Minutes = tuple[float, float]
SAME_M = 60.0
CELL = 9
CELL_M = 220.0
"""A crossing farther from the middle of a cell than this lies outside of it."""
MOST_PLACES = 60
BUSY_SHARE = 0.6
"""The hours of a cell are the shortest run that holds so much of its calls."""


def places_for(begins: datetime, ends: datetime, at: datetime) -> tuple[list[Place], Inputs]:
    """The places, the worthiest first, and what the counts of calls stand on."""
    table = rounds_queries.round_places(at)
    found = list(_known(begins, ends, at))
    for place in _of_the_calendar(begins, ends, at):
        near = [p for p in found if _metres(p, place) <= SAME_M]
        if near:
            near[0].update({k: place[k] for k in ("kind", "worth", "stay_min", "windows")})
            near[0]["name"] = place["name"]
        else:
            found.append(place)
    cells, said = _cells(begins, ends, at)
    for cell in cells:
        near = [p for p in found if _metres(p, cell) <= table.call_radius_m]
        if near:
            near[0]["worth"] = round(near[0]["worth"] + cell["worth"], 1)
            near[0]["calls"] += cell["calls"]
        else:
            found.append(cell)
    found.sort(key=lambda one: (-one["worth"], one["key"]))
    return found[:MOST_PLACES], said


def _metres(one: Place, other: Place) -> float:
    return metres_between((one["lon"], one["lat"]), (other["lon"], other["lat"]))


def _place(key: str, name: Text, kind: str, lon: float, lat: float, **more: Any) -> Place:
    return {
        "key": key,
        "name": [name.zh, name.en],
        "kind": kind,
        "lon": lon,
        "lat": lat,
        "calls": 0,
        "is_required": False,
        **more,
    }


def _known(begins: datetime, ends: datetime, at: datetime) -> Iterator[Place]:
    """Staging points, and the branch's named places of the table's kinds, while they are open."""
    kinds = rounds_queries.round_places(at).by_kind
    points = [
        (f"point:{p.number}", p.name, p.place_kind, p.lon, p.lat) for p in zones.staging_points(at)
    ]
    named = [
        (f"place:{p.pk}", p.name, p.kind, p.lon, p.lat)
        for p in places_of(sorted(set(kinds) - {"key_spot"}))
    ]
    taken: list[tuple[float, float]] = []
    for key, name, kind, lon, lat in [*points, *named]:
        if kind not in kinds or any(metres_between((lon, lat), t) <= SAME_M for t in taken):
            continue
        taken.append((lon, lat))
        about = kinds[kind]
        spans = _daily(about.opens, about.closes, begins, ends)
        if spans:
            yield _place(
                key, name, kind, lon, lat,
                worth=about.worth_min, stay_min=about.stay_min,
                windows=_windows(spans, begins, ends),
            )  # fmt: skip


def _daily(
    opens: timedelta, closes: timedelta, begins: datetime, ends: datetime
) -> list[tuple[datetime, datetime]]:
    """The hours of every local day that touch the evening."""
    first = local_day(begins) - timedelta(days=1)
    found = []
    for number in range(4):
        midnight = datetime.combine(first + timedelta(days=number), time(), branch_zone())
        span = (midnight + opens, midnight + closes)
        if span[0] < ends and span[1] > begins:
            found.append(span)
    return found


def _windows(
    spans: list[tuple[datetime, datetime]], begins: datetime, ends: datetime
) -> list[Minutes]:
    """Minutes from the evening's beginning; empty for all of it. Spans that touch are one."""
    total = (ends - begins).total_seconds() / 60
    found: list[Minutes] = []
    for one, other in sorted(spans):
        start = max(0.0, (one - begins).total_seconds() / 60)
        end = min(total, (other - begins).total_seconds() / 60)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return [] if found == [(0.0, total)] else found


def _of_the_calendar(begins: datetime, ends: datetime, at: datetime) -> Iterator[Place]:
    """Markets and events that happen on that evening, at their points, in their hours."""
    table, points = rounds_queries.round_places(at), {p.number: p for p in zones.staging_points(at)}
    day = local_day(begins)
    for one in staffing.occasions(at=at):
        if one.ended_at is not None or one.staging_point not in points:
            continue
        spans = [
            span
            for span in staffing.occurrences_of(
                one,
                since=day - timedelta(days=1),
                until=day + timedelta(days=2),
                zone=branch_zone(),
            )
            if span[0] < ends and span[1] > begins
        ]
        if spans:
            where = points[one.staging_point]
            yield _place(
                f"occasion:{one.pk}", one.name, "occasion", where.lon, where.lat,
                worth=table.occasion_worth_min, stay_min=table.occasion_stay_min,
                windows=_windows(spans, begins, ends),
            )  # fmt: skip


def _cells(begins: datetime, ends: datetime, at: datetime) -> tuple[list[Place], Inputs]:
    """Hexagons with five calls and more in these hours of the day over the last year."""
    table = rounds_queries.round_places(at)
    since = at - timedelta(days=table.call_days)
    calls = past_calls(from_at=since, until_at=at)
    days = (at - calls.first_at).days if calls.first_at else 0
    hours = _hours(begins, ends)
    said = {"from": since.isoformat(), "until": at.isoformat(), "days": days, "n": 0, "cells": 0}
    if days < LEAST_DAYS:
        return [], said
    hour = calls.hour_of_week % 24
    inside = np.flatnonzero(np.isin(hour, hours))
    held: dict[str, list[int]] = {}
    for call in inside.tolist():
        held.setdefault(h3.latlng_to_cell(calls.lat[call], calls.lon[call], CELL), []).append(call)
    hot = sorted(
        ((name, of) for name, of in held.items() if len(of) >= LEAST_CALLS),
        key=lambda one: (-len(one[1]), one[0]),
    )[: table.most_cells]
    middles = [h3.cell_to_latlng(name) for name, _ in hot]
    crossings = crossings_near([(lon, lat) for lat, lon in middles], CELL_M, roads_if(at))
    most = len(hot[0][1]) if hot else 1
    found = [
        _place(
            f"cell:{name}", describe(*where, at=at), "calls", *where,
            calls=len(of), worth=round(max(1.0, table.calls_worth_min * len(of) / most), 1),
            stay_min=table.cell_stay_min,
            windows=_busy_hours([int(h) for h in hour[of]], hours, begins, ends),
        )
        for (name, of), where in zip(hot, crossings, strict=True)
        if where is not None
    ]  # fmt: skip
    return found, {**said, "n": len(inside), "cells": len(found)}


def _hours(begins: datetime, ends: datetime) -> list[int]:
    """The local hours of the day that the evening touches, in its order."""
    first = local_time(begins).replace(minute=0, second=0, microsecond=0)
    span = ends - first
    return [(first.hour + n) % 24 for n in range(-(-int(span.total_seconds()) // 3600))]


def _busy_hours(
    calls: list[int], hours: list[int], begins: datetime, ends: datetime
) -> list[Minutes]:
    """The shortest run of hours with most of the calls and no fewer than five; empty for all."""
    counts = [calls.count(hour) for hour in hours]
    for length in range(1, len(hours)):
        sums = [sum(counts[n : n + length]) for n in range(len(hours) - length + 1)]
        best = max(range(len(sums)), key=lambda n: (sums[n], -n))
        if sums[best] >= max(LEAST_CALLS, BUSY_SHARE * len(calls)):
            first = local_time(begins).replace(minute=0, second=0, microsecond=0)
            start = first + timedelta(hours=best)
            return _windows([(start, start + timedelta(hours=length))], begins, ends)
    return []
