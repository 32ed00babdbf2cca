"""A study file: crews, calls and switches written down in TOML or JSON, and read into a model."""

import csv
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from quanju.engine.files.errors import InputError
from quanju.engine.roads import network as road_files
from quanju.engine.roads.conditions import FREE
from quanju.engine.roads.errors import TooFarFromRoad
from quanju.engine.roads.search import travel_table
from quanju.engine.roads.snapping import snap_many
from quanju.engine.simulation.calendar import (
    EVERY_DAY,
    hour_of_week,
    moments_between,
    shifts_between,
)
from quanju.engine.simulation.errors import BadDemand, NoHorizon, SimulationInputError
from quanju.engine.simulation.model import (
    F32,
    F64,
    HOURS_OF_WEEK,
    CallKind,
    CallList,
    Crew,
    Duration,
    Need,
    PoissonDemand,
    SimulationModel,
)

DAY_S = 86_400.0
EARTH_M = 6_371_008.8
Place = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Study:
    """A model with how it is to be run, and the plain content that repeats it."""

    model: SimulationModel
    seed: int
    replications: int
    content: dict[str, Any]
    roads: str


class _Places:
    """Places by their coordinates, each a node once."""

    def __init__(self) -> None:
        self.nodes: dict[Place, int] = {}

    def node(self, place: Sequence[float]) -> int:
        try:
            lon, lat = (float(part) for part in place)
        except (TypeError, ValueError) as error:
            raise SimulationInputError(
                f"地点应写成 [经度, 纬度]，读到 {place!r}",
                f"a place reads [longitude, latitude], not {place!r}",
            ) from error
        return self.nodes.setdefault((lon, lat), len(self.nodes))


def read_study(path: Path) -> Study:
    """Read a study (TOML, JSON, or the JSON result of an earlier run)."""
    name = path.name
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except FileNotFoundError as error:
        raise SimulationInputError(f"没有文件 {name}", f"there is no file {name}") from error
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise SimulationInputError(f"{name} 读不出：{error}", f"{name}: {error}") from error
    if not isinstance(content, dict):
        raise SimulationInputError(f"{name} 不是研究文件", f"{name} is not a study")
    return study_of(content.get("study", content), path.parent)


def study_of(content: Mapping[str, Any], folder: Path) -> Study:
    """A study from its plain content; files it names lie in `folder`."""
    try:
        return _study(content, folder)
    except KeyError as error:
        raise SimulationInputError(
            f"研究文件缺少 {error.args[0]}", f"the study lacks {error.args[0]}"
        ) from error
    except InputError:
        raise
    except (TypeError, AttributeError, ValueError, OverflowError, IndexError) as error:
        raise SimulationInputError(
            f"研究文件的写法不对：{error}", f"the study is not written as it should be: {error}"
        ) from error


def _study(content: Mapping[str, Any], folder: Path) -> Study:
    start = _moment(content.get("start", "2026-01-05T00:00"))
    horizon_s = float(content["days"]) * DAY_S
    if not 0 < horizon_s < np.inf:
        raise NoHorizon(horizon_s, 0)
    places = _Places()
    crews = tuple(
        crew for unit in content.get("unit", ()) for crew in _crews(unit, start, horizon_s, places)
    )
    kinds = tuple(_kind(kind) for kind in content.get("kind", ())) or (CallKind(),)
    move_up = tuple(places.node(place) for place in content.get("move_up", ()))
    rows = _demand_rows(content["demand"], folder)
    nodes = [places.node(row[:2]) for row in rows]
    zone_names = tuple(sorted({row[3] for row in rows if row[3]}))
    zone = np.full(len(places.nodes), -1, np.int32)
    for node, row in zip(nodes, rows, strict=True):
        zone[node] = zone_names.index(row[3]) if row[3] else -1
    seconds, fingerprint = _seconds(content, list(places.nodes), folder)
    model = SimulationModel(
        seconds=seconds,
        crews=crews,
        demand=_demand(content["demand"], rows, nodes, kinds, start, len(places.nodes)),
        horizon_s=horizon_s,
        warmup_s=float(content.get("warmup_days", 0)) * DAY_S,
        handling=_duration(content.get("handling", 0)),
        turnout=_duration(content.get("turnout", 0)),
        has_line=content.get("line", "infinite") != "zero",
        redispatch=bool(content.get("redispatch", False)),
        preference_s=float(content.get("preference_s", 0)),
        move_up=move_up,
        zone=zone,
        zone_names=zone_names,
        within_s=tuple(float(s) for s in content.get("within_s", (60, 180, 300))),
        node_names=tuple(f"{lon:g}, {lat:g}" for lon, lat in places.nodes),
    )
    return Study(
        model,
        int(content.get("seed", 1)),
        int(content.get("replications", 10)),
        dict(content),
        fingerprint,
    )


