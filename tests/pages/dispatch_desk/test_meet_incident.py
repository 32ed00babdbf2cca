"""What a crew came across, told to the desk or at a station's counter."""

import pytest
from tests.builders.people import a_station, an_appointment, sign_in

from quanju.domains.dispatch.models import Assignment, Incident

pytestmark = pytest.mark.django_db


def send(client, unit, **more):
    body = {"unit": unit.pk, "type_code": "fight", "channel": "walk_in", "text": ""} | more
    return client.post("/dispatch/units/meet_incident", body, headers={"HX-Request": "true"})


def test_the_desk_enters_it_and_sees_it_with_the_unit_on_it(desk, unit):
    assert "班组遇到情况" in desk.get("/dispatch/units").content.decode()
    answer = send(desk, unit, text="有人到车前求助")
    row = Incident.objects.get()
    assert answer["HX-Redirect"] == f"/dispatch/?incident={row.number}"
    assert (row.channel, row.state) == ("walk_in", "on_scene")
    assert "有人到车前求助" in desk.get(f"/dispatch/panel/{row.number}").content.decode()


def test_a_refusal_stands_and_nothing_is_entered(desk, unit):
    assert send(desk, unit, type_code="nothing").status_code == 422
    assert not Assignment.objects.exists()


def test_a_station_does_not_speak_for_anothers_crew(client, unit):
    room = a_station("other").parts.get(kind="command_room")
    sign_in(client, an_appointment("station_command", organisation=room))
    assert send(client, unit).status_code == 403
