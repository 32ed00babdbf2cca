"""A reporter's own matter, without an account."""

import pytest
from tests.builders.hall import the_centre
from tests.builders.people import an_appointment, sign_in
from tests.builders.reports import taken

from quanju.domains.kernel.clock import now
from quanju.domains.reception.queries.portal import opened_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    return sign_in(client, an_appointment("reception_officer", organisation=the_centre()))


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


def test_the_offices_that_opened_it_are_told_by_day_and_no_name(client, officer):
    report = taken(officer, kind="dispute", at=now())
    client.get(f"/reports/{report.number}")
    assert [len(one.days) for one in opened_by(f"report:{report.number}", report.subject)] == [1]
    client.logout()
    page = client.get(f"/progress/{report.number}", {"code": report.code}).content.decode()
    assert "哪些单位打开过" in page
    assert "接报案中心 ·" in page
    assert officer.name not in page


def test_a_way_to_be_told_is_chosen_changed_and_deleted_on_the_own_page(client, settings, officer):
    settings.NOTICES_TO = {"sms": "http://127.0.0.1:9/messages", "mail": "", "webhook": ""}
    report = taken(officer, at=now())
    client.logout()
    address, code = f"/progress/{report.number}", report.code
    assert "选短信或邮件" in client.get(address, {"code": code}).content.decode()
    wrong = client.post(f"{address}/tell", {"code": code, "way": "sms", "address": "12345"})
    assert wrong.status_code == 422
    assert "不是 11 位手机号" in wrong.content.decode()
    assert 'value="12345"' in wrong.content.decode()
    sent = {"code": code, "way": "sms", "address": "13800001234"}
    assert client.post(f"{address}/tell", {**sent, "code": "AAAAAAAAAA"}).status_code == 404
    client.post(f"{address}/tell", sent)
    page = client.get(address, {"code": code}).content.decode()
    assert "138****1234" in page
    assert "13800001234" not in page
    client.post(f"{address}/tell", {"code": code, "way": ""})
    assert "138****" not in client.get(address, {"code": code}).content.decode()


def test_where_no_way_is_open_none_is_offered(client, settings, officer):
    settings.NOTICES_TO = {"sms": "", "mail": "", "webhook": ""}
    report = taken(officer, at=now())
    page = client.get(f"/progress/{report.number}", {"code": report.code}).content.decode()
    assert "有进展时告诉我" not in page
