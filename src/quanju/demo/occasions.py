"""Extra duty of the demo: a night market, a square and the railway station, four weeks ahead."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from quanju.demo.cast import Cast
from quanju.domains.kernel.types import Text
from quanju.domains.patrol import actions
from quanju.domains.patrol import queries as patrol

AHEAD = timedelta(days=27)


@dataclass(frozen=True)
class Event:
    """What is on at a kind of place, when, and who goes."""

    place_kind: str
    name: Text
    force_type: str
    headcount: int
    weekdays: tuple[int, ...]
    begins: time
    ends: time


EVENTS = (
    Event("night_market", Text("夜市", "Night market"), "case_team", 4, (4, 5), time(18), time(22)),
    Event("square", Text("广场舞", "Square dance"), "volunteer", 2, (2, 6), time(18), time(20)),
    Event(
        "transport_station",
        Text("周末返程", "Weekend travel"),
        "special_police",
        6,
        (4, 6),
        time(16),
        time(20),
    ),
)


def add_occasions(at: datetime) -> int:
    """Each event at the first point of its kind, from tomorrow; how many there are."""
    zone, desk = ZoneInfo(settings.TIME_ZONE), Cast().desk(at)
    zoned = patrol.points_by_zone(at)
    points = [point for point in patrol.staging_points(at) if zoned.get(point.number)]
    first = at.astimezone(zone).date() + timedelta(days=1)
    added = 0
    for event in EVENTS:
        place = next((point for point in points if point.place_kind == event.place_kind), None)
        if place is None:
            continue
        actions.add_occasion(
            name=event.name,
            staging_point=place.number,
            force_type=event.force_type,
            headcount=event.headcount,
            weekdays=event.weekdays,
            starts_on=first,
            ends_on=first + AHEAD,
            begins=event.begins,
            ends=event.ends,
            zone=zone,
            by=desk,
            at=at,
        )
        added += 1
    return added
