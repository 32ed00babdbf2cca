"""The demo's rounds: proposed by the engine, accepted by its desk; behind it and ahead.

One proposal by car and one on foot are computed when the demo is set up. Their several orders of
the same places make the nights before and the evenings to come, so that the next proposal has
something to be unlike.
"""

import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from quanju.demo.cast import Cast
from quanju.demo.models import Entry
from quanju.domains.geo.shapes import metres_between
from quanju.domains.kernel.days import branch_zone, local_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.patrol.queries import zones as zones_queries
from quanju.domains.patrol.types.standing import PositionReport
from quanju.domains.people.types import Actor
from quanju.domains.planning.actions.rounds import accept_rounds, propose_rounds
from quanju.domains.planning.actions.studies import run_study, take_next_study
from quanju.domains.planning.queries.rounds import round_crews
from quanju.domains.rounds.actions import checkpoints, walking
from quanju.domains.rounds.actions import planning as planning_actions
from quanju.domains.rounds.types import ROUND_MODES, CheckpointPlan, RoundView

log = logging.getLogger("quanju.demo")

SEED = 150702
BEGINS, HOURS = time(19, 30), timedelta(minutes=90)
CARS, PLACES = ("S2", "S6", "S9", "S15", "S12"), 24
WALKERS = ("S3", "S8", "S1", "S4", "S5", "S11")
"""Crews of a proposal, of whom some rest, and how many of the worthiest places it is offered."""
PAST_DAYS, CAMERA_DAYS, AHEAD_DAYS = 10, 5, 4
CAMERAS, EACH = 8, timedelta(minutes=4)
SKIPPED = "道路施工，未进入"
CUT = "处警后不再继续"


@dataclass(frozen=True)
class Proposed:
    """An accepted proposal: what was asked, and its orders."""

    inputs: dict[str, Any]
    result: dict[str, Any]

    def tours(self, number: int) -> list[dict[str, Any]]:
        orders = self.result["variants"]
        return list(orders[number % len(orders)]["rounds"])

    def first_place(self, tour: dict[str, Any]) -> tuple[float, float]:
        place = self.result["offered"][tour["stops"][0]["place"]]
        return place["lon"], place["lat"]

    def stops(self, tour: dict[str, Any], start: datetime) -> list[CheckpointPlan]:
        """The stops of a tour, with their times counted from `start`."""
        return [
            CheckpointPlan(
                name=Text(*place["name"]),
                due_at=start + timedelta(minutes=round(stop["begins_min"])),
                lon=place["lon"],
                lat=place["lat"],
                stay_min=round(place["stay_min"]),
            )
            for stop in tour["stops"]
            for place in [self.result["offered"][stop["place"]]]
        ]


def plan_rounds(at: datetime, days: int) -> int:
    """Nights of the `days` behind, this evening, the days ahead, and what is under way soon; how
    many rounds."""
    cast, zone = Cast(), branch_zone()
    desk, today = cast.desk(at), local_day(at)
    evening = datetime.combine(today, BEGINS, zone)
    if at > evening - timedelta(minutes=40):
        evening += timedelta(days=1)
    proposals = [
        found
        for mode, signs in (("car", CARS), ("foot", WALKERS))
        if (found := _proposed(mode, signs, evening, desk, at)) is not None
    ]
    with write():
        behind = [evening - timedelta(days=ago) for ago in range(min(PAST_DAYS, days), 0, -1)]
        planned = 0
        for proposed in proposals:
            for order, start in enumerate(behind):
                planned += _walked(proposed, start, order, cast) if start + HOURS < at else 0
            for day in range(1, AHEAD_DAYS + 1):
                start = evening + timedelta(days=day)
                planned += len(list(_planned(proposed, start, day, desk, at)))
        planned += len(list(_soon(proposals[0], at, cast))) if proposals else 0
        planned += _cameras(cast, at, min(CAMERA_DAYS, days))
    return planned


