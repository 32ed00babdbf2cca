"""An incident given to another body and received from one, at the machine face."""

import json

import pytest
from tests.builders.incidents import an_incident
from tests.builders.people import an_appointment, sign_in

from quanju.domains.dispatch.actions.notes import add_note
from quanju.domains.dispatch.eido import facts_in
from quanju.domains.dispatch.models import EidoDocument, Incident, Note
from quanju.domains.kernel.clock import now

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@pytest.fixture
def desk(client, town):
    client.me = sign_in(client, an_appointment("dispatcher"))
    return client


def sent(desk, document, key=KEY):
    body = json.dumps({"document": document, "idempotency_key": key})
    return desk.post("/api/v1/EIDO", body, content_type="application/json")


def test_out_by_agreement_and_in_again(desk):
    row = an_incident(by=desk.me, at=now())
    add_note(incident=row.number, text="已分开", by=desk.me, at=now())
    told = desk.get(f"/api/v1/EIDO/{row.number}", {"body": "traffic"}).json()
    facts = facts_in(told)
    assert (facts.number, facts.points, facts.notes) == (row.number, ((row.lon, row.lat),), ())
    assert facts_in(desk.get(f"/api/v1/EIDO/{row.number}", {"body": "hotline"}).json()).points == ()
    theirs = desk.get(f"/api/v1/EIDO/{row.number}", {"body": "next_county"}).json()
    theirs |= {"$id": "urn:theirs:1", "alarmComponent": [{"$id": "a"}], "personComponent": [{}]}
    for key in (KEY, KEY, KEY + "2"):
        made = sent(desk, theirs, key).json()
    assert Incident.objects.count() == 2
    other = Incident.objects.get(number=made["number"])
    assert (other.type_code, other.grade, other.lon, other.channel) == (
        row.type_code,
        row.grade,
        row.lon,
        "liaison",
    )
    assert Note.objects.get(incident=other).text == "已分开"
    kept = EidoDocument.objects.get()
    assert kept.left_out == ["personComponent"]
    assert "personComponent" not in kept.content
    again = desk.get(f"/api/v1/EIDO/{other.number}", {"body": "next_county"}).json()
    assert again["alarmComponent"] == [{"$id": "a"}]


@pytest.mark.parametrize("broken", [{}, {"$id": "x"}, {"incidentComponent": 3}])
def test_what_is_no_document_is_refused_in_words(desk, broken):
    answer = sent(desk, broken)
    assert (answer.status_code, answer.json()["code"]) == (422, "EIDO_NOT_USABLE")


def test_who_may_not_hand_over_gets_no_document(client, town, desk):
    row = an_incident(by=desk.me, at=now())
    sign_in(client, an_appointment("branch_leader"))
    assert client.get(f"/api/v1/EIDO/{row.number}", {"body": "traffic"}).status_code in (403, 404)
