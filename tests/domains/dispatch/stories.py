"""Incidents, orders and crews for the tests of dispatch."""

from datetime import timedelta

from tests.domains.patrol.crews import a_unit, on_duty
from tests.factories import NOON, an_actor
from tests.town import spot

from quanju.domains.dispatch import actions, queries
from quanju.domains.dispatch.models import Incident, Order
from quanju.domains.people.types import Actor

LATER = NOON + timedelta(seconds=20)


def an_incident(
    *, by: Actor | None = None, where=(3, 2), type_code="fight", text="", at=NOON, **more
) -> Incident:
    """A new incident in the invented town."""
    lon, lat = spot(*where)
    return actions.create_incident(
        type_code=type_code,
        text=text,
        lon=lon,
        lat=lat,
        by=by or an_actor("dispatcher"),
        at=at,
        **more,
    )


def a_crew_at(call_sign: str, where=(2, 2), **more):
    """A unit on duty at a place told in blocks, and its crew."""
    return on_duty(a_unit(call_sign, **more), where=where)


def an_order(incident: Incident, *units: int, by: Actor | None = None, at=NOON) -> Order:
    """These units sent, with the receipt of what was proposed at that moment."""
    shown = queries.recommend(incident=incident.number, at=at)
    return actions.send_order(
        incident=incident.number,
        units=list(units),
        recommendation=shown,
        receipt_content=queries.receipt_content(shown),
        override_reason="测试",
        by=by or an_actor("dispatcher"),
        at=at,
    )


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)
