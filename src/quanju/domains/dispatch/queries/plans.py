"""What a response plan may ask of an incident, and what its levels of alarm are."""

from datetime import datetime

from quanju.domains.dispatch.plans import RESPONSE_PLANS, LevelLine, Plan, ResponsePlans, Situation
from quanju.domains.dispatch.queries.places import PlaceView
from quanju.domains.dispatch.types import IncidentType
from quanju.domains.geo.queries.places import kinds_near
from quanju.domains.kernel.days import local_time
from quanju.domains.rulebook.queries import in_force


def situation(
    place: PlaceView, zone: int | None, since: datetime, plans: ResponsePlans
) -> Situation:
    """When and where: of a place that is not exact no kind of place is known."""
    kinds: frozenset[str] = frozenset()
    if place.kind == "exact" and any(plan.place_kinds for plan in plans.plans):
        ((lon, lat),) = place.points
        kinds = kinds_near(lon, lat, plans.place_within_m)
    return Situation(hour=local_time(since).time(), zone=zone, place_kinds=kinds)


def plan_of(
    kind: IncidentType, grade: int, place: PlaceView, zone: int | None, since: datetime
) -> Plan | None:
    """The plan by which an incident is answered."""
    plans = in_force(RESPONSE_PLANS, at=since).content
    return plans.plan(kind, grade, situation(place, zone, since, plans))


def next_level(level: int, at: datetime) -> LevelLine | None:
    """The level of alarm above this one, if the branch has one."""
    return in_force(RESPONSE_PLANS, at=at).content.level(level + 1)


def level_named(level: int, at: datetime) -> LevelLine | None:
    """What the branch's table says of a level above the first."""
    return in_force(RESPONSE_PLANS, at=at).content.level(level)
