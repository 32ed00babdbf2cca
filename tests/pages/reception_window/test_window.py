"""The window's pages: the way from a ticket to a receipt."""

import pytest
from tests.builders.hall import greeted, lobby, the_centre
from tests.builders.people import an_appointment, sign_in
from tests.builders.reports import taken

from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import local_day
from quanju.domains.reception.actions import calling
from quanju.domains.reception.actions.pre_reports import write_pre_report
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
    from tests.builders.reports import a_room

    _, other = a_room()
    report = taken(other, at=now())
    assert client.get(f"/reports/{report.number}").status_code == 404


def test_a_pre_report_opens_filled_at_the_window_and_becomes_the_report(client, officer):
    pre = write_pre_report(title="电瓶被盗", place="建材城", at=now())
    opened = client.get(f"/reports/pre/{pre.code}")
    page = client.get(opened["Location"]).content.decode()
    assert 'value="建材城"' in page
    sent = {**FORM, "title": "电瓶被盗"}
    assert client.post(opened["Location"], sent).status_code == 302
    refused = client.post(opened["Location"], sent)
    assert "预报案已登记为" in refused.content.decode()
    assert CaseReport.objects.count() == 1


def test_a_code_that_is_unknown_leaves_an_empty_form_and_says_so(client, officer):
    page = client.get("/reports/take", {"pre": "AAAA"}).content.decode()
    assert "没有这个预报案" in page


def test_a_restricted_report_shows_a_colleague_its_header_until_they_take_it_over(client, officer):
    client.post("/reports/take", {**FORM, "is_restricted": "on", "reporter": "刘女士"})
    report = CaseReport.objects.get()
    address = f"/reports/{report.number}"
    assert "楼上漏水。" in client.get(address).content.decode()
    sign_in(client, an_appointment("reception_officer", organisation=report.site))
    for place in (address, "/reports/", "/worklist"):
        page = client.get(place, follow=True).content.decode()
        hidden = ("楼上漏水。", "邻里纠纷", "刘女士", report.code)
        assert not [word for word in hidden if word in page]
    assert "受限事项" in client.get(address).content.decode()
    assert client.get(f"{address}/write").status_code == 403
    assert client.post(f"{address}/close", {"outcome": "x"}).status_code == 403
    client.post(f"{address}/take_over", {"why": "首接民警下班"})
    assert "楼上漏水。" in client.get(address).content.decode()


def test_any_report_can_be_marked_restricted_by_a_press(client, officer):
    report = taken(officer, at=now())
    assert "标为受限" in client.get(f"/reports/{report.number}").content.decode()
    client.post(f"/reports/{report.number}/restrict")
    assert CaseReport.objects.get().is_restricted


def test_the_words_propose_chips_and_what_a_field_holds_is_taken(client, officer):
    said = {
        "title": "电瓶被盗",
        "statement": "昨天下午三点半，值三千五百元。",
        "amount_yuan": "3500",
    }
    page = client.post("/reports/propose", said).content.decode()
    assert 'data-takes="kind"' in page
    assert 'data-value="criminal"' in page
    assert "“被盗”" in page
    assert 'data-takes="happened"' in page
    assert "15:30" in page
    assert "已采用" in page
    assert 'data-takes="amount_yuan"' not in page
    assert CaseReport.objects.count() == 0


def test_a_complaint_at_the_window_leads_to_its_own_page_and_no_report(client, officer):
    answer = client.post("/reports/take", {**FORM, "kind": "complaint"})
    assert answer["Location"].startswith("/portal/letters/L")
    assert "投诉民警" in client.get(answer["Location"]).content.decode()
    assert CaseReport.objects.count() == 0


def test_a_sum_that_is_none_stands_at_its_field(client, officer):
    answer = client.post("/reports/take", {**FORM, "amount_yuan": "很多"})
    assert answer.status_code == 422
    assert "“很多”不是一个金额" in answer.content.decode()


def test_the_day_names_a_ticket_without_a_report_and_takes_the_reason(client, officer):
    view = served(officer)
    calling.end_visit(visit=view.pk, by=officer, at=now())
    today = local_day(now()).isoformat()
    assert f"/reports/day/{today}" in client.get("/reports/").content.decode()
    page = client.get(f"/reports/day/{today}").content.decode()
    assert "号来报案，没有登记" in page
    assert f"/reports/take?visit={view.pk}" in page
    sent = {"why": "只来问路", "day": today}
    assert client.post(f"/reports/ticket/{view.pk}/none", sent).status_code == 302
    assert "对上了" in client.get(f"/reports/day/{today}").content.decode()


@pytest.mark.parametrize("day", ["2026-13-01", "gestern", "0001-01-01", "2026-02-30"])
def test_what_is_no_day_has_no_page(client, officer, day):
    assert client.get(f"/reports/day/{day}").status_code == 404


def test_a_lighter_kind_is_refused_on_the_form_and_proposed_on_the_page(client, officer):
    report = taken(officer, at=now())
    address = f"/reports/{report.number}"
    sent = {**FORM, "channel": "walk_in", "kind": "dispute"}
    answer = client.post(f"{address}/write", sent)
    assert answer.status_code == 422
    assert "改轻" in answer.content.decode()
    client.post(f"{address}/lower_kind", {"kind": "dispute", "why": "双方和解"})
    page = client.get(address).content.decode()
    assert "从“刑事”改为“纠纷”" in page
    assert CaseReport.objects.get().kind == "criminal"
