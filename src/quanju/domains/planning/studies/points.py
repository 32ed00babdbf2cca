"""Where staging points stand best: the engine's choice, and how it compares with today's."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.domains.geo.queries.addresses import describe
from quanju.domains.geo.queries.roads import roads_if, travel_seconds
from quanju.domains.geo.shapes import feature, metres_between, read_geometry
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.planning.rules import points_wished
from quanju.domains.planning.studies.candidates import Site, candidates
from quanju.domains.planning.studies.ground import cells_table, place_of
from quanju.domains.planning.studies.worth import worth_of
from quanju.domains.planning.types import Feature, Inputs, StudyKind
from quanju.engine.siting import solve
from quanju.engine.siting.errors import SitingError
from quanju.engine.siting.plan import SitingPlan
from quanju.engine.siting.problem import Model, SitingProblem

Floats = NDArray[np.float64]


class NoAnswer(Refused):
    """The engine cannot answer; its own sentence says why."""

    code = "NO_ANSWER"
    text = Text("没有结果：{why}", "No answer: {why}")
    status = 422


def compute(inputs: Inputs, at: datetime, say: Callable[[int, int], None]) -> dict[str, Any]:
    """Choose points among today's, crowded places and crossings, as the study wishes."""
    options = inputs["options"]
    say(0, 3)
    on = roads_if(at)
    today = [Site(place_of(one)) for one in inputs["points"]]
    known = today + [Site((lon, lat)) for lon, lat in options["added"]]
    sites = known + candidates(on, inputs, known)
    places, count = cells_table(inputs)
    times = travel_seconds([one.place for one in sites], places, at, on).T
    if not np.isfinite(times).any():
        why = Text(
            "警情都在路网之外，从任何候选地点都开不到",
            "all calls lie off the roads; no candidate leads to any of them",
        )
        raise NoAnswer(why=why)
    say(1, 3)
    plan, chosen, for_zones = _solved(inputs, sites, times, count)
    say(2, 3)
    after = _features(chosen, sites, inputs, at)
    say(3, 3)
    reached = np.isfinite(times).any(axis=1)
    return {
        "points": after,
        "status": {"zh": plan.status_zh, "en": plan.status},
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": round(plan.seconds, 2),
        "candidates": len(sites),
        "unreached": int(count[~reached].sum()),
        "before": _figures(times[:, : len(today)], count, inputs["rings_s"]) if today else None,
        "after": _figures(times[:, chosen], count, inputs["rings_s"]),
        "kept": sum(site < len(today) for site in chosen),
        "for_zones": for_zones,
        "worth": _worth(times[:, : len(today)], times[:, chosen], inputs) if today else None,
    }


def _worth(today: Floats, after: Floats, inputs: Inputs) -> dict[str, Any] | None:
    options, weeks = inputs["options"], inputs["calls"].get("weeks", ())
    limit_s = 60.0 * options["limit_min"]
    return worth_of(today.min(axis=1), after.min(axis=1), weeks, options["model"], limit_s)


def _solved(
    inputs: Inputs, sites: list[Site], times: Floats, count: Floats
) -> tuple[SitingPlan, list[int], list[int]]:
    """The plan, its sites, and the zones that have their point by wish only: where the engine puts
    none, the site of the zone that helps most is held and the rest chosen anew."""
    options = inputs["options"]
    useful = np.asarray(np.isfinite(times).any(axis=0))
    reached = np.isfinite(times).any(axis=1)
    held = _positions(options["fixed"], inputs, useful)
    zone = _zone_of(sites, inputs) if options.get("each_zone") else {}
    for_zones: list[int] = []
    while True:
        plan = _solve(inputs, times[reached], count[reached], useful, held)
        numbered = np.flatnonzero(useful)
        chosen = [int(numbered[site]) for site in plan.sites]
        empty = sorted(set(zone) - {n for n, inside in zone.items() if inside & set(chosen)})
        if not empty:
            return plan, chosen, for_zones
        for number in empty:
            held.append(_best_in(number, zone[number], useful, chosen, times, count))
            for_zones.append(number)


def _solve(
    inputs: Inputs, times: Floats, count: Floats, useful: NDArray[np.bool_], held: list[int]
) -> SitingPlan:
    options = inputs["options"]
    rank = np.cumsum(useful) - 1
    if len(held) > options["count"]:
        why = Text(
            f"固定的点与各巡区必设的点共 {len(held)} 个，多于所要的 {options['count']} 个",
            f"points that stay and one for each zone make {len(held)}, more than the "
            f"{options['count']} wanted",
        )
        raise NoAnswer(why=why)
    try:
        return solve.solve(
            SitingProblem(
                Model(options["model"]),
                np.ascontiguousarray(times[:, useful]),
                count,
                points=options["count"],
                limit_s=60.0 * options["limit_min"],
                limits_s=tuple(inputs["rings_s"]),
                busy=options["busy"],
                fixed=tuple(int(rank[site]) for site in held),
            ),
            time_s=options["seconds"],
            seed=options["seed"],
        )
    except SitingError as error:
        raise NoAnswer(why=Text(error.zh, error.en)) from error


