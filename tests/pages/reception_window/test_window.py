"""The window's pages: the way from a ticket to a receipt, and the reporter's own page."""

import pytest
from tests.domains.reception.hall import greeted, lobby, the_centre
from tests.domains.reception.reports import taken
from tests.factories import an_appointment, sign_in

from quanju.domains.kernel.clock import now
from quanju.domains.reception.actions import calling
from quanju.domains.reception.models import CaseReport

pytestmark = pytest.mark.django_db
FORM = {"channel": "walk_in", "kind": "dispute", "title": "邻里纠纷", "statement": "楼上漏水。"}


@pytest.fixture
def officer(client):
    return sign_in(client, an_appointment("reception_officer", organisation=the_centre()))


def served(officer):
    view = greeted(lobby(), service="report", at=now())
    calling.call_visit(visit=view.pk, place="W1", by=officer, at=now())
    return calling.serve_visit(visit=view.pk, by=officer, at=now())


def test_from_the_ticket_to_the_receipt_by_presses_alone(client, officer):
    view = served(officer)
    assert f"/reports/take?visit={view.pk}" in client.get("/reports/").content.decode()
    answer = client.post(f"/reports/take?visit={view.pk}", FORM)
    report = CaseReport.objects.get()
    assert answer["Location"] == f"/reports/{report.number}"
    assert report.visit_id == view.pk
    client.post(f"/reports/{report.number}/receipt")
    page = client.get(f"/reports/{report.number}").content.decode()
    assert "/papers/JB-reception-centre-" in page
    client.post(f"/reports/{report.number}/close", {"outcome": "已调解"})
    assert CaseReport.objects.get().status == "closed"


def test_a_missing_step_is_named_beside_the_button(client, officer):
    report = taken(officer, at=now())
    refused = client.post(f"/reports/{report.number}/receipt", headers={"HX-Request": "true"})
    assert refused.status_code == 409
    assert "还差：核对身份、接受证据" in refused.content.decode()


def test_a_wrong_word_stands_at_its_field_and_nothing_typed_is_lost(client, officer):
    answer = client.post("/reports/take", {**FORM, "title": "长" * 61})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "最多 60 字" in page
    assert "楼上漏水。" in page


def test_the_same_form_twice_is_one_report(client, officer):
    sent = {**FORM, "idempotency_key": "b" * 16}
    first = client.post("/reports/take", sent)["Location"]
    assert client.post("/reports/take", sent)["Location"] == first
    assert CaseReport.objects.count() == 1


def test_what_is_begun_at_the_scene_waits_to_be_entered(client, officer):
    answer = client.post("/reports/later", {"title": "正在打架"})
    assert "补登记" in client.get(answer["Location"]).content.decode()
    number = CaseReport.objects.get().number
    assert client.post(f"/reports/{number}/write", FORM).status_code == 302
    assert CaseReport.objects.get().status == "taking"


def test_another_sites_report_is_no_page(client, officer):
    from tests.domains.reception.reports import a_room

    _, other = a_room()
    report = taken(other, at=now())
    assert client.get(f"/reports/{report.number}").status_code == 404


def test_the_reporter_follows_with_number_and_code_and_no_account(client, officer):
    report = taken(officer, kind="dispute", at=now())
    client.post(f"/reports/{report.number}/receipt")
    client.logout()
    right = client.get(f"/progress/{report.number}", {"code": report.code})
    assert "已收到，正在核查" in right.content.decode()
    assert "电瓶" not in right.content.decode()
    wrong = client.get(f"/progress/{report.number}", {"code": "AAAAAAAAAA"})
    assert wrong.status_code == 404
    assert "对不上" in wrong.content.decode()
    asked = client.get("/progress", {"number": report.number, "code": report.code})
    assert asked["Location"] == f"/progress/{report.number}?code={report.code}"


def test_a_guesser_is_slowed_and_the_owner_is_not_locked_out(client, settings, officer):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "progress": "3/m/ip"}
    report = taken(officer, at=now())
    address = f"/progress/{report.number}"
    found = [client.get(address, {"code": f"WRONG{n}"}).status_code for n in range(4)]
    assert found == [404, 404, 404, 429]
    right = client.get(address, {"code": report.code}, REMOTE_ADDR="10.0.0.9")
    assert right.status_code == 200
