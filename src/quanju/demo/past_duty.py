"""The duty behind the demo: six weeks of shifts as they went, stored in bulk.

Crews come in time or late or not at all, forget to check out, light their cars at dusk; volunteers
log their hours or do not; community officers are taken away now and then. From one seed.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from quanju.demo.duty import AT_POINTS, Turn, turns
from quanju.demo.past_luck import ZONE_DUTY, lit, stood
from quanju.domains.duty.actions import history
from quanju.domains.duty.actions.history import PastMember, PastShift
from quanju.domains.kernel.days import branch_zone, local_day
from quanju.domains.patrol.actions import presence
from quanju.domains.patrol.queries import units
from quanju.domains.patrol.queries import zones as zones_queries
from quanju.domains.people.queries.actors import roles_held
from quanju.domains.people.types import SERVICE

SEED = 20261001
WEEKS = 6
NOT_LOGGED, TAKEN_AWAY = 0.12, 0.07
GAPS_A_DAY = 9
MINUTE = timedelta(minutes=1)
Gap = tuple[int, datetime, datetime]


def load_past_duty(at: datetime, weeks: int = WEEKS) -> int:
    """Store what was on duty in the weeks before, and write down where police was to be seen."""
    draw = random.Random(SEED)
    first = local_day(at) - timedelta(weeks=weeks)
    planned = [t for t in turns(units.all_units(), first, weeks * 7 + 1) if t.duty_until <= at]
    shifts = list(_as_they_went(planned, at, draw))
    gaps = list(_gaps(planned[0].duty_from, at - timedelta(hours=1), draw)) if planned else []
    stored = history.load_past_duty(shifts, gaps, by=SERVICE, at=at)
    while presence.record_presence(at=at):
        pass
    return stored


def _as_they_went(planned: list[Turn], at: datetime, draw: random.Random) -> Iterator[PastShift]:
    crews = {turn.unit.pk: units.roster_of(turn.unit.pk) for turn in planned}
    roles = roles_held({one for crew in crews.values() for one in crew}, at=at)
    for turn in planned:
        crew = crews[turn.unit.pk]
        volunteers = [one for one in crew if "volunteer" in roles.get(one, ())]
        is_away = turn.unit.force_type == "community_team" and draw.random() < TAKEN_AWAY
        point, span = _point(turn), (turn.duty_from, turn.duty_until)
        went = stood(span, draw) if point is not None else ZONE_DUTY
        yield PastShift(
            force_type="case_team" if is_away else turn.unit.force_type,
            organisation=turn.unit.organisation_id,
            zone=turn.unit.home_zone or 0,
            staging_point=point,
            unit=turn.unit.pk,
            duty_from=turn.duty_from,
            duty_until=turn.duty_until,
            status=went.status,
            checked_in_at=went.came_at,
            is_late=went.is_late,
            ended_at=went.left_at,
            why_not="演示：请假" if went.status == "excused" else "",
            lit=tuple(lit(went, turn.duty_until, draw, branch_zone())),
            members=tuple(_members(turn, crew, volunteers, is_away, draw)),
        )


def _point(turn: Turn) -> int | None:
    return turn.unit.home_staging_point if turn.unit.force_type in AT_POINTS else None


def _members(
    turn: Turn, crew: list[int], volunteers: list[int], is_away: bool, draw: random.Random
) -> Iterator[PastMember]:
    officers = [one for one in crew if one not in volunteers]
    minutes = int((turn.duty_until - turn.duty_from) / MINUTE)
    for person in crew:
        is_volunteer = person in volunteers
        is_logged = is_volunteer and draw.random() >= NOT_LOGGED
        yield PastMember(
            person=person,
            is_volunteer=is_volunteer,
            paired_with=officers[0] if is_volunteer and officers else None,
            served_min=minutes - draw.randint(-10, 25) if is_logged else None,
            taken_away_because="演示：大型活动安保" if is_away else "",
        )


def _gaps(since: datetime, until: datetime, draw: random.Random) -> Iterator[Gap]:
    """Zones that had no unit free for a while, more of them in the evening."""
    zones = list(zones_queries.zone_names(until))
    day = since
    while zones and day < until:
        busy: dict[int, datetime] = {}
        for _ in range(draw.randint(GAPS_A_DAY // 2, 2 * GAPS_A_DAY)):
            zone = draw.choice(zones)
            begins = day + timedelta(hours=draw.triangular(0, 24, 13))
            ends = begins + timedelta(minutes=draw.triangular(3, 70, 12))
            if zone not in busy and ends < until:
                busy[zone] = ends
                yield zone, begins, ends
        day += timedelta(days=1)