def _zone_of(sites: list[Site], inputs: Inputs) -> dict[int, set[int]]:
    """The sites inside each zone."""
    lon, lat = np.array([one.place for one in sites]).T
    return {
        int(one["properties"]["number"]): set(
            np.flatnonzero(shapely.intersects_xy(read_geometry(one["geometry"]), lon, lat)).tolist()
        )
        for one in inputs["zones"]
    }


def _best_in(
    number: int,
    inside: set[int],
    useful: NDArray[np.bool_],
    chosen: list[int],
    times: Floats,
    count: Floats,
) -> int:
    """The site of a zone that shortens the drives most beside those chosen."""
    able = sorted(site for site in inside if useful[site])
    if not able:
        why = Text(
            f"巡区 {number} 里没有候选地点；请另加地点，或允许用路口",
            f"zone {number} holds no candidate; add a place, or allow crossings",
        )
        raise NoAnswer(why=why)
    nearest = times[:, chosen].min(axis=1)
    far = np.where(np.isfinite(nearest), nearest, np.nanmax(times[np.isfinite(times)]))
    cost = (np.minimum(far[:, None], times[:, able]) * count[:, None]).sum(axis=0)
    return able[int(np.argmin(cost))]


def _positions(wanted: list[int], inputs: Inputs, useful: NDArray[np.bool_]) -> list[int]:
    """Sites of the points that stay where they are; each must be reached."""
    numbers = [f["properties"]["number"] for f in inputs["points"]]
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
        found.append(site)
    return found


def _features(chosen: list[int], sites: list[Site], inputs: Inputs, at: datetime) -> list[Feature]:
    """Chosen points as features: those of today keep number and name, new ones take the numbers
    that became free, the nearest first."""
    today = inputs["points"]
    kept = {site for site in chosen if site < len(today)}
    free = [one for n, one in enumerate(today) if n not in kept]
    most = max((f["properties"]["number"] for f in today), default=0)
    found = [_bare(today[site]) for site in sorted(kept)]
    for site in (sites[s] for s in chosen if s not in kept):
        free.sort(key=lambda one: metres_between(place_of(one), site.place))
        old = free.pop(0) if free else None
        most += old is None
        number = old["properties"]["number"] if old else most
        found.append(_new(site, number, old, _like(site.kind, today), at))
    return sorted(found, key=lambda f: int(f["properties"]["number"]))


def _bare(one: Feature) -> Feature:
    keep = ("number", "name_zh", "name_en", "place_kind", "capacity", "equipment", "hours")
    return feature(one["geometry"], **{k: one["properties"].get(k) for k in keep})


def _like(kind: str, today: list[Feature]) -> dict[str, Any]:
    """What a point of this kind has today: its equipment and hours."""
    alike = (one["properties"] for one in today if one["properties"].get("place_kind") == kind)
    return next(alike, {})


def _new(
    site: Site, number: int, old: Feature | None, like: dict[str, Any], at: datetime
) -> Feature:
    """A point named after its place, with the crew of the one it replaces and what its kind has."""
    where = describe(*site.place, at=at)
    zh, en = (site.name_zh, site.name_en) if site.name_zh else (where.zh, where.en)
    facts = old["properties"] if old else {}
    return feature(
        {"type": "Point", "coordinates": list(site.place)},
        number=number,
        name_zh=zh[:56] + "屯警点",
        name_en=en[:64] + " Staging Point" if en else "",
        place_kind=site.kind,
        capacity=facts.get("capacity") or 2,
        equipment=like.get("equipment") or "",
        hours=like.get("hours") or "",
        replaces=facts.get("name_zh", ""),
    )


def _figures(times: Floats, count: Floats, rings_s: Sequence[float]) -> dict[str, Any]:
    """Shares of calls within each ring of the nearest point, median and 90 % seconds."""
    nearest = times.min(axis=1)
    order = np.argsort(nearest, kind="stable")
    passed = np.cumsum(count[order]) / count.sum()

    def quantile(share: float) -> float | None:
        value = float(nearest[order[np.searchsorted(passed, share)]])
        return round(value, 1) if np.isfinite(value) else None

    return {
        "within": {
            f"{limit:g}": round(float(count[nearest <= limit].sum() / count.sum()), 5)
            for limit in rings_s
        },
        "p50_s": quantile(0.5),
        "p90_s": quantile(0.9),
    }


POINTS = StudyKind(
    name="points",
    label=Text("屯警点选址", "Staging points"),
    place=1,
    checked=points_wished,
    compute=compute,
)