def _moment(text: Any) -> datetime:
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=None)
    except ValueError as error:
        raise SimulationInputError(
            f"开始时间应写成 2026-12-31T00:00，读到 {text!r}",
            f"the start reads 2026-12-31T00:00, not {text!r}",
        ) from error


def _crews(
    unit: Mapping[str, Any], start: datetime, horizon_s: float, places: _Places
) -> list[Crew]:
    weekdays = unit.get("weekdays", EVERY_DAY)
    shifts = shifts_between(start, horizon_s, unit.get("shifts", ["00:00-24:00"]), weekdays)
    breaks = []
    for text in unit.get("breaks", ()):
        clock, plus, minutes = str(text).partition("+")
        minutes = minutes.strip()
        if not plus or not (minutes.isascii() and minutes.isdigit() and len(minutes) <= 4):
            raise SimulationInputError(
                f"休息应写成 12:00+30，读到 {text!r}", f"a break reads 12:00+30, not {text!r}"
            )
        length = int(minutes) * 60.0
        breaks += [(at, length) for at in moments_between(start, horizon_s, clock, weekdays)]
    rounds = [
        (at, places.node(stop["place"]))
        for stop in unit.get("rounds", ())
        for at in moments_between(start, horizon_s, stop["at"], weekdays)
    ]
    count, home = int(unit.get("count", 1)), places.node(unit["home"])
    return [
        Crew(
            name=unit["name"] if count == 1 else f"{unit['name']}-{number}",
            home=home,
            force=unit.get("force", "patrol"),
            size=int(unit.get("size", 2)),
            shifts=shifts,
            breaks=tuple(sorted(breaks)),
            rounds=tuple(sorted(rounds)),
            moves_up=bool(unit.get("moves_up", False)),
        )
        for number in range(1, count + 1)
    ]


def _duration(value: Any) -> Duration:
    if isinstance(value, Mapping):
        return Duration(
            value.get("kind", "exponential"),
            float(value.get("mean_s", 0)),
            float(value.get("variation", 1)),
            tuple(float(one) for one in value.get("values", ())),
        )
    return Duration("fixed", float(value))


def _kind(kind: Mapping[str, Any]) -> CallKind:
    needs = kind.get("needs", [{"forces": ["patrol"]}])
    return CallKind(
        name=kind["name"],
        share=float(kind.get("share", 1)),
        priority=int(kind.get("priority", 1)),
        needs=tuple(Need(tuple(n["forces"]), int(n.get("least_crew", 1))) for n in needs),
        service=_duration(kind.get("service", {"mean_s": 1800})),
    )


Row = tuple[float, float, float, str, str, str]
"""Longitude, latitude, weight, zone; and of a recorded call its moment and kind."""


