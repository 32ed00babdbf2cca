"""The hall's page: who may press what, once, and what a refusal says."""

import re

import pytest
from tests.builders.hall import greeted, lobby, the_centre, the_room
from tests.builders.people import an_appointment, sign_in

from quanju.domains.kernel.clock import now
from quanju.domains.people.queries.actors import actor_in
from quanju.domains.reception.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    return sign_in(client, an_appointment("lobby_officer", organisation=the_centre()))


def key_of(page, after):
    """The key of the first form behind these words."""
    return re.search(r'name="idempotency_key" value="(\w+)"', page.split(after, 1)[1])[1]


def test_a_press_greets_and_the_same_form_twice_greets_one(client, officer):
    page = client.get("/hall/").content.decode()
    sent = {"service": "report", "idempotency_key": key_of(page, "/hall/greet")}
    for _ in range(2):
        client.post("/hall/greet", sent)
    assert Visit.objects.get().status == "waiting"
    assert "001" in client.get("/hall/now").content.decode()


def test_the_whole_way_of_a_visitor_by_presses_alone(client, officer):
    view = greeted(officer, at=now())
    for verb, said in (
        ("sort", {"service": "consultation"}),
        ("call", {"place": "L1"}),
        ("serve", {}),
        ("end", {}),
    ):
        assert client.post(f"/hall/visits/{view.pk}/{verb}", said).status_code == 302
    assert Visit.objects.get().status == "left"


def test_a_window_that_is_taken_says_so_beside_the_button(client, officer):
    for _ in range(2):
        greeted(officer, service="report", at=now())
    client.post("/hall/next", {"place": "W1"})
    refused = client.post("/hall/next", {"place": "W1"}, headers={"HX-Request": "true"})
    assert refused.status_code == 409
    assert "1 号窗口还有人" in refused.content.decode()


def test_a_complaint_at_a_station_is_gone_from_its_page(client):
    room = an_appointment("reception_officer", organisation=the_room())
    sign_in(client, room)
    view = greeted(actor_in(room), service="complaint", at=now())
    page = client.get("/hall/now").content.decode()
    assert f"visit-{view.pk}" not in page
    assert client.post(f"/hall/visits/{view.pk}/end").status_code == 404
    assert client.post("/hall/visits/999999/end").status_code == 404


def test_a_leader_sees_numbers_of_every_site_and_no_visit(client):
    greeted(lobby(), service="report", at=now())
    sign_in(client, an_appointment("branch_leader"))
    page = client.get("/hall/").content.decode()
    assert "接报案中心" in page
    assert 'id="visit-' not in page
    assert "/hall/greet" not in page


def test_an_unknown_verb_is_no_address(client, officer):
    view = greeted(officer, at=now())
    assert client.post(f"/hall/visits/{view.pk}/dance").status_code == 404
