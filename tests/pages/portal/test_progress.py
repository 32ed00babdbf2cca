"""A reporter's own matter, without an account."""

import pytest
from tests.domains.reception.hall import the_centre
from tests.domains.reception.reports import taken
from tests.factories import an_appointment, sign_in

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
