"""Messages to crews at the desk and on the phone."""

import pytest
from tests.builders.incidents import an_incident
from tests.builders.town import spot

from quanju.domains.dispatch.models import DutyMessage
from quanju.domains.kernel.clock import now

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
WORDS = "男童六岁，红上衣"


def test_a_message_goes_out_from_its_incident_and_its_receipt_comes_back(desk, unit):
    row = an_incident(by=desk.me, at=now())
    page = desk.get(f"/dispatch/panel/{row.number}").content.decode()
    assert "发消息" in page
    assert f"unit:{unit.call_sign}" in page
    sent = {"sent_to": f"unit:{unit.call_sign}", "text": WORDS, "idempotency_key": KEY}
    for _ in range(2):
        answer = desk.post(f"/dispatch/incidents/{row.number}/send_message", sent)
        assert answer.status_code == 204
    made = DutyMessage.objects.get()
    alerts = desk.get("/dispatch/alerts").content.decode()
    assert f"unseen-{made.number}" in alerts
    address = f"/dispatch/messages/{made.number}"
    answer = desk.post(f"{address}/tell_by_radio", {"idempotency_key": KEY + "r"})
    assert answer.status_code == 204
    assert "unseen-" not in desk.get("/dispatch/alerts").content.decode()
    assert "电台已告" in desk.get(f"/dispatch/panel/{row.number}").content.decode()
    assert WORDS in desk.get(f"/dispatch/incidents/{row.number}").content.decode()
    assert desk.post(f"{address}/end", {"idempotency_key": KEY + "e"}).status_code == 204
    assert WORDS not in desk.get("/dispatch/messages").content.decode()


def test_one_for_the_shift_is_written_on_its_page_and_a_refusal_stands_at_its_field(desk, unit):
    bad = desk.post("/dispatch/messages/send", {"sent_to": "all", "idempotency_key": KEY})
    assert bad.status_code == 422
    good = {"sent_to": "all", "sentence": "road_bad", "idempotency_key": KEY + "2"}
    assert desk.post("/dispatch/messages/send", good).status_code == 204
    page = desk.get("/dispatch/messages").content.decode()
    assert "路滑，注意行车安全" in page
    assert unit.call_sign in page


def test_a_crew_is_told_ahead_from_the_preview_of_a_call(desk, unit):
    lon, lat = spot(3, 2)
    call = {"type_code": "fight", "said": "打架", "lon": lon, "lat": lat, "address": "中央大街"}
    assert "预先通知（不是指令）" in desk.post("/dispatch/call/preview", call).content.decode()
    sent = call | {"ahead": unit.pk, "ahead_grade": 2}
    assert "等手机显示" in desk.post("/dispatch/call/pre_alert", sent).content.decode()
    assert unit.call_sign in desk.get("/dispatch/call/told_ahead").content.decode()
    assert unit.call_sign not in desk.post("/dispatch/call/pre_alert/withdraw").content.decode()
