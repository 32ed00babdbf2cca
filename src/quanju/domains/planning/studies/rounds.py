"""From places, crews and the last nights to proposed rounds, each variant with its ways."""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np

from quanju.domains.geo.queries.by_mode import seconds_between, way_by
from quanju.domains.geo.queries.roads import NoWay, roads_if
from quanju.domains.geo.shapes import metres_between
from quanju.domains.geo.types import BranchRoads
from quanju.domains.kernel.types import Text
from quanju.domains.planning.studies.points import NoAnswer
from quanju.domains.planning.types import Inputs, StudyKind
from quanju.engine.rounds.errors import RoundInputError
from quanju.engine.rounds.plan import RoundPlan, Variant, propose_rounds
from quanju.engine.rounds.problem import Crew, HotPlace, RoundProblem

LONGEST_S = 60.0
"""A guard: the search ends by counted iterations long before."""
SAME_M = 150.0
"""A stop of an earlier night so near to a place was that place."""
Legs = set[tuple[str, str]]
Place = tuple[float, float]


def compute(inputs: Inputs, at: datetime, say: Callable[[int, int], None]) -> dict[str, Any]:
    """Rounds for all crews in several orders of the same places.

    `chosen` is the variant least like the last nights: the most of its successions were gone in
    none of them.
    """
    say(0, 4)
    offered = [one for one in inputs["places"] if not one["is_dropped"]]
    crews, on = inputs["crews"], roads_if(at)
    spots = [(one["lon"], one["lat"]) for one in (*offered, *crews)]
    modes = sorted({crew["mode"] for crew in crews})
    tables = {mode: seconds_between(spots, mode, at, on) for mode in modes}
    say(1, 4)
    plan = _proposed(inputs, offered, tables)
    say(2, 4)
    variants = [_variant(one, crews, spots, at, on) for one in plan.variants]
    nights = [_successions_of(night, spots[: len(offered)]) for night in inputs["nights"]]
    for one in variants:
        own = _successions(one)
        unlike = [len(own - night) / len(own) for night in nights] if own else []
        one["unlike"] = [round(share, 3) for share in unlike]
    say(3, 4)
    answer = {
        "offered": offered,
        "variants": variants,
        "chosen": _least_alike(variants),
        "left_out": [
            {"place": out.place, "code": out.code, "why": list(out.why)} for out in plan.left_out
        ],
        "worth": round(plan.worth, 1),
        "worth_offered": round(sum(one["worth"] for one in offered), 1),
        "unpredictability": round(plan.unpredictability, 3),
        "nights": [night["day"] for night in inputs["nights"]],
        "is_cut_short": plan.is_cut_short,
    }
    say(4, 4)
    return answer


def _proposed(inputs: Inputs, offered: list[dict[str, Any]], tables: dict[str, Any]) -> RoundPlan:
    options, crews = inputs["options"], inputs["crews"]
    try:
        problem = RoundProblem(
            places=tuple(
                HotPlace(
                    location=number,
                    worth=one["worth"],
                    stay_min=one["stay_min"],
                    windows=tuple((a, b) for a, b in one["windows"]),
                    is_required=one["is_required"],
                    name=(one["name"][0], one["name"][1]),
                )
                for number, one in enumerate(offered)
            ),
            crews=tuple(
                Crew(
                    start=len(offered) + number,
                    from_min=one["from_min"],
                    until_min=one["until_min"],
                    mode=one["mode"],
                )
                for number, one in enumerate(crews)
            ),
            tables={mode: np.asarray(table, np.float64) for mode, table in tables.items()},
            variants=options["variants"],
        )
        return propose_rounds(problem, seed=options["seed"], time_s=LONGEST_S)
    except RoundInputError as error:
        raise NoAnswer(why=Text(error.zh, error.en)) from error


def _variant(
    one: Variant,
    crews: list[dict[str, Any]],
    spots: list[Place],
    at: datetime,
    on: BranchRoads,
) -> dict[str, Any]:
    first = len(spots) - len(crews)
    rounds = []
    for tour in one.rounds:
        if not tour.stops:
            continue
        stand = spots[first + tour.crew]
        way = [stand, *(spots[stop.place] for stop in tour.stops), stand]
        rounds.append(
            {
                "crew": tour.crew,
                "sets_out_min": round(tour.sets_out_min, 2),
                "returns_min": round(tour.returns_min, 2),
                "travel_min": round(tour.travel_min, 1),
                "stops": [
                    {
                        "place": stop.place,
                        "travel_min": round(stop.travel_min, 1),
                        "begins_min": round(stop.begins_min, 2),
                        "leaves_min": round(stop.leaves_min, 2),
                    }
                    for stop in tour.stops
                ],
                "way": _way(way, crews[tour.crew]["mode"], at, on),
            }
        )
    return {
        "rounds": rounds,
        "travel_min": round(one.travel_min, 1),
        "difference": round(one.difference, 3),
        "shift_min": round(one.shift_min, 1),
    }


def _way(spots: list[Place], mode: str, at: datetime, on: BranchRoads) -> list[list[float]]:
    """The line along the roads through all stops; straight where no way is known."""
    line: list[list[float]] = []
    for start, end in pairwise(spots):
        try:
            line += way_by(start, end, mode, at, on).geometry["coordinates"]
        except NoWay:
            line += [list(start), list(end)]
    return [point for n, point in enumerate(line) if n == 0 or point != line[n - 1]]


def _successions(variant: dict[str, Any]) -> Legs:
    """Which place follows on which, in any round of the variant."""
    legs: Legs = set()
    for one in variant["rounds"]:
        legs |= set(pairwise(["start", *(str(s["place"]) for s in one["stops"]), "end"]))
    return legs


def _successions_of(night: dict[str, Any], places: list[Place]) -> Legs:
    """The same of an earlier night, whose stops are told by where they were."""
    legs: Legs = set()
    for stops in night["rounds"]:
        order = [_place_at(stop, places) for stop in stops]
        legs |= set(pairwise(["start", *order, "end"]))
    return legs


def _place_at(stop: Place, places: list[Place]) -> str:
    near = [(metres_between((stop[0], stop[1]), place), n) for n, place in enumerate(places)]
    metres, number = min(near, default=(SAME_M + 1, -1))
    return str(number) if metres <= SAME_M else f"{stop[0]:.4f},{stop[1]:.4f}"


def _least_alike(variants: list[dict[str, Any]]) -> int:
    """The variant whose most similar earlier night is the least similar; of equals the shortest."""

    def unlike(number: int) -> tuple[float, float, float]:
        shares = variants[number]["unlike"] or [0.0]
        return min(shares), sum(shares) / len(shares), -variants[number]["travel_min"]

    return max(range(len(variants)), key=unlike)


ROUNDS = StudyKind(
    name="rounds",
    label=Text("巡逻路线", "Patrol rounds"),
    place=4,
    compute=compute,
)
