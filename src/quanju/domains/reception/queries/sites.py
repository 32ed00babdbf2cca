"""The sites: whichever offices of the branch have a post that receives people."""

from typing import Any

from quanju.domains.kernel.roles import LOBBY, RECEPTION
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.queries.organisations import organisations_with, station_of
from quanju.domains.people.types import Actor
from quanju.domains.reception.rules import HallRule
from quanju.domains.reception.types.hall import CENTRE, ROOM, Site

ROOM_NAME = Text("{station}接报案室", "{station} reception room")


def sites() -> list[Site]:
    """The centre first, then the rooms by their code; 12 in the demo's branch."""
    found = (_site(row) for row in organisations_with(LOBBY | RECEPTION))
    return sorted(found, key=lambda one: (one.level, one.code))


def _site(row: Any) -> Site:
    """A station's room bears the station's name: it is where people find it."""
    station = station_of(row)
    name = row.name
    if station is not None and row.parent is not None:
        name = ROOM_NAME.filled(station=row.parent.name)
    return Site(
        pk=row.pk,
        code=row.code,
        name=name,
        level=CENTRE if station is None else ROOM,
        station_id=station,
    )


def site(code: str) -> Site:
    """One site by its code; `NotFound`."""
    found = next((one for one in sites() if one.code == code), None)
    if found is None:
        raise NotFound(subject=f"site:{code[:40]}")
    return found


def site_with(pk: int) -> Site:
    """One site by its key; `NotFound`."""
    found = next((one for one in sites() if one.pk == pk), None)
    if found is None:
        raise NotFound(subject=f"site:{pk}")
    return found


def site_of(actor: Actor) -> Site | None:
    """Where this person receives: the site of their post, if it is one."""
    return next((one for one in sites() if one.pk == actor.organisation_id), None)


def place_names(rule: HallRule) -> dict[tuple[int, str], Text]:
    """What each window and room of each site is called."""
    return {(one.pk, row.code): row.name for one in sites() for row in rule.places(one.level)}
