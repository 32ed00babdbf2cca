"""Questions about units: who is on duty, where, with whom."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from quanju.domains.geo.queries.roads import nearest
from quanju.domains.geo.shapes import metres_between
from quanju.domains.geo.types import NoMapLoaded
from quanju.domains.kernel.prepared import Prepared
from quanju.domains.kernel.types import NotFound
from quanju.domains.patrol.models import CrewMember, RosterEntry, Unit, UnitPosition
from quanju.domains.patrol.permissions import SEE_EVERY_UNIT, may_read_positions
from quanju.domains.patrol.queries.tables import position_ages
from quanju.domains.patrol.queries.zones import staging_points
from quanju.domains.patrol.rules import freshness
from quanju.domains.patrol.types.standing import (
    CrewMemberView,
    Position,
    PositionCursor,
    StagingPointView,
    UnitToSend,
    UnitView,
)
from quanju.domains.people.types import Actor

COMMITS_WITHIN = timedelta(seconds=5)
"""A write transaction that has taken a position in is committed within this."""

AT_POINT_M = 100.0
"""A crew this near to a staging point stands at it (specification 3.9)."""


_TO_SEND = Prepared(
    lambda: (
        Unit.objects.on_duty()
        .order_by("call_sign")
        .values_list(
            *("pk", "call_sign", "force_type", "crew_size", "status", "home_zone"),
            *("organisation__name_zh", "position__lon", "position__lat", "position__at"),
        )
    )
)


def units_to_send() -> list[UnitToSend]:
    """Every unit on duty with where it was last, by call sign: for rankings of hundreds."""
    return [UnitToSend._make(row) for row in _TO_SEND()]


def units_on_duty() -> list[UnitView]:
    """Every unit on duty with its last position, by call sign. Boards ask below."""
    return [unit.view() for unit in Unit.objects.on_duty().with_position()]


def all_units() -> list[UnitView]:
    """Every unit of the branch, on duty or not, by call sign."""
    return [unit.view() for unit in Unit.objects.with_position()]


def units_visible_to(actor: Actor, *, is_on_duty: bool | None = None) -> list[UnitView]:
    """The units that this reader may see (specification 2.3), all or only on or off duty; without
    their positions for those who read headers only."""
    rows = Unit.objects.visible_to(actor)
    if is_on_duty is not None:
        on_duty = Unit.objects.on_duty()
        rows = rows.on_duty() if is_on_duty else rows.exclude(pk__in=on_duty.values("pk"))
    views = [unit.view() for unit in rows.with_position()]
    if may_read_positions(actor):
        return views
    return [replace(view, position=None) for view in views]


def unit_view(unit: int) -> UnitView:
    """One unit; `NotFound` if there is none."""
    row = Unit.objects.with_position().filter(pk=unit).first()
    if row is None:
        raise NotFound(subject=f"unit {unit}")
    return row.view()


def unit_named(call_sign: str) -> UnitView:
    """The unit of that call sign, as in the subject `unit:X`; `NotFound` if there is none."""
    row = Unit.objects.with_position().filter(call_sign=call_sign).first()
    if row is None:
        raise NotFound(subject=f"unit:{call_sign[:20]}")
    return row.view()


def crew_of(unit: int) -> list[CrewMemberView]:
    """Who is on the crew now, in the order they joined."""
    rows = CrewMember.objects.present().filter(unit=unit).select_related("person")
    return [
        CrewMemberView(
            person_id=row.person_id,
            name=row.person.display_name,
            badge_no=row.person.badge_no,
            joined_at=row.joined_at,
        )
        for row in rows.order_by("joined_at", "pk")
    ]


def crews_of(units: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Who is on each of these crews now, as identifiers of people; one query."""
    crews: dict[int, tuple[int, ...]] = dict.fromkeys(units, ())
    if not crews:
        return crews
    present = CrewMember.objects.present().filter(unit__in=units).order_by("joined_at", "pk")
    for unit, person in present.values_list("unit", "person"):
        crews[unit] = (*crews[unit], person)
    return crews


def is_crewed(unit: int) -> bool:
    """Somebody is on the crew whose account is open; a shift of closed accounts is no unit."""
    return Unit.objects.crewed().filter(pk=unit).exists()


def units_without_crew() -> list[UnitView]:
    """Units whose shift runs on though every account on their crew is closed, by call sign."""
    rows = Unit.objects.exclude(status="off_duty").exclude(pk__in=Unit.objects.crewed())
    return [unit.view() for unit in rows.with_position()]


def roster_of(unit: int) -> list[int]:
    """Identifiers of the people of the unit's usual crew."""
    rows = RosterEntry.objects.filter(unit=unit).order_by("pk")
    return list(rows.values_list("person_id", flat=True))


def usual_crew(unit: int) -> dict[int, str]:
    """Who of the usual crew could sign on now, by name: the account is open, they ride nowhere."""
    riding = CrewMember.objects.present().values("person")
    rows = RosterEntry.objects.filter(unit=unit, person__is_active=True).exclude(person__in=riding)
    rows = rows.select_related("person").order_by("pk")
    return {row.person_id: row.person.display_name for row in rows}


