"""The supervision desk by presses alone: the board, a flag, a person's word on it."""

import pytest
from tests.domains.reception.reports import a_room, taken
from tests.factories import an_appointment, sign_in

from quanju.domains.kernel.clock import now
from quanju.domains.supervision.actions.checking import check_report
from quanju.domains.supervision.models import RuleHit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hit():
    made = taken(a_room()[1], kind="dispute", at=now())
    check_report(report=made.number, at=now())
    return RuleHit.objects.get()


def test_legal_supervision_comes_from_the_board_to_a_flag_and_dismisses_it(client, hit):
    sign_in(client, an_appointment("legal_supervision"))
    page = client.get("/supervision/").content.decode()
    assert "1 条规则命中等人查看" in page
    assert "规则已查 1 / 1 件" in page
    listed = f"/supervision/hits?state=open&amp;check=should_file&amp;office={hit.station.code}"
    assert listed in page
    address = f"/supervision/hits/{hit.pk}"
    assert address in client.get(listed.replace("&amp;", "&")).content.decode()
    assert "登记为“纠纷”，文字中有“被盗”" in client.get(address).content.decode()
    assert client.post(f"{address}/dismiss", {"why": ""}).status_code == 422
    assert client.post(f"{address}/dismiss", {"why": "误报"})["Location"] == address
    assert "误报" in client.get(address).content.decode()
    assert "没有等人查看的规则命中" in client.get("/supervision/").content.decode()


def test_a_leader_reads_the_numbers_and_opens_no_flag(client, hit):
    sign_in(client, an_appointment("branch_leader"))
    page = client.get("/supervision/").content.decode()
    assert "1 条规则命中等人查看" in page
    assert "/supervision/hits" not in page
    assert client.get(f"/supervision/hits/{hit.pk}").status_code == 403


def test_the_file_of_flags_names_no_person(client, hit):
    sign_in(client, an_appointment("legal_supervision"))
    file = b"".join(client.get("/supervision/hits?as=csv").streaming_content).decode("utf-8-sig")
    assert hit.number in file
    assert hit.report.owner.display_name not in file
