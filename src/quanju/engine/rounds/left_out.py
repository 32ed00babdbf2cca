"""Which places cannot or should not be in the plan, and why, in both languages."""

from dataclasses import dataclass

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
          detour costs more than the visit is worth
    """

    place: int
    code: str
    why: Sentence


REASONS: dict[str, Sentence] = {
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
    problem: RoundProblem, orders: Orders, number: int
) -> tuple[int, Orders] | None:
    """Seconds of travel that adding a place costs at least, and the orders with it."""
    best: tuple[int, Orders] | None = None
    for crew, order in enumerate(orders):
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
    problem: RoundProblem, orders: Orders, waiting: list[int]
) -> tuple[Orders, dict[int, LeftOut]]:
    """Add what still fits and pays, the most worthy first; say of the rest why it stays out."""
    out: dict[int, LeftOut] = {}
    for number in sorted(waiting, key=lambda p: -problem.places[p].worth):
        found = cheapest_insertion(problem, orders, number)
        if found is not None and found[0] < seconds(problem.places[number].worth):
            orders = found[1]
    visited = {number for order in orders for number in order}
    for number in waiting:
        if number not in visited:
            out[number] = _why(problem, orders, number)
    return orders, out


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
