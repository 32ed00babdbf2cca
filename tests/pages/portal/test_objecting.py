"""Not filing is objected to from the reporter's own page, by number and code alone."""

import pytest
from tests.builders.cases import an_officer, decide_on, under_review
from tests.domains.cases.test_serving import paper_of, serve

from quanju.domains.cases.queries.cases import told_case
from quanju.domains.kernel.clock import now
from quanju.domains.reception.queries.reports import told_report

pytestmark = pytest.mark.django_db


def test_the_form_stands_there_once_the_notice_is_served_and_is_answered_with_the_new_state(client):
    at = now()
    officer = an_officer()
    view = decide_on(under_review(officer, at=at), "not_file", officer=officer, at=at)
    code = told_report(view.report, at=at).code
    address = f"/progress/{view.report}"
    page = client.get(address, {"code": code}).content.decode()
    assert "通知书送达后 7 日内可以申请复议" in page
    assert "您的理由" not in page
    serve(view, paper_of(view, "not_filing"), officer, served_at=at, at=at)
    assert "您的理由" in client.get(address, {"code": code}).content.decode()
    wrong = client.post(f"{address}/object", {"code": "WRONGCODE2", "grounds": "x"})
    assert wrong.status_code == 404
    assert client.post(f"{address}/object", {"code": code, "grounds": " "}).status_code == 422
    answer = client.post(f"{address}/object", {"code": code, "grounds": "没有看监控"})
    assert answer["Location"] == f"{address}?code={code}"
    assert told_case(view.number).status == "reconsideration"
    page = client.get(address, {"code": code}).content.decode()
    assert "正在复议" in page
    assert "没有看监控" not in page
