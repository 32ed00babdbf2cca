"""The officers' pages of letters, and the sender's own."""

import pytest
from tests.builders.hall import at_the_room, the_centre, the_room
from tests.builders.people import an_appointment, sign_in

from quanju.domains.kernel.clock import now
from quanju.domains.reception.actions.letters import send_letter
from quanju.domains.reception.models import Letter

pytestmark = pytest.mark.django_db
SENT = {"text": "说话很不客气", "sender": "王女士", "contact": "13900001234"}


def as_(client, role, organisation=None):
    more = {"organisation": organisation} if organisation else {}
    return sign_in(client, an_appointment(role, **more))


def test_from_the_form_to_the_review_by_presses_alone(client, django_user_model):
    the_centre()
    answer = client.post("/portal/write/complaint", SENT)
    row, address = Letter.objects.get(), answer["Location"]
    page = client.get(address).content.decode()
    assert row.number in page
    assert row.code in page
    as_(client, "legal_supervision")
    own = f"/letters/{row.number}"
    assert row.number in client.get("/letters/").content.decode()
    assert "王女士" not in client.get("/letters/").content.decode()
    client.post(f"{own}/take_on")
    assert "13900001234" in client.get(own).content.decode()
    client.post(f"{own}/answer", {"answer": "已批评教育", "finding": "upheld"})
    client.logout()
    told = client.get(address).content.decode()
    assert "已批评教育" in told
    assert "要求复查" in told
    client.post(f"/portal/letters/{row.number}/review", {"code": row.code, "why": "不够"})
    assert Letter.objects.get().status == "review_asked"


def test_a_stations_people_find_nothing_at_its_address(client):
    receipt = send_letter(kind="complaint", said=SENT, at=now())
    at_the_room()
    as_(client, "reception_officer", the_room())
    assert client.get(f"/letters/{receipt.number}").status_code == 404
    assert client.get(f"/thread/letter:{receipt.number}").status_code == 404
    assert receipt.number not in client.get("/letters/").content.decode()


def test_a_wrong_code_shows_the_form_again_and_nothing_else(client):
    receipt = send_letter(kind="complaint", said=SENT, at=now())
    answer = client.get(f"/portal/letters/{receipt.number}", {"code": "AAAAAAAAAA"})
    assert answer.status_code == 404
    assert "对不上" in answer.content.decode()
    assert "客气" not in answer.content.decode()


def test_number_and_code_lead_from_one_form_to_a_letter_too(client):
    receipt = send_letter(kind="question", said=SENT, at=now())
    asked = client.get("/progress", {"number": receipt.number, "code": receipt.code})
    assert asked["Location"] == f"/portal/letters/{receipt.number}?code={receipt.code}"


def test_what_is_empty_or_does_not_fit_stands_at_its_field_and_nothing_is_lost(client):
    empty = client.post("/portal/write/petition", {"sender": "王女士"})
    assert empty.status_code == 422
    assert 'value="王女士"' in empty.content.decode()
    wrong = {**SENT, "about_number": "20260101-0001", "about_code": "AAAA"}
    told = client.post("/portal/write/complaint", wrong)
    assert told.status_code == 422
    assert "说话很不客气" in told.content.decode()
    assert not Letter.objects.exists()


def test_a_question_asks_for_no_name(client):
    page = client.get("/portal/write/question").content.decode()
    assert 'name="sender"' not in page
    assert client.get("/portal/write/unknown").status_code == 404
