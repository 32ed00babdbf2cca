"""The siting problem: frozen, checked once, the same for every model."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from quanju.engine.siting import errors

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Model(StrEnum):
    """What "well placed" means."""

    LSCP = "lscp"  # fewest points that cover all demand within the limit
    MCLP = "mclp"  # most demand covered
    MEXCLP = "mexclp"  # most demand covered when each point is busy a fraction q of the time
    BACKUP = "backup"  # most demand covered, and covered a second time
    P_MEDIAN = "p_median"  # least weighted driving time
    P_CENTER = "p_center"  # least longest driving time


class Direction(StrEnum):
    """Which way is driven."""

    OUT = "out"  # from the point to the demand
    BACK = "back"  # from the demand to the point
    ROUND = "round"  # both, added
    WORSE = "worse"  # the longer of both


COVERING = (Model.MCLP, Model.MEXCLP, Model.BACKUP)
NEEDS_LIMIT = (*COVERING, Model.LSCP)
WITH_CAPACITY = (Model.LSCP, Model.MCLP, Model.P_MEDIAN, Model.P_CENTER)


@dataclass(frozen=True, eq=False)
class SitingProblem:
    """Where points shall stand. One point a site; existing points count among `points`.

    `out_s`, `back_s`: (demands, sites) driving seconds from site to demand and from demand to
    site; inf = unreachable; only those that `direction` needs.
    `weights`: (demands,) or (hours, demands), calls for instance; None = 1 each. The models add
    the hours up; capacities hold in every hour.
    `points`: how many points in all; None for LSCP, which finds it.
    `limit_s`: what counts as covered. `limits_s`: the rings that the plan reports.
    `fixed`, `closed`: site numbers that must, and must not, be chosen.
    `capacity`: (sites,) weight an hour that a point serves, inf = any; each demand is then
    served by one point (LSCP, MCLP, p-median, p-center).
    `busy`: the fraction q of MEXCLP. `first_share`: BACKUP counts so much for the first cover
    and the rest for the second; 0.5 to 1.
    """

    model: Model
    out_s: Floats | None = None
    weights: Floats | None = None
    points: int | None = None
    limit_s: float | None = None
    back_s: Floats | None = None
    direction: Direction = Direction.OUT
    limits_s: tuple[float, ...] = (60.0, 180.0, 300.0)
    fixed: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()
    capacity: Floats | None = None
    busy: float = 0.3
    first_share: float = 0.6
    times: Floats = field(init=False, repr=False)
    hourly: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Check everything, and freeze the arrays. Raises the errors of `errors`."""
        object.__setattr__(self, "model", Model(self.model))
        object.__setattr__(self, "direction", Direction(self.direction))
        object.__setattr__(self, "times", _times(self))
        object.__setattr__(self, "hourly", _hourly(self))
        _check_settings(self)
        _check_sites(self)
        _check_reach(self)
        _check_capacity(self)
        for array in (self.times, self.hourly):
            array.setflags(write=False)

    @property
    def demand_count(self) -> int:
        """How many places with demand there are: rows of `times`."""
        return int(self.times.shape[0])

    @property
    def site_count(self) -> int:
        """How many sites there are, candidates or not: columns of `times`."""
        return int(self.times.shape[1])

    @property
    def total(self) -> Floats:
        """(demands,) weight over all hours."""
        return np.asarray(self.hourly.sum(axis=0))

    @property
    def is_capacitated(self) -> bool:
        """Whether any site takes only so much weight."""
        return self.capacity is not None and not bool(np.isinf(self.capacity).all())

    @property
    def candidates(self) -> Ints:
        """int64[n]: site numbers that are not closed, rising."""
        return np.setdiff1d(np.arange(self.site_count), np.array(self.closed, np.int64))


def _table(given: Floats, name: str) -> Floats:
    table = np.array(given, dtype=np.float64)
    if table.ndim != 2 or 0 in table.shape:
        raise errors.BadTimes(
            f"{name} 应为 需求点×候选点 的表，现为 {table.shape}",
            f"{name} must be a table demands × sites, it is {table.shape}",
        )
    if np.isnan(table).any():
        row, column = np.argwhere(np.isnan(table))[0]
        raise errors.BadTimes(
            f"{name} 中需求点 {row}、候选点 {column} 的时间不是数",
            f"{name}: the time of demand {row} and site {column} is not a number",
        )
    if (table < 0).any():
        row, column = np.argwhere(table < 0)[0]
        raise errors.BadTimes(
            f"{name} 中需求点 {row}、候选点 {column} 的时间为负",
            f"{name}: the time of demand {row} and site {column} is negative",
        )
    return table


def _times(problem: SitingProblem) -> Floats:
    """The one table that the models work on, of the ways that `direction` needs."""
    needed = {"out_s": problem.out_s, "back_s": problem.back_s}
    if problem.direction is Direction.OUT:
        del needed["back_s"]
    if problem.direction is Direction.BACK:
        del needed["out_s"]
    tables = []
    for name, given in needed.items():
        if given is None:
            raise errors.BadTimes(
                f"方向 {problem.direction} 需要 {name}",
                f"direction {problem.direction} needs {name}",
            )
        tables.append(_table(given, name))
    if len(tables) == 1:
        return tables[0]
    if tables[0].shape != tables[1].shape:
        raise errors.BadTimes(
            f"往返两表大小不同：{tables[0].shape} 与 {tables[1].shape}",
            f"the two ways differ in size: {tables[0].shape} and {tables[1].shape}",
        )
    both = problem.direction is Direction.ROUND
    return np.asarray(tables[0] + tables[1] if both else np.maximum(*tables))


