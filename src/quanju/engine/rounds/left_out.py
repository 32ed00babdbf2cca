"""Which places cannot or should not be in the plan, and why, in both languages."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from quanju.engine.rounds.errors import (
    PlaceUnreachable,
    RoundInputError,
    Sentence,
    ShiftTooShort,
    WindowClosed,
)
from quanju.engine.rounds.problem import MINUTE, NEVER, RoundProblem, seconds
from quanju.engine.rounds.solver import Orders
from quanju.engine.rounds.timetable import begins, timetable, travel


@dataclass(frozen=True)
class LeftOut:
    """A place that is not visited.

    code  "unreachable" no crew gets there and back · "window" it is shut by then · "shift" the
          crew would be back late · "no_time" the rounds have no room for it · "not_worth" the
          detour costs more than the visit is worth · "not_tried" the time to search was over
    """

    place: int
    code: str
    why: Sentence


IsOver = Callable[[], bool]
"""Whether the time to search is over."""


def never() -> bool:
    """There is no limit."""
    return False


SWAPS = 300
"""Pairs of a waiting and a visited place that are tried at most."""
REASONS: dict[str, Sentence] = {
    "not_tried": (
        "计算时间用完，未及尝试；请给更多时间或减少地点",
        "the time to search was over before it was tried: allow more, or ask for fewer places",
    ),
    "unreachable": ("没有班组到得了", "no crew can get there and back"),
    "window": (
        "最早的班组赶到时已过时段",
        "its hours are over before any crew could be done there",
    ),
    "shift": ("去了就赶不上下班前回来", "no crew would be back before its shift ends"),
    "no_time": (
        "各班组的时间已排给更值得去的地点",
        "the crews' time is taken by places that are worth more",
    ),
}
REFUSALS: dict[str, type[PlaceUnreachable | WindowClosed | ShiftTooShort]] = {
    "unreachable": PlaceUnreachable,
    "window": WindowClosed,
    "shift": ShiftTooShort,
}


def impossible(problem: RoundProblem) -> dict[int, LeftOut]:
    """Places that no crew could visit even if it went nowhere else.

    Raises the refusal of the first required one.
    """
    found = {}
    for number, place in enumerate(problem.places):
        code = _alone(problem, number)
        if code is None:
            continue
        if place.is_required:
            refusal: RoundInputError = REFUSALS[code](number, problem.name(number))
            raise refusal
        found[number] = LeftOut(number, code, REASONS[code])
    return found


def _alone(problem: RoundProblem, number: int) -> str | None:
    """Why the crew that gets farthest cannot visit this place alone; None if one can."""
    codes = {_alone_with(problem, crew, number) for crew in range(len(problem.crews))}
    if None in codes:
        return None
    return next(code for code in ("shift", "window", "unreachable") if code in codes)


def _alone_with(problem: RoundProblem, crew: int, number: int) -> str | None:
    who, place, legs = problem.crews[crew], problem.places[number], problem.legs(crew)
    there, back = int(legs[who.start, place.location]), int(legs[place.location, who.last])
    if there >= NEVER or back >= NEVER:
        return "unreachable"
    start = begins(place, seconds(who.from_min) + there)
    if start is None:
        return "window"
    is_back = start + seconds(place.stay_min) + back <= seconds(who.until_min)
    return None if is_back else "shift"


def cheapest_insertion(
    problem: RoundProblem, orders: Orders, number: int, only: int | None = None
) -> tuple[int, Orders] | None:
    """Seconds of travel that adding a place (to `only` this crew) costs at least, with the orders.

    None where no crew could keep its windows and its shift.
    """
    best: tuple[int, Orders] | None = None
    for crew, order in enumerate(orders):
        if only is not None and crew != only:
            continue
        legs = problem.legs(crew)
        before = travel(problem, crew, order, legs)
        for position in range(len(order) + 1):
            longer = (*order[:position], number, *order[position:])
            extra = travel(problem, crew, longer, legs) - before
            if best is not None and extra >= best[0]:
                continue
            if timetable(problem, crew, longer, legs) is not None:
                best = extra, (*orders[:crew], longer, *orders[crew + 1 :])
    return best


def settle(
    problem: RoundProblem, orders: Orders, waiting: list[int], *, is_over: IsOver = never
) -> tuple[Orders, dict[int, LeftOut]]:
    """Add what still fits and pays, the most worthy first; say of the rest why it stays out.

    `is_over` is asked before each try; places that were not tried by then are left out as such.
    """
    orders = _swapped(problem, added(problem, orders, waiting, is_over=is_over), waiting, is_over)
    visited = {number for order in orders for number in order}
    return orders, {
        p: LeftOut(p, "not_tried", REASONS["not_tried"]) if is_over() else _why(problem, orders, p)
        for p in waiting
        if p not in visited
    }


def added(
    problem: RoundProblem, orders: Orders, waiting: list[int], *, is_over: IsOver = never
) -> Orders:
    """With every waiting place that fits and pays, the most worthy first, until it is over."""
    visited = {number for order in orders for number in order}
    for number in sorted(set(waiting) - visited, key=lambda p: (-problem.places[p].worth, p)):
        if is_over():
            break
        found = cheapest_insertion(problem, orders, number)
        if found is not None and found[0] < seconds(problem.places[number].worth):
            orders = found[1]
    return orders


def _swapped(problem: RoundProblem, orders: Orders, waiting: list[int], is_over: IsOver) -> Orders:
    """Let a waiting place in by moving one visited place elsewhere, while that pays.

    The solver moves one place at a time, and on small grounds may not see this step of two.
    """
    visited = {number for order in orders for number in order}
    outside = sorted(set(waiting) - visited)
    if len(outside) * len(visited) > SWAPS:
        return orders
    before = paid(problem, orders)
    for number, moved, crew in product(outside, sorted(visited), range(len(orders))):
        if is_over():
            break
        without: Orders = tuple(tuple(p for p in order if p != moved) for order in orders)
        found = cheapest_insertion(problem, without, number, crew)
        again = found and cheapest_insertion(problem, found[1], moved)
        if again and paid(problem, again[1]) < before:
            return _swapped(problem, again[1], waiting, is_over)
    return orders


def paid(problem: RoundProblem, orders: Orders) -> int:
    """Seconds of travel less the worth of what is visited: lower is better."""
    way = sum(travel(problem, c, order, problem.legs(c)) for c, order in enumerate(orders))
    return way - sum(seconds(problem.places[p].worth) for order in orders for p in order)


def _why(problem: RoundProblem, orders: Orders, number: int) -> LeftOut:
    found = cheapest_insertion(problem, orders, number)
    if found is None:
        return LeftOut(number, "no_time", REASONS["no_time"])
    detour, worth = found[0] / MINUTE, problem.places[number].worth
    return LeftOut(
        number,
        "not_worth",
        (
            f"绕行要多走 {detour:.1f} 分钟，只值 {worth:g} 分钟",
            f"the detour takes {detour:.1f} min of travel, and the visit is worth {worth:g}",
        ),
    )
