"""A crew with an order in the invented town, signed in on its phone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.builders.crews import a_unit, rostered
from tests.builders.incidents import an_incident, an_order
from tests.builders.people import an_actor, an_appointment, sign_in
from tests.builders.town import spot

from quanju.domains.dispatch.actions.calls import answer_call, link_call
from quanju.domains.dispatch.models import Incident
from quanju.domains.kernel.clock import now
from quanju.domains.patrol.actions import crews, positions
from quanju.domains.patrol.models import Unit
from quanju.domains.people.types import Actor


@dataclass
class Phone:
    """A signed-in crew member with the unit they ride with."""

    client: Client
    me: Actor
    mate: Actor
    unit: Unit

    def press(self, verb: str, **fields: str):
        """One step as the phone's script sends it."""
        body = {"verb": verb, **fields}
        return self.client.post("/unit/step", body, headers={"HX-Request": "true"})

    def page(self) -> str:
        return self.client.get("/unit/").content.decode()


@pytest.fixture
def phone(client, town) -> Phone:
    """Not yet on shift."""
    me = sign_in(client, an_appointment("patrol_unit", name="me"))
    mate = an_actor("patrol_unit", name="mate")
    unit = a_unit("巡-01", home_zone=1)
    rostered(unit, [me, mate])
    return Phone(client, me, mate, unit)


@pytest.fixture
def on_shift(phone: Phone) -> Phone:
    """On shift at the corner of Central Street, position known."""
    crew = [p.person_id for p in (phone.me, phone.mate)]
    crews.sign_on(unit=phone.unit.pk, crew=crew, by=phone.me, at=ago(600))
    lon, lat = spot(2, 2)
    positions.report_position(unit=phone.unit.pk, lon=lon, lat=lat, by=phone.me, at=now())
    return phone


@pytest.fixture
def ordered(on_shift: Phone) -> Incident:
    """An incident two blocks away, ordered a minute ago."""
    desk = an_actor("dispatcher")
    incident = an_incident(by=desk, at=ago(90), text="夜市有人打架")
    call = answer_call(caller_number="13900001234", by=desk, at=ago(95))
    words = "夜市有人打架"
    link_call(call=call.number, incident=incident.number, said=words, by=desk, at=ago(80))
    an_order(incident, on_shift.unit.pk, at=ago(60))
    return incident


def ago(seconds: float) -> datetime:
    return now() - timedelta(seconds=seconds)