def _hourly(problem: SitingProblem) -> Floats:
    demands = problem.times.shape[0]
    if problem.weights is None:
        return np.ones((1, demands))
    weights = np.atleast_2d(np.array(problem.weights, dtype=np.float64))
    if weights.ndim != 2 or weights.shape[1] != demands or not len(weights):
        raise errors.BadWeights(
            f"权重大小 {weights.shape} 与 {demands} 个需求点不符",
            f"weights of shape {weights.shape} do not fit {demands} demands",
        )
    if not np.isfinite(weights).all() or (weights < 0).any():
        hour, row = np.argwhere(~np.isfinite(weights) | (weights < 0))[0]
        raise errors.BadWeights(
            f"需求点 {row}（第 {hour} 时段）的权重为负或不是数",
            f"the weight of demand {row} (hour {hour}) is negative or not a number",
        )
    if not weights.any():
        raise errors.BadWeights("全部权重为零", "all weights are zero")
    return weights


def _require(holds: bool, zh: str, en: str) -> None:
    if not holds:
        raise errors.BadSettings(zh, en)


def _check_settings(problem: SitingProblem) -> None:
    limits = (*problem.limits_s, *([] if problem.limit_s is None else [problem.limit_s]))
    _require(all(x >= 0 for x in limits), "时限不能为负", "limits must not be negative")
    if problem.model in NEEDS_LIMIT:
        _require(
            problem.limit_s is not None,
            f"模型 {problem.model} 需要时限 limit_s",
            f"model {problem.model} needs limit_s",
        )
    _require(0 <= problem.busy < 1, "忙碌率应在 0 与 1 之间", "busy must be from 0 to below 1")
    _require(
        0.5 <= problem.first_share <= 1,
        "first_share 应在 0.5 与 1 之间",
        "first_share must be from 0.5 to 1",
    )
    _require(
        not problem.is_capacitated or problem.model in WITH_CAPACITY,
        f"模型 {problem.model} 不支持容量",
        f"model {problem.model} knows no capacity",
    )


def _check_sites(problem: SitingProblem) -> None:
    sites = problem.site_count
    for name, chosen in (("fixed", problem.fixed), ("closed", problem.closed)):
        wrong = [site for site in chosen if not 0 <= site < sites]
        _require(
            not wrong,
            f"{name} 中没有候选点 {errors.listed(wrong)}（共 {sites} 个）",
            f"{name}: there is no site {errors.listed(wrong)} (there are {sites})",
        )
    both = sorted(set(problem.fixed) & set(problem.closed))
    _require(
        not both,
        f"候选点 {errors.listed(both)} 既固定又停用",
        f"sites {errors.listed(both)} are both fixed and closed",
    )
    if problem.model is Model.LSCP:
        _require(
            problem.points is None, "LSCP 自行求点数", "LSCP finds the number of points itself"
        )
        return
    least = max(1, len(set(problem.fixed)))
    if problem.points is None or problem.points < least:
        raise errors.BadSettings(
            f"点数应至少为 {least}", f"the number of points must be at least {least}"
        )
    if problem.points > len(problem.candidates):
        raise errors.TooManyPoints(problem.points, len(problem.candidates))


def _check_reach(problem: SitingProblem) -> None:
    reached = np.isfinite(problem.times[:, problem.candidates])
    lost = np.flatnonzero(~reached.any(axis=1))
    if len(lost):
        raise errors.UnreachableDemand(tuple(lost.tolist()))
    useless = problem.candidates[~reached.any(axis=0)]
    if len(useless):
        raise errors.UselessCandidate(tuple(useless.tolist()))
    if problem.model is Model.LSCP:
        limit_s = problem.limit_s if problem.limit_s is not None else np.inf
        within = problem.times[:, problem.candidates] <= limit_s
        lost = np.flatnonzero(~within.any(axis=1))
        if len(lost):
            raise errors.UnreachableDemand(tuple(lost.tolist()), problem.limit_s)


def _check_capacity(problem: SitingProblem) -> None:
    if problem.capacity is None:
        return
    capacity = np.array(problem.capacity, dtype=np.float64)
    good = capacity.shape == (problem.site_count,) and not np.isnan(capacity).any()
    _require(
        good and bool((capacity >= 0).all()),
        "每个候选点要有一个不为负的容量",
        "each site needs one capacity, not negative",
    )
    capacity.setflags(write=False)
    object.__setattr__(problem, "capacity", capacity)
    if problem.model is Model.MCLP:
        return  # covers what it can
    fixed = np.array(sorted(set(problem.fixed)), np.int64)
    others = np.sort(capacity[np.setdiff1d(problem.candidates, fixed)])[::-1]
    room = None if problem.points is None else problem.points - len(fixed)
    best = float(capacity[fixed].sum() + others[:room].sum())
    needed = float(problem.hourly.sum(axis=1).max())
    if best < needed * (1 - 1e-12):
        raise errors.CapacityTooSmall(best, needed)