def units_of_person(person_id: int) -> list[UnitView]:
    """The unit on whose crew a person is now; then those they usually ride with."""
    riding = Unit.objects.filter(
        pk__in=CrewMember.objects.present().filter(person=person_id).values("unit")
    )
    usual = Unit.objects.filter(pk__in=RosterEntry.objects.filter(person=person_id).values("unit"))
    now = [unit.view() for unit in riding.with_position()]
    known = {view.pk for view in now}
    return now + [unit.view() for unit in usual.with_position() if unit.pk not in known]


def unit_ridden_by(person_id: int) -> UnitView | None:
    """The unit on whose crew a person is now, or None."""
    member = CrewMember.objects.present().filter(person=person_id).values_list("unit", flat=True)
    pk = member.first()
    return None if pk is None else unit_view(pk)


def position_of(unit: int) -> Position | None:
    """Where a unit was last; None before its first position of the shift."""
    row = UnitPosition.objects.filter(unit=unit).select_related("unit").first()
    return row.view(row.unit.call_sign) if row else None


def positions_since(at: datetime | None) -> list[Position]:
    """Last positions that reached us after `at` (all with None), in order of arrival."""
    rows = UnitPosition.objects.select_related("unit").order_by("received_at", "pk")
    if at is not None:
        rows = rows.filter(received_at__gt=at)
    return [row.view(row.unit.call_sign) for row in rows]


def positions_after(cursor: PositionCursor | None) -> tuple[list[Position], PositionCursor | None]:
    """Positions not given yet, and the cursor to ask with next time: one indexed read.

    For the live stream. A write that began earlier may commit later, so it looks a little back
    and leaves out what it gave; none is missed and none comes twice.
    """
    recent = positions_since(cursor.until - COMMITS_WITHIN if cursor else None)
    given = cursor.given if cursor else frozenset()
    fresh = [p for p in recent if (p.unit, p.received_at) not in given]
    if not fresh:
        return [], cursor
    until = max(p.received_at for p in recent)
    kept = {(p.unit, p.received_at) for p in recent if p.received_at > until - COMMITS_WITHIN}
    return fresh, PositionCursor(until, frozenset(kept))


def call_signs_followed(actor: Actor) -> frozenset[str] | None:
    """The call signs of the units whose positions a reader may follow; None for all of them."""
    if not may_read_positions(actor):
        return frozenset()
    if actor.role in SEE_EVERY_UNIT:
        return None
    return frozenset(Unit.objects.visible_to(actor).values_list("call_sign", flat=True))


def position_freshness(position: Position | None, at: datetime) -> str:
    """`fresh`, `ageing`, `stale` or `none`, by the rule table in force."""
    return freshness(position.age(at) if position else None, position_ages(at))


def units_at_points(at: datetime) -> dict[int, list[UnitView]]:
    """The crews that stage at each staging point now; an empty list is “covering: none” (PAT-11).

    A staging unit stands at the nearest point within 100 m; with no position that is good enough,
    at the point it belongs to.
    """
    points = staging_points(at)
    found: dict[int, list[UnitView]] = {point.number: [] for point in points}
    for unit in Unit.objects.filter(status="staging").with_position():
        view = unit.view()
        number = _point_of(view, points, at)
        if number in found:
            found[number].append(view)
    return found


def _point_of(unit: UnitView, points: list[StagingPointView], at: datetime) -> int | None:
    position = unit.position
    if position is None or position_freshness(position, at) == "stale":
        return unit.home_staging_point
    here = (position.lon, position.lat)
    measured = [(metres_between(here, (p.lon, p.lat)), p.number) for p in points]
    metres, number = min(measured, default=(AT_POINT_M + 1, None))
    return number if metres <= AT_POINT_M else None


def nearest_to_unit(unit: int, n: int, at: datetime) -> list[tuple[str, float | None]]:
    """The `n` units that can come soonest: subject and seconds by road, or None as the crow flies.

    Never refuses: without a position the answer is empty, without a map it goes by distance.
    Volunteers are not called into danger.
    """
    position = position_of(unit)
    if position is None:
        return []
    others = [
        view
        for view in units_on_duty()
        if view.position
        and view.pk != unit
        and view.status not in ("out_of_service", "emergency")
        and view.force_type != "volunteer"
    ]
    where = [
        (view.subject, view.position.lon, view.position.lat) for view in others if view.position
    ]
    place = (position.lon, position.lat)
    try:
        found: list[tuple[str, float | None]] = list(nearest(units=where, place=place, n=n, at=at))
    except NoMapLoaded:
        found = []
    named = {subject for subject, _ in found}
    by_air = sorted((metres_between(place, (lon, lat)), s) for s, lon, lat in where)
    rest: list[tuple[str, float | None]] = [(s, None) for _, s in by_air if s not in named]
    return (found + rest)[:n]
