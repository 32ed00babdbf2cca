"""Where staging points stand best: the engine's choice, and how it compares with today's."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import h3
import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.domains.geo.queries import BranchRoads, describe, roads_if, travel_seconds
from quanju.domains.geo.shapes import METRES_PER_DEGREE, feature, metres_between, read_geometry
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.planning.studies.ground import cells_table, place_of
from quanju.domains.planning.types import RING_LIMITS_S, Feature, Inputs
from quanju.engine import siting

Floats = NDArray[np.float64]
Place = tuple[float, float]
MOST_CANDIDATES = 300
SAME_M = 60.0
"""A candidate nearer than this to a point of today is that point."""


class NoAnswer(Refused):
    """The engine cannot answer; its own sentence says why."""

    code = "NO_ANSWER"
    text = Text("没有结果：{why}", "No answer: {why}")
    status = 422


def compute(inputs: Inputs, at: datetime, say: Callable[[int, int], None]) -> dict[str, Any]:
    """Choose points among crossings all over the urban area and those of today."""
    options = inputs["options"]
    say(0, 3)
    on = roads_if(at)
    today = [place_of(one) for one in inputs["points"]]
    added = [(lon, lat) for lon, lat in options["added"]]
    places, count = cells_table(inputs)
    sites = today + added + _candidates(on, inputs, places, count, today + added)
    times = travel_seconds(sites, places, at, on).T
    reached = np.isfinite(times).any(axis=1)
    useful = np.asarray(np.isfinite(times[reached]).any(axis=0))
    say(1, 3)
    fixed = _positions(options["fixed"], inputs, useful)
    numbered = np.flatnonzero(useful)
    try:
        plan = siting.solve(
            siting.SitingProblem(
                siting.Model(options["model"]),
                times[np.ix_(reached, useful)],
                count[reached],
                points=options["count"],
                limit_s=60.0 * options["limit_min"],
                limits_s=RING_LIMITS_S,
                busy=options["busy"],
                fixed=tuple(fixed),
            ),
            seconds=options["seconds"],
            seed=options["seed"],
        )
    except siting.SitingError as error:
        raise NoAnswer(why=Text(error.zh, error.en)) from error
    say(2, 3)
    chosen = [int(numbered[site]) for site in plan.sites]
    after = _features(chosen, sites, inputs, at)
    say(3, 3)
    return {
        "points": after,
        "status": {"zh": plan.status_zh, "en": plan.status},
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": round(plan.seconds, 2),
        "candidates": len(sites),
        "unreached": int(count[~reached].sum()),
        "before": _figures(times[:, : len(today)], count) if today else None,
        "after": _figures(times[:, chosen], count),
        "kept": sum(site < len(today) for site in chosen),
    }


def _positions(wanted: list[int], inputs: Inputs, useful: NDArray[np.bool_]) -> list[int]:
    """Site numbers, among the useful ones, of the points that stay where they are."""
    numbers = [f["properties"]["number"] for f in inputs["points"]]
    rank = np.cumsum(useful) - 1
    found = []
    for number in wanted:
        site = numbers.index(number)
        if not useful[site]:
            raise NoAnswer(
                why=Text(
                    f"屯警点 {number} 无路可达，不能固定",
                    f"no road leads from staging point {number}, so it cannot be fixed",
                )
            )
        found.append(int(rank[site]))
    return found


def _candidates(
    on: BranchRoads, inputs: Inputs, places: list[Place], count: Floats, known: list[Place]
) -> list[Place]:
    """The crossing nearest to the middle of each hexagon of the urban area that has roads; those
    with the most calls around first, 300 at most."""
    network = on.network
    arms = np.bincount(network.tail, minlength=network.node_count)
    crossing = np.flatnonzero(arms >= 3)
    lon, lat = network.node_lon[crossing], network.node_lat[crossing]
    inside = np.zeros(len(crossing), bool)
    for one in inputs["urban"]:
        inside |= shapely.intersects_xy(read_geometry(one), lon, lat)
    held: dict[str, tuple[float, Place]] = {}
    for east, north in zip(lon[inside].tolist(), lat[inside].tolist(), strict=True):
        name = h3.latlng_to_cell(north, east, 9)
        middle_lat, middle_lon = h3.cell_to_latlng(name)
        away = metres_between((east, north), (middle_lon, middle_lat))
        if name not in held or away < held[name][0]:
            held[name] = (away, (round(east, 6), round(north, 6)))
    found = [place for _, place in held.values()]
    found = [p for p in found if all(metres_between(p, k) > SAME_M for k in known)]
    near = _calls_near(found, places, count)
    order = np.argsort(-near, kind="stable")[: max(0, MOST_CANDIDATES - len(known))]
    return [found[n] for n in sorted(order.tolist())]


def _calls_near(candidates: list[Place], places: list[Place], count: Floats) -> Floats:
    """Calls around each candidate, those at 600 m counting a third."""
    if not candidates:
        return np.zeros(0)
    here, there = np.array(candidates), np.array(places).reshape(-1, 2)
    flat = np.cos(np.radians(here[:, 1].mean()))
    east = (here[:, None, 0] - there[None, :, 0]) * flat
    metres = METRES_PER_DEGREE * np.hypot(east, here[:, None, 1] - there[None, :, 1])
    return np.asarray((np.exp(-metres / 600.0) * count).sum(axis=1))


def _features(chosen: list[int], sites: list[Place], inputs: Inputs, at: datetime) -> list[Feature]:
    """Chosen points as features: those of today keep number and name, new ones take the numbers
    that became free, the nearest first."""
    today = inputs["points"]
    kept = {site for site in chosen if site < len(today)}
    free = [one for n, one in enumerate(today) if n not in kept]
    most = max((f["properties"]["number"] for f in today), default=0)
    found = [_bare(today[site]) for site in sorted(kept)]
    for site in (s for s in chosen if s not in kept):
        place = sites[site]
        free.sort(key=lambda one: metres_between(place_of(one), place))
        old = free.pop(0) if free else None
        most += old is None
        found.append(_new(place, old, most, at))
    return sorted(found, key=lambda f: int(f["properties"]["number"]))


def _bare(one: Feature) -> Feature:
    keep = ("number", "name_zh", "name_en", "place_kind", "capacity", "equipment", "hours")
    return feature(one["geometry"], **{k: one["properties"].get(k) for k in keep})


def _new(place: Place, old: Feature | None, number: int, at: datetime) -> Feature:
    where = describe(*place, at=at)
    facts = old["properties"] if old else {"number": number, "capacity": 2}
    return feature(
        {"type": "Point", "coordinates": list(place)},
        number=facts["number"],
        name_zh=where.zh[:56] + "屯警点",
        name_en=(where.en[:60] + " Point"),
        place_kind="key_spot",
        capacity=facts.get("capacity") or 2,
        equipment=facts.get("equipment") or "",
        hours=facts.get("hours") or "",
        replaces=facts.get("name_zh", "") if old else "",
    )


def _figures(times: Floats, count: Floats) -> dict[str, Any]:
    """Shares of calls within 1, 3 and 5 minutes of the nearest point, median and 90 % seconds."""
    nearest = times.min(axis=1)
    order = np.argsort(nearest, kind="stable")
    passed = np.cumsum(count[order]) / count.sum()

    def quantile(share: float) -> float | None:
        value = float(nearest[order[np.searchsorted(passed, share)]])
        return round(value, 1) if np.isfinite(value) else None

    return {
        "within": {
            f"{limit:g}": round(float(count[nearest <= limit].sum() / count.sum()), 5)
            for limit in RING_LIMITS_S
        },
        "p50_s": quantile(0.5),
        "p90_s": quantile(0.9),
    }
