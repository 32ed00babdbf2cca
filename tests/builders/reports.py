"""A report as the tests of its verbs need it."""

from tests.builders.hall import receptionist, the_room
from tests.builders.people import NOON, an_actor

from quanju.domains.people.models import Organisation
from quanju.domains.people.types import Actor
from quanju.domains.reception.actions import reports
from quanju.domains.reception.types.reports import (
    ReportView,
)

SAID = {"title": "电瓶被盗", "place": "建材城东门", "statement": "早上停在车棚，中午不见了。"}
ADDRESS = "https://example.org/progress/x"


def taken(by: Actor | None = None, *, kind: str = "criminal", at=NOON, **more) -> ReportView:
    """A report with a statement; identity, evidence and receipt are still missing."""
    said = SAID | more.pop("said", {})
    return reports.take_report(
        channel=more.pop("channel", "walk_in"),
        kind=kind,
        said=said,
        by=by or receptionist(),
        at=at,
        **more,
    )


def a_room(code: str = "jiankang") -> tuple[Organisation, Actor]:
    """A station's room and who receives there."""
    room = the_room(code)
    return room, an_actor("reception_officer", organisation=room)
