"""The supervision desk by presses alone: the board, a flag, a person's word on it."""

import pytest
from tests.builders.people import an_appointment, sign_in
from tests.builders.reports import a_room, taken

from quanju.domains.kernel.clock import now
from quanju.domains.supervision.actions.checking import check_report
from quanju.domains.supervision.models import Finding, RuleHit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hit():
    made = taken(a_room()[1], kind="dispute", at=now())
    check_report(report=made.number, at=now())
    return RuleHit.objects.get()


def test_legal_supervision_comes_from_the_board_to_a_flag_and_dismisses_it(client, hit):
    sign_in(client, an_appointment("legal_supervision"))
    page = client.get("/supervision/").content.decode()
    assert "没有未结的监督问题" in page
    assert "规则已查 1 / 1 件" in page
    listed = f"/supervision/hits?state=open&amp;check=should_file&amp;office={hit.station.code}"
    assert listed in page
    address = f"/supervision/hits/{hit.pk}"
    assert address in client.get(listed.replace("&amp;", "&")).content.decode()
    assert "登记为“纠纷”，文字中有“被盗”" in client.get(address).content.decode()
    assert client.post(f"{address}/dismiss", {"why": ""}).status_code == 422
    assert client.post(f"{address}/dismiss", {"why": "误报"})["Location"] == address
    assert "误报" in client.get(address).content.decode()
    assert listed not in client.get("/supervision/").content.decode()


def test_a_leader_reads_the_numbers_and_opens_no_flag(client, hit):
    sign_in(client, an_appointment("branch_leader"))
    page = client.get("/supervision/").content.decode()
    assert "没有未结的监督问题" in page
    assert "/supervision/hits" not in page
    assert client.get(f"/supervision/hits/{hit.pk}").status_code == 403


def test_the_file_of_flags_names_no_person(client, hit):
    sign_in(client, an_appointment("legal_supervision"))
    file = b"".join(client.get("/supervision/hits?as=csv").streaming_content).decode("utf-8-sig")
    assert hit.number in file
    assert hit.report.owner.display_name not in file


def test_a_finding_goes_from_a_flag_to_its_end_by_presses_alone(client, hit):
    room = an_appointment("station_command")
    legal = an_appointment("legal_supervision")
    sign_in(client, legal)
    flagged = f"/supervision/hits/{hit.pk}"
    assert client.post(f"{flagged}/raise", {"level": 1, "what": ""}).status_code == 422
    client.post(f"{flagged}/raise", {"level": 1, "what": "应当立案，请补办"})
    number = Finding.objects.get().number
    address = f"/supervision/findings/{number}"
    assert address in client.get(flagged).content.decode()
    sign_in(client, room)
    assert number in client.get("/supervision/findings").content.decode()
    page = client.get(address).content.decode()
    assert "应当立案，请补办" in page
    assert "内部时限" in page
    assert client.post(f"{address}/answer", {"answer": ""}).status_code == 422
    assert client.post(f"{address}/answer", {"answer": "马上补办"})["Location"] == address
    assert client.post(f"{address}/accept").status_code == 403
    sign_in(client, legal)
    client.post(f"{address}/accept")
    sign_in(client, room)
    client.post(f"{address}/correct", {"correction": "已立案"})
    sign_in(client, legal)
    client.post(f"{address}/check", {"note": "属实"})
    client.post(f"{address}/close")
    assert "已结，没有下一步" in client.get(address).content.decode()


def test_a_finding_without_a_flag_is_raised_from_the_list(client, hit):
    sign_in(client, an_appointment("legal_supervision"))
    assert "列一个问题" in client.get("/supervision/findings").content.decode()
    said = {"unit": hit.station.code, "level": 3, "what": "大厅没有公示投诉电话", "report": ""}
    answer = client.post("/supervision/findings/raise", said)
    assert answer["Location"] == f"/supervision/findings/{Finding.objects.get().number}"
    sign_in(client, an_appointment("branch_leader"))
    listed = client.get("/supervision/findings?state=open&level=3").content.decode()
    assert "大厅没有公示投诉电话" in listed
    assert "列一个问题" not in listed
