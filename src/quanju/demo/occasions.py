"""The demo's calendar: extra duty at night markets, the square and the station (PAT-15)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from quanju.demo.cast import Cast
from quanju.domains.duty.actions import occasions
from quanju.domains.kernel.days import branch_zone, local_day
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.queries import zones
from quanju.domains.people.queries.organisations import organisations_by_code

HOST = "special-police"
SUFFIX = Text("屯警点", " Staging Point")
MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6
LASTS = timedelta(days=90)
PLANNED_AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Habit:
    """When a kind of place is crowded, and who comes then."""

    kind: str
    places: int
    what: Text
    weekdays: tuple[int, ...]
    begins: time
    ends: time
    headcount: int


HABITS = (
    Habit(
        "night_market",
        3,
        Text("周末夜市", "weekend night market"),
        (FRIDAY, SATURDAY),
        time(19),
        time(0, 30),
        4,
    ),
    Habit("square", 1, Text("周日集会", "Sunday gathering"), (SUNDAY,), time(18), time(21), 4),
    Habit(
        "transport_station",
        1,
        Text("周末客流", "weekend travellers"),
        (MONDAY, FRIDAY),
        time(6),
        time(9),
        2,
    ),
)


def plan_occasions(at: datetime) -> int:
    """Put them into the calendar and plan their extra shifts from tomorrow; how many shifts."""
    desk, zone = Cast().desk(at), branch_zone()
    host = organisations_by_code()[HOST]
    today = local_day(at)
    planned = 0
    for habit in HABITS:
        points = [p for p in zones.staging_points(at) if p.place_kind == habit.kind]
        for point in points[: habit.places]:
            name = Text(
                f"{point.name.zh.removesuffix(SUFFIX.zh)}{habit.what.zh}",
                f"{point.name.en.removesuffix(SUFFIX.en)}: {habit.what.en}",
            )
            occasion = occasions.add_occasion(
                name=name,
                staging_point=point.number,
                force_type="special_police",
                headcount=habit.headcount,
                weekdays=habit.weekdays,
                starts_on=today,
                ends_on=today + LASTS,
                begins=habit.begins,
                ends=habit.ends,
                zone=zone,
                by=desk,
                at=at,
            )
            planned += len(
                occasions.plan_occasion(
                    occasion=occasion,
                    organisation=host,
                    since=today + timedelta(days=1),
                    until=today + PLANNED_AHEAD,
                    zone=zone,
                    by=desk,
                    at=at,
                )
            )
    return planned
