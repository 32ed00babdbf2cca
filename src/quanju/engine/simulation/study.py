"""A study file: crews, calls and switches written down in TOML or JSON, and read into a model."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.keys import Keys
from quanju.engine.files.toml import read_settings
from quanju.engine.roads import network as road_files
from quanju.engine.roads.conditions import FREE
from quanju.engine.roads.errors import TooFarFromRoad
from quanju.engine.roads.search import travel_table
from quanju.engine.roads.snapping import snap_many
from quanju.engine.simulation.crews import (
    Place,
    Places,
    check_names,
    crews_of,
    duration_of,
    kind_of,
    place_of,
)
from quanju.engine.simulation.demand import read_demand
from quanju.engine.simulation.errors import NoHorizon
from quanju.engine.simulation.model import F32, CallKind, Duration, SimulationModel

DAY_S = 86_400.0
EARTH_M = 6_371_008.8
MOST_DAYS, MOST_PLACES = 36_600.0, 10_000
"""A century; and a table of times of 400 MB."""
KEYS = (
    "name", "seed", "replications", "days", "warmup_days", "start", "handling", "turnout", "line",
    "redispatch", "preference_s", "move_up", "within_s", "unit", "kind", "demand", "roads",
    "factor", "straight",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Study:
    """A model with how it is to be run, and the plain content that repeats it."""

    model: SimulationModel
    seed: int
    replications: int
    content: dict[str, Any]
    roads: str


def read_study(path: Path) -> Study:
    """Read a study (TOML, JSON, or the JSON result of an earlier run).

    `InputError` names the file and the line that is wrong, and a key that nothing reads.
    """
    keys = read_settings(path)
    return _study(keys.section("study") if "study" in keys.content else keys, path.parent)


def study_of(content: Mapping[str, Any], folder: Path) -> Study:
    """A study from its plain content; files it names lie in `folder`."""
    return _study(Keys(Path("study"), content), folder)


def _study(keys: Keys, folder: Path) -> Study:
    keys.only(KEYS)
    start = _start(keys)
    wall, horizon_s = start.replace(tzinfo=None), _horizon_s(keys)
    places = Places()
    crews = tuple(
        crew for unit in keys.sections("unit") for crew in crews_of(unit, wall, horizon_s, places)
    )
    sections = keys.sections("kind")
    check_names(sections)
    kinds = tuple(kind_of(kind) for kind in sections) or (CallKind(),)
    move_up = _move_up(keys, places)
    demand = read_demand(keys.section("demand"), folder, kinds, start)
    nodes = demand.put(places)
    if len(places.nodes) > MOST_PLACES:
        raise keys.wrong(
            "demand",
            f"共有 {len(places.nodes)} 个地点，最多 {MOST_PLACES} 个",
            f"{len(places.nodes)} different places; at most {MOST_PLACES} are reckoned with",
        )
    zone_names = tuple(sorted({spot.zone for spot in demand.spots if spot.zone}))
    zone = np.full(len(places.nodes), -1, np.int32)
    for node, spot in zip(nodes, demand.spots, strict=True):
        zone[node] = zone_names.index(spot.zone) if spot.zone else -1
    seconds, fingerprint = _seconds(keys, list(places.nodes), folder)
    model = SimulationModel(
        seconds=seconds,
        crews=crews,
        demand=demand.made(nodes, kinds, start, len(places.nodes)),
        horizon_s=horizon_s,
        warmup_s=keys.get("warmup_days", float, 0.0) * DAY_S,
        handling=duration_of(keys, "handling", Duration("fixed", 0.0)),
        turnout=duration_of(keys, "turnout", Duration("fixed", 0.0)),
        has_line=_has_line(keys),
        redispatch=keys.get("redispatch", bool, False),
        preference_s=keys.get("preference_s", float, 0.0),
        move_up=move_up,
        zone=zone,
        zone_names=zone_names,
        within_s=tuple(keys.listed("within_s", float, (60.0, 180.0, 300.0))),
        node_names=tuple(f"{lon:g}, {lat:g}" for lon, lat in places.nodes),
    )
    return Study(
        model,
        keys.get("seed", int, 1),
        keys.get("replications", int, 10),
        dict(keys.content),
        fingerprint,
    )


def _start(keys: Keys) -> datetime:
    """A moment, or a day; TOML has both as such and as text."""
    told = keys.content.get("start", "2026-01-05T00:00")
    try:
        if isinstance(told, str | date):
            return datetime.fromisoformat(str(told))
    except ValueError:
        pass
    raise keys.wrong(
        "start",
        f"开始时间应写成 2026-12-31T00:00，读到 {told!r:.40}",
        f"the start reads 2026-12-31T00:00, not {told!r:.40}",
    )


def _horizon_s(keys: Keys) -> float:
    days = keys.get("days", float)
    if not 0 < days <= MOST_DAYS:
        with keys.telling("days"):
            if days <= 0:
                raise NoHorizon(days * DAY_S, 0)
        raise keys.wrong("days", f"天数最多 {MOST_DAYS:g}", f"at most {MOST_DAYS:g} days")
    return days * DAY_S


def _has_line(keys: Keys) -> bool:
    told = keys.get("line", str, "infinite")
    if told not in {"infinite", "zero"}:
        raise keys.wrong(
            "line",
            f"line 应为 infinite 或 zero，现为 {told!r:.40}",
            f"line must be infinite or zero, not {told!r:.40}",
        )
    return told == "infinite"


def _move_up(keys: Keys, places: Places) -> tuple[int, ...]:
    found = []
    for item, place in enumerate(keys.listed("move_up", list)):
        numbers = [one for one in place if isinstance(one, int | float)]
        read = place_of(keys, "move_up", numbers if len(numbers) == len(place) else (), item=item)
        found.append(places.numbered(read))
    return tuple(found)


def _seconds(keys: Keys, places: list[Place], folder: Path) -> tuple[F32, str]:
    """The table of times between all places: by road, or as the crow flies with a detour."""
    if "roads" in keys.content:
        return _by_road(keys, places, folder)
    if "factor" in keys.content:
        raise keys.wrong("factor", "没有 roads 就不读 factor", "factor is read with roads only")
    straight = keys.section("straight")
    straight.only(("speed_kmh", "detour"))
    speed, detour = straight.get("speed_kmh", float, 40.0), straight.get("detour", float, 1.3)
    for name, value in (("speed_kmh", speed), ("detour", detour)):
        if not 0 < value <= 1000:
            raise straight.wrong(name, f"{name} 应大于 0", f"{name} must be above 0, not {value:g}")
    if not places:
        return np.zeros((0, 0), np.float32), ""
    lon, lat = np.radians(np.array(places, np.float64)).T
    east = (lon[:, None] - lon) * np.cos(lat.mean())
    metres = EARTH_M * np.hypot(east, lat[:, None] - lat)
    return (metres * detour / (speed / 3.6)).astype(np.float32), ""


def _by_road(keys: Keys, places: list[Place], folder: Path) -> tuple[F32, str]:
    if "straight" in keys.content:
        raise keys.wrong(
            "straight", "roads 与 straight 只能有一个", "either roads or straight, not both"
        )
    with keys.telling("roads"):
        network = road_files.load(folder / keys.get("roads", str)).drive
    with keys.telling("factor"):
        conditions = FREE.snowed(keys.get("factor", float, 1.0))
    snaps = []
    for place, one in zip(places, snap_many(network, places), strict=True):
        if isinstance(one, TooFarFromRoad):
            lon, lat = place
            raise FileNotUsable(
                keys.path, f"地点 {lon:g}, {lat:g}：{one.zh}", f"place {lon:g}, {lat:g}: {one.en}"
            )
        snaps.append(one)
    return travel_table(network, snaps, snaps, conditions=conditions), network.fingerprint
