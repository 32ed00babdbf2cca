"""What a study stands on, written down when it is asked so that it can be repeated."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quanju.domains.dispatch.queries.past_calls import past_calls, work_spans
from quanju.domains.duty.queries.shifts import unit_shifts
from quanju.domains.geo.queries.areas import area_shapes
from quanju.domains.geo.queries.checks import check_place, off_roads
from quanju.domains.geo.queries.places import places_of
from quanju.domains.geo.queries.roads import IF_CLOSED_M, current_map, metres_from_road
from quanju.domains.geo.shapes import geojson
from quanju.domains.kernel.days import branch_zone, local_day, local_moment, local_time
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.queries.tables import ring_limits_s
from quanju.domains.patrol.queries.units import all_units
from quanju.domains.patrol.queries.zones import export_staging_points, export_zones
from quanju.domains.patrol.types.standing import OUTSIDE_FORCES
from quanju.domains.planning.rules import LEAST_DAYS, YEAR, NotAStudy, cells_of
from quanju.domains.planning.types import CROWDED, Feature, Inputs

NO_CREWS = (*OUTSIDE_FORCES, "volunteer")
POINT_M, ROAD_M = 200.0, IF_CLOSED_M
"""How near to a road a candidate must lie, and a place where a road is supposed closed."""
Floats = NDArray[np.float64]


def gather(options: Inputs, at: datetime) -> Inputs:
    """Map, calls of the last year, zones, points and crews as they are now, beside the wishes.

    Refuses a branch with fewer than 28 days of calls, and places that no road leads to.
    """
    for name, limit_m in (("added", POINT_M), ("closed", ROAD_M)):
        for place in options.get(name, ()):
            _check_on_roads(place, limit_m, at)
    points = export_staging_points(at)["features"]
    unknown = set(_named(options)) - {f["properties"]["number"] for f in points}
    if unknown:
        listed = ", ".join(map(str, sorted(unknown)))
        raise NotAStudy(why=Text(f"没有屯警点 {listed}", f"there is no staging point {listed}"))
    return {
        "options": options,
        "at": at.isoformat(),
        "map": current_map(at).fingerprint,
        "rings_s": list(ring_limits_s(at)),
        "calls": _calls(at, with_weeks="model" in options),
        "zones": export_zones(at)["features"],
        "points": points,
        "urban": [geojson(shape, digits=9) for _, _, shape in area_shapes("urban", at)],
        "places": _crowded() if options.get("candidates", "crossings") != "crossings" else [],
        "stations": _stations(options, at),
        **duty(points, at),
    }


def _crowded() -> list[list[Any]]:
    """Name, kind of point and place of every crowded place of the branch's list."""
    return [
        [row.name.zh, row.name.en, CROWDED[row.kind], row.lon, row.lat]
        for row in places_of(CROWDED)
    ]


def _stations(options: Inputs, at: datetime) -> list[dict[str, Any]]:
    """The station areas, where the study asks about their borders."""
    if options.get("stations", "no") == "no":
        return []
    found = area_shapes("station_area", at)
    if not found:
        raise NotAStudy(why=Text("没有装入派出所辖区", "no station areas are loaded"))
    return [{"code": code, "geometry": geojson(shape, digits=9)} for code, _, shape in found]


def _named(options: Inputs) -> list[int]:
    cars = [int(point) for point in options.get("cars", {})]
    return [*options.get("fixed", ()), *options.get("without", ()), *cars]


def _check_on_roads(place: Sequence[float], limit_m: float, at: datetime) -> None:
    try:
        found = check_place(place[0], place[1], at=at)
        metres = metres_from_road(found, at)
        if metres is not None and metres > limit_m:
            raise off_roads(metres, limit_m)
    except Refused as refused:
        where = f"{place[0]:g}, {place[1]:g}"
        why = Text(f"{where}：{refused.text.zh}", f"{where}: {refused.text.en}")
        raise NotAStudy(why=why) from refused