def _proposed(
    mode: str, signs: Sequence[str], evening: datetime, desk: Actor, at: datetime
) -> Proposed | None:
    """Ask, compute and accept the rounds of the evening; None if nobody is on shift then, or
    those who are can reach no place."""
    units = {unit.call_sign: unit.pk for unit in units_queries.all_units()}
    on_shift = _on_shift(evening, desk, at)
    crews = [{"unit": units[sign], "mode": mode} for sign in signs if units.get(sign) in on_shift]
    wishes: dict[str, Any] = {
        "from_at": evening,
        "until_at": evening + HOURS,
        "crews": crews,
        "seed": SEED,
        "variants": 4,
        "most_places": PLACES,
    }
    try:
        asked = propose_rounds(
            title=f"{evening:%m-%d} {ROUND_MODES[mode].zh}方案",
            options=wishes,
            by=desk,
            at=at,
        )
    except Refused as refusal:
        log.warning("rounds: %s", refusal)
        return None
    take_next_study(at=at)
    answer = run_study(study=asked.pk)
    if answer.result is None:
        return None
    tours = answer.result["variants"][answer.result["chosen"]]["rounds"]
    if not tours:
        return None
    accept_rounds(
        study=asked.pk,
        variant=answer.result["chosen"],
        stops={tour["crew"]: range(len(tour["stops"])) for tour in tours},
        by=desk,
        at=at,
    )
    return Proposed(answer.inputs, answer.result)


def _on_shift(start: datetime, by: Actor, at: datetime) -> set[int]:
    """Units whose planned shift holds a round that begins then."""
    crews = round_crews(since=start, until=start + HOURS, by=by, at=at)
    return {one.unit.pk for one in crews if one.has_shift and one.ends >= start + HOURS}


def _planned(
    proposed: Proposed, start: datetime, order: int, by: Actor, at: datetime
) -> Iterator[RoundView]:
    """One order of the places on another evening, by its crews that are on shift then; of the
    nights behind us, by all."""
    on_shift = _on_shift(start, by, at) if start > at + HOURS * 4 else None
    for tour in proposed.tours(order):
        crew = proposed.inputs["crews"][tour["crew"]]
        if on_shift is None or crew["unit"] in on_shift:
            yield _plan(crew, proposed.stops(tour, start), start, tour["returns_min"], by, at)


def _plan(
    crew: dict[str, Any],
    stops: Sequence[CheckpointPlan],
    start: datetime,
    minutes: float,
    by: Actor,
    at: datetime,
) -> RoundView:
    return planning_actions.plan_round(
        mode=crew["mode"],
        zone=crew["zone"],
        organisation=crew["organisation"],
        duty_from=start,
        duty_until=start + timedelta(minutes=round(minutes) + 1),
        checkpoints=stops,
        unit=crew["unit"],
        by=by,
        at=at,
    )


