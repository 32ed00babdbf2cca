"""Units and crews for the tests of patrol."""

from tests.builders.people import NOON, a_station, an_actor
from tests.builders.town import spot

from quanju.domains.patrol.actions import crews, positions
from quanju.domains.patrol.models import RosterEntry, Unit
from quanju.domains.patrol.types.standing import UnitView
from quanju.domains.people.types import Actor


def a_unit(call_sign: str = "巡-01", *, force_type: str = "special_police", **more) -> Unit:
    """A unit off duty, of the station “jiankang” unless another organisation is given."""
    more.setdefault("organisation", a_station())
    return Unit.objects.create(call_sign=call_sign, force_type=force_type, **more)


def a_crew(count: int = 2, role: str = "patrol_unit", **more) -> list[Actor]:
    """So many new people in posts of that role."""
    return [an_actor(role, **more) for _ in range(count)]


def on_duty(
    unit: Unit,
    crew: list[Actor] | None = None,
    *,
    at=NOON,
    where: tuple[float, float] | None = None,
) -> tuple[UnitView, list[Actor]]:
    """The unit signed on with its crew, at a place told in blocks if one is given."""
    role = "volunteer" if unit.force_type == "volunteer" else "patrol_unit"
    members = a_crew(role=role) if crew is None else crew
    view = crews.sign_on(unit=unit.pk, crew=ids(members), by=an_actor("dispatcher"), at=at)
    if where is not None:
        lon, lat = spot(*where)
        positions.report_position(unit=unit.pk, lon=lon, lat=lat, by=members[0], at=at)
    return view, members


def ids(members: list[Actor]) -> list[int]:
    return [member.person_id for member in members if member.person_id is not None]


def rostered(unit: Unit, members: list[Actor]) -> None:
    """Make these people the unit's usual crew."""
    RosterEntry.objects.bulk_create(RosterEntry(unit=unit, person_id=pk) for pk in ids(members))