def _demand_rows(demand: Mapping[str, Any], folder: Path) -> list[Row]:
    named = demand.get("calls_file") or demand.get("places_file")
    if named is None:
        rows = [(*row, *("1", "")[len(row) - 2 :]) for row in demand["places"]]
        return [(float(a), float(b), float(w), str(z), "", "") for a, b, w, z, *_ in rows]
    try:
        with (folder / named).open(encoding="utf-8-sig", newline="") as text:
            return [
                (
                    float(row["lon"]),
                    float(row["lat"]),
                    float(row.get("weight") or 1),
                    row.get("zone") or "",
                    row.get("at") or "",
                    row.get("kind") or "",
                )
                for row in csv.DictReader(text)
            ]
    except FileNotFoundError as error:
        raise BadDemand(f"没有文件 {named}", f"there is no file {named}") from error
    except (UnicodeDecodeError, ValueError, KeyError) as error:
        raise BadDemand(f"{named} 读不出：{error}", f"{named}: {error}") from error


def _demand(
    demand: Mapping[str, Any],
    rows: Sequence[Row],
    nodes: Sequence[int],
    kinds: tuple[CallKind, ...],
    start: datetime,
    count: int,
) -> PoissonDemand | CallList:
    if "calls_file" in demand:
        return _recorded(rows, nodes, kinds, start)
    hours = _weights(demand.get("hours", [1] * 24), 24)
    days = _weights(demand.get("weekdays", [1] * 7), 7)
    week = np.outer(days, hours).ravel() * float(demand["calls_per_day"]) * 7
    place = np.zeros(count)
    np.add.at(place, list(nodes), [row[2] for row in rows])
    if (place < 0).any() or place.sum() <= 0:
        raise BadDemand("地点权重不对", "the weights of the places are not right")
    assert len(week) == HOURS_OF_WEEK
    return PoissonDemand(
        per_hour=np.outer(week, place / place.sum()), kinds=kinds, start_hour=hour_of_week(start)
    )


def _weights(values: Sequence[float], count: int) -> F64:
    weights = np.asarray(values, np.float64)
    if weights.shape != (count,) or (weights < 0).any() or weights.sum() <= 0:
        raise BadDemand(
            f"应给出 {count} 个不小于 0 的权重", f"{count} weights not below 0 are needed"
        )
    return np.asarray(weights / weights.sum())


def _recorded(
    rows: Sequence[Row], nodes: Sequence[int], kinds: tuple[CallKind, ...], start: datetime
) -> CallList:
    names = [kind.name for kind in kinds]
    if unknown := {row[5] for row in rows} - {"", *names}:
        raise BadDemand(f"没有警情类别 {unknown}", f"there are no kinds of calls {unknown}")
    at = np.array([(_moment(row[4]) - start).total_seconds() for row in rows], np.float64)
    order = np.argsort(at, kind="stable")
    kind = np.array([names.index(row[5]) if row[5] else 0 for row in rows], np.int32)
    return CallList(
        arrival_s=at[order],
        node=np.array(nodes, np.int32)[order],
        kind=kind[order],
        kinds=kinds,
    )


def _seconds(content: Mapping[str, Any], places: list[Place], folder: Path) -> tuple[F32, str]:
    """The table of times between all places: by road, or as the crow flies with a detour."""
    if "roads" in content:
        network = road_files.load(folder / content["roads"]).drive
        found = snap_many(network, places)
        snaps = []
        for one in found:
            if isinstance(one, TooFarFromRoad):
                raise one
            snaps.append(one)
        conditions = FREE.snowed(float(content.get("factor", 1)))
        return travel_table(network, snaps, snaps, conditions=conditions), network.fingerprint
    straight = content.get("straight", {})
    speed = float(straight.get("speed_kmh", 40)) / 3.6
    lon, lat = np.radians(np.array(places, np.float64)).T
    east = (lon[:, None] - lon) * np.cos(lat.mean())
    metres = EARTH_M * np.hypot(east, lat[:, None] - lat)
    return (metres * float(straight.get("detour", 1.3)) / speed).astype(np.float32), ""
