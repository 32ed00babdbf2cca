"""Drawing calls: when, what, where, who went, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray

from quanju.demo.history.stamps import chain
from quanju.demo.history.telling import Line, told
from quanju.demo.history.types import FATES, BranchFacts, Floats, HistoryCall, Ints

NUISANCE, ABANDONED, CANCELLED, JOINED = 0.038, 0.014, 0.024, 0.035
TOLD_TWICE = 3
"""Matters of this grade or graver are reported by several people."""
TOLD = {"advice": 0.93, "tip_off": 0.25}
HANDED = {"non_police": 0.82, "police_complaint": 1.0, "parking": 0.12, "fire_alarm": 0.04}
SAME_TYPE, SAME_CLASS = 0.88, 0.08
BUSY = 0.12
AWAY = 0.3
"""How far units are from where they usually stand: spread of the factor on their time."""
FORCES = {
    1: {"special_police": 0, "office_liaison": 0, "case_team": 15, "community_team": 60},
    2: {"special_police": 0, "office_liaison": 0, "case_team": 15, "community_team": 30},
    3: {"case_team": 0, "office_liaison": 5, "special_police": 5, "community_team": 10},
    4: {"community_team": 0, "case_team": 5, "office_liaison": 10, "special_police": 15},
}
"""Seconds by which a force may be later than another and still be sent, by grade."""
TRAFFIC = {"traffic_police": 0}


@dataclass(frozen=True)
class Drawn:
    """Columns of the calls, sorted by t0; `day` counts from the first local day."""

    t0: Ints
    day: Ints
    kind: Ints
    fate: Ints
    slow: Floats
    edge: Ints
    twin: Ints
    """The row of the call it repeats, -1 for a call of its own."""


def draw_calls(
    branch: BranchFacts, from_at: datetime, until_at: datetime, per_day: float = 400, seed: int = 0
) -> Iterator[HistoryCall]:
    """Calls received from one moment until another, in order; the same for the same arguments."""
    if from_at.tzinfo is None or until_at.tzinfo is None:
        raise ValueError("from_at and until_at need a time zone / 时刻须带时区")
    rng = np.random.Generator(np.random.PCG64([seed, int(from_at.timestamp())]))
    zone = ZoneInfo(branch.timezone)
    first = from_at.astimezone(zone).date()
    days = [
        first + timedelta(n) for n in range((until_at.astimezone(zone).date() - first).days + 1)
    ]
    drawn = _with_twins(branch, _alone(branch, days, zone, per_day, rng), rng)
    inside = (drawn.t0 >= from_at.timestamp()) & (drawn.t0 < until_at.timestamp())
    yield from _rows(branch, drawn, inside, days, rng)


def _alone(
    branch: BranchFacts, days: list[date], zone: ZoneInfo, per_day: float, rng: np.random.Generator
) -> Drawn:
    seasons = branch.seasons
    month = np.array([d.month for d in days])
    snow = np.isin(month, seasons["snow_months"]) & (
        rng.random(len(days)) < seasons["snow_days_share"]
    )
    rate = np.array(
        [seasons["weekdays"][d.weekday()] * seasons["months"][d.month - 1] for d in days]
    )
    count = rng.poisson(per_day / (1 + JOINED) * rate)
    day = np.repeat(np.arange(len(days)), count)
    kind = _kinds(branch, snow[day], np.isin(month, seasons["snow_months"])[day], rng)
    midnight = np.array([int(datetime.combine(d, time(), zone).timestamp()) for d in days])
    t0 = midnight[day] + _seconds_of_day(branch, kind, rng)
    order = np.argsort(t0, kind="stable")
    t0, day, kind = t0[order], day[order], kind[order]
    slow = np.where(snow[day], seasons["snow_slows"], 1.0)
    edge = _edges(branch, kind, rng)
    fate = _fates(branch, kind, rng)
    return Drawn(t0, day, kind, fate, slow, edge, np.full(len(t0), -1))


def _kinds(
    branch: BranchFacts,
    snow: NDArray[np.bool_],
    winter: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Ints:
    share = np.array([k.share for k in branch.kinds])
    rarer = branch.seasons.get("out_of_season", {})
    summer = share * [rarer.get(k.code, 1.0) for k in branch.kinds]
    more = branch.seasons.get("snow_raises", {})
    snowy = share * [more.get(k.class_code, 1.0) for k in branch.kinds]
    chance = rng.random(len(snow))
    found = [np.searchsorted(np.cumsum(s) / s.sum(), chance) for s in (snowy, share, summer)]
    return np.select([snow, winter], found[:2], found[2])


def _seconds_of_day(branch: BranchFacts, kind: Ints, rng: np.random.Generator) -> Ints:
    found = np.zeros(len(kind), np.int64)
    for pattern, shares in branch.hours.items():
        mine = np.flatnonzero(np.isin(kind, _with(branch, "hours", pattern)))
        hour = np.searchsorted(np.cumsum(shares), rng.random(len(mine)))
        found[mine] = np.minimum(hour, 23) * 3600 + rng.integers(0, 3600, len(mine))
    return found


def _with(branch: BranchFacts, name: str, value: str) -> list[int]:
    return [n for n, kind in enumerate(branch.kinds) if getattr(kind, name) == value]


def _edges(branch: BranchFacts, kind: Ints, rng: np.random.Generator) -> Ints:
    found = np.zeros(len(kind), np.int64)
    for pattern, weight in branch.weights.items():
        mine = np.flatnonzero(np.isin(kind, _with(branch, "places", pattern)))
        found[mine] = np.searchsorted(np.cumsum(weight), rng.random(len(mine)))
    return np.minimum(found, len(branch.lines) - 1)


def _fates(branch: BranchFacts, kind: Ints, rng: np.random.Generator) -> Ints:
    chance, other = rng.random(len(kind)), rng.random(len(kind))
    told = np.array([TOLD.get(k.code, 0.0) for k in branch.kinds])[kind]
    handed = np.array([HANDED.get(k.code, 0.0) for k in branch.kinds])[kind]
    fate = np.full(len(kind), FATES.index("closed"))
    fate[other < told] = FATES.index("information_given")
    fate[(other >= told) & (other < told + handed)] = FATES.index("handed_over")
    open_ = fate == FATES.index("closed")
    fate[open_ & (chance > 1 - CANCELLED)] = FATES.index("cancelled")
    fate[chance < NUISANCE] = FATES.index("nuisance")
    fate[(chance >= NUISANCE) & (chance < NUISANCE + ABANDONED)] = FATES.index("abandoned")
    return fate


def _with_twins(branch: BranchFacts, drawn: Drawn, rng: np.random.Generator) -> Drawn:
    """Some incidents are reported twice: a second call within minutes, from the same corner."""
    pressing = np.array([k.grade <= TOLD_TWICE for k in branch.kinds])[drawn.kind]
    able = np.flatnonzero((drawn.fate == FATES.index("closed")) & pressing)
    twins = rng.choice(able, int(JOINED * len(drawn.t0)) if len(able) else 0, replace=False)
    twins.sort()
    later = drawn.t0[twins] + rng.integers(75, 600, len(twins))
    t0 = np.concatenate([drawn.t0, later])
    order = np.argsort(t0, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))

    def joined(column: NDArray[np.generic]) -> NDArray[np.generic]:
        return np.concatenate([column, column[twins]])[order]

    fate = np.concatenate([drawn.fate, np.full(len(twins), FATES.index("joined"))])[order]
    twin = np.concatenate([drawn.twin, place[twins]])[order]
    return Drawn(
        t0[order], joined(drawn.day), joined(drawn.kind), fate, joined(drawn.slow),
        joined(drawn.edge), twin,
    )  # type: ignore[arg-type]  # fmt: skip


def _places(branch: BranchFacts, drawn: Drawn, rng: np.random.Generator) -> Floats:
    """Spots along the edges, degrees; a second caller stands a little further on."""
    share = rng.random(len(drawn.t0))
    own = drawn.twin < 0
    share[~own] = np.clip(share[drawn.twin[~own]] + rng.normal(0, 0.1, (~own).sum()), 0, 1)
    spots = shapely.line_interpolate_point(branch.lines[drawn.edge], share, normalized=True)
    return shapely.get_coordinates(spots)


def _sent(
    branch: BranchFacts, drawn: Drawn, grade: Ints, rng: np.random.Generator
) -> tuple[Ints, Floats]:
    """The unit of a fitting force that is soonest there and not busy, and its seconds."""
    traffic = np.array([k.is_traffic for k in branch.kinds])[drawn.kind]
    unit = np.zeros(len(grade), np.int64)
    seconds = np.zeros(len(grade))
    for level in range(1, 5):
        for is_traffic in (False, True):
            mine = np.flatnonzero((grade == level) & (traffic == is_traffic))
            wanted = {**FORCES[level], **TRAFFIC} if is_traffic else FORCES[level]
            able = [n for n, force in enumerate(branch.forces) if force in wanted]
            able = able or list(range(len(branch.forces)))
            table = branch.seconds[able][:, drawn.edge[mine]].astype(float)
            table *= rng.lognormal(0, AWAY, table.shape)
            table[rng.random(table.shape) < BUSY] += 7200
            later = np.array([wanted.get(branch.forces[n], 0) for n in able])
            best = np.argmin(table + later[:, None], axis=0)
            unit[mine] = np.array(able)[best]
            seconds[mine] = table[best, np.arange(len(mine))] % 7200
    return unit, np.clip(seconds, 8, 5400)


def _fed_back_as(branch: BranchFacts, kind: Ints, rng: np.random.Generator) -> Ints:
    """The type at feedback: mostly the same, sometimes its neighbour, rarely another."""
    chance, found = rng.random(len(kind)), kind.copy()
    share = np.array([k.share for k in branch.kinds])
    for number, one in enumerate(branch.kinds):
        same = np.array([k.class_code == one.class_code for k in branch.kinds])
        near = np.flatnonzero(
            (kind == number) & (chance > SAME_TYPE) & (chance <= SAME_TYPE + SAME_CLASS)
        )
        found[near] = rng.choice(len(share), len(near), p=share * same / (share * same).sum())
    far = np.flatnonzero(chance > SAME_TYPE + SAME_CLASS)
    found[far] = rng.choice(len(share), len(far), p=share / share.sum())
    return found


def _raised(branch: BranchFacts, kind: Ints, rng: np.random.Generator) -> Ints:
    """The type's grade, raised now and then by what the caller says."""
    grade = np.array([k.grade for k in branch.kinds])[kind]
    return np.maximum(grade - (rng.random(len(kind)) < 0.035), 1)