def _calls(at: datetime, *, with_weeks: bool) -> dict[str, Any]:
    """Calls of the year before, as cells of five and more, a week's hours, and spans of work; the
    weeks one by one only for a study that asks whether points are worth moving."""
    calls = past_calls(from_at=at - YEAR, until_at=at)
    spans = work_spans(from_at=at - YEAR, until_at=at)
    days = (at - calls.first_at).days if calls.first_at else 0
    if days < LEAST_DAYS:
        raise NotAStudy(
            why=Text(
                f"至少要有 {LEAST_DAYS} 天的警情记录，现在有 {days} 天",
                f"at least {LEAST_DAYS} days of recorded calls are needed; there are {days}",
            )
        )
    cells = cells_of(calls.lon, calls.lat, calls.hour_of_week)
    grades, counts = np.unique(calls.grade, return_counts=True)
    return {
        "from": calls.from_at.isoformat(),
        "until": calls.until_at.isoformat(),
        "days": days,
        "n": len(calls),
        "left_out": cells.left_out,
        "inexact": calls.inexact,
        "cells": np.stack([cells.lon, cells.lat, cells.count], axis=1).tolist(),
        "week": cells.week.tolist(),
        **({"weeks": _by_week(cells.of, calls.weeks_ago, days // 7)} if with_weeks else {}),
        "grades": {str(g): int(n) for g, n in zip(grades, counts, strict=True)},
        "handling_s": spans.handling_s,
        "turnout_s": spans.turnout_s,
        "service_s": {str(grade): values for grade, values in spans.service_s.items()},
    }


def _by_week(cell: NDArray[np.int64], weeks_ago: NDArray[np.int64], weeks: int) -> list[list[int]]:
    """The cells of the calls of each whole week, the last week first."""
    placed = cell >= 0
    return [np.sort(cell[placed & (weeks_ago == week)]).tolist() for week in range(weeks)]


def duty(points: Sequence[Feature], at: datetime) -> dict[str, Any]:
    """The crews of the duty plan with their hours of the week, or without such a plan all own
    units day and night; `duty` says which week was read, None when there was none."""
    week = _planned_week(at)
    shifts = unit_shifts(*week) if week else {}
    known = {f["properties"]["number"] for f in points}
    found: list[dict[str, Any]] = []
    for one in crews(points):
        spans = shifts.get(one["name"], [])
        stands = [point for _, _, point in spans if point in known]
        if week and not spans:
            continue
        hours = [_of_week(begins, ends) for begins, ends, _ in spans]
        point = max(stands, key=stands.count) if stands else one["point"]
        found.append({**one, "point": point, "shifts": hours if week else None})
    if not week:
        return {"duty": None, "crews": found}
    return {"duty": [moment.isoformat() for moment in week], "crews": found}


def _planned_week(at: datetime) -> tuple[datetime, datetime] | None:
    """Seven local days from today, or else the seven before, if each of them has a shift."""
    zone = branch_zone()
    for first in (0, -7):
        today = local_day(at)
        begins = local_moment(today + timedelta(days=first), time(), zone)
        ends = begins + timedelta(days=7)
        days = {
            (start - begins).days
            for spans in unit_shifts(begins, ends).values()
            for start, _, _ in spans
        }
        if days == set(range(7)):
            return begins, ends
    return None


def _of_week(begins: datetime, ends: datetime) -> list[float]:
    """Second of the local week at which a shift begins, and how long it is; a night into Monday
    or the new year is no different from any other."""
    local = local_time(begins)
    clock = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
    return [local.weekday() * 86_400.0 + clock.total_seconds(), (ends - begins).total_seconds()]


def crews(points: Sequence[Feature]) -> list[dict[str, Any]]:
    """Own units with a staging point, and where they stand; those without are shared out.
    Volunteers go along with crews, they are none."""
    known = [f["properties"]["number"] for f in points]
    found: list[dict[str, Any]] = []
    if not known:
        return found
    for turn, unit in enumerate(u for u in all_units() if u.force_type not in NO_CREWS):
        point = unit.home_staging_point
        if point not in known:
            if unit.home_zone is None:
                continue  # offices and the video room do not ride
            point = known[turn % len(known)]
        found.append({"name": unit.call_sign, "point": point, "size": unit.crew_size})
    return found


def cells_table(inputs: Inputs) -> tuple[list[tuple[float, float]], Floats]:
    """Places and numbers of calls of the recorded cells."""
    rows = inputs["calls"]["cells"]
    return [(lon, lat) for lon, lat, _ in rows], np.array([n for *_, n in rows], np.float64)


def place_of(feature: Feature) -> tuple[float, float]:
    lon, lat = feature["geometry"]["coordinates"]
    return float(lon), float(lat)
