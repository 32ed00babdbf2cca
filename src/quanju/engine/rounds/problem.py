"""The question to the round engine: hot places, crews and the times between them.

Places only: a round goes to a market at closing time, never to a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from quanju.engine.rounds.errors import NegativeMinutes, NoCrews, RoundInputError, Sentence

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

MINUTE = 60
NEVER = 1 << 40
"""Stands for "no way" in whole seconds; far below where the solver's sums would overflow."""
LATEST_MIN = 7 * 24 * 60


@dataclass(frozen=True)
class HotPlace:
    """A place worth being seen at. Minutes count from any one moment, the same for all.

    location     row and column of the tables
    worth        minutes of travel that a visit is worth, > 0
    stay_min     minutes to stay
    windows      (from, until) in minutes; the whole stay lies in one of them; () for any time
    is_required  refuse the plan rather than leave this place out
    name         in Chinese and English, for sentences
    """

    location: int
    worth: float
    stay_min: float
    windows: tuple[tuple[float, float], ...] = ()
    is_required: bool = False
    name: Sentence | None = None


@dataclass(frozen=True)
class Crew:
    """Who goes: from `start` to `end` (or back to `start`), on duty from_min … until_min.

    `mode` names the table of its travel times: "car" or "foot".
    """

    start: int
    from_min: float
    until_min: float
    mode: str = "car"
    end: int | None = None

    @property
    def last(self) -> int:
        """Where the round ends."""
        return self.start if self.end is None else self.end


@dataclass(frozen=True, eq=False)
class RoundProblem:
    """Places, crews and tables. Bad input raises `RoundInputError` and its kinds.

    tables       float64[locations, locations] for each mode: seconds from row to column,
                 inf where there is no way
    variants     how many rounds of the same places to draw, 1 or more
    extra_share  how much longer than the shortest the travel of a variant may be, 0.15 = 15 %
    """

    places: tuple[HotPlace, ...]
    crews: tuple[Crew, ...]
    tables: Mapping[str, F64]
    variants: int = 4
    extra_share: float = 0.15

    def __post_init__(self) -> None:
        if not self.crews:
            raise NoCrews
        if self.variants < 1 or not 0 <= self.extra_share <= 10:
            raise RoundInputError(
                "变化方案至少一份，多走的比例在 0 到 10 之间",
                "at least one variant, and an extra share of 0 to 10",
            )
        _check_tables(self.tables)
        for number, crew in enumerate(self.crews):
            self._check_crew(crew, number)
        for number, place in enumerate(self.places):
            _check_place(place, self.name(number))
            self._check_location(place.location)

    def name(self, place: int) -> Sentence:
        """The name of a place, or its number from 1."""
        return self.places[place].name or (f"地点 {place + 1}", f"place {place + 1}")

    def legs(self, crew: int) -> I64:
        """int64[locations, locations]: seconds of this crew, `NEVER` where there is no way."""
        return self.seconds_of[self.crews[crew].mode]

    @cached_property
    def seconds_of(self) -> dict[str, I64]:
        """Tables by mode in whole seconds, rounded up; a detour through a location that is faster
        than the table's own way replaces it, so that no visit ever shortens the way."""
        return {mode: _closed(table) for mode, table in self.tables.items()}

    def _check_crew(self, crew: Crew, number: int) -> None:
        if crew.mode not in self.tables:
            raise RoundInputError(
                f"班组 {number + 1}：没有“{crew.mode}”的行程表",
                f"crew {number + 1}: there is no table for {crew.mode!r}",
            )
        for location in (crew.start, crew.last):
            self._check_location(location)
        _check_minutes(
            (f"班组 {number + 1} 的开始", f"the start of crew {number + 1}"), crew.from_min
        )
        if not crew.from_min < crew.until_min <= LATEST_MIN:
            raise RoundInputError(
                f"班组 {number + 1}：结束应晚于开始，且在一周之内",
                f"crew {number + 1}: the end must follow the start, within one week",
            )

    def _check_location(self, location: int) -> None:
        size = next(iter(self.tables.values())).shape[0]
        if not 0 <= location < size:
            raise RoundInputError(
                f"行程表里没有位置 {location}", f"the tables hold no location {location}"
            )


def _closed(table: F64) -> I64:
    """Whole seconds of the shortest ways, by Floyd and Warshall's algorithm."""
    ways = np.where(np.isfinite(table), np.ceil(np.nan_to_num(table, posinf=0)), NEVER)
    np.fill_diagonal(ways, 0)
    for via in range(ways.shape[0]):
        np.minimum(ways, ways[:, via, None] + ways[None, via, :], out=ways)
    return np.minimum(ways, NEVER).astype(np.int64)


def seconds(minutes: float) -> int:
    """Whole seconds of minutes."""
    return round(minutes * MINUTE)


def _check_tables(tables: Mapping[str, F64]) -> None:
    shapes = {table.shape for table in tables.values()}
    if len(shapes) != 1 or (shape := shapes.pop()) != (shape[0], shape[0]) or not shape[0]:
        raise RoundInputError(
            "行程表应是同样大小的方阵", "travel tables should be square and of one size"
        )
    for mode, table in tables.items():
        if np.isnan(table).any() or (table < 0).any():
            raise RoundInputError(
                f"“{mode}”的行程表里有负数或空值",
                f"the table for {mode!r} holds negative or missing times",
            )
        if (table[np.isfinite(table)] > LATEST_MIN * MINUTE).any():
            raise RoundInputError(
                f"“{mode}”的行程表里有超过一周的行程；到不了请写 inf",
                f"the table for {mode!r} holds a trip of more than a week; write inf for no way",
            )


def _check_minutes(what: Sentence, minutes: float) -> None:
    if not 0 <= minutes <= LATEST_MIN:
        raise NegativeMinutes(what, minutes)


def _check_place(place: HotPlace, name: Sentence) -> None:
    zh, en = name
    _check_minutes((f"{zh}的停留", f"the stay at {en}"), place.stay_min)
    if not 0 < place.worth <= LATEST_MIN:
        raise RoundInputError(
            f"{zh}：价值应大于 0（折合行程分钟）：{place.worth:g}",
            f"{en}: its worth should be above 0 minutes of travel, not {place.worth:g}",
        )
    for opens, closes in place.windows:
        _check_minutes((f"{zh}的时段", f"a window of {en}"), opens)
        if not opens <= closes <= LATEST_MIN:
            raise RoundInputError(
                f"{zh}：时段的结束早于开始", f"{en}: a window ends before it begins"
            )
