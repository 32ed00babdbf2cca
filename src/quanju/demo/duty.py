"""The duty of the demo: a week of shifts for five forces, and crews that check in."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from quanju.demo.cast import Cast
from quanju.domains.duty.actions import planning, secondments, staging
from quanju.domains.duty.actions import volunteers as volunteers_actions
from quanju.domains.duty.queries import shifts
from quanju.domains.kernel.days import branch_zone, local_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused
from quanju.domains.patrol.queries import units as units_queries
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.people.queries.actors import roles_held
from quanju.domains.people.queries.organisations import organisations_by_code
from quanju.domains.people.types import Actor
from quanju.domains.planning.actions.suggestions import suggest_shifts

log = logging.getLogger("quanju.demo")

HOURS = {
    "special_police": (8, 12),
    "office_liaison": (20, 12),
    "community_team": (9, 8),
    "case_team": (13, 10),
    "volunteer": (19, 3),
}
"""From which hour and for how many hours a force stands its shift."""
AT_POINTS = frozenset({"special_police", "office_liaison"})
HOST_OF_OFFICES = "special-police"
WEEKDAYS_ONLY = frozenset({"community_team"})
DAYS_OFF = {"special_police": 9, "office_liaison": 8, "case_team": 7, "volunteer": 3}
"""Every so many days a unit rests, each on another day; so some hours of some zones are empty."""
LOOK_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class Turn:
    """One shift of a unit."""

    unit: UnitView
    duty_from: datetime
    duty_until: datetime


def plan_week(at: datetime, days: int = 8) -> int:
    """Plan the shifts that last now and those ahead, as the demo's desk did it the day before."""
    cast, before = Cast(), at - timedelta(hours=20)
    desk, units = cast.desk(at), units_queries.all_units()
    first = local_day(at) - timedelta(days=1)
    planned = 0
    with write():
        leader = cast.leader(at)
        _second_offices(units, leader, first, days, before)
        for turn in turns(units, first, days):
            if turn.duty_until <= at:
                continue
            crew = units_queries.roster_of(turn.unit.pk)
            roles = roles_held(crew, at=before)
            volunteers = [one for one in crew if "volunteer" in roles.get(one, ())]
            leads = [one for one in crew if one not in volunteers]
            shift = planning.plan_shift(
                force_type=turn.unit.force_type,
                organisation=turn.unit.organisation_id,
                duty_from=turn.duty_from,
                duty_until=turn.duty_until,
                zone=turn.unit.home_zone,
                staging_point=(
                    turn.unit.home_staging_point if turn.unit.force_type in AT_POINTS else None
                ),
                unit=turn.unit.pk,
                people=crew,
                paired=dict.fromkeys(volunteers, leads[0]) if leads else {},
                by=desk,
                at=before,
            )
            if shift.staging_point and turn.duty_from <= at < turn.duty_until:
                staging.check_in(shift=shift.pk, on_word=True, by=desk, at=turn.duty_from)
            planned += 1
    return planned


def _second_offices(
    units: list[UnitView], leader: Actor, first: date, days: int, at: datetime
) -> None:
    """The offices send their people to patrol duty for these weeks (PAT-12)."""
    host = organisations_by_code()[HOST_OF_OFFICES]
    starts = datetime.combine(first, time(), branch_zone())
    for unit in units:
        if unit.force_type == "office_liaison":
            for person in units_queries.roster_of(unit.pk):
                secondments.second_person(
                    person=person,
                    home=unit.organisation_id,
                    host=host,
                    duty_from=starts,
                    duty_until=starts + timedelta(days=days + 1),
                    by=leader,
                    at=at,
                )


def register_volunteers(at: datetime) -> None:
    """Whoever goes out as a volunteer was registered and briefed before the first shift."""
    leader = Cast().leader(at)
    crews = [
        units_queries.roster_of(u.pk)
        for u in units_queries.all_units()
        if u.force_type == "volunteer"
    ]
    roles = roles_held([one for crew in crews for one in crew], at=at)
    with write():
        for person in sorted(one for one, held in roles.items() if "volunteer" in held):
            volunteers_actions.register_volunteer(person=person, by=leader, at=at)
            volunteers_actions.brief_volunteer(person=person, by=leader, at=at)


def suggest_moves(at: datetime) -> int:
    """Compare this week and the next with the calls of the past, as the desk does on a Sunday."""
    desk, today = Cast().desk(at), local_day(at)
    weeks = (today, today + timedelta(days=7))
    return sum(suggest_shifts(week_on=week, by=desk, at=at) for week in weeks)


def turns(units: list[UnitView], first: date, days: int) -> Iterator[Turn]:
    """Every shift of every unit that has a zone, day by day."""
    zone = branch_zone()
    homes = [u for u in units if u.force_type in HOURS and u.home_zone is not None]
    for number in range(days):
        day = first + timedelta(days=number)
        for place, unit in enumerate(homes):
            rests = DAYS_OFF.get(unit.force_type)
            if rests and (number + place) % rests == rests - 1:
                continue
            if unit.force_type in WEEKDAYS_ONLY and day.weekday() >= 5:
                continue
            hour, hours = HOURS[unit.force_type]
            starts = datetime.combine(day, time(hour), zone)
            yield Turn(unit, starts, starts + timedelta(hours=hours))


@dataclass
class Watch:
    """Checks crews in at the points where they stand, once their shift has begun, and out."""

    cast: Cast
    last_look_at: datetime | None = None
    refused: set[int] = field(default_factory=set)

    def step(self, at: datetime) -> None:
        """Look at the points every half minute; a crew on a call comes later."""
        if self.last_look_at and at - self.last_look_at < LOOK_EVERY:
            return
        self.last_look_at = at
        desk = self.cast.desk(at)
        for duty in shifts.point_duties(by=desk, at=at):
            shift = duty.shift
            if shift is None or shift.pk in self.refused:
                continue
            is_over = shift.status in ("checked_in", "away_on_call") and shift.duty_until <= at
            if shift.status != "planned" and not is_over:
                continue
            try:
                if is_over:
                    staging.check_out(shift=shift.pk, by=desk, at=at)
                else:
                    staging.check_in(shift=shift.pk, by=self.cast.crew(shift.unit or 0, at), at=at)
            except Refused as refusal:
                log.info("watch: %s", refusal)
                if refusal.code not in AGAIN:
                    self.refused.add(shift.pk)


AGAIN = frozenset({"TOO_EARLY", "TOO_FAR_FROM_POINT", "POSITION_TOO_OLD", "NO_POSITION"})
"""Refusals that pass by themselves."""
