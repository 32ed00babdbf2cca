"""The question to the demand engine: calls of the past by place and hour, and what days were like.

Only places and hours go in. There is no field for a person, a caller or a unit, and the caller
leaves out what officers started themselves: a rate learnt from patrol would send patrol there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from quanju.engine.demand.errors import (
    DemandInputError,
    NoCalls,
    Sentence,
    TooFewDays,
    WeekdayMissing,
)

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

LEAST_DAYS = 14
LEAST_CALLS = 5
LARGEST_VALUE = 10.0
DAY = 24
WEEK = 7 * DAY


@dataclass(frozen=True, eq=False)
class Covariate:
    """What a day was like, and maybe only at some places.

    code    an identifier, "snow"
    name    the same in Chinese and English
    values  float64[days], or float64[days, cells] for a market of some cells; 0 is an ordinary
            day, and one unit should be one clear step (a yes, or 10 cm of snow): at most ±10
    """

    code: str
    name: Sentence
    values: F64


@dataclass(frozen=True, eq=False)
class DemandProblem:
    """Past calls of a period of whole local days. Bad input raises `DemandInputError`.

    cell           int64[calls], place of each call, 0 … cells - 1 (a zone or an H3 cell)
    hour           int64[calls], whole local hours since the midnight that starts the first day
    cells, days    how many places and how many days
    first_weekday  of the first day, Monday = 0
    covariates     what the days were like
    recorded       bool[days], False where no record was kept: such a day says nothing
    """

    cell: I64
    hour: I64
    cells: int
    days: int
    first_weekday: int
    covariates: tuple[Covariate, ...] = ()
    recorded: Mask | None = None

    def __post_init__(self) -> None:
        self._check_sizes()
        self._check_calls()
        for covariate in self.covariates:
            _check_covariate(covariate, self.days, self.cells)
        codes = [c.code for c in self.covariates]
        if len(set(codes)) < len(codes):
            raise DemandInputError(f"影响因素重名：{codes}", f"covariates share a code: {codes}")

    @property
    def kept(self) -> Mask:
        """bool[days]: days of which a record was kept."""
        return np.ones(self.days, np.bool_) if self.recorded is None else self.recorded

    @property
    def weekday(self) -> I64:
        """int64[days]: day of the week, Monday = 0."""
        return (np.arange(self.days) + self.first_weekday) % 7

    @property
    def values(self) -> F64:
        """float64[days, cells or 1, covariates]; 1 when no covariate differs by place."""
        width = self.cells if any(c.values.ndim == 2 for c in self.covariates) else 1
        table = np.zeros((self.days, width, len(self.covariates)))
        for j, covariate in enumerate(self.covariates):
            values = covariate.values
            table[:, :, j] = values if values.ndim == 2 else values[:, None]
        return table

    def calls_by_hour(self) -> F64:
        """float64[days, 24, cells]: calls in each hour at each place."""
        flat = np.bincount(
            self.hour * self.cells + self.cell, minlength=self.days * DAY * self.cells
        )
        return flat.reshape(self.days, DAY, self.cells).astype(np.float64)

    def _check_sizes(self) -> None:
        if self.cells < 1:
            raise DemandInputError("一个地点也没有", "there is not one place")
        if not 0 <= self.first_weekday <= 6:
            raise DemandInputError(
                f"星期应为 0 到 6（周一为 0）：{self.first_weekday}",
                f"a weekday is 0 to 6, Monday = 0, not {self.first_weekday}",
            )
        if self.recorded is not None and self.recorded.shape != (max(self.days, 0),):
            raise DemandInputError(
                f"recorded 应有 {self.days} 天", f"recorded should have {self.days} days"
            )
        if self.days < LEAST_DAYS or (kept := int(self.kept.sum())) < LEAST_DAYS:
            raise TooFewDays(self.days if self.days < LEAST_DAYS else kept, LEAST_DAYS)
        unseen = set(range(7)) - set(self.weekday[self.kept].tolist())
        if unseen:
            raise WeekdayMissing(min(unseen))

    def _check_calls(self) -> None:
        if self.cell.shape != self.hour.shape or self.cell.ndim != 1:
            raise DemandInputError(
                "每起警情要有一个地点和一个小时", "each call needs one place and one hour"
            )
        if not self.cell.size:
            raise NoCalls
        if self.cell.min() < 0 or self.cell.max() >= self.cells:
            raise DemandInputError(
                f"地点编号应为 0 到 {self.cells - 1}", f"places are numbered 0 to {self.cells - 1}"
            )
        if self.hour.min() < 0 or self.hour.max() >= self.days * DAY:
            raise DemandInputError(
                f"有警情不在这 {self.days} 天里", f"some call lies outside the {self.days} days"
            )
        if not self.kept[self.hour // DAY].all():
            raise DemandInputError(
                "标为无记录的日子里有警情", "there are calls on days marked as not recorded"
            )


def problem_from_moments(
    cell: I64,
    moments: NDArray[np.datetime64],
    *,
    first_on: date,
    days: int,
    cells: int,
    covariates: Sequence[Covariate] = (),
    recorded: Mask | None = None,
) -> DemandProblem:
    """The same question from local moments (datetime64[calls], no zone) and the first day."""
    since = moments.astype("datetime64[s]") - np.datetime64(first_on, "s")
    hour = np.floor_divide(since, np.timedelta64(1, "h")).astype(np.int64)
    return DemandProblem(
        cell=np.asarray(cell, np.int64),
        hour=hour,
        cells=cells,
        days=days,
        first_weekday=first_on.weekday(),
        covariates=tuple(covariates),
        recorded=recorded,
    )


def _check_covariate(covariate: Covariate, days: int, cells: int) -> None:
    code, (zh, _) = covariate.code, covariate.name
    if covariate.values.shape not in {(days,), (days, cells)}:
        raise DemandInputError(
            f"“{zh}”应按 {days} 天，或按 {days} 天 × {cells} 个地点给出",
            f"{code!r} should be given for {days} days, or {days} days × {cells} places",
        )
    if not np.isfinite(covariate.values).all() or np.abs(covariate.values).max() > LARGEST_VALUE:
        raise DemandInputError(
            f"“{zh}”的值应在 ±{LARGEST_VALUE:.0f} 以内：换一个单位",
            f"values of {code!r} should be within ±{LARGEST_VALUE:.0f}: choose another unit",
        )
