"""The centre, a station's room, and people who receive there."""

from tests.builders.people import NOON, a_branch, a_station, an_actor

from quanju.domains.people.models import Organisation
from quanju.domains.people.types import Actor
from quanju.domains.reception.actions import greeting
from quanju.domains.reception.types.hall import VisitView


def the_centre() -> Organisation:
    """The reception centre; the same one when asked again."""
    centre, _ = Organisation.objects.get_or_create(
        code="reception-centre",
        defaults={
            "kind": "centre",
            "name_zh": "接报案中心",
            "name_en": "Reception centre",
            "parent": a_branch(),
        },
    )
    return centre


def the_room(code: str = "jiankang") -> Organisation:
    """A station's command room, which carries its reception room."""
    return a_station(code).parts.get(kind="command_room")


def lobby(**more: object) -> Actor:
    return an_actor("lobby_officer", organisation=the_centre(), **more)


def receptionist(**more: object) -> Actor:
    return an_actor("reception_officer", organisation=the_centre(), **more)


def at_the_room(**more: object) -> Actor:
    return an_actor("reception_officer", organisation=the_room(), **more)


def greeted(by: Actor | None = None, *, service: str = "", at=NOON) -> VisitView:
    """Somebody has come in."""
    return greeting.greet_visitor(service=service, by=by or lobby(), at=at)
