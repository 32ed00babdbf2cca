"""A year under other conditions: today's crews and calls simulated beside the changed ones."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.domains.geo.queries.roads import roads_if, travel_seconds
from quanju.domains.geo.shapes import metres_between, read_geometry
from quanju.domains.geo.types import Geometry
from quanju.domains.kernel.types import Text
from quanju.domains.planning.rules import what_if_wished
from quanju.domains.planning.studies.ground import cells_table, place_of
from quanju.domains.planning.studies.points import NoAnswer
from quanju.domains.planning.types import Feature, Inputs, StudyKind
from quanju.engine.simulation import run
from quanju.engine.simulation.errors import SimulationInputError
from quanju.engine.simulation.model import CallKind, Crew, Duration, PoissonDemand, SimulationModel

DAY_S, WEEK_S = 86_400.0, 604_800.0
Place = tuple[float, float]
Floats = NDArray[np.float64]
Hours = list[list[float]] | None
"""Second of the week and length of each shift of a crew; None: day and night."""


def compute(inputs: Inputs, at: datetime, say: Callable[[int, int], None]) -> dict[str, Any]:
    """Simulate both variants under the same calls, draw by draw."""
    options = inputs["options"]
    try:
        before = model_of(inputs, at)
        after = model_of(inputs, at, changed=True)
        found = run.compare(
            before,
            after,
            seed=options["seed"],
            replications=options["replications"],
            progress=say,
        )
    except SimulationInputError as error:
        raise NoAnswer(why=Text(error.zh, error.en)) from error
    plain = found.as_json()
    for half in ("before", "after"):
        plain[half]["units"] = _busiest(plain[half]["units"])
    return plain | {
        "crews": {"before": len(before.crews), "after": len(after.crews)},
        "cells": len(inputs["calls"]["cells"]),
    }


def _busiest(units: dict[str, Any]) -> list[list[Any]]:
    """The ten units that are on jobs for the greatest share of their time."""
    rows = [[name, figures["busy"]["mean"] or 0.0] for name, figures in units.items()]
    return sorted(rows, key=lambda row: float(row[1]), reverse=True)[:10]


def model_of(inputs: Inputs, at: datetime, *, changed: bool = False) -> SimulationModel:
    """The branch as recorded, or with the wishes of the study."""
    options = inputs["options"]
    points, zones = inputs["points"], inputs["zones"]
    if changed and inputs.get("plan"):
        points, zones = inputs["plan"]["points"], inputs["plan"]["zones"]
    closed: list[Geometry] = []
    if changed:
        closed = [{"type": "Point", "coordinates": place} for place in options["closed"]]
    on = roads_if(at, closed=closed, slower=options["slower"] if changed else 1.0)
    crews = _crews(inputs, points, changed)
    if not crews:
        raise NoAnswer(why=Text("没有可出警的班组", "there are no crews to send"))
    homes = sorted({home for _, home, _, _ in crews})
    places, count = cells_table(inputs)
    nodes = homes + places
    seconds = travel_seconds(nodes, nodes, at, on).astype(np.float32)
    np.fill_diagonal(seconds, 0.0)
    _check_reached(seconds[: len(homes), len(homes) :], places, count)
    return SimulationModel(
        seconds=seconds,
        crews=tuple(
            Crew(
                name=name,
                home=homes.index(home),
                size=max(1, size),
                shifts=_spans(hours, options["days"] * DAY_S),
            )
            for name, home, size, hours in crews
        ),
        demand=_demand(inputs, count, len(homes), options["more_calls"] if changed else 1.0),
        horizon_s=options["days"] * DAY_S,
        handling=_duration(inputs["calls"]["handling_s"]),
        turnout=_duration(inputs["calls"]["turnout_s"]),
        zone=np.array([-1] * len(homes) + _zones_of(places, zones), np.int32),
        zone_names=tuple(f["properties"]["name_zh"] for f in zones),
        within_s=tuple(inputs["rings_s"]),
    )


def _check_reached(seconds: NDArray[np.float32], places: Sequence[Place], count: Floats) -> None:
    """Refuse calls that no crew can drive to, by where the most of them are."""
    lost = np.where(np.isfinite(seconds).any(axis=0), 0.0, count)
    if lost.any():
        lon, lat = places[int(lost.argmax())]
        why = Text(
            f"有 {lost.sum():.0f} 起警情从任何屯警点都开不到，如 {lon:.4f}, {lat:.4f} 一带；"
            "请查看路网，或少封闭道路",
            f"{lost.sum():.0f} calls cannot be driven to from any staging point, such as those "
            f"around {lon:.4f}, {lat:.4f}; look at the roads, or close fewer of them",
        )
        raise NoAnswer(why=why)


def _duration(values: Sequence[float]) -> Duration:
    if not values:
        return Duration("fixed", 0.0)
    return Duration("sample", values=tuple(values))


def _demand(inputs: Inputs, count: Floats, homes: int, more: float) -> PoissonDemand:
    """Each cell's share of all calls × the week's shape; calls in no cell raise all the same."""
    calls = inputs["calls"]
    week = np.array(calls["week"], np.float64) / (calls["days"] / 7.0) * more
    share = np.concatenate([np.zeros(homes), count / count.sum()])
    total = sum(calls["grades"].values())
    kinds = tuple(
        CallKind(
            name=f"grade {grade}",
            share=n / total,
            priority=int(grade),
            service=_duration(calls["service_s"].get(grade, ())),
        )
        for grade, n in sorted(calls["grades"].items())
    )
    return PoissonDemand(per_hour=np.outer(week, share), kinds=kinds)


def _crews(
    inputs: Inputs, points: Sequence[Feature], changed: bool
) -> list[tuple[str, Place, int, Hours]]:
    """Name, home, size and hours of each crew; who loses its point goes to the nearest that is
    left. Cars that are added are there day and night."""
    options = inputs["options"]
    gone = set(options["without"]) if changed else set()
    stands = {
        f["properties"]["number"]: place_of(f)
        for f in points
        if f["properties"]["number"] not in gone
    }
    before = {f["properties"]["number"]: place_of(f) for f in inputs["points"]}
    if not stands:
        raise NoAnswer(why=Text("没有剩下的屯警点", "there is no staging point left"))

    def home(point: int) -> Place:
        if point in stands:
            return stands[point]
        return min(stands.values(), key=lambda place: metres_between(place, before[point]))

    crews: list[tuple[str, int, int, Hours]] = [
        (one["name"], one["point"], one["size"], one.get("shifts")) for one in inputs["crews"]
    ]
    for point, more in (options["cars"] if changed else {}).items():
        if more > 0:
            crews += [(f"+{point}-{n}", int(point), 2, None) for n in range(1, more + 1)]
        for _ in range(-more):
            here = [crew for crew in crews if crew[1] == int(point)]
            if here:
                crews.remove(here[-1])
    return [(name, home(point), size, hours) for name, point, size, hours in crews]


def _spans(hours: Hours, horizon_s: float) -> tuple[tuple[float, float], ...]:
    """A week's shifts through the whole run, the night before its first Monday included; those
    that touch are one."""
    if hours is None:
        return ((0.0, float("inf")),)
    weeks = range(-1, int(horizon_s // WEEK_S) + 1)
    found: list[list[float]] = []
    for start, length in sorted((week * WEEK_S + at, long) for week in weeks for at, long in hours):
        begins, ends = max(0.0, start), start + length
        if found and begins <= found[-1][1]:
            found[-1][1] = max(found[-1][1], ends)
        elif ends > 0 and begins < horizon_s:
            found.append([begins, ends])
    return tuple((begins, ends) for begins, ends in found)


def _zones_of(places: Sequence[Place], zones: Sequence[Feature]) -> list[int]:
    lons, lats = zip(*places, strict=True) if places else ((), ())
    found = [-1] * len(places)
    for index, one in enumerate(zones):
        shape = read_geometry(one["geometry"])
        for place in np.flatnonzero(shapely.intersects_xy(shape, lons, lats)).tolist():
            found[place] = index
    return found


WHAT_IF = StudyKind(
    name="what_if",
    label=Text("假设推演", "What if"),
    place=3,
    checked=what_if_wished,
    compute=compute,
)
