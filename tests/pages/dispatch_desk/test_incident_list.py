"""The list of incidents by class or type, zone and number."""

import re

import pytest
from tests.builders.incidents import an_incident
from tests.builders.people import an_actor, an_appointment, sign_in

from quanju.domains.kernel.clock import now
from quanju.pages.shared.spans import shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, town):
    shelf.clear()
    sign_in(client, an_appointment("dispatcher", name="desk"))
    return client


@pytest.fixture
def incident(town):
    return an_incident(by=an_actor("dispatcher", name="caller"), at=now())


def listed(desk, **conditions):
    page = desk.get("/dispatch/incidents", conditions).content.decode()
    return re.findall(r'href="/dispatch/incidents/([0-9-]{13})"', page)


def test_incidents_are_found_by_class_type_zone_and_number(desk, incident):
    for conditions in (
        {"kind": incident.class_code},
        {"kind": incident.type_code},
        {"number": incident.number[-4:]},
        {"number": incident.number[:8]},
        {"zone": incident.zone or ""},
    ):
        assert listed(desk, **conditions) == [incident.number], conditions
    assert listed(desk, number="9999") == []
    assert listed(desk, number="张三") == []


def test_a_class_that_is_none_is_told(desk, incident):
    answer = desk.get("/dispatch/incidents", {"kind": "nothing"})
    assert answer.status_code == 422
    assert "类别或类型" in answer.content.decode()


def test_the_desk_says_the_span_of_its_figure(desk, incident):
    assert "达标，7 天" in desk.get("/dispatch/counts").content.decode()
