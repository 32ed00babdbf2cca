"""A complaint about police, from the desk to legal supervision."""

import pytest
from tests.builders.people import an_appointment, sign_in

from quanju.domains.dispatch.models import Call
from quanju.domains.reception.models import Letter

pytestmark = pytest.mark.django_db


def test_the_desk_reads_out_number_and_code_and_supervision_has_it(desk, client):
    sent = {"said": "出警态度恶劣", "has_consent": "yes", "caller_number": "13800000001"}
    sent["idempotency_key"] = "0123456789abcdef"
    pages = [desk.post("/dispatch/call/complaint", sent).content.decode() for _ in range(2)]
    letter = Letter.objects.get()
    assert all(letter.number in page and letter.code in page for page in pages)
    assert (letter.kind, letter.text, letter.contact) == (
        "complaint",
        "出警态度恶劣",
        "13800000001",
    )
    listed = desk.get("/dispatch/calls").content.decode()
    assert "督察（投诉）" in listed
    assert "出警态度恶劣" not in listed
    assert Call.objects.get().said == ""
    sign_in(client, an_appointment("legal_supervision"))
    assert letter.number in client.get("/letters/").content.decode()


def test_without_an_answer_about_the_number_nothing_is_sent(desk):
    sent = {"said": "出警态度恶劣", "idempotency_key": "0123456789abcdef"}
    assert desk.post("/dispatch/call/complaint", sent).status_code == 422
    assert not Letter.objects.exists()
