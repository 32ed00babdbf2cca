"""Pure decisions of suggestions: which shift would stand better elsewhere, by calls of the past.

What goes in are places, hours and counts, and posts without people (NB-02, NB-10). A person reads
what comes out and decides.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from quanju.domains.duty.queries.posts import Post
from quanju.domains.planning.suggestions.rules import SuggestionRule
from quanju.engine.demand.rates import DemandRates

HOUR = timedelta(hours=1)
Move = tuple[int, int, datetime]
"""From which zone to which, and when it begins: the same suggestion, whichever shift it takes."""
WEEK_H = 168
HALF_A_UNIT = 0.5
"""Stands for no unit at all, so that an empty zone comes first and is not infinite."""


@dataclass(frozen=True, eq=False)
class Demand:
    """Calls of the past by zone and hour of the week, and what is learnt from them.

    zones int[n]; counts int64[n, 168]; rates of the same zones in the same order.
    """

    zones: tuple[int, ...]
    counts: NDArray[np.int64]
    rates: DemandRates
    first_on: date
    days: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A zone in the hours of a shift: calls counted, over how many weekdays, and to expect.

    `calls` is None below the least number even over the whole week; `days` is 1 unless days had
    to be merged to reach it.
    """

    zone: int
    calls: int | None
    days: int
    mean: float
    low: int
    high: int
    units: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Let this shift stand there instead."""

    shift: int
    zone_from: int
    zone_to: int
    point_to: int | None
    duty_from: datetime
    duty_until: datetime
    here: Cell
    there: Cell
    gain: float

    @property
    def key(self) -> Move:
        return self.zone_from, self.zone_to, self.duty_from

    def basis(self) -> dict[str, Any]:
        return {"from": asdict(self.here), "to": asdict(self.there)}


def hours_of_week(begins: datetime, ends: datetime, zone: ZoneInfo) -> tuple[int, ...]:
    """The local hours of the week that a span touches, Monday 00:00 = 0."""
    found: dict[int, None] = {}
    moment = begins.replace(minute=0, second=0, microsecond=0)
    while moment < ends:
        local = moment.astimezone(zone)
        found[local.weekday() * 24 + local.hour] = None
        moment += HOUR
    return tuple(found)


def cell(demand: Demand, zone: int, hours: Sequence[int], units: int, least: int) -> Cell:
    """What a zone expects in these hours; days are merged until the cell holds enough calls."""
    place = demand.zones.index(zone)
    expected = demand.rates.expect(np.array([place]), np.array(hours))
    for shifts in ((0,), (-1, 0, 1), tuple(range(7))):
        merged = sorted({(hour + 24 * day) % WEEK_H for hour in hours for day in shifts})
        calls = int(demand.counts[place, merged].sum())
        if calls >= least:
            mean = float(demand.rates.rates[place, merged].sum()) * len(hours) / len(merged)
            return Cell(zone, calls, len(shifts), mean, expected.low, expected.high, units)
    return Cell(zone, None, 7, expected.mean, expected.low, expected.high, units)


def propose(
    demand: Demand,
    posts: Sequence[Post],
    points: Sequence[tuple[int, int | None]],
    rule: SuggestionRule,
    zone: ZoneInfo,
    *,
    not_before: datetime,
    decided: Collection[Move] = (),
) -> list[Proposal]:
    """Moves of one shift each, the most worthwhile first; each counts on those before it.

    A shift leaves only a zone in which `least_left` stay at every moment of it, and only if the
    busier of the two zones has so many fewer calls a unit afterwards (`relief`). `points` are
    numbers and zones. Moves that were decided already are left out.
    """
    units = Counter((one.zone, hour) for one in posts for hour in _hours(one))
    movable = [
        one
        for one in posts
        if one.is_movable
        and one.force_type in rule.forces
        and one.duty_from > not_before
        and one.zone in demand.zones
    ]
    found: list[Proposal] = []
    told = set(decided)
    while movable and len(found) < rule.most:
        best = max(
            (
                move
                for one in movable
                for move in _moves(demand, one, units, rule, zone)
                if move.key not in told
            ),
            key=lambda move: (round(move.gain, 9), -move.shift, -move.zone_to),
            default=None,
        )
        if best is None:
            break
        moved = next(one for one in movable if one.shift == best.shift)
        point = _point(posts, points, moved, best.zone_to)
        found.append(_at_point(best, point))
        for hour in _hours(moved):
            units[best.zone_from, hour] -= 1
            units[best.zone_to, hour] += 1
        movable.remove(moved)
        told.add(best.key)
    return found


def _hours(post: Post) -> range:
    """Hours since 1970 that a post touches."""
    first, last = post.duty_from.timestamp() // 3600, -(-post.duty_until.timestamp() // 3600)
    return range(int(first), int(last))


def _least(units: Counter[tuple[int, int]], zone: int, hours: Iterable[int]) -> int:
    return min(units[zone, hour] for hour in hours)


def _moves(
    demand: Demand,
    post: Post,
    units: Counter[tuple[int, int]],
    rule: SuggestionRule,
    zone: ZoneInfo,
) -> Iterable[Proposal]:
    hours, span = _hours(post), hours_of_week(post.duty_from, post.duty_until, zone)
    here_units = _least(units, post.zone, hours)
    if here_units - 1 < rule.least_left:
        return
    here = cell(demand, post.zone, span, here_units, rule.least_calls)
    for other in demand.zones:
        if other == post.zone:
            continue
        there = cell(demand, other, span, _least(units, other, hours), rule.least_calls)
        if there.calls is None or there.mean < rule.least_expected:
            continue
        before = max(_load(there, 0), _load(here, 0))
        after = max(_load(there, 1), _load(here, -1))
        if before >= rule.relief * after:
            yield Proposal(
                post.shift,
                post.zone,
                other,
                None,
                post.duty_from,
                post.duty_until,
                here,
                there,
                before - after,
            )


def _load(one: Cell, more: int) -> float:
    """Calls to expect for each unit, with so many units more or fewer."""
    return one.mean / max(one.units + more, HALF_A_UNIT)


def _point(
    posts: Sequence[Post], points: Sequence[tuple[int, int | None]], moved: Post, zone: int
) -> int | None:
    """For staging, the point of the zone with the fewest posts then; zone duty needs none."""
    if moved.staging_point is None:
        return None
    there = [number for number, inside in points if inside == zone]
    taken = Counter(
        one.staging_point
        for one in posts
        if one.duty_from < moved.duty_until and one.duty_until > moved.duty_from
    )
    return min(there, key=lambda number: (taken[number], number), default=None)


def _at_point(move: Proposal, point: int | None) -> Proposal:
    fields = {name: getattr(move, name) for name in Proposal.__slots__}
    return Proposal(**fields | {"point_to": point})
