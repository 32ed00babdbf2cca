"""The case desk by presses alone: from the receipt to the decision, and who sees what."""

import pytest
from tests.builders.cases import an_officer, decide_on, receipted, registered, under_review
from tests.builders.hall import the_centre
from tests.builders.people import an_appointment, sign_in

from quanju.domains.cases.actions.deciding import propose_decision
from quanju.domains.cases.models import CaseProperty, CaseRecord
from quanju.domains.cases.queries.cases import told_case
from quanju.domains.deadlines.models import Clock
from quanju.domains.documents.models import Paper
from quanju.domains.kernel.clock import now
from quanju.domains.supervision.actions.opinions import ask_opinion

pytestmark = pytest.mark.django_db


@pytest.fixture
def view():
    return registered(at=now())


def test_an_officer_accepts_reviews_and_proposes_by_presses_alone(client, view):
    officer = sign_in(client, an_appointment("case_officer"))
    address = f"/cases/{view.number}"
    assert address in client.get("/cases/").content.decode()
    page = client.get(address).content.decode()
    assert "早上停在车棚" in page
    assert "刘女士" in page
    assert "为什么是这一天" in page
    client.post(f"{address}/accept", {"officer": officer.person_id})
    client.post(f"{address}/start_review")
    client.post(f"{address}/note_party", {"part": "suspect", "name": "王某"})
    answer = client.post(f"{address}/propose/file", {"reason": "查明被盗"})
    assert answer["Location"] == address
    assert told_case(view.number).awaits == "file"
    page = client.get(address).content.decode()
    assert "王某" in page
    assert "查明被盗" in page
    assert "已有一项决定在等审批" in page


def test_who_signs_reads_the_file_and_approves_it_there(client, view):
    officer = an_officer()
    CaseRecord.objects.filter(number=view.number).update(
        status="under_review", officer=officer.person_id, accepted_at=now()
    )
    second = sign_in(client, an_appointment("approver"))
    assert client.get(f"/cases/{view.number}").status_code == 404
    made = propose_decision(
        case=view.number, decision="not_file", reason="没有犯罪事实", by=officer, at=now()
    )
    page = client.get(f"/cases/{view.number}").content.decode()
    assert "没有犯罪事实" in page
    client.post(f"/approvals/{made.pk}/approve")
    found = told_case(view.number)
    assert (found.status, found.reason) == ("not_filed", "没有犯罪事实")
    assert CaseRecord.objects.get().signed_by_id == second.person_id


def test_a_notice_is_served_by_a_press_and_an_objection_entered(client, view):
    officer = sign_in(client, an_appointment("case_officer"))
    CaseRecord.objects.filter(number=view.number).update(
        status="under_review", officer=officer.person_id, accepted_at=now()
    )
    decide_on(view, "not_file", officer=officer, at=now())
    address = f"/cases/{view.number}"
    paper = Paper.objects.get(kind="cases.not_filing")
    assert paper.number in client.get(address).content.decode()
    said = {"paper": paper.number, "to": "刘女士", "how": "in_person", "proof": "回证"}
    wrong = client.post(f"{address}/serve", {**said, "served_at": "2020-01-01T10:00"})
    assert wrong.status_code == 422
    client.post(f"{address}/serve", {**said, "served_at": now().isoformat()})
    assert "直接送达" in client.get(address).content.decode()
    sign_in(client, an_appointment("legal_supervision"))
    assert "收到复议申请" in client.get(address).content.decode()
    client.post(f"{address}/receive_application", {"grounds": "不服"})
    assert told_case(view.number).status == "reconsideration"
    assert "不服" in client.get(address).content.decode()


def test_a_command_room_sees_clocks_and_no_words_of_the_matter(client, view):
    sign_in(client, an_appointment("station_command"))
    page = client.get(f"/cases/{view.number}").content.decode()
    assert "刑事立案审查" in page
    assert "电瓶" not in page
    assert "刘女士" not in page
    listed = client.get("/cases/").content.decode()
    assert view.number in listed
    assert "电瓶" not in listed
    exported = b"".join(client.get("/cases/?as=csv").streaming_content).decode("utf-8-sig")
    assert view.number in exported
    assert "电瓶" not in exported


def test_a_wrong_word_stands_at_its_field_and_nothing_is_lost(client, view):
    sign_in(client, an_appointment("case_officer"))
    answer = client.post(f"/cases/{view.number}/accept", {"officer": "4711"})
    assert answer.status_code == 422
    assert "名单" in answer.content.decode()
    assert client.post(f"/cases/{view.number}/decline", {"why": ""}).status_code == 422
    assert client.post(f"/cases/{view.number}/forget").status_code == 404
    assert client.get("/cases/?state=gone&kind=criminal").status_code == 422
    assert client.get("/cases/?before=x_y").status_code == 200


