"""The room's pages: one press from an incident, who sees a group, what a refusal says."""

import re
from datetime import timedelta

import pytest
from tests.builders.groups import FACTS, a_group, an_opener, on_duty, the_offices
from tests.builders.incidents import an_incident
from tests.builders.people import an_appointment, sign_in

from quanju.domains.coordination.models import Group, Member
from quanju.domains.kernel.clock import now
from quanju.domains.people.models import Appointment

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    return sign_in(client, an_appointment("dispatcher"))


def fields_of(page):
    """What the browser would send of the form as it came."""
    found = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page))
    found |= dict(re.findall(r'name="(fact_\w+)"[^>]*>\s*([^<]*)</textarea>', page))
    for name, options in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_from_an_incident_one_press_opens_it_however_often_it_arrives(client, desk, town):
    the_offices()
    incident = an_incident(by=desk, at=now())
    address = f"/groups/open?incident={incident.number}"
    sent = fields_of(client.get(address).content.decode())
    for _ in range(2):
        answer = client.post(address, sent)
    group = Group.objects.get()
    assert answer["Location"] == f"/groups/{group.number}"
    assert (group.kind, group.incident) == ("urgent_incident", incident.number)
    assert set(group.facts) == {"what", "where_when", "basis", "closing"}
    page = client.get(answer["Location"]).content.decode()
    assert incident.number[4:] in page


def test_what_was_typed_stays_and_the_reason_stands_at_its_field(client, desk):
    the_offices()
    facts = {f"fact_{code}": said for code, said in FACTS.items()}
    sent = {"kind": "dispute_mediation", "title": "王先生的事", **facts}
    page = client.post("/groups/open", sent)
    assert page.status_code == 422
    told = page.content.decode()
    assert "写事，不写人" in told
    assert "王先生的事" in told


def test_who_is_no_member_finds_nothing_and_who_was_is_out_at_once(client, desk):
    view = a_group(at=now())
    assert client.get(f"/groups/{view.number}").status_code == 404
    legal = an_appointment("legal_supervision")
    sign_in(client, legal)
    Member.objects.filter(role="observer").update(person=legal.person_id)
    assert client.get(f"/groups/{view.number}").status_code == 200
    Member.objects.filter(person=legal.person_id).update(status="removed")
    assert client.get(f"/groups/{view.number}").status_code == 404
    assert client.get(f"/thread/{view.subject}").status_code == 404


def test_a_member_answers_by_a_press(client):
    office = an_appointment("legal_supervision")
    on_duty("dispatcher"), on_duty("station_command")
    view = a_group(an_opener(), at=now())
    sign_in(client, office)
    page = client.get(f"/groups/{view.number}").content.decode()
    assert "我到位" in page
    assert client.post(f"/groups/{view.number}/join").status_code == 302
    assert Member.objects.get(person=office.person_id).status == "joined"


def test_what_is_said_is_escaped_counted_once_and_carries_the_incident(client, desk, town):
    the_offices()
    incident = an_incident(by=desk, at=now())
    view = a_group(desk, kind="urgent_incident", incident=incident.number, at=now())
    page = client.get(f"/groups/{view.number}").content.decode()
    assert "M/ETHANE" in page
    key = re.search(r'/say".*?name="idempotency_key" value="(\w+)"', page, re.S)[1]
    sent = {"text": "<script>alert(1)</script>", "idempotency_key": key}
    sent |= {"has_place": "yes", "incident": incident.number}
    for _ in range(2):
        client.post(f"/groups/{view.number}/say", sent)
    told = client.get(f"/groups/{view.number}/stream").content.decode()
    assert told.count('id="m1"') == 1
    assert 'id="m2"' not in told
    assert "<script>alert" not in told
    assert "icon-map-pin" in told or "map-pin" in told
    assert "来电" in told or "警情" in told or "建协同群" in told


def test_a_refused_item_says_why_beside_its_form(client, desk):
    the_offices()
    view = a_group(desk, at=now())
    sent = {"title": "调监控", "owner": "", "idempotency_key": "b" * 32}
    refused = client.post(f"/groups/{view.number}/ask", sent, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "请选群里能办事的成员" in refused.content.decode()


def test_how_far_one_has_come_is_told_by_the_browser(client, desk):
    the_offices()
    view = a_group(desk, at=now())
    client.post(f"/groups/{view.number}/say", {"text": "到", "idempotency_key": "c" * 32})
    assert (
        client.post(f"/groups/{view.number}/seen", {"up_to": 1, "is_read": "yes"}).status_code
        == 204
    )
    assert Member.objects.get(person=desk.person_id).read_to == 1


def test_a_group_is_closed_reviewed_and_archived_by_presses(client):
    office = the_offices()
    station = office["station"]
    legal = an_appointment("legal_supervision")
    view = a_group(an_opener(), at=now())
    Member.objects.filter(role="observer").update(person=legal.person_id)
    address = f"/groups/{view.number}"
    client_of(client, station)
    said = {"outcome": "双方签字", "rating": "4", "idempotency_key": "d" * 32}
    assert client.post(f"{address}/propose_close", said).status_code == 302
    sign_in(client, legal)
    page = client.get(address).content.decode()
    asked = dict.fromkeys(re.findall(r'name="(answer_\w+)"', page), "yes")
    asked |= dict.fromkeys(re.findall(r'name="(mechanism_\w+)"', page), "好")
    assert len(asked) == 9
    refused = client.post(f"{address}/accept_close", {}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    client.post(f"{address}/accept_close", {**asked, "idempotency_key": "e" * 32})
    client.post(f"{address}/archive", {"idempotency_key": "f" * 32})
    assert Group.objects.get().status == "archived"
    told = client.get(address).content.decode()
    assert "事项太少，不评分" in told


def client_of(client, actor):
    """Sign the client in as somebody who is on duty already."""
    appointment = Appointment.objects.get(person=actor.person_id)
    return sign_in(client, appointment)


def test_a_word_written_without_a_line_keeps_the_moment_of_its_device(client, desk):
    the_offices()
    view = a_group(desk, at=now())
    pressed_at = (now() - timedelta(minutes=7)).isoformat()
    sent = {"text": "没有信号", "pressed_at": pressed_at, "idempotency_key": "a" * 32}
    assert client.post(f"/groups/{view.number}/say", sent).status_code == 302
    assert "本机" in client.get(f"/groups/{view.number}/stream").content.decode()