def _numbers(drawn: Drawn, days: list[date]) -> list[str]:
    """Running numbers of each local day; a joined call has none of its own."""
    has = (drawn.fate == FATES.index("closed")) | (drawn.fate == FATES.index("cancelled"))
    found, running = [], [0] * len(days)
    for mine, day in zip(has.tolist(), drawn.day.tolist(), strict=True):
        running[day] += mine
        found.append(f"{days[day]:%Y%m%d}-{running[day]:04d}" if mine else "")
    return found


def _rows(
    branch: BranchFacts,
    drawn: Drawn,
    inside: NDArray[np.bool_],
    days: list[date],
    rng: np.random.Generator,
) -> Iterator[HistoryCall]:
    count = len(drawn.t0)
    grade = _raised(branch, drawn.kind, rng)
    spots = _places(branch, drawn, rng)
    unit, travel = _sent(branch, drawn, grade, rng)
    moments = drawn.t0 + chain(rng, grade, travel, drawn.slow)
    later = _fed_back_as(branch, drawn.kind, rng)
    chances = rng.random((5, count))
    numbers = _numbers(drawn, days)
    joined = [numbers[row] if row >= 0 else "" for row in drawn.twin.tolist()]
    winter = np.isin([d.month for d in days], branch.seasons["snow_months"])[drawn.day]
    columns = (
        drawn.t0, drawn.kind, drawn.fate, drawn.edge, grade, spots, unit, travel, moments.T, later,
        chances.T, winter,
    )  # fmt: skip
    listed = (column[inside].tolist() for column in columns)
    kept = np.flatnonzero(inside).tolist()
    for row, values in zip(kept, zip(*listed, strict=True), strict=True):
        yield told(branch, Line(*values, numbers[row], joined[row]))
