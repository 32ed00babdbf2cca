"""What residents do without an account: written before one comes, booked, and nothing lost."""

import re

import pytest
from tests.builders.hall import lobby, the_centre

from quanju.domains.kernel.clock import now
from quanju.domains.reception.models import PreReport, Visit
from quanju.domains.reception.queries.portal import times_left
from quanju.domains.reception.queries.sites import site

pytestmark = pytest.mark.django_db
WHERE = "/portal/visit?site=reception-centre&service=report"


@pytest.fixture(autouse=True)
def centre(db):
    the_centre()
    lobby()


def test_a_pre_report_gives_a_code_and_asks_for_no_name(client):
    form = client.get("/portal/pre-report").content.decode()
    assert not re.search(r'name="(reporter|name|contact|phone)"', form)
    answer = client.post("/portal/pre-report", {"title": "电瓶被盗", "statement": "早上。"})
    page = client.get(answer["Location"]).content.decode()
    code = PreReport.objects.get().code
    assert " ".join((code[:4], code[4:8], code[8:])) in page
    assert "<svg" in page
    client.post(f"{answer['Location']}/take-back")
    assert client.get(answer["Location"]).status_code == 404


def test_the_same_form_twice_is_one_pre_report(client):
    sent = {"title": "电瓶被盗", "idempotency_key": "c" * 16}
    first, second = (client.post("/portal/pre-report", sent)["Location"] for _ in range(2))
    assert first == second


def test_what_is_too_long_stands_at_its_field_and_nothing_typed_is_lost(client):
    answer = client.post("/portal/pre-report", {"title": "长" * 61, "statement": "早上。"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "最多 60 字" in page
    assert "早上。" in page


def test_danger_is_told_to_call_at_once(client):
    answer = client.post("/portal/pre-report", {"title": "有人拿着刀"})
    assert "请马上拨打 110" in client.get(answer["Location"]).content.decode()


def test_a_visit_is_booked_in_two_steps_and_its_ticket_says_when(client):
    assert "到哪里" in client.get("/portal/visit").content.decode()
    come_at = times_left(site("reception-centre"), "report", at=now())[-1].times[-1]
    page = client.get(WHERE).content.decode()
    assert come_at.isoformat() in page
    answer = client.post(WHERE, {"come_at": come_at.isoformat()})
    ticket = client.get(answer["Location"]).content.decode()
    assert "我到了" in ticket
    assert Visit.objects.get().status == "booked"


def test_a_time_that_is_gone_is_told_and_others_are_offered(client):
    answer = client.post(WHERE, {"come_at": "2020-01-01T00:00:00+00:00"})
    assert answer.status_code == 422
    assert 'name="come_at"' in answer.content.decode()
    assert client.get("/portal/visit?site=nowhere&service=report").status_code == 422


def test_the_public_board_needs_no_account_and_names_nobody(client):
    page = client.get("/portal/board").content.decode()
    assert "按时比例" in page
    assert "刑事" in page or "立案" in page


def test_a_machine_that_writes_without_end_is_slowed(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "portal_write": "2/10m/ip"}
    found = [client.post("/portal/pre-report", {"title": "测试"}).status_code for _ in range(3)]
    assert found == [302, 302, 429]