def test_the_window_sends_a_case_that_has_no_office(client):
    an_officer()
    desk = sign_in(client, an_appointment("reception_officer", organisation=the_centre()))
    report = receipted(desk, at=now())
    number = CaseRecord.objects.get().number
    page = client.get(f"/reports/{report.number}").content.decode()
    assert f"/cases/{number}/send" in page
    answer = client.post(f"/cases/{number}/send", {"office": "jiankang-case-team"})
    assert answer["Location"] == f"/reports/{report.number}"
    assert told_case(number).office.code == "jiankang-case-team"
    assert client.get(f"/cases/{number}").status_code == 403


def test_a_page_of_the_list_goes_on_after_its_last_row(client, view):
    sign_in(client, an_appointment("legal_supervision"))
    receipted(at=now())
    first, second = CaseRecord.objects.order_by("-registered_at", "-pk")
    before = f"{first.registered_at.timestamp()}_{first.pk}"
    page = client.get("/cases/", {"before": before}).content.decode()
    assert second.number in page
    assert first.number not in page


def test_things_are_handed_on_by_presses_and_a_wrong_one_struck_out(client):
    view = registered(at=now(), things=["电瓶"])
    officer = sign_in(client, an_appointment("case_officer"))
    CaseRecord.objects.filter(number=view.number).update(
        status="investigating", officer=officer.person_id, accepted_at=now()
    )
    address = f"/cases/{view.number}"
    page = client.get(address).content.decode()
    assert "办案民警处 2" in page
    item = CaseProperty.objects.get().pk
    where = {"item": item, "from_place": "officer", "to_place": "store"}
    said = where | {"receiver": "保管员", "proof": "入库单 3 号"}
    wrong = client.post(f"{address}/property/move", said | {"count": 3})
    assert wrong.status_code == 422
    assert "办案民警处只有 2 件" in wrong.content.decode()
    answer = client.post(f"{address}/property/move", said | {"count": 2})
    assert answer["Location"] == f"{address}#property"
    page = client.get(address).content.decode()
    assert "涉案财物保管室 2" in page
    assert "入库单 3 号" in page
    client.post(
        f"{address}/property/dispose", {"item": item, "to_place": "destroyed", "reason": "违禁品"}
    )
    assert "待审批：销毁" in client.get(address).content.decode()
    assert client.post(f"{address}/property/give", said).status_code == 404


def test_a_limit_stands_and_runs_again_by_a_press_each(client):
    view = registered(at=now(), kind="criminal")
    officer = sign_in(client, an_appointment("case_officer"))
    CaseRecord.objects.filter(number=view.number).update(
        status="under_review", officer=officer.person_id, accepted_at=now()
    )
    decide_on(view, "convert", officer=officer, at=now())
    made = told_case(view.number).converted_to
    CaseRecord.objects.filter(number=made).update(status="under_review")
    decide_on(told_case(made), "file", officer=officer, at=now())
    address = f"/cases/{made}"
    assert "不计入期限：鉴定" in client.get(address).content.decode()
    clock = Clock.objects.get(subject=f"case:{made}", family="A2").pk
    said = {"clock": clock, "reason": "expert", "paper": "鉴定委托书 8 号"}
    client.post(f"{address}/exclude_time", said)
    page = client.get(address).content.decode()
    assert "因鉴定不计入期限" in page
    assert "鉴定委托书 8 号" in page
    client.post(f"{address}/count_again", said | {"paper": "鉴定意见 8 号"})
    assert "因鉴定不计入期限" not in client.get(address).content.decode()


def test_an_economic_case_gets_its_opinion_on_its_own_page(client):
    officer = an_officer()
    said = {"title": "合同诈骗", "statement": "付了定金，对方失联。"}
    found = under_review(officer, at=now(), said=said)
    ask_opinion(case=found.number, at=now())
    address = f"/cases/{found.number}"
    sign_in(client, an_appointment("legal_supervision"))
    assert "没有意见，不能提请立案或不立案" in client.get(address).content.decode()
    assert client.post(f"{address}/give_opinion", {"opinion": ""}).status_code == 422
    client.post(f"{address}/give_opinion", {"opinion": "证据充分，同意立案"})
    assert "证据充分，同意立案" in client.get(address).content.decode()
