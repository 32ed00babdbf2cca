"""Incidents, orders and crews for the tests of dispatch."""

from datetime import timedelta

from tests.builders.crews import a_unit, on_duty
from tests.builders.people import NOON, an_actor
from tests.builders.town import spot

from quanju.domains.dispatch.actions.incidents import create_incident
from quanju.domains.dispatch.actions.orders import send_order
from quanju.domains.dispatch.actions.split import split_incident
from quanju.domains.dispatch.models import Incident, Order
from quanju.domains.dispatch.queries import recommendation
from quanju.domains.dispatch.queries.recommendation import receipt_content
from quanju.domains.people.types import Actor

LATER = NOON + timedelta(seconds=20)


def an_incident(
    *, by: Actor | None = None, where=(3, 2), type_code="fight", text="", at=NOON, **more
) -> Incident:
    """A new incident in the invented town."""
    lon, lat = spot(*where)
    return create_incident(
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
    shown = recommendation.recommend(incident=incident.number, at=at)
    return send_order(
        incident=incident.number,
        units=list(units),
        recommendation=shown,
        receipt_content=receipt_content(shown),
        override_reason="测试",
        by=by or an_actor("dispatcher"),
        at=at,
    )


def a_split(row: Incident, *, where=(4, 2), by: Actor | None = None, at=LATER, **more) -> Incident:
    """A theft beside the fight, entered out of its incident."""
    lon, lat = spot(*where)
    facts = {"type_code": "theft", "reason": "另有一起盗窃", "lon": lon, "lat": lat} | more
    return split_incident(incident=row.number, **facts, by=by or an_actor("dispatcher"), at=at)


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)