def _walked(proposed: Proposed, start: datetime, order: int, cast: Cast) -> int:
    """A night behind us, with verbs: most rounds completed, one in nine cut short."""
    before = start - timedelta(hours=6)
    desk = cast.desk(start)
    rounds = list(_planned(proposed, start, order, desk, before))
    for view in rounds:
        dice = random.Random(f"{start:%Y-%m-%d}/{view.call_sign}")
        common: dict[str, Any] = {"round": view.pk, "by": desk}
        walking.start_round(**common, at=start + timedelta(minutes=dice.randint(0, 6)))
        is_cut = dice.random() < 1 / 9
        stops = view.checkpoints[: len(view.checkpoints) // 2] if is_cut else view.checkpoints
        last = start + timedelta(minutes=7)
        for stop in stops:
            last = max(last, stop.due_at + timedelta(minutes=dice.randint(0, 5)))
            if dice.random() < 0.06:
                checkpoints.skip_checkpoint(checkpoint=stop.pk, why=SKIPPED, **common, at=last)
            else:
                here = PositionReport(
                    unit=view.unit or 0,
                    lon=(stop.lon or 0) + dice.uniform(-7e-4, 7e-4),
                    lat=(stop.lat or 0) + dice.uniform(-4e-4, 4e-4),
                    measured_at=last,
                )
                checkpoints.visit_checkpoint(checkpoint=stop.pk, position=here, **common, at=last)
        if is_cut:
            walking.cut_round_short(why=CUT, **common, at=last)
        else:
            walking.complete_round(**common, at=last + timedelta(minutes=5))
    return len(rounds)


def _soon(proposed: Proposed, at: datetime, cast: Cast) -> Iterator[RoundView]:
    """Rounds that begin within half an hour, so that something is to be seen at any time of day:
    one for whoever enters as a patrol unit, and for crews on shift now."""
    by = cast.desk(at)
    offered = {e.person_id for e in Entry.objects.filter(post__role="patrol_unit")}
    units = units_queries.all_units()
    own = [u for u in units if offered & set(units_queries.roster_of(u.pk))]
    going = [
        one.unit
        for one in round_crews(since=at, until=at + HOURS, by=by, at=at)
        if one.has_shift and not one.is_at_point and one.unit.pk not in {u.pk for u in own}
    ]
    start = at.replace(second=0, microsecond=0)
    tours = proposed.tours(1)
    for number, unit in enumerate([*own, *going][: len(tours)]):
        # Each takes the round that begins nearest to where it stands.
        home = cast.home_of(unit, at)
        tours.sort(key=lambda t: metres_between(home, proposed.first_place(t)))
        tour = tours.pop(0)
        begins = start + timedelta(minutes=12 if number == 0 else 2 + number)
        crew = {
            "unit": unit.pk,
            "mode": "car",
            "zone": unit.home_zone or 1,
            "organisation": unit.organisation_id,
        }
        try:
            yield _plan(crew, proposed.stops(tour, begins), begins, tour["returns_min"], by, at)
        except Refused:
            continue  # it has tonight's round at that time


def _cameras(cast: Cast, at: datetime, nights: int) -> int:
    """Timetables at public cameras: last nights looked through, one waiting for whoever enters."""
    desk, zone = cast.second_desk(at), branch_zone()
    entry = Entry.objects.filter(post__role="dispatcher").order_by("order").first()
    today = local_day(at)
    made = 0
    for ago in range(nights, 0, -1):
        start = datetime.combine(today - timedelta(days=ago), time(22), zone)
        view = _timetable(desk.person_id or 0, start, desk, start - timedelta(hours=1))
        common: dict[str, Any] = {"round": view.pk, "by": desk}
        walking.start_round(**common, at=start)
        for stop in view.checkpoints:
            outcome = (
                "faulty" if random.Random(f"{today}/{ago}/{stop.camera}").random() < 0.05 else "ok"
            )
            checkpoints.visit_checkpoint(
                checkpoint=stop.pk, outcome=outcome, **common, at=stop.due_at + timedelta(minutes=1)
            )
        walking.complete_round(**common, at=start + timedelta(minutes=40))
        made += 1
    if entry is not None:
        start = at.replace(second=0, microsecond=0) + timedelta(minutes=5)
        _timetable(entry.person_id, start, desk, at)
        made += 1
    return made


def _timetable(person: int, start: datetime, by: Actor, at: datetime) -> RoundView:
    points = zones_queries.staging_points(max(at, start))[:CAMERAS]
    zones = zones_queries.points_by_zone(max(at, start))
    return planning_actions.plan_round(
        mode="video",
        zone=zones[points[0].number] or 1,
        organisation=by.organisation_id or 0,
        duty_from=start,
        duty_until=start + EACH * CAMERAS + timedelta(minutes=10),
        checkpoints=[
            CheckpointPlan(
                name=Text(
                    point.name.zh.removesuffix("屯警点"),
                    point.name.en.removesuffix(" Staging Point"),
                ),
                due_at=start + EACH * number,
                lon=point.lon,
                lat=point.lat,
                camera=f"GG-{point.number:02d}",
            )
            for number, point in enumerate(points)
        ],
        person=person,
        by=by,
        at=at,
    )
