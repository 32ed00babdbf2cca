"""The `[demand]` section of a study: calls at random by place and hour, or recorded ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.keys import Keys
from quanju.engine.files.tables import Row, open_table
from quanju.engine.simulation.calendar import hour_of_week
from quanju.engine.simulation.crews import Place, Places, place_of
from quanju.engine.simulation.model import F64, CallKind, CallList, PoissonDemand

AT_RANDOM = ("calls_per_day", "hours", "weekdays")
KEYS = {
    "calls_file": ("calls_file",),
    "places_file": ("places_file", *AT_RANDOM),
    "places": ("places", *AT_RANDOM),
}
PLACES_HAVE, CALLS_HAVE = ("lon", "lat", "weight", "zone"), ("lon", "lat", "at", "kind", "zone")


@dataclass(frozen=True)
class Spot:
    """Where calls come from: a place of some weight, or one recorded call."""

    place: Place
    zone: str
    weight: float = 1.0
    at: datetime | None = None
    kind: str = ""


@dataclass(frozen=True)
class DemandRead:
    """The section with what it lists, before the places have their nodes."""

    keys: Keys
    spots: Sequence[Spot]

    def put(self, places: Places) -> list[int]:
        """The node of each spot."""
        return [places.numbered(spot.place) for spot in self.spots]

    def made(
        self, nodes: Sequence[int], kinds: tuple[CallKind, ...], start: datetime, count: int
    ) -> PoissonDemand | CallList:
        """The demand of a model that starts at `start` and has `count` places."""
        if "calls_file" in self.keys.content:
            return self._recorded(nodes, kinds, start)
        hours = _weights(self.keys, "hours", 24)
        days = _weights(self.keys, "weekdays", 7)
        week = np.outer(days, hours).ravel() * self.keys.get("calls_per_day", float) * 7
        place = np.zeros(count)
        np.add.at(place, list(nodes), [spot.weight for spot in self.spots])
        named = "places" if "places" in self.keys.content else "places_file"
        if any(spot.weight < 0 for spot in self.spots) or not 0 < place.sum() < np.inf:
            raise self.keys.wrong(named, "地点权重不对", "the weights of the places are not right")
        return PoissonDemand(
            per_hour=np.outer(week, place / place.sum()),
            kinds=kinds,
            start_hour=hour_of_week(start),
        )

    def _recorded(
        self, nodes: Sequence[int], kinds: tuple[CallKind, ...], start: datetime
    ) -> CallList:
        names = [kind.name for kind in kinds]
        spots = self.spots
        at = np.array([(spot.at - start).total_seconds() for spot in spots if spot.at], np.float64)
        order = np.argsort(at, kind="stable")
        kind = np.array([names.index(s.kind) if s.kind else 0 for s in spots], np.int32)
        return CallList(
            arrival_s=at[order],
            node=np.array(nodes, np.int32)[order],
            kind=kind[order],
            kinds=kinds,
        )


def read_demand(keys: Keys, folder: Path, kinds: Sequence[CallKind], start: datetime) -> DemandRead:
    """The section and the table that it names in `folder`; every refusal names its line."""
    told = [name for name in KEYS if name in keys.content]
    if not told:
        raise keys.lacks("places")
    if len(told) > 1:
        raise keys.wrong(
            told[1],
            f"{told[0]} 与 {told[1]} 只能有一个",
            f"either {told[0]} or {told[1]}, not both",
        )
    keys.only(KEYS[told[0]])
    if told[0] == "places":
        return DemandRead(keys, _listed(keys))
    named = keys.get(told[0], str)
    path = folder / named
    if told[0] == "calls_file":
        known = {kind.name for kind in kinds}
        with open_table(path, ("lon", "lat", "at")) as table:
            table.only(CALLS_HAVE)
            spots = [_call(row, known, start) for row in table.rows()]
        return DemandRead(keys, spots)
    with open_table(path, ("lon", "lat")) as table:
        table.only(PLACES_HAVE)
        spots = [
            Spot(
                row.place(),
                row.get("zone", ""),
                row.number("weight") if row.get("weight") else 1.0,
            )
            for row in table.rows()
        ]
    if not spots:
        raise FileNotUsable(path, "没有地点", "it holds no places")
    return DemandRead(keys, spots)


def _listed(keys: Keys) -> list[Spot]:
    """`places = [[longitude, latitude, weight, zone], …]`."""
    spots = []
    for item, row in enumerate(keys.listed("places", list)):
        numbers = [
            float(one)
            for one in row[:3]
            if isinstance(one, int | float) and not isinstance(one, bool)
        ]
        zone = row[3] if len(row) > 3 else ""
        if len(numbers) != min(len(row), 3) or len(row) > 4 or not isinstance(zone, str):
            raise keys.wrong(
                "places",
                f'应写成 [经度, 纬度, 权重, "区"]，读到 {row!r:.60}',
                f'write [longitude, latitude, weight, "zone"], not {row!r:.60}',
                item=item,
            )
        place = place_of(keys, "places", numbers[:2], item=item)
        spots.append(Spot(place, zone, numbers[2] if len(numbers) > 2 else 1.0))
    return spots


def _call(row: Row, kinds: set[str], start: datetime) -> Spot:
    kind = row.get("kind", "")
    if kind and kind not in kinds:
        raise row.wrong(f"没有警情类别 {kind[:40]!r}", f"there is no kind of calls {kind[:40]!r}")
    try:
        at = datetime.fromisoformat(row["at"])
    except ValueError as error:
        raise row.wrong(
            f"at 应写成 2026-12-31T23:50，读到 {row['at'][:40]!r}",
            f"at reads 2026-12-31T23:50, not {row['at'][:40]!r}",
        ) from error
    if (at.tzinfo is None) != (start.tzinfo is None):
        raise row.wrong(
            "at 与研究的 start 要么都写时区，要么都不写",
            "at and the study's start both name their time zone, or neither does",
        )
    return Spot(row.place(), row.get("zone", ""), at=at, kind=kind)


def _weights(keys: Keys, key: str, count: int) -> F64:
    weights = np.asarray(keys.listed(key, float, [1.0] * count), np.float64)
    if weights.shape != (count,) or (weights < 0).any() or not 0 < weights.sum() < np.inf:
        raise keys.wrong(
            key, f"应给出 {count} 个不小于 0 的权重", f"{count} weights not below 0 are needed"
        )
    return np.asarray(weights / weights.sum())
